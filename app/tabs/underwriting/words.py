"""Warnings as the page shows them: one icon, a sentence each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import Role, Size, Space
from app.widgets import Picture, Text, row


class Warned(QWidget):
    """Sentences under an icon in a role's colour; hidden without any."""

    def __init__(self, role: Role = Role.WARNING, icon: str = "warning") -> None:
        super().__init__()
        self.picture = Picture(icon, role, 14)
        self.text = Text("", Size.CAPTION, role, wrap=True)
        line = row(gap=Space.XS + 2)
        line.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.text, 1)
        self.setLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def say(self, sentences: Sequence[str]) -> None:
        """Each begins with a capital and ends with a stop."""
        words = "\n".join(sentence_of(one) for one in sentences)
        if words != self.text.text():
            self.text.setText(words)
        self.setVisible(bool(words))


def sentence_of(words: str) -> str:
    """`no repairs entered` -> `No repairs entered.`"""
    text = words[:1].upper() + words[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."
