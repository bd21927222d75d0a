"""The JV Board tab: partners above, what opens their boards and what they were sent below."""

from __future__ import annotations

from app.command import Frame
from app.document import Document
from app.frame.splitter import Splitter
from app.tabs.page import VERTICAL, Page


class JvBoard(Page):
    """Partners, their tokens and their exports."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame, "jv")
        partners = self.tables("Partners")
        below = self.tables("ShareTokens", "Exports")
        below.belongs_to(partners, {"ShareTokens": "subject_id", "Exports": "partner_id"})
        split = Splitter(VERTICAL, partners, below, name="jv")
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        self.fill(split)
