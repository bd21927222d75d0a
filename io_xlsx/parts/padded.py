"""Which cells show numbers with noughts before them, as a postal code of five digits is shown."""

from __future__ import annotations

import re

from io_xlsx.parts.markup import ATTRIBUTES, attributes
from io_xlsx.parts.package import Package

_NUMBER_FORMAT = re.compile(rb"<(?:[\w.-]+:)?numFmt(?=\s)" + ATTRIBUTES)
_CELL_FORMATS = re.compile(rb"<(?:[\w.-]+:)?cellXfs[\s>].*?</(?:[\w.-]+:)?cellXfs\s*>", re.DOTALL)
_CELL_FORMAT = re.compile(rb"<(?:[\w.-]+:)?xf(?=[\s/>])" + ATTRIBUTES)


def padded_styles(package: Package, styles_part: str | None) -> dict[int, int]:
    """The styles whose number format is nothing but noughts, two or more, each with how many they are."""
    if styles_part is None:
        return {}
    xml = package.read(styles_part)
    found = (attributes(tag) for tag in _NUMBER_FORMAT.findall(xml))
    codes = {one.get(b"numFmtId"): one.get(b"formatCode", b"") for one in found}
    padded = {number: len(code) for number, code in codes.items() if re.fullmatch(b"00+", code)}
    block = _CELL_FORMATS.search(xml) if padded else None
    if block is None:
        return {}
    numbers = [attributes(tag).get(b"numFmtId") for tag in _CELL_FORMAT.findall(block[0])]
    return {style: padded[number] for style, number in enumerate(numbers) if number in padded}
