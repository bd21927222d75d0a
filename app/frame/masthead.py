"""The window's head: which file, where its edits are, the search field, undo and redo, the day it works with."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.document import Document, Kept
from app.frame.menus import Actions
from app.guard import guard
from app.theme import CORNER, Role, Size, Space, drawn, theme
from app.widgets import IconButton, Panel, Picture, Text, column, row

LOOKS = {
    Kept.SAVED: ("good", Role.GOOD),
    Kept.WAITING: ("shield", Role.INFO),
    Kept.SAVING: ("sync", Role.INFO),
    Kept.JOURNAL: ("shield", Role.WARNING),
    Kept.READ_ONLY: ("lock", Role.WARNING),
}


class Masthead(Panel):
    """Says at any time that nothing is lost."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(Role.WINDOW)
        self.setAccessibleName("Workbook")
        self.file_name = Text("", Size.SECTION, strong=True, elide=True)
        self.state_icon = Picture("good", Role.GOOD, 14)
        self.state_words = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.state_words.setAccessibleName("Where the edits are")
        self.search = SearchButton()
        self.search.clicked.connect(actions["view.palette"].trigger)
        self.undo, self.redo = _button(actions, "edit.undo"), _button(actions, "edit.redo")
        self.day = Text("", Size.BODY, strong=True)
        self.day_note = Text("", Size.CAPTION, Role.MUTED)
        self._lay_out()

    def show_document(self, document: Document | None) -> None:
        """Tells the state; call it whenever it changed."""
        for widget in (self.undo, self.redo, self.state_icon, self.state_words, self.day, self.day_note):
            widget.setVisible(document is not None)
        if document is None:
            self.file_name.setText("No workbook open")
            self.file_name.setToolTip("")
            return
        state = document.state
        self.file_name.setText(document.name)
        self.file_name.setToolTip(str(document.session.path))
        self.state_icon.show_icon(*LOOKS[state.kept])
        self.state_words.setText(state.words)
        self.state_words.setToolTip(state.words)
        self.state_words.set_role(LOOKS[state.kept][1] if state.kept in (Kept.JOURNAL, Kept.READ_ONLY) else Role.MUTED)
        self.show_day(document.as_of)

    def show_opening(self, name: str) -> None:
        self.file_name.setText(name)
        for widget in (self.state_icon, self.state_words):
            widget.setVisible(True)
        self.state_icon.show_icon("sync", Role.INFO)
        self.state_words.setText("Opening…")

    def show_day(self, day: date) -> None:
        today = date.today()  # noqa: DTZ011  # the person's own day
        self.day.setText(f"{day:%a} {day.day} {day:%b %Y}")
        self.day_note.setText("today" if day == today else "not today: it was opened as of this day")
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
        ends = row(self.undo, self.redo, gap=Space.XS)
        ends.addSpacing(Space.S)
        ends.addLayout(days)
        ends.insertStretch(0)
        right.setLayout(ends)
        whole = row(left, self.search, right, gap=Space.L, margins=(Space.L, Space.S, Space.L, Space.XS))
        whole.setStretch(0, 1)
        whole.setStretch(2, 1)
        self.setLayout(whole)


class SearchButton(QAbstractButton):
    """Looks like the field it opens."""

    def __init__(self) -> None:
        super().__init__()
        self.setText("Find a command, sheet or row")
        self.setAccessibleName("Find a command, tab, sheet or row")
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
    button = IconButton("", actions[key].text())
    button.setDefaultAction(actions[key])
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    return button
