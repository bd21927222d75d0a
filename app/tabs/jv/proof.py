"""The proof of the chosen partner's last export, or of the one chosen among them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.command import Frame
from app.document import Document
from app.tabs.jv.actions import PartnerActions
from app.tabs.jv.part import PartnerPart
from app.tabs.jv.proof_lines import ProofLines
from app.tabs.pipeline.part import moment_words
from app.theme import Role, Size, Space
from app.tr import tr
from app.widgets import Button, Text, Warned, column, scrolled
from models.core.schema import Value
from models.jv import EXPORTS
from models.jv.exports import broken_links
from models.jv.overview import exports_of


class ProofPart(PartnerPart):
    """The proof of the last export, or of the one chosen among the exports."""

    reads = ("Exports",)
    exports_wanted = Signal()

    def __init__(self, document: Document, frame: Frame, acts: PartnerActions) -> None:
        super().__init__(document, frame, acts)
        self.export_id = ""
        self.file = Text("", strong=True, wrap=True)
        self.about = Text("", Size.CAPTION, Role.MUTED, wrap=True)
        self.broken = Warned(Role.DANGER, "error")
        self.lines = ProofLines()
        self.digest = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.none = Text(tr("Nothing was exported yet. With the first file its proof stands here."), role=Role.MUTED,
                         wrap=True)  # fmt: skip
        self.others = Button(tr("Another export…"), self.exports_wanted.emit, kind="link")
        body = QWidget()
        whole = column(self.none, self.file, self.about, self.broken, self.lines, self.digest, gap=Space.S,
                       margins=(Space.S, Space.S, Space.S, Space.S))  # fmt: skip
        whole.addWidget(self.others, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addStretch()
        body.setLayout(whole)
        place = scrolled(body)
        place.setAccessibleName(tr("Proof of the last export"))
        self.setLayout(column(place))
        self.setFocusProxy(place)

    def show_for(self, property_id: str | None) -> None:
        if property_id != self.property_id:
            self.export_id = ""
        super().show_for(property_id)

    def show_export(self, export_id: str) -> None:
        self.export_id = export_id
        self._seen = ()
        self.refresh()

    def draw(self) -> None:
        found = exports_of(self.book, self.partner_id) if self.partner_id else []
        shown = self.export_id if self.export_id in found else next(iter(found), "")
        row: Mapping[str, Value] = self.book.row(EXPORTS, shown) or {} if shown else {}
        for widget in (self.file, self.about, self.lines, self.digest):
            widget.setVisible(bool(row))
        self.none.setVisible(not row)
        self.others.setVisible(len(found) > 1)
        self.broken.say([why for row_id, why in broken_links(self.book) if row_id == shown])
        if not row:
            return
        which = tr("The last export") if shown == found[0] else tr("An earlier export")
        when = moment_words(row["created_at"], self.document.now())
        self.file.setText(str(row["file_name"]))
        self.about.setText(f"{which}, {when}")
        self.lines.show_text(str(row["proof"] or ""))
        self.digest.setText(tr("SHA-256 {sha256}", sha256=row["sha256"]))
        self.digest.setToolTip(str(row["sha256"]))
