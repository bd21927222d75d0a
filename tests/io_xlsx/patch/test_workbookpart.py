"""calcPr, names and properties: set in place, added where the schema wants them."""

from __future__ import annotations

import pytest

from io_xlsx.parts.markup import Odd
from io_xlsx.patch.workbookpart import EMPTY_PROPERTIES, is_recalculating, recalculating, with_names, with_properties
from tests.io_xlsx.handmade import MAIN


def book(inner: str) -> bytes:
    start = f'<workbook xmlns="{MAIN}" xmlns:x15="urn:x"><x15:workbookPr/><sheets><sheet/></sheets>'
    return f"{start}{inner}</workbook>".encode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '<calcPr fullCalcOnLoad="1"/>'),
        (
            "<definedNames><a/></definedNames><oleSize/>",
            '<definedNames><a/></definedNames><calcPr fullCalcOnLoad="1"/><oleSize/>',
        ),
        ('<calcPr calcId="1"/>', '<calcPr calcId="1" fullCalcOnLoad="1"/>'),
        ('<calcPr fullCalcOnLoad="0" calcId="1"/>', '<calcPr fullCalcOnLoad="1" calcId="1"/>'),
        ("<calcPr calcId='1' fullCalcOnLoad = '0'></calcPr>", "<calcPr calcId='1' fullCalcOnLoad=\"1\"></calcPr>"),
    ],
)
def test_recalculation_is_asked_for_once(before: str, after: str) -> None:
    assert recalculating(book(before)) == book(after)
    assert is_recalculating(book(after))
    assert not is_recalculating(book(before))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<calcPr/>", '<definedNames><definedName name="AsOf">A&amp;1</definedName></definedNames><calcPr/>'),
        ("<definedNames/>", '<definedNames><definedName name="AsOf">A&amp;1</definedName></definedNames>'),
        (
            "<definedNames><a/></definedNames>",
            '<definedNames><a/><definedName name="AsOf">A&amp;1</definedName></definedNames>',
        ),
        (
            "<externalReferences><a/></externalReferences>",
            "<externalReferences><a/></externalReferences>"
            '<definedNames><definedName name="AsOf">A&amp;1</definedName></definedNames>',
        ),
    ],
)
def test_names_are_appended(before: str, after: str) -> None:
    assert with_names(book(before), {"AsOf": "A&1"}) == book(after)


def test_properties_are_set_in_place_or_appended() -> None:
    xml = with_properties(EMPTY_PROPERTIES, {"id": "a<b", "revision": "1"})
    changed = with_properties(xml, {"revision": "2", "third": "3"})
    assert changed.count(b"<property ") == 3
    assert b'pid="4" name="third"' in changed
    assert changed.replace(b">2<", b">1<").startswith(xml.removesuffix(b"</Properties>"))


def test_other_programs_ways_of_writing_properties() -> None:
    one = b"<p:property pid='5' name=\"id\"><v:i4>7</v:i4></p:property>"
    xml = b'<p:Properties xmlns:p="c" xmlns:v="v">' + one + b"</p:Properties>"
    changed = with_properties(xml, {"id": "8", "new": "9"})
    assert b"<v:i4>" not in changed
    assert b'<p:property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="6" name="new">' in changed
    assert with_properties(b'<Properties xmlns="c"/>', {"a": "b"}).endswith(b"</property></Properties>")


def test_what_is_no_workbook_or_list_is_odd() -> None:
    with pytest.raises(Odd):
        recalculating(f'<workbook xmlns="{MAIN}"/>'.encode())
    with pytest.raises(Odd):
        with_properties(b"<x/>", {"a": "b"})
