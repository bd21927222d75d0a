"""What the parts of the chosen partner have in common."""

from __future__ import annotations

from collections.abc import Mapping

from app.command import Frame
from app.document import Document
from app.tabs.jv.actions import PartnerActions
from app.tabs.underwriting.part import Part
from models.core.schema import Value
from models.jv import PARTNERS


class PartnerPart(Part):
    """Shows one partner, and is drawn again only when a table that it reads has changed."""

    master = PARTNERS.key

    def __init__(self, document: Document, frame: Frame, acts: PartnerActions) -> None:
        super().__init__(document, frame)
        self.acts = acts

    @property
    def partner_id(self) -> str:
        return self.property_id or ""

    @property
    def partner(self) -> Mapping[str, Value]:
        """The partner's fields; none without one."""
        return (self.book.row(PARTNERS, self.partner_id) if self.partner_id else None) or {}
