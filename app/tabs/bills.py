"""The Bills tab: bills above, and what belongs to them below."""

from __future__ import annotations

from app.command import Frame
from app.document import Document
from app.frame.splitter import Splitter
from app.tabs.page import VERTICAL, Page


class Bills(Page):
    """Bills, their payments, their steps to autopay, and reminders."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame, "bills")
        bills = self.tables("Bills")
        below = self.tables("Payments", "AutopaySteps", "Reminders")
        below.belongs_to(bills, {"Payments": "bill_id", "AutopaySteps": "bill_id"})
        split = Splitter(VERTICAL, bills, below, name="bills")
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        self.fill(split)
