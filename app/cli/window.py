"""`valhalla open`: the window, on the screen before anything is read that it does not show."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from models.core.refusal import Refused

if TYPE_CHECKING:
    from datetime import date


def only_opens(words: list[str]) -> bool:
    """Whether there is nothing to parse: no word, `open`, `open FILE`, or a workbook alone, as desktops pass it.

    Reading every command in takes a while.
    """
    if any(word.startswith("-") for word in words):
        return False
    return not words or (words[0] == "open" and len(words) <= 2) or _is_workbook(words)


def named_by(words: list[str]) -> str | None:
    """The file that words which only open name."""
    return words[-1] if words not in ([], ["open"]) else None


def _is_workbook(words: list[str]) -> bool:
    return len(words) == 1 and words[0].lower().endswith((".xlsx", ".xlsm"))


def open_window(named: str | None, else_path: Path | None, as_of: date | None) -> bool:
    """Shows the window until it is closed, on the named file or the other; whether it ended well.

    Raises Refused where there is no display, or no such file.
    """
    if sys.platform.startswith("linux") and not _has_display():
        raise Refused(
            "There is no display to show the window on.",
            hint="Set DISPLAY (over ssh: ssh -X), or use the commands: valhalla --help.",
            code="no_display",
        )
    if named and not Path(named).exists():
        raise Refused(f"There is no file {named}.", code="no_file")
    gc.disable()  # nothing can be garbage yet, and looking for it is felt; `run` begins with it again
    launch = import_module("app.frame.launch")  # by name, so that the command line stays free of Qt
    return bool(launch.run(Path(named) if named else else_path, as_of) == 0)


def _has_display() -> bool:
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
