"""What the parts of the chosen deal have in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.command import Frame
from app.document import Document
from app.tabs.pipeline.actions import DealActions
from app.tabs.underwriting.part import Part
from app.words import day_words
from app.zone import local_zone
from models.core.schema import Value
from models.pipeline.deals import CONTACTS, DEALS


class DealPart(Part):
    """Shows one deal, and is drawn again only when a table that it reads has changed."""

    master = DEALS.key

    def __init__(self, document: Document, frame: Frame, acts: DealActions) -> None:
        super().__init__(document, frame)
        self.acts = acts

    @property
    def deal_id(self) -> str:
        return self.property_id or ""

    @property
    def deal(self) -> Mapping[str, Value]:
        """The deal's fields; none without a deal."""
        return (self.book.row(DEALS, self.deal_id) if self.deal_id else None) or {}

    @property
    def contact(self) -> Mapping[str, Value]:
        """Its contact's fields; none without one."""
        contact_id = self.deal.get("contact_id")
        return (self.book.row(CONTACTS, str(contact_id)) if contact_id else None) or {}


def moment_words(at: object, now: datetime) -> str:
    """`Thu 5 Mar 15:30`, by this machine's clock, of a time in UTC as the tables hold it; blank without one."""
    if not at:
        return ""
    moment = datetime.fromisoformat(str(at).replace("Z", "+00:00")).astimezone(local_zone())
    return f"{day_words(moment.date(), now.date())} {moment:%H:%M}"
