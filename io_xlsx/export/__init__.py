"""Workbooks to give away: values only, protected, printable. Made by XlsxWriter from plain descriptions."""

from io_xlsx.export.report import Bars, Page, Placed, Report, Rows
from io_xlsx.export.shown import pattern_of, shown
from io_xlsx.export.writer import written

__all__ = ["Bars", "Page", "Placed", "Report", "Rows", "pattern_of", "shown", "written"]
