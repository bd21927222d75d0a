"""The Underwriting tab: properties above, and what is known about them below."""

from __future__ import annotations

from app.command import Frame
from app.document import Document
from app.frame.splitter import Splitter
from app.tabs.page import VERTICAL, Page


class Underwriting(Page):
    """Properties, their comps, repairs, assumptions and offers, and the legal rules."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame, "underwriting")
        properties = self.tables("Properties")
        below = self.tables("Comps", "Repairs", "Assumptions", "Underwrites", "LegalFlags", "LegalRules")
        below.belongs_to(
            properties,
            {
                "Comps": "property_id",
                "Repairs": "property_id",
                "Assumptions": "property_id",
                "Underwrites": "property_id",
                "LegalFlags": "property_id",
            },
        )
        split = Splitter(VERTICAL, properties, below, name="underwriting")
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        self.fill(split)
