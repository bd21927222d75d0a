"""Choices and texts of several lines, captioned as the fields of one line are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.guard import guard
from app.theme import Role, Size, Space, theme
from app.widgets import DropDown, Text, column
from app.words import spoken_choice


class Choice(QWidget):
    """A caption and a list of fixed words; with `free` one may type another one."""

    changed = Signal(str)

    def __init__(self, name: str, words: Sequence[str], *, free: bool = False, captioned: bool = True) -> None:
        super().__init__()
        self.words = tuple(words)
        self.box = DropDown(name)
        self.box.setEditable(free)
        if free:
            line = QLineEdit()
            line.setAccessibleName(name)
            self.box.setLineEdit(line)
            self.box.setCompleter(None)  # type: ignore[arg-type]  # it would change what is typed
        self.box.addItems(list(words) if free else [spoken_choice(word) for word in words])
        self.caption = Text(name, Size.CAPTION, Role.MUTED)
        self.setLayout(column(self.caption, self.box, gap=Space.XS))
        if not captioned:
            self.caption.hide()
        self.setFocusProxy(self.box)
        if free:
            self.box.currentTextChanged.connect(self.changed)
        else:
            self.box.activated.connect(lambda _: self.changed.emit(self.word))

    @property
    def word(self) -> str:
        return self.box.currentText().strip() if self.box.isEditable() else self.words[self.box.currentIndex()]

    def offer(self, words: Sequence[str]) -> None:
        """Other words, shown as they are."""
        if self.words != tuple(words):
            self.words = tuple(words)
            self.box.clear()
            self.box.addItems(list(words))

    def say(self, word: str) -> None:
        if self.box.isEditable():
            self.box.setEditText(word)
        elif word in self.words:
            self.box.setCurrentIndex(self.words.index(word))


class Message(QPlainTextEdit):
    """A text of several lines; Tab leaves it, leaving it or Ctrl+Enter says that it is done."""

    done = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFont(theme().font())
        theme().dress(self)

    def say(self, text: str) -> None:
        """Shows a text, unless it stands there."""
        if text != self.toPlainText():
            self.setPlainText(text)
        self.document().setModified(False)

    @property
    def is_modified(self) -> bool:
        return bool(self.document().isModified())

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit()
        else:
            super().keyPressEvent(event)

    @guard(None)
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.done.emit()
