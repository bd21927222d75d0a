"""The first window against a bare one, the window's longest silence while the demo opens, and what it uses while idle.

Every round starts real processes, on the display that there is, else without one. `python -m tests.bench.window` prints
the rows alone.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tests.bench.workbooks import make_demo

DAY = date(2026, 3, 5)
IDLE_S = 60  # as long as our slowest timer: a part of it would hold its beat or not, by chance
Figures = tuple[str, float, float, str, str]

# Each prints JSON and ends at once. Seconds are counted from the start of the process, which `BEGUN` holds.
BARE = """
import json, os, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, end)

def end():
    print(json.dumps({"wall": time.time() - float(os.environ["BEGUN"]), "cpu": time.process_time()}), flush=True)
    os._exit(0)

app = QApplication(["bare"])
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""
BARE_IDLE = """
import json, os, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

AFTER_MS, IDLE_S = 3000, float(sys.argv[1])

def idle():
    begun = time.process_time()
    QTimer.singleShot(int(IDLE_S * 1000), lambda: end(time.process_time() - begun))

def end(used):
    print(json.dumps({"idle": used * 60 / IDLE_S}), flush=True)
    os._exit(0)

app = QApplication(["bare"])
window = QMainWindow()
window.resize(1280, 800)
window.show()
QTimer.singleShot(2 * AFTER_MS, idle)
app.exec()
"""
OURS = """
import json, os, sys, time
from app.cli import window as module
from app.cli.main import main

def end():
    print(json.dumps({"wall": time.time() - float(os.environ["BEGUN"]), "cpu": time.process_time()}), flush=True)
    os._exit(0)

def imported(name, real=module.import_module):
    found = real(name)
    build = found.Window.build
    def built(window, frame):
        build(window, frame)
        window.painted.disconnect()
        window.painted.connect(end)
    found.Window.build = built
    return found

module.import_module = imported
main(["open"])
"""
OPENED = """
import json, os, sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from app.frame import launch as module

AFTER_MS, IDLE_S = 3000, float(sys.argv[2])
ticks = []
build = module.Window.build

def built(window, frame):
    build(window, frame)
    timer = QTimer(window)
    timer.setInterval(1)
    timer.timeout.connect(lambda: ticks.append((time.perf_counter(), time.thread_time())))
    window.painted.connect(timer.start)
    window.opened.connect(lambda: QTimer.singleShot(AFTER_MS, window, timer.stop))
    window.opened.connect(lambda: QTimer.singleShot(2 * AFTER_MS, window, idle))

def idle():
    begun = time.process_time()
    QTimer.singleShot(int(IDLE_S * 1000), lambda: end(time.process_time() - begun))

def end(used):
    pairs = list(zip(ticks, ticks[1:]))
    print(json.dumps({
        "wall": max(b[0] - a[0] for a, b in pairs), "cpu": max(b[1] - a[1] for a, b in pairs),
        "idle": used * 60 / IDLE_S,
    }), flush=True)
    os._exit(0)

module.Window.build = built
module.run(Path(sys.argv[1]), None)
"""


def figures(rounds: int) -> Iterator[Figures]:
    """Rows of the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        demo = make_demo(folder / "demo.xlsx", DAY)
        for code in (BARE, OURS):  # once to fill the cache of compiled modules, as an installation does
            _ran(code, folder)
        bare, ours = [], []
        for _ in range(3 * rounds):  # in turns, so that a busy moment of the machine falls on both
            bare.append(_ran(BARE, folder))
            ours.append(_ran(OURS, folder))
        _ran(OPENED, folder, str(demo), "0.1")
        opened = [_ran(OPENED, folder, str(demo), str(IDLE_S)) for _ in range(rounds)]
        unused = [_ran(BARE_IDLE, folder, str(IDLE_S)) for _ in range(rounds)]
    yield "first window / a bare QMainWindow, CPU", _median(ours, "cpu"), _median(bare, "cpu"), "s", "1.5"
    yield "the same, by the clock", _median(ours, "wall"), _median(bare, "wall"), "s", "1.5"
    yield "longest step of the window while the demo opens, CPU", _median(opened, "cpu") * 1e3, 0, "ms", "< 50 ms"
    yield "the same, by the clock", _median(opened, "wall") * 1e3, 0, "ms", "< 50 ms"
    idle = _median(opened, "idle") * 1e3, _median(unused, "idle") * 1e3
    yield "CPU of a minute with the demo open and nothing done / a bare QMainWindow", *idle, "ms", "0"


def _median(found: list[dict[str, float]], name: str) -> float:
    return statistics.median(one[name] for one in found)


def _ran(code: str, folder: Path, *words: str) -> dict[str, float]:
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONDONTWRITEBYTECODE", "VALHALLA_FILE")}
    if not any(env.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")) and sys.platform.startswith("linux"):
        env["QT_QPA_PLATFORM"] = "offscreen"
    env |= {
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "XDG_DATA_HOME": str(folder / "data"),  # not VALHALLA_DATA: finding the folder is part of the start
        "BEGUN": str(time.time()),
    }
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=env, cwd=Path(__file__).parents[2], check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    from tests.bench.__main__ import Row, table

    print(table(Row(*row) for row in figures(3)))
