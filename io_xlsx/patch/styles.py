"""The styles part: what a cell's style number means, and appending a style that differs in its number format."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from io_xlsx.parts.markup import (
    ATTRIBUTES,
    Odd,
    attributes,
    plain,
    quoted,
    require_plain,
    root_prefix,
    whole_number,
    with_attribute,
)
from io_xlsx.patch.numberformats import BUILT_IN, FIRST_CUSTOM, GENERAL, is_calendar_format, is_date_format
from models.core.phrase import phrase

MOST_STYLES = 65_490  # Excel's limit of cell formats in a workbook


@dataclass
class Styles:
    """One save's view of cellXfs; grows as formats are asked for, `xml()` gives the part with what was added."""

    source: bytes
    prefix: bytes
    formats: list[bytes]
    codes: dict[int, str]
    end: int
    added: list[bytes] = field(default_factory=list)
    added_codes: dict[str, int] = field(default_factory=dict)

    def format_number(self, style: int) -> int:
        """The numFmtId; a style number that the part does not have counts as General."""
        tag = self._tag(style)
        return whole_number(attributes(tag).get(b"numFmtId")) if tag else GENERAL

    def is_general(self, style: int) -> bool:
        """Whether the cell has no number format of its own."""
        return self.format_number(style) == GENERAL and GENERAL not in self.codes

    def is_date(self, style: int) -> bool:
        """Whether a number in such a cell reads as a date or time."""
        number = self.format_number(style)
        return is_date_format(number, self.codes.get(number))

    def is_calendar(self, style: int) -> bool:
        """Whether a number in such a cell reads as a day."""
        number = self.format_number(style)
        return is_calendar_format(number, self.codes.get(number))

    def is_unlocked(self, style: int) -> bool:
        """Whether a protected sheet lets people edit the cell."""
        xf = self.formats[style] if style < len(self.formats) else b""
        match = re.search(rb"<(?:[\w.-]+:)?protection" + ATTRIBUTES, xf)
        if match is None or attributes(self._tag(style)).get(b"applyProtection") in (b"0", b"false"):
            return False
        return attributes(match[0]).get(b"locked") in (b"0", b"false")

    def formatted(self, style: int, code: str) -> int:
        """The number of a style like this one with another number format, appended unless there is one."""
        if style >= len(self.formats):
            raise Odd(phrase("has no style number {style}", style=style))
        xf, tag = self.formats[style], self._tag(style)
        new = with_attribute(tag, b"numFmtId", b"%d" % self._number(code))
        xf = with_attribute(new, b"applyNumberFormat", b"1") + xf[len(tag) :]
        if xf in self.formats:
            return self.formats.index(xf)
        if len(self.formats) >= MOST_STYLES:
            raise Odd(phrase("has as many cell styles as Excel allows"))
        self.formats.append(xf)
        self.added.append(xf)
        return len(self.formats) - 1

    def xml(self) -> bytes | None:
        """The whole part, or None when nothing was added."""
        if not self.added:
            return None
        xml = self.source[: self.end] + b"".join(self.added) + self.source[self.end :]
        xml = _counted(xml, self.prefix + b"cellXfs", len(self.formats))
        return self._with_codes(xml) if self.added_codes else xml

    def _tag(self, style: int) -> bytes:
        xf = self.formats[style] if style < len(self.formats) else b""
        match = re.match(rb"<[\w.:-]+" + ATTRIBUTES + rb"\s*/?>", xf)
        return match[0] if match else b""

    def _number(self, code: str) -> int:
        known = {text: number for number, text in self.codes.items()} | self.added_codes
        number = known.get(code, BUILT_IN.get(code))
        if number is None or (number in self.codes and self.codes[number] != code):
            number = max([FIRST_CUSTOM - 1, *self.codes, *self.added_codes.values()]) + 1
            self.added_codes[code] = number
        return number

    def _with_codes(self, xml: bytes) -> bytes:
        p = self.prefix
        new = b"".join(
            b'<%snumFmt numFmtId="%d" formatCode="%s"/>' % (p, number, quoted(code))
            for code, number in self.added_codes.items()
        )
        close = xml.find(b"</" + p + b"numFmts")
        if close >= 0:
            return _counted(xml[:close] + new + xml[close:], p + b"numFmts", self._count_of_codes())
        root = re.compile(rb"<%sstyleSheet%s\s*>" % (re.escape(p), ATTRIBUTES)).search(xml)
        bare = re.compile(rb"<%snumFmts%s\s*/>" % (re.escape(p), ATTRIBUTES)).search(xml)
        if root is None:
            raise Odd(phrase("begins in an unusual way"))
        start, stop = bare.span() if bare else (root.end(), root.end())
        block = b'<%snumFmts count="%d">%s</%snumFmts>' % (p, len(self.added_codes), new, p)
        return xml[:start] + block + xml[stop:]

    def _count_of_codes(self) -> int:
        return len(_leaves(_block(self.source, self.prefix, b"numFmts"), self.prefix, b"numFmt")) + len(
            self.added_codes
        )


def read_styles(xml: bytes) -> Styles:
    """Raises Odd when there is no list of cell formats that could be added to."""
    require_plain(xml)
    prefix = root_prefix(xml, b"styleSheet")
    end = xml.find(b"</" + prefix + b"cellXfs")
    formats = [match[0] for match in _leaves(_block(xml, prefix, b"cellXfs"), prefix, b"xf")]
    if end < 0 or not formats:
        raise Odd(phrase("has no cell styles"))
    codes = {}
    for match in _leaves(_block(xml, prefix, b"numFmts"), prefix, b"numFmt"):
        found = attributes(match[1])
        codes[whole_number(found.get(b"numFmtId"))] = plain(found.get(b"formatCode", b""))
    return Styles(xml, prefix, formats, codes, end)


def _block(xml: bytes, prefix: bytes, name: bytes) -> bytes:
    p = re.escape(prefix)
    match = re.search(rb"<%s%s%s\s*>(.*?)</%s%s\s*>" % (p, name, ATTRIBUTES, p, name), xml, re.DOTALL)
    return match[1] if match else b""


def _leaves(block: bytes, prefix: bytes, name: bytes) -> list[re.Match[bytes]]:
    p = re.escape(prefix)
    pattern = rb"<%s%s(%s)\s*(?:/>|>.*?</%s%s\s*>)" % (p, name, ATTRIBUTES, p, name)
    return list(re.finditer(pattern, block, re.DOTALL))


def _counted(xml: bytes, tag: bytes, count: int) -> bytes:
    match = re.search(rb"<%s%s\s*>" % (re.escape(tag), ATTRIBUTES), xml)
    if match is None:
        raise Odd(phrase("has no <{tag}>", tag=tag.decode()))
    return xml[: match.start()] + with_attribute(match[0], b"count", b"%d" % count) + xml[match.end() :]
