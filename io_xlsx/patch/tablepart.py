"""A table's own part: where it ends, its filter, and columns appended on its right."""

from __future__ import annotations

import re

from io_xlsx.parts.cells import Range, escape_text, parse_range
from io_xlsx.parts.markup import (
    ATTRIBUTES,
    Odd,
    attributes,
    content,
    quoted,
    require_plain,
    root_prefix,
    whole_number,
    with_attribute,
)
from io_xlsx.patch.edits import NewColumn
from models.core.phrase import phrase


def edit_table(xml: bytes, last_row: int, new_columns: tuple[NewColumn, ...] = ()) -> bytes:
    """The part with `ref` and filter ending at this row, and the columns added; raises Odd."""
    require_plain(xml)
    prefix = root_prefix(xml, b"table")
    old = _ref(xml, prefix + b"table")
    new = old._replace(last_row=last_row, last_column=old.last_column + len(new_columns))
    xml = _with_ref(xml, prefix + b"table", new)
    if re.search(rb"<%sautoFilter[\s/>]" % re.escape(prefix), xml):
        xml = _with_filter(xml, prefix + b"autoFilter", old, new)
    return _with_columns(xml, prefix, new_columns) if new_columns else xml


def _start_tag(xml: bytes, tag: bytes) -> re.Match[bytes]:
    match = re.search(rb"<%s%s\s*/?>" % (re.escape(tag), ATTRIBUTES), xml)
    if match is None:
        raise Odd(phrase("has no <{tag}>", tag=tag.decode()))
    return match


def _ref(xml: bytes, tag: bytes) -> Range:
    try:
        return parse_range(attributes(_start_tag(xml, tag)[0])[b"ref"].decode())
    except (KeyError, ValueError):
        raise Odd(phrase("names no range of cells")) from None


def _with_ref(xml: bytes, tag: bytes, area: Range) -> bytes:
    match = _start_tag(xml, tag)
    # insertRow says that the only row is Excel's empty one for typing into, which is no longer so.
    new = with_attribute(with_attribute(match[0], b"ref", str(area).encode()), b"insertRow", None)
    return xml[: match.start()] + new + xml[match.end() :]


def _with_filter(xml: bytes, tag: bytes, old: Range, new: Range) -> bytes:
    """A filter that covered only some of the columns keeps them."""
    area = _ref(xml, tag)
    last_column = new.last_column if area.last_column == old.last_column else area.last_column
    return _with_ref(xml, tag, area._replace(last_row=new.last_row, last_column=last_column))


def _with_columns(xml: bytes, prefix: bytes, columns: tuple[NewColumn, ...]) -> bytes:
    tag = prefix + b"tableColumns"
    found = list(re.finditer(rb"<%stableColumn(%s)\s*/?>" % (re.escape(prefix), ATTRIBUTES), xml))
    close = xml.find(b"</" + tag)
    if close < 0 or not found:
        raise Odd(phrase("has no columns"))
    free = 1 + max(whole_number(attributes(match[1]).get(b"id")) for match in found)
    new = b"".join(_column(prefix, free + index, column) for index, column in enumerate(columns))
    xml = xml[:close] + new + xml[close:]
    match = _start_tag(xml, tag)
    count = b"%d" % (len(found) + len(columns))
    return xml[: match.start()] + with_attribute(match[0], b"count", count) + xml[match.end() :]


def _column(prefix: bytes, number: int, column: NewColumn) -> bytes:
    opened = b'<%stableColumn id="%d" name="%s"' % (prefix, number, header_attribute(column.header))
    if column.formula is None:
        return opened + b"/>"
    formula = content(column.formula)
    inner = b"<%scalculatedColumnFormula>%s</%scalculatedColumnFormula>" % (prefix, formula, prefix)
    return opened + b">" + inner + b"</%stableColumn>" % prefix


def header_attribute(header: str) -> bytes:
    """Excel spells a line break in a column's name as _x000a_."""
    return quoted(escape_text(header).replace("\n", "_x000a_").replace("\t", "_x0009_"))
