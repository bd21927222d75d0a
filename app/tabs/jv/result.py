"""What became of an export: where it is, how it is protected, and what was proved of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.partner_export.export import Prepared
from app.tabs.jv.proof_lines import ProofLines
from app.theme import Role, Size, Space
from app.tr import tr
from app.widgets import Button, Card, Picture, Text, column, row
from app.words import counted


class Result(QWidget):
    """`finish` closes the dialog."""

    def __init__(self, open_folder: Callable[[], object], close: Callable[[], object]) -> None:
        super().__init__()
        self._password = ""
        self.head = Text("", Size.SECTION, strong=True, wrap=True)
        self.where = Text("", role=Role.MUTED, wrap=True)
        self.how = Text("", wrap=True)
        self.lock = Picture("lock", Role.MUTED)
        self.proof = ProofLines()
        self.said = Text("", Size.CAPTION, Role.MUTED, wrap=True)
        self.folder = Button(tr("Open folder"), open_folder, icon="external")
        self.copy = Button(tr("Copy password"), self._copy, icon="copy")
        self.finish = Button(tr("Done"), close, kind="primary")
        head = row(gap=Space.S)
        head.addWidget(Picture("good", Role.GOOD, 20), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.head, 1)
        how = row(gap=Space.S)
        how.addWidget(self.lock, 0, Qt.AlignmentFlag.AlignTop)
        how.addWidget(self.how, 1)
        card = Card(margin=Space.L, gap=Space.S)
        card.column.addWidget(Text(tr("Proof"), strong=True))
        card.column.addWidget(self.proof)
        line = row(self.folder, self.copy, gap=Space.S)
        line.addStretch()
        line.addWidget(self.finish)
        whole = column(gap=Space.S)
        for part in (head, how):
            whole.addLayout(part)
        whole.insertWidget(1, self.where)
        whole.addSpacing(Space.S)
        whole.addWidget(card)
        whole.addWidget(self.said)
        whole.addStretch()
        whole.addLayout(line)
        self.setLayout(whole)

    def show_result(self, prepared: Prepared, paths: Sequence[Path], password: str) -> None:
        self._password = password
        made = prepared.made
        also = tr(" and a PDF of the same name") if len(paths) > 1 else ""
        self.head.setText(f"{paths[0].name}{also}: {counted(len(prepared.view.rows), 'deal')}")
        self.where.setText(str(paths[0].parent))
        locked = tr("Encrypted: it opens with the password only, which is not kept. Send it another way than the file.")
        self.how.setText(locked if made.encrypted else
                         tr("Not encrypted: a read-only copy. Whoever has the file can read it."))  # fmt: skip
        self.lock.show_icon("lock" if made.encrypted else "info", Role.GOOD if made.encrypted else Role.INFO)
        self.copy.setVisible(bool(password))
        self.proof.show_text(str(made.proof))

    def say(self, words: str) -> None:
        self.said.setText(words)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._password)
        self.say(tr("The password is on the clipboard."))
