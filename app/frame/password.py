"""The password of an encrypted workbook, asked for as often as it takes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from app.fields import Line
from app.frame.dialogs import Sheet
from app.theme import Role, Size, theme
from app.tr import tr
from app.widgets import Button, Text


class Password(Sheet):
    """One line; `then` gets what was typed. It is kept nowhere, and a wrong one locks nothing."""

    def __init__(self, name: str, parent: QWidget, then: Callable[[str], object], *, was_wrong: bool) -> None:
        super().__init__(tr("Password needed"), parent, icon="lock")
        self._then = then
        self.line = Line(tr("Password"))
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.why = Text("", Size.CAPTION, Role.DANGER, wrap=True)
        self.why.hide()
        if was_wrong:
            self.refuse(tr("That password does not open it. Try again: nothing is locked by a wrong one."))
        self.body.addWidget(Text(tr("{name} is encrypted.", name=name), wrap=True))
        self.body.addWidget(self.line)
        self.body.addWidget(self.why)
        self.body.addWidget(
            Text(
                tr("It opens read-only, in memory: nothing of it is written to the disk."),
                Size.CAPTION,
                Role.MUTED,
                wrap=True,
            )
        )
        self.body.addStretch()
        self.add_button(Button(tr("Cancel"), self.reject))
        self.add_button(Button(tr("Open"), self.commit, kind="primary"))
        self.resize(theme().pixels(440), theme().pixels(290))
        self.line.setFocus()

    def refuse(self, why: str) -> None:
        """Says under the line why it is not taken."""
        self.why.setText(why)
        self.why.show()
        self.line.setAccessibleDescription(why)

    def commit(self) -> None:
        typed = self.line.text()
        if not typed:
            self.refuse(tr("Type the password."))
            return
        self.accept()
        self._then(typed)
