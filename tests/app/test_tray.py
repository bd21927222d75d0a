"""The tray: one digest where the person does not look at the window, a menu that leads there, and a switch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from app.catalog import COMMANDS
from app.frame.window import Window
from app.tabs.needs import needs_of
from app.theme import mark
from app.tray import Tray, notices_wanted
from models.ops.needs import Urgency
from tests.app.windows import closed, opened_window, shown_window
from tests.workbooks import demo_copy, new_copy

SAID = "3 bills due, 1 missed"


class FakeIcon(QSystemTrayIcon):
    """A tray's icon where there is no tray: it notes what it was told to show."""

    there = True

    def __init__(self, picture: QIcon, parent: QObject) -> None:
        super().__init__(picture, parent)
        self.shown = False
        self.messages: list[tuple[str, str]] = []

    def isSystemTrayAvailable(self) -> bool:  # type: ignore[override]  # of the icon instead of the class
        return self.there

    def isVisible(self) -> bool:
        return self.shown

    def show(self) -> None:
        self.shown = True

    def supportsMessages(self) -> bool:  # type: ignore[override]
        return True

    def showMessage(self, title: str, text: str, *_: Any) -> None:
        self.messages.append((title, text))


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    yield opened_window(qtbot, demo_copy(tmp_path))  # noqa: PT022  # qtbot closes it


@pytest.fixture
def tray(window: Window) -> Tray:
    return Tray(window, FakeIcon)


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The person works in another program."""
    monkeypatch.setattr(QApplication, "activeWindow", lambda: None)


def messages(tray: Tray) -> list[tuple[str, str]]:
    assert isinstance(tray.icon, FakeIcon)
    return tray.icon.messages


@pytest.mark.usefixtures("away")
def test_one_message_with_the_digest(tray: Tray) -> None:
    tray.notify(SAID)
    assert messages(tray) == [("Valhalla", SAID)]
    tray.notify("")
    assert len(messages(tray)) == 1


def test_none_where_the_person_looks_at_the_window(tray: Tray, window: Window) -> None:
    assert window.isActiveWindow()
    tray.notify(SAID)
    assert not messages(tray)


@pytest.mark.usefixtures("away")
def test_the_switch_is_remembered_and_the_same_in_menu_and_tray(tray: Tray, window: Window) -> None:
    assert notices_wanted()
    tray.notices.trigger()
    assert not notices_wanted()
    tray.notify(SAID)
    assert not messages(tray)
    assert not Tray(window, FakeIcon).notices.isChecked()  # as after the next start
    command = next(one for one in COMMANDS if one.key == "view.notices")
    window.actions_.refresh()  # as when its menu opens
    assert not window.actions_["view.notices"].isChecked()
    window.run(command)
    assert notices_wanted()
    assert window.actions_["view.notices"].isChecked()
    tray.menu.aboutToShow.emit()
    assert tray.notices.isChecked()
    tray.notify(SAID)
    assert len(messages(tray)) == 1


@pytest.mark.usefixtures("away")
@pytest.mark.qt_log_ignore("does not support raise")  # of the platform without a screen
def test_without_a_tray_nothing_is_shown_and_one_that_comes_later_is_used(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeIcon, "there", False)
    tray = Tray(window, FakeIcon)
    alerted: list[object] = []
    monkeypatch.setattr(QApplication, "alert", lambda widget, *_: alerted.append(widget))
    tray.notify(SAID)
    assert not messages(tray)
    assert alerted == [window]
    real = Tray(window)  # the offscreen platform has none
    real.notify(SAID)
    real.bring()
    assert not real.icon.isVisible()
    monkeypatch.setattr(FakeIcon, "there", True)
    tray.notify(SAID)
    assert len(messages(tray)) == 1


@pytest.mark.qt_log_ignore("does not support raise")
def test_the_menu_says_how_much_waits_and_leads_there(qtbot: QtBot, tray: Tray, window: Window) -> None:
    assert window.document is not None
    due = sum(need.urgency <= Urgency.TODAY for need in needs_of(window.document))
    tray.menu.aboutToShow.emit()
    assert [action.text() for action in tray.menu.actions() if not action.isSeparator()] == [
        "Open Valhalla", f"{due} things need you", "Desktop Notices", "Quit",
    ]  # fmt: skip
    assert tray.icon.toolTip() == f"Valhalla: {due} things need you"
    window.show_tab("bills")
    window.showMinimized()
    tray.needs.trigger()
    assert not window.isMinimized()
    assert window.pages is not None
    assert window.pages.key == "today"
    window.show_tab("bills")
    tray.icon.messageClicked.emit()
    assert window.pages.key == "today"
    window.hide()
    tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert window.isVisible()


@pytest.mark.qt_log_ignore("does not support raise")
def test_nothing_due_and_no_workbook(qtbot: QtBot, tmp_path: Path) -> None:
    tray = Tray(opened_window(qtbot, new_copy(tmp_path)), FakeIcon)
    assert tray.needs.text() == "Nothing due"
    bare = Tray(shown_window(qtbot), FakeIcon)
    assert not bare.needs.isEnabled()
    assert bare.icon.toolTip() == "Valhalla"
    bare.bring()


def test_quit_saves_and_closes(qtbot: QtBot, tray: Tray, window: Window) -> None:
    assert window.document is not None
    session = window.document.session
    tray.quit.trigger()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert session.is_saved
    closed(qtbot, window)


def test_the_icon_is_seen_on_any_panel() -> None:
    image = mark().pixmap(64, 64).toImage()
    assert image.pixelColor(0, 0).alpha() == 0  # a rounded plate
    assert len({image.pixel(x, y) for x in range(8, 56) for y in range(8, 56)}) > 8
