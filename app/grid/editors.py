"""What cells are edited with: an editor for each kind, which keeps a refused text, frames it and says why under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QTextCursor
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QWidget

from app.grid.floating import Calendar, Callout, Suggestions
from app.grid.typed import Option
from app.guard import guard
from app.theme import Role, theme
from app.tr import tr, tr_phrase
from app.words import long_day
from models.core.schema import Column, Kind, Value
from models.core.values import Invalid

MOST_OPTIONS = 60
KEY_DOWN, KEY_UP = int(Qt.Key.Key_Down), int(Qt.Key.Key_Up)
KEY_PAGE_DOWN, KEY_PAGE_UP = int(Qt.Key.Key_PageDown), int(Qt.Key.Key_PageUp)
KEY_F4 = int(Qt.Key.Key_F4)
ALT = Qt.KeyboardModifier.AltModifier


class LineEditor(QLineEdit):
    """One line of text. `refusal` is why what stands in it was not taken, until it is typed over."""

    def __init__(self, parent: QWidget, column: Column) -> None:
        super().__init__(parent)
        self.refusal = ""
        self.callout = Callout(self)
        self.setFrame(False)
        self.setFont(theme().font(figures=True))
        self.setPalette(_palette(self.palette()))
        self.setTextMargins(3, 0, 3, 0)
        self.setAccessibleName(tr_phrase(column.header))
        self.setAccessibleDescription(tr(column.doc))
        if column.is_number:
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.textEdited.connect(lambda _: self.refuse(""))

    def begin(self, text: str) -> None:
        self.setText(text)

    def to_end(self) -> None:
        """For editing what stands there instead of typing over it."""
        self.end(False)

    def answer(self) -> str:
        """The text that the cell is to take."""
        return self.text()

    def refuse(self, why: str) -> None:
        self.refusal = why
        self.callout.say(why, Role.DANGER)
        self.update()

    def dismiss(self) -> bool:
        """Closes what floats under the editor; False where nothing did, so that Esc gives the edit up."""
        return False

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _frame(self, self.rect(), refused=bool(self.refusal))


class PickEditor(LineEditor):
    """Type-ahead over a list: the first option that fits is chosen, the arrows move, Enter takes it."""

    def __init__(self, parent: QWidget, column: Column, options: Sequence[Option]) -> None:
        super().__init__(parent, column)
        self.options = options
        self._folded = [f"{option.label} {option.detail}".casefold() for option in options]
        self.suggestions = Suggestions(self)
        self.suggestions.taken.connect(self._take)
        self.textEdited.connect(lambda _: self._offer())

    def begin(self, text: str) -> None:
        super().begin(text)
        at = next((i for i, option in enumerate(self.options) if text in (option.label, option.value)), -1)
        first = max(0, min(at - 3, len(self.options) - MOST_OPTIONS))
        self.suggestions.offer(self.options[first : first + MOST_OPTIONS], at - first if at >= 0 else -1)

    def answer(self) -> str:
        chosen = self.suggestions.chosen
        return chosen.value if chosen else self.text()

    def dismiss(self) -> bool:
        was_open = not self.suggestions.isHidden() and self.isModified()
        self.suggestions.hide()
        return was_open

    def refuse(self, why: str) -> None:
        if why:
            self.suggestions.hide()
        super().refuse(why)

    def _offer(self) -> None:
        """What begins with the typed text first, then what contains it."""
        typed = self.text().strip().casefold()
        fits = [place for place, folded in enumerate(self._folded) if typed in folded]
        fits.sort(key=lambda place: (self._folded[place] != typed, not self._folded[place].startswith(typed)))
        self.suggestions.offer([self.options[place] for place in fits[:MOST_OPTIONS]], 0 if typed else -1)

    def _take(self) -> None:
        chosen = self.suggestions.chosen
        if chosen is not None:
            self.setText(chosen.label)
            self.setModified(True)
            self.setFocus()

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key not in (KEY_DOWN, KEY_UP):
            super().keyPressEvent(event)
        elif self.suggestions.isHidden():
            self.suggestions.offer(self.options[:MOST_OPTIONS], 0)
        else:
            self.suggestions.step(1 if key == KEY_DOWN else -1)


class DateEditor(LineEditor):
    """A typed day, said back in words; the arrows go by days, the page keys by months, Alt+Down opens a calendar."""

    def __init__(self, parent: QWidget, column: Column, read: Callable[[str], Value], today: date) -> None:
        super().__init__(parent, column)
        self._read = read
        self._today = today
        self.calendar = Calendar(self, self._pick)
        action = self.addAction(theme().icon("calendar", Role.MUTED), QLineEdit.ActionPosition.TrailingPosition)
        action.setToolTip(tr("Calendar (Alt+Down)"))
        action.triggered.connect(self.toggle)
        self.textEdited.connect(lambda _: self._say())

    def toggle(self) -> None:
        if self.calendar.isHidden():
            self.callout.hide()
            self.calendar.open_at(self._day() or self._today)
        else:
            self.calendar.hide()

    def dismiss(self) -> bool:
        was_open = not self.calendar.isHidden()
        self.calendar.hide()
        return was_open

    def refuse(self, why: str) -> None:
        if why:
            self.calendar.hide()
        super().refuse(why)

    def _day(self) -> date | None:
        try:
            value = self._read(self.text())
        except Invalid:
            return None
        return value if isinstance(value, date) else None

    def _say(self) -> None:
        if self.calendar.isHidden():
            day = self._day()
            self.callout.say(long_day(day) if day else "")

    def _pick(self, day: date) -> None:
        self._go(day)
        self.calendar.hide()
        self.setFocus()

    def _go(self, day: date) -> None:
        self.refuse("")
        self.setText(day.isoformat())
        self.setModified(True)
        if self.calendar.isHidden():
            self._say()
        else:
            self.calendar.open_at(day)

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == KEY_F4 or (key == KEY_DOWN and event.modifiers() & ALT):
            self.toggle()
        elif key in _STEPS:
            day = self._day()
            self._go(_moved(day, _STEPS[key]) if day else self._today)
        else:
            super().keyPressEvent(event)


_STEPS: dict[int, timedelta | relativedelta] = {
    KEY_UP: timedelta(days=1),
    KEY_DOWN: timedelta(days=-1),
    KEY_PAGE_UP: relativedelta(months=1),
    KEY_PAGE_DOWN: relativedelta(months=-1),
}


def _moved(day: date, step: timedelta | relativedelta) -> date:
    return day + step


class NoteEditor(QPlainTextEdit):
    """Several lines, larger than the cell; Enter ends it, Alt+Enter begins a line."""

    def __init__(self, parent: QWidget, column: Column) -> None:
        super().__init__(parent)
        self.refusal = ""
        self.callout = Callout(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(theme().font())
        self.setPalette(_palette(self.palette()))
        self.setAccessibleName(tr_phrase(column.header))
        self.setAccessibleDescription(tr(column.doc))
        self.textChanged.connect(self._edited)

    def begin(self, text: str) -> None:
        self.setPlainText(text)
        self.selectAll()
        self.callout.say(tr("Enter keeps it, Alt+Enter begins a new line."))

    def to_end(self) -> None:
        self.moveCursor(QTextCursor.MoveOperation.End)

    def answer(self) -> str:
        return self.toPlainText()

    def isModified(self) -> bool:
        return self.document().isModified()

    def refuse(self, why: str) -> None:
        self.refusal = why
        self.callout.say(why, Role.DANGER)
        self.viewport().update()

    def dismiss(self) -> bool:
        return False

    def _edited(self) -> None:
        if self.refusal:
            self.refuse("")

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _frame(self.viewport(), self.viewport().rect(), refused=bool(self.refusal))


CellEditor = LineEditor | NoteEditor


def editor_for(
    parent: QWidget, column: Column, options: Sequence[Option], read: Callable[[str], Value], today: date
) -> CellEditor:
    """The editor that suits the column's kind. `options` are what a choice or reference may be."""
    if column.kind is Kind.NOTE:
        return NoteEditor(parent, column)
    if column.kind is Kind.DATE:
        return DateEditor(parent, column, read, today)
    return PickEditor(parent, column, options) if options else LineEditor(parent, column)


def _palette(palette: QPalette) -> QPalette:
    palette.setColor(QPalette.ColorRole.Base, theme().color(Role.CARD))
    palette.setColor(QPalette.ColorRole.Text, theme().color(Role.TEXT))
    return palette


def _frame(device: QWidget, room: QRect, *, refused: bool) -> None:
    painter = QPainter(device)
    painter.setPen(QPen(theme().color(Role.DANGER if refused else Role.ACCENT), 2))
    painter.drawRect(room.adjusted(1, 1, -1, -1))
