"""How cells of a new workbook look: one format object for each set of properties."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from io_xlsx.kinds import NUMBER_FORMATS
from models.core.schema import WORDS, Column, Kind

DARK, MIDDLE, PALE, GREY, RED, GREEN = "#1F4E5F", "#5C8594", "#EEF3F5", "#808080", "#C00000", "#3F7A4C"
WRAPPED_FROM = 60  # characters; a narrower note stays on one line, so that rows stay low

# Text stays text: a phone number keeps its zeros, a note may begin with `=`.
FORMATS = {
    **NUMBER_FORMATS,
    Kind.NUM: "General",
    **dict.fromkeys((Kind.TEXT, Kind.TIME, Kind.CLOCK, Kind.REF, Kind.CHOICE), "@"),
}


class Looks:
    """The formats of one workbook; equal properties give the same format."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **properties: Any) -> Format:
        """The format with these XlsxWriter properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]

    def column(self, column: Column, *, is_id: bool = False, kind: Kind | None = None) -> Format:
        """The cells of a column; `kind` where a cell holds another kind than its column."""
        properties: dict[str, Any] = {"valign": "top"}
        pattern = FORMATS.get(kind or column.kind)
        if pattern:
            properties["num_format"] = pattern
        if is_wrapped(column):
            properties["text_wrap"] = True
        if column.kind is Kind.BOOL:
            properties["align"] = "center"
        if is_id:
            properties |= {"font_color": GREY, "font_size": 8}
        elif column.kind in WORDS:
            properties |= {"align": "left", "indent": 1}  # else a text touches the number before it
        if column.formula is not None:
            properties |= {"font_color": DARK, "italic": True}
        return self.of(**properties)

    def header(self, column: Column) -> Format:
        """Calculated columns have a lighter header: nothing is typed below it."""
        colour = DARK if column.formula is None else MIDDLE
        return self.of(bold=True, font_color="#FFFFFF", bg_color=colour, valign="vcenter")


def is_wrapped(column: Column) -> bool:
    """Whether its texts are broken into lines."""
    return column.kind is Kind.NOTE and column.characters >= WRAPPED_FROM
