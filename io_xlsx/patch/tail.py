"""What follows the rows of a sheet: ranges that grow with a table, and dropdowns (data validations)."""

from __future__ import annotations

import re
from functools import partial

from io_xlsx.parts.cells import Range, parse_range, parse_ranges
from io_xlsx.parts.markup import ATTRIBUTES, Odd, attributes, content, with_attribute
from models.core.phrase import phrase

LONGEST_LIST = 255

# What may stand behind <dataValidations> in a worksheet, in any order that the schema gives it.
_AFTER_VALIDATIONS = frozenset(
    b"hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches "
    b"ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls "
    b"webPublishItems tableParts extLst worksheet".split()
)
_TAG = re.compile(rb"<(/?)([\w.:-]+)" + ATTRIBUTES + rb"\s*(/?)>")
_EXTENSION = re.compile(
    rb"(<[\w.-]+:sqref\s*>)([^<]*)(</[\w.-]+:sqref\s*>\s*</[\w.-]+:(?:conditionalFormatting|dataValidation)\s*>)"
)


def resize_ranges(tail: bytes, prefix: bytes, old: Range, last_row: int) -> bytes:
    """Moves the end of every format or validation range that ended where the table `old` did and shares columns."""
    pattern = rb"<%s(?:conditionalFormatting|dataValidation)%s\s*/?>" % (re.escape(prefix), ATTRIBUTES)
    tail = re.sub(pattern, partial(_resized_tag, old=old, last_row=last_row), tail)
    return _EXTENSION.sub(lambda m: m[1] + _resized(m[2], old, last_row) + m[3], tail)


def _resized_tag(match: re.Match[bytes], old: Range, last_row: int) -> bytes:
    found = attributes(match[0])
    if b"sqref" not in found or found.get(b"pivot") in (b"1", b"true"):
        return match[0]
    new = _resized(found[b"sqref"], old, last_row)
    return match[0] if new == found[b"sqref"] else with_attribute(match[0], b"sqref", new)


def _resized(sqref: bytes, old: Range, last_row: int) -> bytes:
    try:
        areas = parse_ranges(sqref.decode())
    except ValueError:
        return sqref
    new = [area._replace(last_row=last_row) if _follows(area, old, last_row) else area for area in areas]
    return sqref if tuple(new) == areas else " ".join(map(str, new)).encode()


def _follows(area: Range, old: Range, last_row: int) -> bool:
    return area.last_row == old.last_row and area.overlaps(old) and area.first_row <= last_row


def list_formula(choices: tuple[str, ...] | str) -> str:
    """A validation's formula1; raises Odd for words that Excel's own list cannot hold."""
    if isinstance(choices, str):
        return choices
    joined = ",".join(choices)
    if len(joined) > LONGEST_LIST or any("," in word or not word.strip() for word in choices):
        raise Odd(phrase("would get a dropdown that is too long or has a comma in a choice"))
    return '"' + joined.replace('"', '""') + '"'


def with_validation(tail: bytes, prefix: bytes, area: Range, formula: str) -> bytes:
    """A dropdown for the area; one that has just these columns and meets it is moved there, others are refused."""
    if any(_meets(match[2], area) for match in _EXTENSION.finditer(tail) if b"dataValidation" in match[3]):
        raise Odd(phrase("has a validation of a newer kind in {area}", area=area))
    p = re.escape(prefix)
    pattern = rb"<%sdataValidation(%s)\s*(?:/>|>(.*?)</%sdataValidation\s*>)" % (p, ATTRIBUTES, p)
    for match in re.finditer(pattern, tail, re.DOTALL):
        sqref = attributes(match[1]).get(b"sqref", b"")
        if _meets(sqref, area):
            _require_same_columns(sqref, area)
            return tail[: match.start()] + _validation(prefix, area, formula) + tail[match.end() :]
    return _added(tail, prefix, _validation(prefix, area, formula))


def _meets(sqref: bytes, area: Range) -> bool:
    try:
        return any(one.overlaps(area) for one in parse_ranges(sqref.decode()))
    except ValueError:
        raise Odd(phrase("has a validation without a proper range")) from None


def _require_same_columns(sqref: bytes, area: Range) -> None:
    if b" " in sqref.strip() or parse_range(sqref.decode().strip())[1::2] != area[1::2]:
        raise Odd(phrase("has a validation that covers more than {area}", area=area))


def _validation(prefix: bytes, area: Range, formula: str) -> bytes:
    tag = prefix + b"dataValidation"
    head = b'<%s type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1" sqref="%s">'
    inner = b"<%sformula1>%s</%sformula1>" % (prefix, content(formula), prefix)
    return head % (tag, str(area).encode()) + inner + b"</" + tag + b">"


def _added(tail: bytes, prefix: bytes, validation: bytes) -> bytes:
    tag = prefix + b"dataValidations"
    close = tail.find(b"</" + tag)
    if close >= 0:
        grown = tail[:close] + validation + tail[close:]
        match = re.search(rb"<%s%s\s*>" % (re.escape(tag), ATTRIBUTES), grown)
        if match is None:
            raise Odd(phrase("has an unusual list of validations"))
        count = grown.count(b"<" + prefix + b"dataValidation ")
        return grown[: match.start()] + with_attribute(match[0], b"count", b"%d" % count) + grown[match.end() :]
    at = _place(tail, prefix)
    return tail[:at] + b'<%s count="1">%s</%s>' % (tag, validation, tag) + tail[at:]


def _place(tail: bytes, prefix: bytes) -> int:
    """Before the first top-level element that the schema wants behind the validations."""
    depth = 0
    for match in _TAG.finditer(tail):
        closing, name, single = match.groups()
        if depth == 0 and name.removeprefix(prefix) in _AFTER_VALIDATIONS:
            return match.start()
        depth += 0 if single else -1 if closing else 1
    raise Odd(phrase("ends in an unusual way"))
