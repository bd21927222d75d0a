"""Small changes to the workbook part and to the custom document properties."""

from __future__ import annotations

import re
from collections.abc import Mapping

from io_xlsx.parts.markup import (
    ATTRIBUTES,
    Odd,
    attributes,
    content,
    plain,
    quoted,
    require_plain,
    root_prefix,
    whole_number,
    with_attribute,
)
from models.core.phrase import phrase

CUSTOM_PART = "docProps/custom.xml"
CUSTOM_KIND = "custom-properties"
CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_SPACE = b"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUE_SPACE = b"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_USER_DEFINED = b"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
EMPTY_PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<Properties xmlns="%s" xmlns:vt="%s"></Properties>'
    % (_CUSTOM_SPACE, _VALUE_SPACE)
)
_PROPERTY = re.compile(
    rb"<((?:[\w.-]+:)?)property(%s)\s*(?:/>|>(.*?)</(?:[\w.-]+:)?property\s*>)" % ATTRIBUTES, re.DOTALL
)


def recalculating(xml: bytes) -> bytes:
    """Tells spreadsheet programs to calculate everything when they open the workbook."""
    require_plain(xml)
    prefix = root_prefix(xml, b"workbook")
    found = re.search(rb"<%scalcPr%s\s*/?>" % (re.escape(prefix), ATTRIBUTES), xml)
    if found:
        tag = with_attribute(found[0], b"fullCalcOnLoad", b"1")
        return xml[: found.start()] + tag + xml[found.end() :]
    at = _end_of(xml, prefix, b"sheets|functionGroups|externalReferences|definedNames")
    return xml[:at] + b'<%scalcPr fullCalcOnLoad="1"/>' % prefix + xml[at:]


def is_recalculating(xml: bytes) -> bool:
    """Whether the workbook says so already; decided by its text only, for an early way out."""
    found = re.search(rb"<(?:[\w.-]+:)?calcPr" + ATTRIBUTES, xml)
    return found is not None and attributes(found[0]).get(b"fullCalcOnLoad") in (b"1", b"true")


def with_names(xml: bytes, names: Mapping[str, str]) -> bytes:
    """Appends defined names of the whole workbook."""
    require_plain(xml)
    prefix = root_prefix(xml, b"workbook")
    new = b"".join(
        b'<%sdefinedName name="%s">%s</%sdefinedName>' % (prefix, quoted(name), content(text), prefix)
        for name, text in names.items()
    )
    close = xml.find(b"</" + prefix + b"definedNames")
    if close >= 0:
        return xml[:close] + new + xml[close:]
    bare = re.search(rb"<%sdefinedNames%s\s*/>" % (re.escape(prefix), ATTRIBUTES), xml)
    after = _end_of(xml, prefix, b"sheets|functionGroups|externalReferences")
    start, stop = bare.span() if bare else (after, after)
    return xml[:start] + b"<%sdefinedNames>%s</%sdefinedNames>" % (prefix, new, prefix) + xml[stop:]


def _end_of(xml: bytes, prefix: bytes, names: bytes) -> int:
    p = re.escape(prefix)
    ends = [m.end() for m in re.finditer(rb"</%s(?:%s)\s*>|<%s(?:%s)%s\s*/>" % (p, names, p, names, ATTRIBUTES), xml)]
    if not ends:
        raise Odd(phrase("has no list of sheets"))
    return ends[-1]


def with_properties(xml: bytes, properties: Mapping[str, str]) -> bytes:
    """Sets text properties in a custom properties part, each in its place or at the end."""
    require_plain(xml)
    for name, value in properties.items():
        xml = _with_property(xml, name, value)
    return xml


def _with_property(xml: bytes, name: str, value: str) -> bytes:
    items = list(_PROPERTY.finditer(xml))
    inner = b'<vt:lpwstr xmlns:vt="%s">%s</vt:lpwstr>' % (_VALUE_SPACE, content(value))
    for item in items:
        if plain(attributes(item[2]).get(b"name", b"")) == name:
            new = b"<%sproperty%s>%s</%sproperty>" % (item[1], item[2], inner, item[1])
            return xml[: item.start()] + new + xml[item.end() :]
    number = 1 + max([1, *(whole_number(attributes(item[2]).get(b"pid")) for item in items)])
    close = re.search(rb"</((?:[\w.-]+:)?)Properties\s*>", xml)
    if close is None:
        return _with_property(_opened(xml), name, value)
    head = b'fmtid="%s" pid="%d" name="%s"' % (_USER_DEFINED, number, quoted(name))
    new = b"<%sproperty %s>%s</%sproperty>" % (close[1], head, inner, close[1])
    return xml[: close.start()] + new + xml[close.start() :]


def _opened(xml: bytes) -> bytes:
    bare = re.search(rb"<((?:[\w.-]+:)?)Properties(%s)\s*/>" % ATTRIBUTES, xml)
    if bare is None:
        raise Odd(phrase("is no list of properties"))
    return xml[: bare.start()] + b"<%sProperties%s></%sProperties>" % (bare[1], bare[2], bare[1]) + xml[bare.end() :]
