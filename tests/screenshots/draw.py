"""Draws the pictures without a screen, on the demo's own day, so that every run makes the same ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.catalog import TABS
from app.frame import shell
from app.frame.masthead import Masthead
from app.frame.remembered import settings
from app.frame.window import Window
from app.theme import STYLE, Appearance, Role, theme
from tests.screenshots.scenes import DIALOGS, brought, put_away
from tests.workbooks import DAY, NOW, demo_copy, new_copy

SIZES = ((1280, 720), (1440, 900), (1920, 1080))
DIALOGS_OVER = (1440, 900)


class Then(Masthead):
    """The demo's day counts as today, or the head of every picture would say that it is another one."""

    def show_day(self, day: date) -> None:
        super().show_day(day)
        self.day_note.setText("today")
        self.day_note.set_role(Role.MUTED)


class Pictures:
    """Writes what widgets show, as small as PNG makes it; `words` choose some of them by name."""

    def __init__(self, folder: Path, words: list[str]) -> None:
        self.folder, self.words, self.look = folder, words, ""
        self.count = self.size = 0

    def wants(self, name: str) -> bool:
        return not self.words or any(word in name for word in self.words)

    def take(self, widget: QWidget, name: str) -> None:
        path = self.folder / f"{name}-{self.look}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = QImageWriter(str(path), b"png")
        writer.setQuality(0)  # the smallest file; nothing is lost in either case
        if not writer.write(widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)):
            raise OSError(writer.errorString())
        self.count += 1
        self.size += path.stat().st_size


def draw_all(folder: Path, work: Path, words: list[str]) -> str:
    """All pictures into a folder; says how many and how large."""
    shell.Masthead = Then  # type: ignore[attr-defined]  # the only place that asks which day it is
    app = QApplication(["valhalla", *STYLE])
    app.setCursorFlashTime(0)
    theme().install(app)
    pictures = Pictures(folder, words)
    for look in (Appearance.LIGHT, Appearance.DARK):
        theme().use(look)
        pictures.look = look.value
        settings().clear()  # what was chosen and opened for the pictures before
        of_start(pictures)
        of_nothing(pictures, work)
        of_the_demo(pictures, work)
    return f"{pictures.count} pictures, {pictures.size / 2**20:.1f} MB, in {folder}"


def of_start(pictures: Pictures) -> None:
    """The first window, before any workbook was opened."""
    window = Window(DAY)
    window.show()
    QTest.qWait(300)
    at_every_size(pictures, window, "start", lambda: None)
    window.close()
    window.deleteLater()


def of_nothing(pictures: Pictures, work: Path) -> None:
    """Every tab of a new workbook."""
    window = opened(new_copy(work, "Household.xlsx"))
    for tab in TABS:
        at_every_size(pictures, window, f"empty-{tab.key}", partial(window.show_tab, tab.key))
    closed(window)


def of_the_demo(pictures: Pictures, work: Path) -> None:
    """Every tab, the panels over it, and each dialog in the size that it has."""
    window = opened(demo_copy(work, "Valhalla Demo.xlsx"))
    for tab in TABS:
        at_every_size(pictures, window, tab.key, partial(window.show_tab, tab.key))
    window.toggle_problems()
    at_every_size(pictures, window, "problems", lambda: window.show_tab("bills"))
    window.toggle_problems()
    window.show_tab("today")
    at_every_size(pictures, window, "palette", window.show_palette)
    window.palette_.close()
    window.resize(*DIALOGS_OVER)
    for name in filter(pictures.wants, DIALOGS):
        dialog = brought(window, name)
        pictures.take(dialog, f"dialogs/{name}")
        put_away(window)
    closed(window)


def at_every_size(pictures: Pictures, window: Window, name: str, show: Callable[[], object]) -> None:
    for width, height in SIZES:
        if pictures.wants(f"{name}-{width}x{height}"):
            window.resize(width, height)
            show()
            QTest.qWait(250)
            pictures.take(window, f"{width}x{height}/{name}")


def opened(path: Path) -> Window:
    window = Window(DAY)
    done: list[bool] = []
    window.opened.connect(lambda: done.append(True))
    window.show()
    window.open_path(path)
    while not done or window.document is None or window.document.is_checking:
        QTest.qWait(10)
    window.document.session._clock = lambda: NOW  # whether somebody may be called depends on the time of day
    return window


def closed(window: Window) -> None:
    if window.document is not None:
        window.document.close()
        window.document = None
    window.close()
    window.deleteLater()
    QTest.qWait(50)
