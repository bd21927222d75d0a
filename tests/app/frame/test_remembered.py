"""What the window remembers between starts, and how the whole program starts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import platformdirs
import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app import catalog
from app.frame import remembered
from app.recent import own_folder
from app.theme import Appearance, theme
from tests.app.windows import closed, opened_window, shown_window
from tests.workbooks import demo_copy


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return demo_copy(tmp_path)


# --- what is remembered ---


def test_tab_dividers_panel_and_place_are_as_they_were(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path, (1200, 760))
    window.show_tab("jv")
    window.toggle_problems()
    remembered.keep_geometry(window)
    closed(qtbot, window)
    again = opened_window(qtbot, path, (900, 600))
    remembered.restore_geometry(again)
    assert again.pages is not None
    assert again.pages.key == "jv"
    assert again.panel.isVisible()
    assert (again.width(), again.height()) == (1200, 760) or again.width() <= again.screen().availableGeometry().width()


def test_a_place_on_no_screen_is_not_gone_to(qtbot: QtBot) -> None:
    window = shown_window(qtbot)
    window.move(9000, 9000)
    remembered.keep_geometry(window)
    remembered.restore_geometry(window)
    assert any(screen.geometry().intersects(window.geometry()) for screen in QGuiApplication.screens())


def test_a_layout_of_another_version_is_forgotten_but_not_the_appearance() -> None:
    ini = QSettings(str(own_folder() / "window.ini"), QSettings.Format.IniFormat)  # as another version left it
    ini.setValue("layout/version", remembered.LAYOUT + 1)
    ini.setValue("tab", "jv")
    ini.setValue("appearance", "dark")
    ini.sync()
    assert remembered.text_of("tab") == ""
    assert remembered.appearance() is Appearance.DARK


def test_the_appearance_is_kept(qtbot: QtBot) -> None:
    window = shown_window(qtbot)
    window.actions_["appearance.dark"].trigger()
    assert theme().dark
    assert window.actions_["appearance.dark"].isChecked()
    assert remembered.appearance() is Appearance.DARK
    window.actions_["appearance.system"].trigger()
    assert not window.actions_["appearance.dark"].isChecked()


# --- the whole program ---

FIRST_PAINT = """
import linecache
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.frame import launch

real = launch.Window.__init__
def init(self, *arguments):
    real(self, *arguments)
    def painted():
        later = ("pandas", "app.catalog", "app.document", "app.frame.palette", "app.frame.problems", "app.jobs")
        later += ("importlib.metadata", "app.frame.dialogs", "decimal", "json")
        print(*[name for name in later if name in sys.modules] or ["bare"], flush=True)
    self.painted.disconnect()
    self.painted.connect(painted)
    self.painted.connect(self._make_parts)
    self.whole.connect(lambda: print(*[name for name in self.LATER if name not in vars(self)] or ["whole"]))
    def opened():
        kept = [name for name in linecache.cache if "pandas" in name]  # PySide6's own import reads and keeps them
        print(*kept or ["opened"], flush=True)
        self.close()
    self.opened.connect(opened)
launch.Window.__init__ = init
sys.exit(launch.run(Path(sys.argv[1]), None))
"""


def test_the_window_is_painted_before_anything_comes_in_that_it_does_not_show(path: Path) -> None:
    """The whole program: it starts, paints, makes its other parts, opens the workbook, closes and ends well."""
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT, str(path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.split() == ["bare", "whole", "opened"], done.stderr
    assert done.returncode == 0, done.stderr


def test_the_window_answers_between_the_steps_of_what_takes_long(qtbot: QtBot) -> None:
    window = shown_window(qtbot)
    beats = []
    timer = QTimer(window, interval=1)
    timer.timeout.connect(lambda: beats.append(1))
    timer.start()
    seen = []

    def steps() -> Iterator[None]:
        for _ in range(4):
            sleep(0.005)
            seen.append(len(beats))
            yield

    window.in_turns(steps())
    qtbot.waitUntil(lambda: len(seen) == 4)
    assert seen == sorted(set(seen))  # the timer had its turn before each but the first


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the library itself is asked")
@pytest.mark.parametrize("home", ["", " ", "/somewhere/else"])
def test_the_own_folder_is_where_the_library_says(home: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("VALHALLA_DATA")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", home and home.replace("/somewhere", str(tmp_path)))
    assert own_folder() == platformdirs.user_data_path("valhalla", appauthor=False)


def test_the_catalog_brings_no_pandas_in() -> None:
    assert catalog.__name__ == "app.catalog"
    code = "import sys; import app.catalog, app.document, app.theme; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], check=False).returncode == 0
