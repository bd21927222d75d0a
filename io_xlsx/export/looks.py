"""How a workbook to give away looks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from models.core.schema import Kind

DARK, MIDDLE, PALE, LINE, TEXT, GREY, WHITE = (
    "#1F4E5F", "#3E7C91", "#F2F6F7", "#D5DEE2", "#22313A", "#5F6E76", "#FFFFFF",
)  # fmt: skip

FORMATS = {Kind.MONEY: "#,##0.00", Kind.PCT: "0.00%", Kind.INT: "0", Kind.DATE: "d mmm yyyy"}
WHOLE_PERCENT = "0%"

_CELL = {"font_name": "Calibri", "font_size": 11, "font_color": TEXT, "valign": "top"}
# Numbers have no indent: LibreOffice shows none before the right edge, and headers would stand apart from them.
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "title": {"font_size": 22, "bold": True, "font_color": WHITE, "bg_color": DARK, "indent": 1, "valign": "vcenter"},
    "subtitle": {"font_size": 12, "font_color": WHITE, "bg_color": DARK, "indent": 1, "valign": "vcenter"},
    "label": {"font_size": 9, "font_color": GREY, "bg_color": PALE, "top": 1, "top_color": LINE, "align": "left",
              "indent": 1, "valign": "vcenter"},
    "figure": {"font_size": 16, "bold": True, "font_color": DARK, "bg_color": PALE, "align": "left", "indent": 1,
               "valign": "vcenter"},
    "below": {"font_size": 9, "font_color": GREY, "bg_color": PALE, "bottom": 1, "bottom_color": LINE,
              "align": "left", "indent": 1, "valign": "vcenter"},
    "heading": {"font_size": 14, "bold": True, "font_color": DARK, "indent": 1, "valign": "vcenter"},
    "header": {"bold": True, "font_color": WHITE, "bg_color": MIDDLE, "valign": "vcenter", "indent": 1,
               "text_wrap": True, "align": "left"},
    "header number": {"bold": True, "font_color": WHITE, "bg_color": MIDDLE, "valign": "vcenter", "text_wrap": True,
                      "align": "right"},
    "text": {"bottom": 1, "bottom_color": LINE, "align": "left", "indent": 1},
    "number": {"bottom": 1, "bottom_color": LINE, "align": "right"},
    "total text": {"bold": True, "top": 1, "top_color": DARK, "align": "left", "indent": 1},
    "total number": {"bold": True, "top": 1, "top_color": DARK, "align": "right"},
    "note": {"font_size": 9, "italic": True, "font_color": GREY, "indent": 1, "valign": "vcenter"},
}  # fmt: skip


class Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[object, ...], Format] = {}

    def of(self, look: str, pattern: str = "@", **more: Any) -> Format:
        """`pattern` is the number format; text stays text even where the protection is taken off."""
        key = (look, pattern, *more.items())
        if key not in self._made:
            self._made[key] = self._workbook.add_format({**_CELL, "num_format": pattern, **LOOKS[look], **more})
        return self._made[key]
