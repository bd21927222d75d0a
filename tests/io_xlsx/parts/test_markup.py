"""Attributes are changed in place, whatever their quoting and neighbours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from io_xlsx.parts.markup import _COMMENT_LIKE as COMMENT
from io_xlsx.parts.markup import Odd, attributes, content, plain, quoted, root_prefix, search_rare, with_attribute
from tests.io_xlsx.handmade import MAIN


@pytest.mark.parametrize(
    ("tag", "name", "value", "wanted"),
    [
        (b'<c r="A1"/>', b"s", b"3", b'<c r="A1" s="3"/>'),
        (b'<c r="A1" s="1">', b"s", b"3", b'<c r="A1" s="3">'),
        (b"<c s='1' r='A1' >", b"s", b"3", b"<c s=\"3\" r='A1' >"),
        (b'<c x:s="1" r="s=2"/>', b"s", b"3", b'<c x:s="1" r="s=2" s="3"/>'),
        (b'<c r="A1" t="s" s="1"/>', b"t", None, b'<c r="A1" s="1"/>'),
        (b'<c r="A1" t="s"/>', b"t", None, b'<c r="A1"/>'),
        (b"<c>", b"t", None, b"<c>"),
        (b'<c s=""/>', b"s", b"1", b'<c s="1"/>'),
    ],
)
def test_one_attribute(tag: bytes, name: bytes, value: bytes | None, wanted: bytes) -> None:
    assert with_attribute(tag, name, value) == wanted
    assert attributes(wanted).get(name) == value


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_texts_survive_quoting(text: str) -> None:
    assert plain(quoted(text)) == plain(content(text)) == text


def test_character_references() -> None:
    assert plain(b"&#65;&#x42;&amp;lt;&quot;") == 'AB&lt;"'


@pytest.mark.parametrize(
    ("text", "found"), [("wow!", False), ("<!--", True), ("! " * 9000, False), ("! " * 9000 + "<!", True)]
)
def test_hopping_finds_what_searching_finds(text: str, found: bool) -> None:
    assert search_rare(text.encode(), b"!", COMMENT) is found


def test_prefixes() -> None:
    assert root_prefix(f'<?xml version="1.0"?>\n<table xmlns="{MAIN}">'.encode(), b"table") == b""
    assert root_prefix(f"<x:table a='>' xmlns:x='{MAIN}'/>".encode(), b"table") == b"x:"
    with pytest.raises(Odd):
        root_prefix(b'<table xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>', b"table")
