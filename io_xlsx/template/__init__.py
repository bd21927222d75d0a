"""A new workbook: every table on its sheet, the Dashboard in front, and the names that formulas use."""

from io_xlsx.template.workbook import new_workbook

__all__ = ["new_workbook"]
