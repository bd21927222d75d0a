"""A file that came back, held against its seal: unchanged, saved again, changed, or sealed by a stranger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.document import Document
from app.fields import Field
from app.frame.choosing import choose_source
from app.frame.dialogs import Sheet
from app.jobs import Job
from app.partner_export.verify import Verdict, verify
from app.tabs.jv.dialogs import fit
from app.tabs.jv.words import VERDICTS
from app.theme import Role, Size, Space
from app.tr import tr, tr_error
from app.widgets import Button, Card, Picture, Text, row
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.schema import Column

WIDE, HIGH = 560, 360
_FILE, _PASSWORD = Column(phrase("File")), Column(phrase("Password"))


class VerifyDialog(Sheet):
    """`name` says who a partner is by their ID; `path` is the file to begin with."""

    def __init__(self, parent: QWidget, document: Document, name: Callable[[str], str], path: Path | None) -> None:
        super().__init__(tr("Verify a file"), parent, icon="shield")
        self.document, self._name = document, name
        self._job: Job | None = None
        self.file = Field(_FILE)
        self.password = Field(_PASSWORD, caption=tr("Its password"))
        self.password.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.hide()
        self.icon, self.head = Picture("info", Role.MUTED, 20), Text("", Size.SECTION, strong=True, wrap=True)
        self.about = Text("", role=Role.MUTED, wrap=True)
        self.reasons = Text("", wrap=True)
        self.answer = Card(margin=Space.M, gap=Space.XS)
        self._lay_out()
        self.file.line.textChanged.connect(lambda _: self._forget())
        if path is not None:
            self.file.say(str(path))
            self.commit()
        else:
            self.file.setFocus()

    def _lay_out(self) -> None:
        self.body.addWidget(Text(tr("A copy that somebody sent back, with the seal that it bears."), role=Role.MUTED,
                                 wrap=True))  # fmt: skip
        line = row(gap=Space.S)
        line.addWidget(self.file, 1)
        self.browse = Button(tr("Choose…"), self._ask_file)
        self.browse.setAutoDefault(False)
        line.addWidget(self.browse, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(line)
        self.body.addWidget(self.password)
        head = row(gap=Space.S)
        head.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.head, 1)
        self.answer.column.addLayout(head)
        self.answer.column.addWidget(self.about)
        self.answer.column.addWidget(self.reasons)
        self.answer.hide()
        self.body.addWidget(self.answer)
        self.body.addStretch()
        self.add_button(Button(tr("Close"), self.reject))
        self.verify_button = Button(tr("Verify"), self.commit, kind="primary")
        self.add_button(self.verify_button)
        fit(self, WIDE, HIGH)

    def commit(self) -> None:
        """Reads and judges the file on another thread."""
        text = self.file.line.text().strip()
        if not text:
            self.file.refuse(tr("Choose a file."))
            self.file.setFocus()
            return
        if self._job is not None:
            return
        path, book = Path(text).expanduser(), self.document.book
        password = self.password.line.text() if self.password.isVisible() else None
        self.verify_button.setEnabled(False)
        self._job = Job(tr("Verifying"), lambda _: verify(book, path.read_bytes(), password))
        self._job.done.connect(self._judged)
        self._job.failed.connect(self._failed)
        self._job.start()

    def _judged(self, verdict: Verdict) -> None:
        self._ended()
        words, icon, role = VERDICTS[verdict.state]
        self.icon.show_icon(icon, role)
        self.head.setText(tr(words))
        self.head.set_role(role)
        made = (
            tr("Export {export_id}, made for {name}.", export_id=verdict.export_id, name=self._name(verdict.partner_id))
            if verdict.export_id
            else ""
        )
        self.about.setText(made)
        self.about.setVisible(bool(made))
        self.reasons.setText("\n".join(verdict.reasons))
        self.answer.setAccessibleName(words)
        self.answer.setAccessibleDescription(" ".join(verdict.reasons))
        self.answer.show()
        fit(self, WIDE, HIGH)

    def _failed(self, problem: BaseException) -> None:
        self._ended()
        if isinstance(problem, Refused):
            first = problem.code == "encrypted"
            self.password.show()
            self.password.refuse(
                tr("The file is encrypted: type its password.") if first else tr_error(problem, hint=False)
            )
            self.password.setFocus()
        elif isinstance(problem, FileNotFoundError):
            self.file.refuse(tr("There is no such file."))
        elif isinstance(problem, OSError):
            self.file.refuse(tr("It could not be read: {strerror}.", strerror=problem.strerror))
        else:
            self.file.refuse(tr("Something went wrong inside Valhalla."))
            raise problem

    def _ended(self) -> None:
        self._job = None
        self.verify_button.setEnabled(True)

    def _forget(self) -> None:
        """Another file: nothing is said of it yet."""
        self.answer.hide()
        self.password.say(None)
        self.password.hide()

    def _ask_file(self) -> None:
        folder = self.document.session.path.parent
        choose_source(self, tr("The file to verify"), folder, tr("Workbooks (*.xlsx)"), self._chosen)

    def _chosen(self, path: Path) -> None:
        self.file.say(str(path))
        self.commit()
