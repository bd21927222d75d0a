"""Beside the board: what opens it, what was sent, and the proof of it."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from app.command import Frame
from app.document import Document
from app.frame.remembered import keep, text_of
from app.frame.strip import Pills
from app.tabs.jv.actions import PartnerActions
from app.tabs.jv.exports import ExportsPart
from app.tabs.jv.part import PartnerPart
from app.tabs.jv.proof import ProofPart
from app.tabs.jv.tokens import TokensPart
from app.theme import Space
from app.tr import marked, tr
from app.widgets import Card


class Detail(Card):
    """One part at a time; what is out of view is not worked out."""

    def __init__(self, document: Document, frame: Frame, acts: PartnerActions) -> None:
        super().__init__(margin=Space.S, gap=Space.S)
        self.partner_id = ""
        self.tokens, self.exports = TokensPart(document, frame, acts), ExportsPart(document, frame, acts)
        self.proof = ProofPart(document, frame, acts)
        self.parts: dict[str, PartnerPart] = {
            marked("Tokens"): self.tokens, marked("Exports"): self.exports, marked("Proof"): self.proof,
        }  # fmt: skip
        self.pills = Pills(tr("Tokens, exports and proof"), pad=Space.S)
        self.stack = QStackedWidget()
        for title, part in self.parts.items():
            self.pills.addTab(tr(title))
            self.stack.addWidget(part)
        self.column.addWidget(self.pills)
        self.column.addWidget(self.stack, 1)
        kept = text_of("jv/detail")
        self.pills.setCurrentIndex(list(self.parts).index(kept) if kept in self.parts else 0)
        self.pills.currentChanged.connect(lambda _: self._show())
        self.exports.proof_wanted.connect(self.show_proof)
        self.proof.exports_wanted.connect(lambda: self.bring(self.exports))
        self.setAccessibleName(tr("Tokens, exports and proof of the chosen partner"))
        self._show()

    @property
    def current(self) -> PartnerPart:
        return list(self.parts.values())[max(0, self.pills.currentIndex())]

    def show_for(self, partner_id: str) -> None:
        self.partner_id = partner_id
        for part in self.parts.values():
            part.show_for(partner_id or None)

    def refresh(self) -> None:
        self.current.refresh()

    def bring(self, part: PartnerPart) -> None:
        self.pills.setCurrentIndex(list(self.parts.values()).index(part))

    def show_proof(self, export_id: str) -> None:
        self.bring(self.proof)
        self.proof.show_export(export_id)

    def _show(self) -> None:
        keep("jv/detail", list(self.parts)[max(0, self.pills.currentIndex())])
        self.stack.setCurrentWidget(self.current)
        self.setFocusProxy(self.current)
        self.current.refresh()
