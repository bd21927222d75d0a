"""One cell's new XML: which values a cell can hold, and how each is written over what stood there."""

from __future__ import annotations

import math
import re
from datetime import date
from functools import lru_cache

from io_xlsx.parts.cells import (
    LARGEST_INT,
    LONGEST_TEXT,
    Value,
    cell_name,
    escape_text,
    needs_preserving,
    number_text,
    to_serial,
)
from io_xlsx.parts.markup import attributes, content, whole_number, with_attribute
from io_xlsx.parts.rows import Cell, Grammar
from io_xlsx.patch.edits import CellEdit
from models.core.phrase import phrase

LONGEST_FORMULA = 8_192
# Signs that XML or a sheet may have to escape, and blanks that may have to be preserved; most texts have none.
_NOT_PLAIN = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|_x|\A |  | \Z")


def objection(edit: CellEdit, date1904: bool) -> str | None:
    """Why the value or formula cannot stand in a cell, as the end of a sentence."""
    if edit.formula is not None:
        bad = _about_formula(edit.formula)
        if bad:
            return bad
    return _about_value(edit.value, date1904)


@lru_cache(maxsize=256)  # a column's formula is the same in every row
def _about_formula(formula: str) -> str | None:
    if not formula or formula.startswith("=") or len(formula) > LONGEST_FORMULA:
        return phrase("a formula is empty, too long or begins with '='")
    return phrase("a formula holds a control character") if escape_text(formula) != formula else None


def _about_value(value: Value, date1904: bool) -> str | None:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _about_text(value)
    if isinstance(value, date):
        return _about_date(value, date1904)
    return _about_number(value)


def _about_text(text: str) -> str | None:
    if text.isascii() and len(text) <= LONGEST_TEXT:  # nearly every text
        return None
    try:
        units = len(text.encode("utf-16-le")) // 2
    except UnicodeEncodeError:
        return phrase("the text holds half a character (a lone surrogate)")
    if "\ufffe" in text or "\uffff" in text:  # XML cannot hold them, and calamine does not undo their escape
        return phrase("the text holds a sign that is no character")
    return phrase("the text is longer than {most} characters", most=LONGEST_TEXT) if units > LONGEST_TEXT else None


def _about_date(moment: date, date1904: bool) -> str | None:
    try:
        to_serial(moment, date1904)
    except ValueError:
        return phrase("a workbook cannot hold this date (before 1900, or with a time zone)")
    return None


def _about_number(number: object) -> str | None:
    if isinstance(number, float):
        return None if math.isfinite(number) else phrase("a cell cannot hold an infinite or undefined number")
    if isinstance(number, int):
        return None if abs(number) <= LARGEST_INT else phrase("the number has more digits than a cell keeps: use text")
    return phrase("a cell cannot hold a {kind}", kind=type(number).__name__)


def new_xml(grammar: Grammar, edit: CellEdit, style: int, date1904: bool) -> bytes:
    """A cell that was not there."""
    prefix = grammar.prefix
    kind, inner = _inner(prefix, edit, date1904)
    start = b'<%sc r="%s"' % (prefix, cell_name(edit.row, edit.column).encode())
    if style:
        start += b' s="%d"' % style
    if kind:
        start += b' t="%s"' % kind
    return b"%s>%s</%sc>" % (start, inner, prefix) if inner else start + b"/>"


def cell_xml(grammar: Grammar, edit: CellEdit, old: Cell, style: int, date1904: bool) -> bytes:
    """The whole cell over an old one: the reference stays as written, value and formula metadata go."""
    tag, found = old.tag, attributes(old.tag)
    if whole_number(found.get(b"s")) != style:
        tag = with_attribute(tag, b"s", b"%d" % style)
    for name in found.keys() & {b"cm", b"vm"}:
        tag = with_attribute(tag, name, None)
    kind, inner = _inner(grammar.prefix, edit, date1904)
    if found.get(b"t") != kind:
        tag = with_attribute(tag, b"t", kind)
    return _closed(grammar, tag, inner)


def renewed_xml(grammar: Grammar, edit: CellEdit, old: Cell, date1904: bool) -> bytes:
    """The old cell with another stored result; its formula, byte for byte, and style stay."""
    kind, result = _result(grammar.prefix, edit.value, date1904)
    inner = grammar.result.sub(b"", old.inner or b"", count=1)
    formula = grammar.formula.search(inner)
    at = formula.end() if formula else 0
    tag = with_attribute(with_attribute(old.tag, b"t", kind), b"vm", None)
    return _closed(grammar, tag, inner[:at] + result + inner[at:])


def _closed(grammar: Grammar, tag: bytes, inner: bytes) -> bytes:
    start = tag.removesuffix(b"/>") if tag.endswith(b"/>") else tag[:-1]
    return start + b">" + inner + b"</%sc>" % grammar.prefix if inner else start + b"/>"


def _inner(prefix: bytes, edit: CellEdit, date1904: bool) -> tuple[bytes | None, bytes]:
    if edit.formula is not None:
        kind, result = _result(prefix, edit.value, date1904)
        return kind, _formula(prefix, edit.formula) + result
    if isinstance(edit.value, str):
        text = _leaf(prefix, b"t", edit.value)
        return (b"inlineStr", b"<%sis>%s</%sis>" % (prefix, text, prefix)) if edit.value else (None, b"")
    return _result(prefix, edit.value, date1904)


def _result(prefix: bytes, value: Value, date1904: bool) -> tuple[bytes | None, bytes]:
    """Type attribute and <v>; a text here is a formula's."""
    if value is None:
        return None, b""
    if isinstance(value, str):
        return b"str", _leaf(prefix, b"v", value)
    if isinstance(value, bool):
        return b"b", b"<%sv>%d</%sv>" % (prefix, value, prefix)
    number = to_serial(value, date1904) if isinstance(value, date) else value
    return None, b"<%sv>%s</%sv>" % (prefix, number_text(number).encode(), prefix)


def _leaf(prefix: bytes, name: bytes, text: str) -> bytes:
    tag = prefix + name
    if not _NOT_PLAIN.search(text):
        return b"<%s>%s</%s>" % (tag, text.encode(), tag)
    text = escape_text(text)
    preserve = b' xml:space="preserve"' if needs_preserving(text) else b""
    return b"<%s%s>%s</%s>" % (tag, preserve, content(text), tag)


@lru_cache(maxsize=256)
def _formula(prefix: bytes, formula: str) -> bytes:
    return _leaf(prefix, b"f", formula)
