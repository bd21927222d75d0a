"""An audit of every tab: nothing cut off, everything named, every word readable, at three sizes, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.catalog import COMMANDS, TABS
from app.frame.dialogs import About, Fault, Sheet, WhatsNew
from app.frame.help import HelpWindow
from app.frame.window import Window
from app.recent import remember
from app.theme import Appearance, Role, contrast, theme
from app.widgets import Text
from tests.app.faulty import faulty_copy
from tests.app.windows import checked, opened_window, shown_window
from tests.screenshots.scenes import DIALOGS, brought, every_dialog, put_away
from tests.workbooks import demo_copy, new_copy

SIZES = ((1280, 720), (1440, 900), (1920, 1080))
LOOKS = (Appearance.LIGHT, Appearance.DARK)
SURFACES = (Role.WINDOW, Role.CARD, Role.RAISED)
INPUTS = (QLineEdit, QComboBox, QPlainTextEdit, QAbstractItemView, QTabBar)


@pytest.fixture(autouse=True)
def _light_again() -> Iterator[None]:
    yield
    theme().use(Appearance.LIGHT)


def faults_of(window: QWidget) -> list[str]:
    """What a person would complain about, each with where it is."""
    found = [] if colours(window) >= 12 else ["the window is blank"]
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and not widget.visibleRegion().isEmpty():
            found += [f"{where(widget)}: {fault}" for fault in _faults(widget)]
    return found


def _faults(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel) and widget.text():
        yield from _label_faults(widget)
    if isinstance(widget, QPushButton) and widget.text():
        room = widget.minimumSizeHint().width() if widget.property("kind") != "link" else 0
        if widget.width() < room:
            yield f"the button “{widget.text()}” is {widget.width()} of {room} wide"
    if isinstance(widget, QAbstractButton) and not (widget.accessibleName() or widget.text() or _is_part(widget)):
        yield "a button without a name"
    if isinstance(widget, INPUTS) and not widget.accessibleName() and not _is_part(widget):
        yield "an input without a name"
    if isinstance(widget, QTabBar):
        for index in range(widget.count()):
            if widget.isTabVisible(index) and widget.tabRect(index).right() > widget.width():
                yield f"the tab “{widget.tabText(index)}” is cut off"


def _label_faults(label: QLabel) -> Iterator[str]:
    room, metrics = label.contentsRect(), QFontMetrics(label.font())
    elided = isinstance(label, Text) and label.elided
    if label.wordWrap():
        if label.heightForWidth(label.width()) > label.height():
            yield f"“{label.text()}” is cut off"
    elif not elided and metrics.horizontalAdvance(label.text()) > room.width():
        yield f"“{label.text()}” is cut off"
    elif elided and room.width() < 40 and len(label.text()) > 6:
        yield f"next to nothing is left of “{label.text()}”"
    color = label.palette().color(QPalette.ColorRole.WindowText)
    if min(contrast(color.name(), theme().colors[surface]) for surface in SURFACES) < 4.5:
        yield f"“{label.text()}” cannot be read"


def _is_part(widget: QWidget) -> bool:
    """A part of another input, as the frozen columns of a grid are."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractItemView) and parent.accessibleName():
            return True
        parent = parent.parentWidget()
    return False


def where(widget: QWidget) -> str:
    names = [type(widget).__name__]
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        names.append(parent.accessibleName() or type(parent).__name__)
        parent = parent.parentWidget()
    return " in ".join(names[:4])


def colours(widget: QWidget) -> int:
    image = widget.grab().toImage()
    return len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)})


def test_every_tab_at_every_size_light_and_dark(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, faulty_copy(tmp_path))
    found = []
    for look in LOOKS:
        theme().use(look)
        for size in SIZES:
            window.resize(*size)
            for tab in TABS:
                window.show_tab(tab.key)
                qtbot.wait(5)
                found += [f"{look} {size} {tab.key}: {fault}" for fault in faults_of(window)]
    assert not found, "\n".join(found)


def test_the_names_of_the_demo_are_whole(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At every size, painted ones too; but for those of bills in the calendar of the smallest window."""
    cut: set[str] = set()
    elided = QFontMetrics.elidedText

    def noted(metrics: QFontMetrics, text: str, mode: Qt.TextElideMode, wide: int) -> str:
        shown = elided(metrics, text, mode, wide)
        cut.update({text} if shown != text else ())
        return shown

    window = opened_window(qtbot, demo_copy(tmp_path))
    monkeypatch.setattr(QFontMetrics, "elidedText", noted)
    found = {}
    for size in SIZES:
        window.resize(*size)
        for tab in TABS:
            window.show_tab(tab.key)
            qtbot.wait(50)
            cut.clear()
            window.grab()
            found[size, tab.key] = set(cut)
    assert window.document is not None
    assert set() < found.pop((SIZES[0], "bills")) <= set(window.document.book["Bills"]["name"])
    assert {place: texts for place, texts in found.items() if texts} == {}


@pytest.mark.parametrize("look", LOOKS)
def test_the_start_page_an_empty_workbook_and_the_problems(qtbot: QtBot, tmp_path: Path, look: Appearance) -> None:
    remember(tmp_path / "A rather long name of a workbook, kept in a folder far down.xlsx")
    window = shown_window(qtbot, SIZES[0])
    theme().use(look)
    qtbot.wait(5)
    assert not faults_of(window)
    for path in (new_copy(tmp_path), faulty_copy(tmp_path)):
        with qtbot.waitSignal(window.opened, timeout=20_000):
            window.open_path(path)
        assert window.document is not None
        checked(qtbot, window.document)
        for tab in TABS:
            window.show_tab(tab.key)
            qtbot.wait(100)
            assert not faults_of(window), tab.key
    window.toggle_problems()
    assert not faults_of(window)
    window.show_palette()
    assert not faults_of(window)


@pytest.mark.parametrize("look", LOOKS)
def test_the_dialogs(qtbot: QtBot, look: Appearance) -> None:
    window = shown_window(qtbot)
    theme().use(look)
    for command in COMMANDS:
        if command.menu == "Help":
            window.run(command)
    window.show_fault("ValueError\n  window.py:1 in run")
    window.show_dialog(lambda parent: WhatsNew("0.0.1", parent))
    shown = [dialog for dialog in window.findChildren(Sheet) if dialog.isVisible()]
    assert {type(dialog) for dialog in shown} == {HelpWindow, About, WhatsNew, Fault}
    for dialog in shown:
        assert not faults_of(dialog), type(dialog).__name__


def test_every_dialog(qtbot: QtBot, tmp_path: Path) -> None:
    """Those of the window with a workbook too: nothing cut off, everything named, every word readable."""
    window = opened_window(qtbot, demo_copy(tmp_path), SIZES[1])
    found, kinds = [], set()
    for look in LOOKS:
        theme().use(look)
        for name in DIALOGS:
            dialog = brought(window, name, 40)
            kinds |= set(type(dialog).__mro__)
            found += [f"{look} {name}: {fault}" for fault in faults_of(dialog)]
            put_away(window)
    assert not found, "\n".join(found)
    assert {kind.__name__ for kind in every_dialog() - kinds} == set()


def test_a_small_window_stays_usable(qtbot: QtBot, tmp_path: Path) -> None:
    window: Window = opened_window(qtbot, faulty_copy(tmp_path), (800, 560))
    qtbot.wait(5)
    assert window.width() <= 820
    for tab in TABS:
        window.show_tab(tab.key)
        assert window.page is not None
        pane = window.grid.view if window.grid is not None else window.page.focusWidget()
        assert isinstance(pane, QAbstractItemView)  # the board's cards where no grid is in front
        assert pane.viewport().height() >= 40, tab.key


def test_the_audit_finds_what_it_looks_for(qtbot: QtBot) -> None:
    """A planted cut-off label, a nameless field and a label that cannot be read."""
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(300, 200)
    cut, field, faint = QLabel("This is much too long for its place", page), QLineEdit(page), QLabel("Faint", page)
    cut.setGeometry(0, 0, 40, 20)
    field.setGeometry(0, 40, 100, 20)
    faint.setGeometry(0, 80, 100, 20)
    palette = faint.palette()
    palette.setColor(QPalette.ColorRole.WindowText, theme().color(Role.LINE))
    faint.setPalette(palette)
    page.show()
    said = "\n".join(faults_of(page))
    blank = QWidget()
    qtbot.addWidget(blank)
    blank.show()
    assert faults_of(blank) == ["the window is blank"]
    assert "too long for its place” is cut off" in said
    assert "an input without a name" in said
    assert "“Faint” cannot be read" in said
