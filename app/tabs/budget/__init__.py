"""The Budget tab: the month's envelopes, the buffer, the forecast, what is due, and the ledger."""

from app.tabs.budget.page import Budget

__all__ = ["Budget"]
