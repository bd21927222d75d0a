"""What the chosen partner was sent: the log of exports, the newest first, and a copy that came back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Signal

from app.command import Frame
from app.document import Document
from app.tabs.jv.actions import PartnerActions
from app.tabs.jv.part import PartnerPart
from app.tabs.pipeline.lines import Entries, Entry
from app.tabs.pipeline.part import moment_words
from app.theme import Role, Size, Space
from app.tr import tr
from app.widgets import Button, Text, column, row
from app.words import counted
from models.core.schema import Value
from models.jv import EXPORTS
from models.jv.overview import exports_of


class ExportsPart(PartnerPart):
    """Enter on an entry leads to its proof."""

    reads = ("Exports",)
    proof_wanted = Signal(str)

    def __init__(self, document: Document, frame: Frame, acts: PartnerActions) -> None:
        super().__init__(document, frame, acts)
        self.list = Entries(tr("Exports of the partner"))
        self.note = Text("", Size.CAPTION, Role.MUTED, wrap=True)
        self.folder = Button(tr("Show in folder"), self._show_in_folder, icon="external")
        self.verify = Button(tr("Verify a file…"), acts.verify, icon="shield")
        self.folder.setToolTip(tr("The folder that the chosen file was put in on this machine"))
        self.verify.setToolTip(tr("Whether a copy that came back is unchanged, saved again or changed"))
        tools = row(self.folder, self.verify, gap=Space.S)
        tools.addStretch()
        whole = column(self.note, self.list, gap=Space.S, margins=(0, Space.XS, 0, 0))
        whole.setStretch(1, 1)
        whole.addLayout(tools)
        self.setLayout(whole)
        self.list.opened.connect(lambda entry: self.proof_wanted.emit(entry.row_id))
        self.setFocusProxy(self.list)

    def draw(self) -> None:
        now = self.document.now()
        found = exports_of(self.book, self.partner_id) if self.partner_id else []
        chosen = self.chosen
        self.list.show_entries([_entry(one, self.book.row(EXPORTS, one) or {}, now) for one in found])
        place = found.index(chosen) if chosen in found else 0
        if found:
            self.list.setCurrentIndex(self.list.model().index(place, 0))
        files = counted(len(found), "file")
        self.note.setText(
            tr("{files}, the newest first. Enter shows its proof.", files=files)
            if found
            else tr("Nothing was exported for this partner yet.")
        )
        self.folder.setVisible(bool(found))

    @property
    def chosen(self) -> str:
        """The export that the cursor is on; blank without one."""
        place = self.list.currentIndex().row()
        return self.list.entries[place].row_id if 0 <= place < len(self.list.entries) else ""

    def _show_in_folder(self) -> None:
        if self.chosen:
            self.acts.show_in_folder(self.chosen)


def _entry(export_id: str, row: Mapping[str, Value], now: datetime) -> Entry:
    locked = row["encrypted"] is True
    rows = row["rows"]
    parts = [moment_words(row["created_at"], now), counted(int(rows), "deal") if isinstance(rows, (int, float)) else "",
             "sealed", tr("encrypted") if locked else tr("not encrypted")]  # fmt: skip
    icon, role = ("lock", Role.GOOD) if locked else ("file", Role.MUTED)
    return Entry(icon, role, str(row["file_name"]), " · ".join(filter(None, parts)), EXPORTS.key, export_id)
