"""Relations are resolved as the package format says, and entries come and go alone."""

from __future__ import annotations

import pytest

from io_xlsx.parts.markup import Odd
from io_xlsx.parts.relations import (
    Relation,
    relations,
    rels_part,
    with_override,
    with_relation,
    without_override,
    without_relation,
)
from tests.io_xlsx.handmade import OFFICE, package
from tests.io_xlsx.handmade import relations as written


def test_where_relations_stand() -> None:
    assert rels_part("") == "_rels/.rels"
    assert rels_part("xl/workbook.xml") == "xl/_rels/workbook.xml.rels"


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("worksheets/Sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("./worksheets/../worksheets/sheet%31.xml", "xl/worksheets/sheet1.xml"),
        ("../../../../etc/hostname", None),
        ("missing.xml", None),
    ],
)
def test_targets(target: str, found: str | None) -> None:
    files = {"xl/worksheets/sheet1.xml": "", "xl/_rels/workbook.xml.rels": written(("worksheet", target))}
    assert relations(package(files), "xl/workbook.xml") == (Relation("rId1", "worksheet", found),)


def test_external_targets_are_never_members() -> None:
    rels = written(("hyperlink", "a.xml")).replace("Target=", 'TargetMode="External" Target=')
    assert relations(package({"a.xml": "", "_rels/.rels": rels}), "") == (Relation("rId1", "hyperlink", None),)


def test_entries_are_added_and_taken_out() -> None:
    xml = written(("styles", "a.xml"), ("calcChain", "b.xml")).encode()
    new = with_relation(xml, "custom-properties", "docProps/custom.xml")
    entry = f'<Relationship Id="rId3" Type="{OFFICE}/custom-properties" Target="docProps/custom.xml"/>'.encode()
    assert new == xml.replace(b"</Relationships>", entry + b"</Relationships>")
    assert without_relation(new, "rId3") == xml
    assert without_relation(xml, "rId9") == xml


def test_overrides_with_a_prefix() -> None:
    xml = b'<ct:Types xmlns:ct="x"><ct:Override PartName="/a.xml" ContentType="t"></ct:Override></ct:Types>'
    new = with_override(xml, "b.xml", "u&v")
    assert b'<ct:Override PartName="/b.xml" ContentType="u&amp;v"/></ct:Types>' in new
    assert without_override(without_override(new, "B.xml"), "a.xml") == b'<ct:Types xmlns:ct="x"></ct:Types>'


def test_an_empty_list_is_opened() -> None:
    assert (
        with_override(b'<Types xmlns="x"/>', "a", "t")
        == b'<Types xmlns="x"><Override PartName="/a" ContentType="t"/></Types>'
    )
    with pytest.raises(Odd):
        with_override(b"<Types><a></Types", "a", "t")
