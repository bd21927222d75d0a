"""The deal that a property is linked with: its address, stage and asking price, or how to get one."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.command import Frame
from app.document import Document
from app.tabs.underwriting.actions import PropertyActions
from app.theme import Role, Size, Space
from app.tr import tr
from app.widgets import Button, Text, column, row
from app.words import amount, spoken_choice
from models.catalog import BY_KEY
from models.underwriting.legal import DEALS, deal_of


class DealLine(QWidget):
    """Two lines and a button; the first leads to the deal."""

    def __init__(self, document: Document, frame: Frame, actions: PropertyActions) -> None:
        super().__init__()
        self.document, self.frame = document, frame
        self.deal_id = ""
        self.link = Button("", self._lead_on, kind="title")
        self.link.setToolTip(tr("Show the deal"))
        self.none = Text(tr("No deal yet"), strong=True)
        self.note = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.attach = Button(tr("Attach…"), actions.attach)
        names = column(self.none, gap=2)
        names.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)
        names.addWidget(self.note)
        whole = row(gap=Space.S)
        whole.addLayout(names, 1)
        whole.addWidget(self.attach)
        self.setLayout(whole)

    def show_property(self, property_id: str) -> dict[str, object]:
        """The deal's row, empty without one."""
        book = self.document.book
        self.deal_id = deal_of(book, property_id) or ""
        deal = (book.row(DEALS, self.deal_id) if self.deal_id else None) or {}
        self.link.setVisible(bool(deal))
        self.none.setVisible(not deal)
        name = str(deal.get("address") or self.deal_id)
        self.link.setText(self.link.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 200))
        self.link.setAccessibleName(tr("Deal {name}", name=name))
        self.note.setText(_note(deal, property_id))
        self.attach.setText(tr("Change…") if deal and deal.get("property_id") == property_id else tr("Attach…"))
        self.attach.setToolTip(tr("Link this property with a deal, or make one of it (Ctrl+Shift+D)"))
        self.attach.setEnabled(not self.document.read_only)
        return dict(deal)

    def _lead_on(self) -> None:
        self.frame.go_to(BY_KEY[DEALS].sheet, self.deal_id, "address")


def _note(deal: Mapping[str, object], property_id: str) -> str:
    if not deal:
        return tr("Attach one to keep the MAO on it.")
    if deal.get("property_id") != property_id:
        return tr("It names another property: attach it again.")
    asking = deal.get("asking_price")
    stage = spoken_choice(str(deal.get("stage") or tr("no stage")))
    price = (
        tr("asking {asking}", asking=amount(float(asking)))
        if isinstance(asking, (int, float))
        else tr("no asking price")
    )
    return tr("Deal  ·  {stage}  ·  {price}", stage=stage, price=price)
