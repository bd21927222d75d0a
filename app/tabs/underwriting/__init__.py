"""The Underwriting tab: properties, what is known about each, and what may be paid for it."""

from app.tabs.underwriting.page import Underwriting

__all__ = ["Underwriting"]
