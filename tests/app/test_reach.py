"""An audit without the mouse: everything is reached with Tab, in reading order, seen when it is, and has a name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTextEdit,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.catalog import COMMANDS, TABS
from app.charts.chart import Chart
from app.frame.strip import Pills
from tests.app.faulty import faulty_copy
from tests.app.test_look import where
from tests.app.windows import checked, opened_window, shown_window
from tests.workbooks import demo_copy, new_copy

MOUSE = {"mousePressEvent", "mouseReleaseEvent", "mouseDoubleClickEvent"}
PARTED = (QLineEdit, QComboBox, QAbstractItemView)  # what is in them has keys there
MOST = 300  # stops of one window
TAB = Qt.FocusPolicy.TabFocus


def walk(top: QWidget) -> list[QWidget]:
    """What Tab goes through, once around, from whatever it meets first; a grid's own Tab is left with F6."""
    found: list[QWidget] = []
    top.focusNextPrevChild(True)
    while len(found) < MOST and (not found or top.focusWidget() is not found[0]):
        now = top.focusWidget()
        if now is not None:
            found.append(now)
        top.focusNextPrevChild(True)
    # It begins where the way leads back up: once around that has to be so at one place, the topmost.
    back = [place for place, one in enumerate(found) if _back(found[place - 1], one)]
    first = min(back, key=lambda place: found[place].mapTo(top, QPoint(0, 0)).y(), default=0)
    return found[first:] + found[:first]


def _takes_tab(widget: QWidget) -> bool:
    if isinstance(widget, QAbstractItemView) and not widget.model().rowCount():
        return False  # nothing to stand on
    own = bool(widget.focusPolicy() & TAB) and widget.focusProxy() is None
    return own and widget.isVisible() and widget.isEnabled() and not widget.size().isEmpty()


def faults_of(top: QWidget, known: set[QWidget] | None = None) -> list[str]:
    """What somebody without a mouse, or without eyes, would complain about. The focus of `known` ones was looked at."""
    walked = walk(top)
    looked_at = set() if known is None else known
    lost = [one for one in top.findChildren(QWidget) if _takes_tab(one) and one not in walked and not _is_part(one)]
    found = [f"{where(one)}: Tab passes it by" for one in lost if not isinstance(one, QScrollArea)]
    found += [f"{where(one)}: {fault}" for one in top.findChildren(QWidget) for fault in _unreached(one, top)]
    found += [f"{where(one)}: {fault}" for one in walked for fault in _nameless(one)]
    found += [f"from {_called(a)} to {_called(b)} goes back" for a, b in pairwise(walked) if _back(a, b)]
    new = [one for one in walked if one not in looked_at]
    found += [f"{_called(one)}: no focus is seen" for one in new if not _shows_focus(one)]
    looked_at.update(walked)
    return found


def _called(widget: QWidget) -> str:
    return f"“{widget.accessibleName()}”, {where(widget)}"


def _unreached(widget: QWidget, top: QWidget) -> Iterator[str]:
    if not widget.isVisible() or not widget.isEnabled() or widget.visibleRegion().isEmpty() or _is_part(widget):
        return
    if isinstance(widget, QAbstractButton) and not widget.focusPolicy() & TAB and not _has_keys(widget):
        yield f"the button “{widget.text() or widget.accessibleName()}” needs a mouse"
    if isinstance(widget, QLabel) and "<a " in widget.text():
        links = Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        if not widget.textInteractionFlags() & links:
            yield "its links need a mouse"
    kinds = [kind for kind in type(widget).__mro__ if kind.__module__.startswith(("app.", "tests."))]
    own = {name for kind in kinds for name in vars(kind)}
    if own & MOUSE and not isinstance(widget, (QAbstractButton, *PARTED)):
        same = any(_takes_tab(one) for one in (widget, *widget.findChildren(QWidget)))  # its button does it
        if not same:
            yield "it answers to the mouse and to no key"


def _is_part(widget: QWidget) -> bool:
    """Of another control that has keys for it: a field's clear button, a header, a grid's editor, a splitter."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, PARTED):
            return True
        parent = parent.parentWidget()
    return False


def _has_keys(button: QAbstractButton) -> bool:
    action = button.defaultAction() if isinstance(button, QToolButton) else None
    return not button.shortcut().isEmpty() or (action is not None and not action.shortcut().isEmpty())


def _nameless(widget: QWidget) -> Iterator[str]:
    told = QAccessible.queryAccessibleInterface(widget)
    if not told.text(QAccessible.Text.Name):
        yield "it has no name"
    if isinstance(widget, Chart) and len(told.text(QAccessible.Text.Description)) < 20:
        yield "a chart that says nothing"


def _back(one: QWidget, other: QWidget) -> bool:
    """Whether the second stands before the first as one reads, in the smallest part that holds both."""
    over = one.parentWidget()
    if one is other or one.isAncestorOf(other):
        return False
    while over is not None and not over.isAncestorOf(other):
        over = over.parentWidget()
    assert over is not None
    first, second = _branch(one, over), _branch(other, over)
    if second.bottom() <= first.top():
        return True
    half = min(first.height(), second.height()) / 2
    beside = min(first.bottom(), second.bottom()) - max(first.top(), second.top()) > half
    return beside and second.right() <= first.left()


def _branch(widget: QWidget, over: QWidget) -> QRect:
    while (above := widget.parentWidget()) is not over:
        assert above is not None
        widget = above
    return widget.geometry()


def _shows_focus(widget: QWidget) -> bool:
    """Whether it looks another way with the keyboard than without."""
    if isinstance(widget, QScrollArea | QTextEdit):
        return True  # a part that is only scrolled
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()
    window = widget.window()
    room = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).adjusted(-3, -3, 3, 3)
    focus = QApplication.focusWidget()
    if focus is not None:
        focus.clearFocus()
    before = window.grab(room).toImage()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    after = window.grab(room).toImage()
    widget.clearFocus()
    return before != after


def parts_of(qtbot: QtBot, page: QWidget) -> Iterator[str]:
    """Shows one part of the page after the other, as its pills name them."""
    for strip in [one for one in page.findChildren(Pills) if one.isVisible()]:
        first = strip.currentIndex()
        for place in (place for place in range(strip.count()) if strip.isTabVisible(place)):
            strip.setCurrentIndex(place)
            qtbot.wait(5)
            yield f"{strip.accessibleName()}: {strip.tabText(place)}"
        strip.setCurrentIndex(first)


def test_every_part_of_every_tab(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, faulty_copy(tmp_path), (1280, 720))
    known: set[QWidget] = set()
    found = []
    for tab in TABS:
        window.show_tab(tab.key)
        qtbot.wait(5)
        assert window.page is not None
        found += [f"{tab.key}: {fault}" for fault in faults_of(window, known)]
        for part in parts_of(qtbot, window.page):
            found += [f"{tab.key}, {part}: {fault}" for fault in faults_of(window, known)]
    window.toggle_problems()
    qtbot.wait(50)
    found += [f"problems: {fault}" for fault in faults_of(window, known)]
    assert not found, "\n".join(found)


def test_an_empty_workbook_and_the_start_page(qtbot: QtBot, tmp_path: Path) -> None:
    window = shown_window(qtbot, (1000, 700))
    assert not faults_of(window)
    with qtbot.waitSignal(window.opened, timeout=20_000):
        window.open_path(new_copy(tmp_path))
    assert window.document is not None
    checked(qtbot, window.document)
    known: set[QWidget] = set()
    for tab in TABS:
        window.show_tab(tab.key)
        qtbot.wait(5)
        assert not faults_of(window, known), tab.key


def test_every_dialog_of_a_command(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.outside.open_in_spreadsheet", lambda _: True)
    monkeypatch.setattr(QFileDialog, "open", lambda *_: None)
    window = opened_window(qtbot, demo_copy(tmp_path), (1280, 720))
    tabs = {"Deal": "underwriting", "Pipeline": "pipeline", "Bills": "bills", "Budget": "budget", "JV Board": "jv"}
    found, shown = [], set()
    for command in (command for command in COMMANDS if command.title.endswith("…") or command.menu == "Help"):
        window.show_tab(tabs.get(command.menu, "today"))
        qtbot.wait(5)
        window.run(command)
        for dialog in [one for one in window.findChildren(QDialog) if one.isVisible()]:
            dialog.activateWindow()
            qtbot.waitUntil(dialog.isActiveWindow)
            shown.add(type(dialog).__name__)
            found += [f"{command.key}: {fault}" for fault in faults_of(dialog)]
            dialog.close()
    assert not found, "\n".join(found)
    assert len(shown) >= 15


def test_the_key_itself_goes_that_way_and_back(qtbot: QtBot) -> None:
    window = shown_window(qtbot)
    window.start.setFocus()
    walked = walk(window)
    walked[0].setFocus()
    for stop in (*walked[1:], walked[0]):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is stop
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is walked[-1]


def test_the_audit_finds_what_it_looks_for(qtbot: QtBot) -> None:
    """Planted: a button without Tab, a field without a name or a focus, a clickable plain widget, and a wrong order."""
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(300, 300)
    lower, upper, faint, mouse_only = QLineEdit(page), QPushButton("Up", page), Plain(page), QPushButton("Press", page)
    Clicked(page).setGeometry(150, 200, 50, 20)
    for place, widget in enumerate((upper, lower, faint, mouse_only)):
        widget.setGeometry(10, 10 + 40 * place, 100, 30)
    upper.setAccessibleName("Up")
    mouse_only.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    other = QPushButton("First", page)
    other.setGeometry(10, 200, 100, 30)
    for one, then in ((other, faint), (faint, upper), (upper, lower)):
        QWidget.setTabOrder(one, then)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    other.setFocus()
    said = "\n".join(faults_of(page))
    assert "the button “Press” needs a mouse" in said
    assert "QLineEdit: it has no name" in said
    assert "Plain: no focus is seen" in said
    assert "Clicked: it answers to the mouse and to no key" in said
    assert "from “”, QPushButton to “”, Plain goes back" in said


class Plain(QWidget):
    """Takes the focus and does not show it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class Clicked(QWidget):
    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
