"""The Bills tab: what is due and what was missed, when all of it comes back, and how it was paid."""

from app.tabs.bills.page import Bills

__all__ = ["Bills"]
