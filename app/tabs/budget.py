"""The Budget tab: envelopes and income side by side, the ledger under them."""

from __future__ import annotations

from app.command import Frame
from app.document import Document
from app.frame.splitter import Splitter
from app.tabs.page import HORIZONTAL, VERTICAL, Page


class Budget(Page):
    """What the money is for, what comes in, and every line that came and went."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame, "budget")
        envelopes, income, ledger = self.tables("Envelopes"), self.tables("Income"), self.tables("Ledger")
        above = Splitter(HORIZONTAL, envelopes, income, name="budget-above")
        split = Splitter(VERTICAL, above, ledger, name="budget")
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        self.fill(split)
