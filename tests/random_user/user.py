"""What the user does in one step. Each has a number of its own, so that any list of steps can be done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

from app.catalog import COMMANDS, TABS
from app.command import Context
from app.frame.window import Window
from app.grid.grid import Grid
from app.theme import Appearance
from models.core.schema import Kind
from tests.random_user.screen import columns_of

SIZES = ((1280, 720), (1440, 900), (1920, 1080), (1000, 700), (760, 560))
WORDS = (
    "Ünïcode 東京", "12 Elm St", "1,234.50", "-5", "0", "3/7/2026", "2026-02-30", "tomorrow", "yes", "monthly",
    "a" * 300, "=1+1", "90%", "x@y.example", "  ", "fri", "new", "'5", "12:30", "1e9", "5%", "\u202eabc", "day 31",
)  # fmt: skip
KEYS = (
    "Down", "Up", "Left", "Right", "PgDown", "PgUp", "Home", "End", "Ctrl+Home", "Ctrl+End", "Shift+Down",
    "Shift+Right", "Ctrl+A", "Del", "F2", "Esc", "Return", "Tab", "Shift+Tab", "Space", "Ctrl+;", "Alt+Down",
    "Ctrl+Space", "Shift+Space", "F6", "Shift+F6", "Ctrl+Right", "Ctrl+Left", "Backspace", "Ctrl+Shift+C",
)  # fmt: skip
# What would end the run, go back behind its beginning, or leave the folder that it works in.
NOT_PRESSED = ("Restore", "Take over", "Make", "Recover", "Open log")
NOT_RUN = {"app.quit", "file.close", "file.new", "file.new_demo", "file.open", "file.open_outside", "file.save_copy"}


@dataclass(frozen=True)
class Step:
    """What kind of thing is done, and the number that its choices are made from."""

    kind: str
    number: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.number}"

    @classmethod
    def read(cls, text: str) -> Step:
        kind, _, number = text.split()[0].partition(":")
        return cls(kind, int(number))


class User:
    """Does steps in a window; each returns in words what was done."""

    def __init__(self, window: Window, save_outside: Callable[[Random], str], reopen: Callable[[], str]) -> None:
        self.window = window
        self.kinds: dict[str, tuple[int, Callable[[Random], str]]] = {
            "tab": (10, self._tab),
            "cell": (14, self._cell),
            "type": (14, self._type),
            "keys": (12, self._keys),
            "paste": (4, self._paste),
            "undo": (5, lambda _: self._shortcut("Ctrl+Z")),
            "redo": (3, lambda _: self._shortcut("Ctrl+Y")),
            "save": (2, lambda _: self._shortcut("Ctrl+S")),
            "sort": (5, self._sort),
            "search": (4, self._search),
            "filter": (4, self._filter),
            "menu": (3, self._menu),
            "command": (8, self._command),
            "click": (16, self._click),
            "list": (8, self._list),
            "field": (5, self._field),
            "resize": (3, self._resize),
            "look": (2, self._look),
            "wait": (3, self._wait),
            "outside": (1, save_outside),
            "reopen": (1, lambda _: reopen()),
        }

    def next(self, rng: Random) -> Step:
        names = list(self.kinds)
        [kind] = rng.choices(names, [self.kinds[name][0] for name in names])
        return Step(kind, rng.getrandbits(32))

    def take(self, step: Step) -> str:
        """What is in front answers first: a menu, then a dialog, else the window."""
        rng = Random(step.number)
        if step.kind in ("outside", "wait", "reopen"):
            return self.kinds[step.kind][1](rng)
        popup, dialog = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None:
            return self._popup(popup, rng)
        if dialog is not None:
            return self._dialog(dialog, rng)
        if self.window.document is None:
            return "nothing is open"
        return self.kinds[step.kind][1](rng)

    # --- what is in front ---

    def _popup(self, popup: QWidget, rng: Random) -> str:
        if isinstance(popup, QMenu):
            actions = [one for one in popup.actions() if one.isEnabled() and not one.isSeparator() and one.isVisible()]
            chosen = rng.choice([*actions, None])
            if chosen is None or any(word in chosen.text() for word in ("Quit", "Close", "New", "Open", "Copy…")):
                return _key(popup, "Esc")
            if chosen.menu() is not None:
                popup.setActiveAction(chosen)
                return f"open {chosen.text()}"
            text = chosen.text()
            popup.setActiveAction(chosen)
            QTest.keyClick(popup, Qt.Key.Key_Return)
            return f"choose {text}"
        if rng.random() < 0.4:
            return _key(popup, "Esc")
        return self._inside(popup, rng)

    def _dialog(self, dialog: QWidget, rng: Random) -> str:
        name = dialog.windowTitle() or type(dialog).__name__
        if not type(dialog).__module__.startswith("app."):  # Qt's own, for files and printing
            dialog.close()
            return f"close {name}"
        if rng.random() < 0.2:
            return f"{name}: {_key(dialog.focusWidget() or dialog, 'Esc')}"
        return f"{name}: {self._inside(dialog, rng)}"

    def _inside(self, root: QWidget, rng: Random) -> str:
        """One thing in a dialog or a panel: a field, a list or a button."""
        parts = [
            one
            for kind in (QAbstractButton, QLineEdit, QComboBox, QDateEdit, QPlainTextEdit, QAbstractItemView)
            for one in root.findChildren(kind)
            if _can_be_reached(one) and one.window() is root
        ]
        if not parts:
            return _key(root, "Esc")
        return self._use(rng.choice(parts), rng)

    def _use(self, part: QWidget, rng: Random) -> str:
        if isinstance(part, QAbstractButton):
            text = part.text() or part.accessibleName()
            if any(word in text for word in NOT_PRESSED):
                return f"leave {text}"
            _click(part, part.rect().center())
            return f"press {text}"
        if isinstance(part, QComboBox):
            place = rng.randrange(max(1, part.count()))
            part.setFocus()
            part.setCurrentIndex(place)
            part.activated.emit(place)
            return f"choose {part.currentText()} in {part.accessibleName()}"
        if isinstance(part, QAbstractItemView):
            return self._in_list(part, rng)
        text = rng.choice(WORDS)
        part.setFocus()
        if rng.random() < 0.5:
            QTest.keySequence(part, QKeySequence("Ctrl+A"))
        _type(part, text)
        if _lives(part) and rng.random() < 0.4:
            _key(part, rng.choice(("Tab", "Return")))
        return f"type “{text}” into {part.accessibleName() if _lives(part) else 'it'}"

    # --- the window ---

    def _tab(self, rng: Random) -> str:
        tab = rng.choice(TABS)
        if rng.random() < 0.5:
            return self._shortcut(f"Ctrl+{TABS.index(tab) + 1}")
        bar = self.window.tab_bar.tabs
        _click(bar, bar.tabRect(TABS.index(tab)).center())
        return f"show {tab.title}"

    def _cell(self, rng: Random) -> str:
        grid = self._grid(rng)
        if grid is None:
            return "no grid"
        place = _cell_in(grid, rng)
        if place is None:
            return "no cell"
        shift = Qt.KeyboardModifier.ShiftModifier if rng.random() < 0.25 else Qt.KeyboardModifier.NoModifier
        if rng.random() < 0.1:
            QTest.mouseDClick(grid.view.viewport(), Qt.MouseButton.LeftButton, shift, place)
            return f"double-click {_name(grid)}"
        _click(grid.view.viewport(), place, shift)
        index = grid.view.currentIndex()
        return f"click {_name(grid)} row {index.row()} column {index.column()}"

    def _type(self, rng: Random) -> str:
        grid = self._grid(rng)
        if grid is None:
            return "no grid"
        index = grid.view.currentIndex()
        if rng.random() < 0.7 or not index.isValid():
            place = _cell_in(grid, rng)
            if place is not None:
                _click(grid.view.viewport(), place)
            index = grid.view.currentIndex()
        text = self._fitting(grid, index.column(), rng) if index.isValid() else rng.choice(WORDS)
        grid.view.setFocus()
        _type(QApplication.focusWidget() or grid.view, text)
        key = rng.choice(("Return", "Return", "Tab", "Esc", ""))
        if key:
            _key(QApplication.focusWidget() or grid.view, key)
        return f"type “{text[:30]}” {key} into {_name(grid)} row {index.row()} column {index.column()}"

    def _fitting(self, grid: Grid, section: int, rng: Random) -> str:
        """Mostly what the column takes."""
        if not 0 <= section < len(grid.model.cells.columns) or rng.random() < 0.3:
            return rng.choice(WORDS)
        column = grid.model.declared(section)
        if column.choices:
            return rng.choice(column.choices)
        if column.kind is Kind.REF and column.refers in grid.model.document.book.tables:
            ids = list(grid.model.document.book[column.refers].index)
            return str(rng.choice(ids)) if ids else "nothing"
        if column.kind is Kind.DATE:
            return f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        if column.kind is Kind.BOOL:
            return rng.choice(("yes", "no"))
        if column.is_number:
            return str(rng.choice((rng.randint(0, 5), rng.randint(1, 400_000), round(rng.random(), 2))))
        return f"{rng.choice(('Oak', 'Elm', 'Rent', 'Ann'))} {rng.randint(1, 99)}"

    def _keys(self, rng: Random) -> str:
        keys = [rng.choice(KEYS) for _ in range(rng.randint(1, 4))]
        for key in keys:
            if QApplication.activePopupWidget() is None and QApplication.activeModalWidget() is None:
                _key(QApplication.focusWidget() or self.window, key)
        return " ".join(keys)

    def _paste(self, rng: Random) -> str:
        grid = self._grid(rng)
        if grid is None:
            return "no grid"
        place = _cell_in(grid, rng)
        if place is not None:
            _click(grid.view.viewport(), place)
        first = max(grid.view.currentIndex().column(), 0)
        high, wide = rng.randint(1, 4), rng.randint(1, 4)
        lines = ["\t".join(self._fitting(grid, first + i, rng) for i in range(wide)) for _ in range(high)]
        QGuiApplication.clipboard().setText("\n".join(lines))
        _key(grid.view, "Ctrl+V")
        return f"paste {high} x {wide} into {_name(grid)}"

    def _sort(self, rng: Random) -> str:
        grid = self._grid(rng)
        if grid is None:
            return "no grid"
        header = grid.view.header
        sections = [i for i in range(header.count()) if not header.isSectionHidden(i)]
        section = rng.choice(sections)
        if rng.random() < 0.6:
            x = header.sectionViewportPosition(section) + min(20, header.sectionSize(section) // 2)
            if 0 <= x < header.viewport().width():
                _click(header.viewport(), QPoint(x, header.viewport().height() // 2))
                return f"click the header of {grid.model.column(section).column.header} in {_name(grid)}"
        section = rng.choice((section, -1))
        grid.sort(section, descending=rng.random() < 0.5)
        return f"sort {_name(grid)} by column {section}"

    def _search(self, rng: Random) -> str:
        grid = self._grid(rng)
        if grid is None:
            return "no grid"
        grid.view.setFocus()
        _key(grid.view, "Ctrl+F")
        text = rng.choice(("e", "a b", "!e", "20", "zzz", "", "2026"))
        box = QApplication.focusWidget() or grid.view
        QTest.keySequence(box, QKeySequence("Ctrl+A"))
        _key(box, "Del")
        _type(box, text)
        if _lives(box):
            _key(box, rng.choice(("Return", "Esc", "Down")))
        return f"search {_name(grid)} for “{text}”"

    def _filter(self, rng: Random) -> str:
        grid = self._grid(rng)
        if grid is None:
            return "no grid"
        if rng.random() < 0.4:
            grid.clear_filters()
            return f"show all rows of {_name(grid)}"
        section = rng.randrange(len(grid.model.cells.columns))
        panel = grid.open_filter(section)
        for _ in range(rng.randint(0, 3)):
            if panel.values.count():
                item = panel.values.item(rng.randrange(panel.values.count()))
                item.setCheckState(rng.choice((Qt.CheckState.Checked, Qt.CheckState.Unchecked)))
        if rng.random() < 0.4:
            _type(panel.text, rng.choice((">100", "a", "<=2026-03-01", "=5")))
        rng.choice((panel.apply, panel.clear, panel.close))()
        return f"filter column {section} of {_name(grid)}"

    def _menu(self, rng: Random) -> str:
        if rng.random() < 0.4:
            title, menu = rng.choice(list(self.window.menu_bar.menus.items()))
            menu.popup(self.window.mapToGlobal(QPoint(40, 40)))
            return f"open the menu {title}"
        grid = self._grid(rng)
        if grid is None:
            return "no grid"
        if rng.random() < 0.5:
            section = rng.randrange(len(grid.model.cells.columns))
            grid.view.header.menu_wanted.emit(section, grid.mapToGlobal(QPoint(10, 10)))
            return f"open the menu of column {section} of {_name(grid)}"
        place = _cell_in(grid, rng)
        if place is not None:
            grid.view.customContextMenuRequested.emit(place)
        return f"open the menu of a cell of {_name(grid)}"

    def _command(self, rng: Random) -> str:
        context = Context(self.window)
        able = [one for one in COMMANDS if one.key not in NOT_RUN and one.when(context)]
        command = rng.choice(able)
        self.window.actions_[command.key].trigger()
        return f"run {command.key}"

    def _click(self, rng: Random) -> str:
        """Any button in sight."""
        buttons = [one for one in self.window.findChildren(QAbstractButton) if _can_be_reached(one)]
        return self._use(rng.choice(buttons), rng) if buttons else "no button"

    def _field(self, rng: Random) -> str:
        """Any field or choice of the page in view."""
        page = self.window.page
        parts = [
            one
            for kind in (QLineEdit, QComboBox, QDateEdit, QPlainTextEdit)
            for one in (page.findChildren(kind) if page is not None else [])
            if _can_be_reached(one)
        ]
        return self._use(rng.choice(parts), rng) if parts else "no field"

    def _list(self, rng: Random) -> str:
        grids = {grid.view for grid in self.window.findChildren(Grid)}
        views = [one for one in self.window.findChildren(QAbstractItemView) if _can_be_reached(one)]
        views = [one for one in views if one not in grids and not isinstance(one.parent(), QAbstractItemView)]
        return self._in_list(rng.choice(views), rng) if views else "no list"

    def _in_list(self, view: QAbstractItemView, rng: Random) -> str:
        model = view.model()
        name = view.accessibleName() or type(view).__name__
        if model is None or not model.rowCount(QModelIndex()) or not columns_of(model):
            return f"{name} is empty"
        index = model.index(rng.randrange(model.rowCount(QModelIndex())), rng.randrange(columns_of(model)))
        view.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        place = view.visualRect(index).center()
        row = index.row()
        if view.viewport().rect().contains(place) and rng.random() < 0.7:
            _click(view.viewport(), place)
            return f"click line {row} of {name}"
        key = rng.choice(("Down", "Up", "Return", "Home", "End", "Space", "Ctrl+Right", "Ctrl+Left"))
        view.setFocus()
        _key(view, key)
        return f"{key} in {name}"

    def _resize(self, rng: Random) -> str:
        width, height = rng.choice(SIZES)
        self.window.resize(width, height)
        return f"resize to {width} x {height}"

    def _look(self, rng: Random) -> str:
        look = rng.choice((Appearance.LIGHT, Appearance.DARK))
        self.window.appear(look)
        return f"appear {look.value}"

    def _wait(self, rng: Random) -> str:
        milliseconds = rng.choice((60, 300, 900, 1700))
        QTest.qWait(milliseconds)
        return f"wait {milliseconds} ms"

    # --- parts ---

    def _grid(self, rng: Random) -> Grid | None:
        found = [one for one in self.window.findChildren(Grid) if _can_be_reached(one.view)]
        current = self.window.grid
        if current in found and rng.random() < 0.6:
            return current
        return rng.choice(found) if found else None

    def _shortcut(self, keys: str) -> str:
        return _key(QApplication.focusWidget() or self.window, keys)


def _can_be_reached(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and not widget.visibleRegion().isEmpty()


def _lives(widget: QWidget) -> bool:
    return shiboken6.isValid(widget)


def _name(grid: Grid) -> str:
    return grid.view.accessibleName()


def _cell_in(grid: Grid, rng: Random) -> QPoint | None:
    """The middle of a cell that is at least partly in sight."""
    view, room = grid.view, grid.view.viewport().rect()
    for _ in range(8):
        place = QPoint(rng.randrange(max(1, room.width())), rng.randrange(max(1, room.height())))
        if view.indexAt(place).isValid():
            return place
    return None


def _click(widget: QWidget, place: QPoint, keys: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, keys, place)


def _key(widget: QWidget, keys: str) -> str:
    """Keys as a person presses them: shortcuts answer, too."""
    QTest.keySequence(widget, QKeySequence(keys))
    return keys


def _type(widget: QWidget, text: str) -> None:
    """Letter by letter into whatever has the keyboard by then: the first one may open an editor."""
    for letter in text:
        there = QApplication.focusWidget() or widget
        if letter.isascii():
            QTest.keyClicks(there, letter)
        else:  # as an input method brings it
            QApplication.sendEvent(there, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))
