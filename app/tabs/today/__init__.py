"""The Today tab."""

from app.tabs.today.page import Today

__all__ = ["Today"]
