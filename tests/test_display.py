"""The harness around a real window sees what is drawn, hits what it aims at, and leaves nothing running."""

import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.display import Display, DisplayError, Window

PROGRAM = """
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

app = QApplication(["tiny"])
window = QWidget(windowTitle="A tiny window")
text, button = QLineEdit(), QPushButton("Say it")
layout = QVBoxLayout(window)
layout.addWidget(text)
layout.addWidget(button)
button.clicked.connect(lambda: print("clicked", text.text(), flush=True))
text.returnPressed.connect(lambda: print("entered", text.text(), flush=True))
window.resize(300, 120)
window.show()
center = button.geometry().center()
print("button", center.x(), center.y(), flush=True)
app.exec()
"""
COMMAND = [sys.executable, "-c", PROGRAM]
TITLE = "^A tiny window$"


def living(group: int) -> list[str]:
    """The processes of a group; a killed one that nobody has asked after yet is none of them."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
            if its_group == str(group) and state != "Z":
                found.append(stat.parent.name)
    return found


def picture_of(window: Window, path: Path) -> QImage:
    return QImage(str(window.screenshot(path)))


def colours(image: QImage) -> int:
    return len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())})


def test_typing_and_clicking_reach_the_program(display: Display, tmp_path: Path) -> None:
    program = display.start(COMMAND)
    window = display.window(TITLE)
    before = picture_of(window, tmp_path / "before.png")
    window.type("Rent -5.5")
    window.key("Return")
    display.wait_until(lambda: "entered Rent -5.5" in program.said(), "the text")
    x, y = next(line.split()[1:] for line in program.said().splitlines() if line.startswith("button"))
    window.click(int(x), int(y))
    display.wait_until(lambda: "clicked Rent -5.5" in program.said(), "the click")
    after = picture_of(window, tmp_path / "after.png")
    assert before.width() == 300
    assert before != after
    assert colours(after) > 12
    window.key("alt+F4")
    assert program.wait() == 0


def test_an_empty_screen_looks_empty(display: Display, tmp_path: Path) -> None:
    assert colours(QImage(str(display.screenshot(tmp_path / "screen.png")))) == 1


def test_a_window_that_never_comes_is_an_error_with_what_the_program_said(display: Display) -> None:
    display.start([sys.executable, "-c", "raise SystemExit('no such workbook')"])
    display.seconds = 1
    with pytest.raises(DisplayError, match=r"a window titled 'Valhalla'[\s\S]*no such workbook"):
        display.window("Valhalla")


def test_nothing_is_left_running(display: Display) -> None:
    program = display.start(COMMAND)
    display.window(TITLE)
    assert living(program.process.pid)
    display.close()
    assert program.process.returncode == -signal.SIGKILL
    display.wait_until(lambda: not living(program.process.pid), "its group to end")


def test_two_displays_do_not_meet(display: Display, tmp_path: Path) -> None:
    with Display(tmp_path / "another", seconds=1) as another:
        display.start(COMMAND)
        display.window(TITLE)
        assert another.name != display.name
        with pytest.raises(DisplayError):
            another.window(TITLE)
