"""The Dashboard: what the workbook says to somebody without the app, in live formulas and charts."""

from models.dashboard.sheet import DASHBOARD

__all__ = ["DASHBOARD"]
