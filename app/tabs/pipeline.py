"""The Pipeline tab: deals above, the people, next steps and messages below."""

from __future__ import annotations

from app.command import Frame
from app.document import Document
from app.frame.splitter import Splitter
from app.tabs.page import VERTICAL, Page


class Pipeline(Page):
    """Deals and all that moves them on."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame, "pipeline")
        deals = self.tables("Deals")
        below = self.tables("Contacts", "Followups", "PipelineRuns", "Drafts", "SendLog", "Templates", "ContactRules")
        below.belongs_to(deals, {"Followups": "deal_id", "PipelineRuns": "deal_id", "Drafts": "deal_id"})
        split = Splitter(VERTICAL, deals, below, name="pipeline")
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        self.fill(split)
