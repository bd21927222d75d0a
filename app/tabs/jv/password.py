"""Whether a file is put behind a password, and which: generated or one's own, shown when wanted, never kept."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from app.fields import Field, Tick
from app.partner_export.make import generated_password
from app.theme import Role, Size, Space
from app.tr import marked, tr
from app.widgets import Button, Text, Warned, column, row
from io_xlsx.encryption import LONGEST_PASSWORD
from models.core.phrase import phrase
from models.core.schema import Column

BARE = marked("Without one it is a read-only copy: whoever has the file can read it.")
KEPT = marked("It is not kept: write it down, and send it another way than the file.")
SHORTEST = 8  # characters from which a password of one's own is not remarked on


class PasswordPart(QWidget):
    """`read` gives the password, None where none is wanted or it is refused, which is said under it."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted = Tick(tr("Protect with a password"))
        self.field = Field(Column(phrase("Password")))
        self.field.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.weak = Warned()
        self.note = Text(tr(BARE), Size.CAPTION, Role.MUTED, wrap=True)
        self.show_it = Button(tr("Show"), self._show, kind="link")
        self.generate = Button(tr("Generate"), self._generate, kind="link")
        self.copy = Button(tr("Copy"), self._copy, kind="link")
        self.tools = QWidget()
        line = row(self.generate, self.show_it, self.copy, gap=Space.M)
        line.addStretch()
        self.tools.setLayout(line)
        for button in (self.show_it, self.generate, self.copy):
            button.setAutoDefault(False)
        self.setLayout(column(self.wanted, self.field, self.tools, self.weak, self.note, gap=Space.XS))
        self.wanted.toggled.connect(self._changed)
        self.field.line.textChanged.connect(lambda _: self._judge())
        self.setFocusProxy(self.field)
        self._changed()

    @property
    def text(self) -> str:
        """The password; blank where none is wanted."""
        return self.field.line.text() if self.wanted.isChecked() else ""

    @property
    def is_refused(self) -> bool:
        return self.field.is_refused

    def read(self) -> str | None:
        if not self.wanted.isChecked():
            return None
        wrong = "" if self.text else tr("Type a password, or generate one.")
        if len(self.text) > LONGEST_PASSWORD:
            wrong = tr("A password has at most {most} characters.", most=LONGEST_PASSWORD)
        self.field.refuse(wrong)
        return None if wrong else self.text

    def _changed(self) -> None:
        wanted = self.wanted.isChecked()
        for widget in (self.field, self.tools):
            widget.setVisible(wanted)
        self.note.setText(tr(KEPT) if wanted else tr(BARE))
        self.field.refuse("")
        self._judge()
        if wanted:
            self.field.setFocus()

    def _judge(self) -> None:
        short = 0 < len(self.text) < SHORTEST
        self.weak.say((tr("A short password can be guessed"),) if short else ())

    def _generate(self) -> None:
        self.field.say(generated_password())
        self._echo(shown=True)

    def _show(self) -> None:
        self._echo(shown=self.field.line.echoMode() == QLineEdit.EchoMode.Password)

    def _echo(self, *, shown: bool) -> None:
        self.field.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.show_it.setText(tr("Hide") if shown else tr("Show"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
