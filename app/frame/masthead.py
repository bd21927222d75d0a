"""The window's head: which file, where its edits are, the search field, undo and redo, the day it works with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.guard import guard
from app.theme import CORNER, Role, Size, Space, drawn, theme
from app.tr import tr
from app.widgets import IconButton, Panel, Picture, Text, column, row

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from app.document import Document
    from app.frame.menus import Actions

# By `app.sync.Kept`: icon, its role, and the words'.
LOOKS = {
    "saved": ("good", Role.GOOD, Role.MUTED),
    "waiting": ("shield", Role.INFO, Role.MUTED),
    "saving": ("sync", Role.INFO, Role.MUTED),
    "journal": ("shield", Role.WARNING, Role.WARNING),
    "read_only": ("lock", Role.WARNING, Role.WARNING),
}


class Masthead(Panel):
    """Says at any time that nothing is lost."""

    def __init__(self, find: Callable[[], object]) -> None:
        """`find` opens what the search field stands for."""
        super().__init__(Role.WINDOW)
        self.setAccessibleName(tr("Workbook"))
        self.file_name = Text("", Size.SECTION, strong=True, elide=True)
        self.state_icon = Picture("good", Role.GOOD, 14)
        self.state_words = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.state_words.setAccessibleName(tr("Where the edits are"))
        self.search = SearchButton()
        self.search.clicked.connect(lambda *_: find())
        self.ends = row(gap=Space.XS)
        self.day = Text("", Size.BODY, strong=True)
        self.day_note = Text("", Size.CAPTION, Role.MUTED)
        self._of_document: list[QWidget] = [self.state_icon, self.state_words, self.day, self.day_note]
        self._lay_out()
        self.show_document(None)

    def add_actions(self, actions: Actions) -> None:
        """Undo and Redo, once there are actions."""
        self.undo, self.redo = _button(actions, "edit.undo"), _button(actions, "edit.redo")
        for place, button in enumerate((self.undo, self.redo), 1):
            button.setVisible(not self.day.isHidden())
            self.ends.insertWidget(place, button)
            self._of_document.append(button)

    def show_document(self, document: Document | None) -> None:
        """Tells the state; call it whenever it changed."""
        for widget in self._of_document:
            widget.setVisible(document is not None)
        if document is None:
            self.file_name.setText(tr("No workbook open"))
            self.file_name.setToolTip("")
            return
        state = document.sync.state
        self.file_name.setText(document.name)
        self.file_name.setToolTip(str(document.session.path))
        icon, role, words = LOOKS[state.kept]
        self.state_icon.show_icon(icon, role)
        self.state_words.setText(state.words)
        self.state_words.setToolTip(state.words)
        self.state_words.set_role(words)
        self.show_day(document.as_of)

    def show_opening(self, name: str) -> None:
        self.file_name.setText(name)
        for widget in (self.state_icon, self.state_words):
            widget.setVisible(True)
        self.state_icon.show_icon("sync", Role.INFO)
        self.state_words.setText(tr("Opening…"))

    def show_day(self, day: date) -> None:
        from datetime import date

        today = date.today()  # noqa: DTZ011  # the person's own day
        self.day.setText(tr("{day} {year}", day=day, year=str(day.year)))
        self.day_note.setText(tr("today") if day == today else tr("not today: it was opened as of this day"))
        self.day_note.set_role(Role.MUTED if day == today else Role.WARNING)

    def _lay_out(self) -> None:
        state = row(self.state_icon, self.state_words, gap=Space.XS)
        state.setStretch(1, 1)
        left, right = QWidget(), QWidget()
        names = column(gap=2)
        names.addStretch()
        names.addWidget(self.file_name)
        names.addLayout(state)
        names.addStretch()
        left.setLayout(names)
        days = column(self.day, self.day_note, gap=2)
        self.day.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.day_note.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.ends.addStretch()
        self.ends.addSpacing(Space.S)
        self.ends.addLayout(days)
        right.setLayout(self.ends)
        whole = row(left, self.search, right, gap=Space.L, margins=(Space.L, Space.S, Space.L, Space.XS))
        whole.setStretch(0, 1)
        whole.setStretch(2, 1)
        self.setLayout(whole)


class SearchButton(QAbstractButton):
    """Looks like the field it opens."""

    def __init__(self) -> None:
        super().__init__()
        self.setText(tr("Find a command, sheet or row"))
        self.setAccessibleName(tr("Find a command, sheet, row or help page"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._keys = QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText)
        theme().changed.connect(self.update)

    @guard(QSize(340, 32))
    def sizeHint(self) -> QSize:
        return QSize(theme().pixels(340), theme().pixels(32))

    @guard(QSize(200, 32))
    def minimumSizeHint(self) -> QSize:
        return QSize(theme().pixels(200), theme().pixels(32))

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = Role.ACCENT if self.hasFocus() else Role.EDGE
        painter.setPen(QPen(look.color(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(look.color(Role.HOVER if self.underMouse() else Role.CARD))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER, CORNER)
        room = self.rect().adjusted(Space.M, 0, -Space.M, 0)
        icon = drawn("search", look.colors[Role.MUTED], 16, self.devicePixelRatioF())
        painter.drawPixmap(room.left(), room.center().y() - 7, icon)
        painter.setPen(look.color(Role.MUTED))
        painter.setFont(look.font())
        words = room.adjusted(16 + Space.S, 0, -painter.fontMetrics().horizontalAdvance(self._keys) - Space.S, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, middle | Qt.AlignmentFlag.AlignLeft, text)
        painter.setFont(look.font(Size.CAPTION))
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, self._keys)


def _button(actions: Actions, key: str) -> IconButton:
    """A button that is the action: its icon, tip and whether it can be pressed."""
    action = actions.draw_one(key)
    button = IconButton("", action.text())
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    return button
