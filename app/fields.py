"""Fields to type into or choose in: a caption, a line, and under it why what stands there is not taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from app.document import Document
from app.guard import guard
from app.theme import Role, Size, Space, drawn, theme
from app.tr import tr, tr_error, tr_phrase
from app.values import parse, show
from app.widgets import DropDown, Text, column
from models.core.edit import set_fields
from models.core.refusal import Refused
from models.core.schema import Column, Table, Value
from models.core.values import Invalid

BOX = 16


class Line(QLineEdit):
    """One line; Enter or leaving it says that it is done, Esc that it is given up."""

    done = Signal()
    given_up = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFont(theme().font(figures=True))
        theme().dress(self)

    @guard(False)
    def event(self, event: QEvent) -> bool:
        """While nothing is being typed, Undo and Redo are the window's; Qt's line keeps them in any case."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = (event.matches(key) for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo))
            if (undo and not self.isUndoAvailable()) or (redo and not self.isRedoAvailable()):
                event.ignore()
                return False
        return super().event(event)

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)  # a dialog's default button answers to it, too
            self.done.emit()
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.given_up.emit()
            event.accept()
        else:
            super().keyPressEvent(event)

    @guard(None)
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and self.isModified():
            self.done.emit()


class Field(QWidget):
    """A column's caption, a line for it, and a sentence under it while it is refused."""

    def __init__(self, declared: Column, *, caption: str = "", unit: str = "") -> None:
        super().__init__()
        self.declared = declared
        name = caption or tr_phrase(declared.header)
        self.caption = Text(f"{name}, {unit}" if unit else name, Size.CAPTION, Role.MUTED)
        self.line = Line(name)
        self.line.setToolTip(tr(declared.doc))
        if declared.is_number:
            self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.why = Text("", Size.CAPTION, Role.DANGER, wrap=True)
        self.why.hide()
        self.setLayout(column(self.caption, self.line, self.why, gap=Space.XS))
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(lambda _: self.refuse(""))

    @property
    def is_refused(self) -> bool:
        return bool(self.why.text())

    def refuse(self, why: str) -> None:
        """Frames the line and says why under it; a blank text takes that back."""
        if why == self.why.text():
            return
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.line.setAccessibleDescription(why)
        self.line.setProperty("refused", bool(why))
        theme().dress(self.line)

    def value(self) -> Value:
        """What was typed. Raises Invalid; a blank is None."""
        return parse(self.declared, self.line.text())

    def read(self) -> Value:
        """What was typed, None where it is blank or refused, which is said under it."""
        try:
            value = self.value()
        except Invalid as problem:
            self.refuse(tr_error(problem, hint=False))
            return None
        self.refuse("")
        return value

    def say(self, value: Value) -> None:
        """Shows a value as the screens write it, from its beginning."""
        self.line.setText(show(self.declared, value))
        self.line.setCursorPosition(0)
        self.line.setModified(False)
        self.refuse("")

    def mend(self) -> None:
        """The cursor in what was typed."""
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()

    def give_up(self) -> None:
        """What is typed counts no more: the next value is shown in its place."""
        self.line.setModified(False)
        self.refuse("")


class BoundField(Field):
    """A field of a stored row: done with, it is an edit of its own."""

    def __init__(self, document: Document, table: Table, name: str, *, unit: str = "", caption: str = "") -> None:
        super().__init__(table[name], unit=unit, caption=caption)
        self.document, self.table, self.name = document, table, name
        self.row_id: str | None = None
        self.line.done.connect(self.commit)
        self.line.given_up.connect(self.give_up)

    def show_row(self, row_id: str | None) -> None:
        """The row's value; a text that is being typed for the same row, or was refused, stays."""
        if row_id == self.row_id and self.line.isModified():
            return
        self.row_id = row_id
        row = (self.document.book.row(self.table, row_id) if row_id else None) or {}
        self.say(row.get(self.name))
        self.line.setReadOnly(bool(self.document.read_only) or row_id is None)

    def give_up(self) -> None:
        super().give_up()
        self.show_row(self.row_id)

    @guard(False)
    def commit(self) -> bool:
        """Writes what was typed; False where it is refused, and stays to be mended."""
        if not self.line.isModified() or self.row_id is None:
            return not self.is_refused
        try:
            changes = set_fields(
                self.document.book, self.table, self.row_id, {self.name: self.value()}, self.document.now()
            )
        except (Invalid, Refused) as problem:
            self.refuse(tr_error(problem, hint=False))
            return False
        self.line.setModified(False)
        if not self.document.do(changes):
            self.line.setModified(True)
            return False
        self.show_row(self.row_id)
        return True


class Tick(QCheckBox):
    """A box with words beside it, painted as the grids' boxes are."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setFont(theme().font())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme().changed.connect(self.update)

    @guard(QSize(100, 24))
    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self.text().replace("&&", "&"))
        return QSize(BOX + Space.S + wide + Space.XS, max(BOX, self.fontMetrics().height()) + Space.S)

    @guard(False)
    def hitButton(self, place: QPoint) -> bool:
        return self.rect().contains(place)

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = (self.height() - BOX) // 2
        ticked = self.isChecked()
        painter.setPen(theme().color(Role.ACCENT if ticked or self.hasFocus() else Role.EDGE))
        painter.setBrush(theme().color(Role.ACCENT if ticked else Role.CARD))
        painter.drawRoundedRect(QRectF(1.5, top + 0.5, BOX - 1, BOX - 1), 3, 3)
        if ticked:
            color = theme().colors[Role.ON_ACCENT]
            painter.drawPixmap(3, top + 2, drawn("check", color, BOX - 4, self.devicePixelRatioF()))
        room = self.rect().adjusted(BOX + Space.S, 0, 0, 0)
        painter.setPen(theme().color(Role.TEXT if self.isEnabled() else Role.MUTED))
        text = self.text().replace("&&", "&")
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme().color(Role.ACCENT))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)


class Choice(QWidget):
    """A caption and a list to choose one of; each choice is a value with the words that are shown for it."""

    chosen = Signal()

    def __init__(self, caption: str, choices: Sequence[tuple[Value, str]], tip: str = "") -> None:
        super().__init__()
        self.caption = Text(caption, Size.CAPTION, Role.MUTED)
        self.box = DropDown(caption)
        self.box.setToolTip(tip)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(8)
        self.why = Text("", Size.CAPTION, Role.DANGER, wrap=True)
        self.why.hide()
        self.values: list[Value] = []
        self.offer(choices)
        self.setLayout(column(self.caption, self.box, self.why, gap=Space.XS))
        self.setFocusProxy(self.box)
        self.box.activated.connect(lambda _: self.chosen.emit())

    def offer(self, choices: Sequence[tuple[Value, str]]) -> None:
        """Other choices; the first one is chosen."""
        self.box.clear()
        self.values = [value for value, _ in choices]
        for _, words in choices:
            self.box.addItem(words)

    @property
    def is_refused(self) -> bool:
        return bool(self.why.text())

    def refuse(self, why: str) -> None:
        """Says under it why it is not taken; a blank text takes that back."""
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.box.setAccessibleDescription(why)

    def read(self) -> Value:
        """The chosen value."""
        return self.values[self.box.currentIndex()] if self.values else None

    def say(self, value: Value) -> None:
        """Chooses a value; one that is not offered is added as it is."""
        if value not in self.values:
            self.values.append(value)
            self.box.addItem("" if value is None else str(value))
        self.box.setCurrentIndex(self.values.index(value))
