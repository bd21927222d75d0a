"""`valhalla desktop`: this very program in the menus of a Linux desktop, for this user only."""

from __future__ import annotations

import sys

from app import desktop
from app.cli.request import Answer, Request
from app.scheduler.job import this_machine, this_program
from models.core.refusal import Refused


def install(_: Request) -> Answer:
    """A second time it is renewed, as after the program moved."""
    _need_linux()
    files = desktop.install(desktop.data_folder(), this_program(), this_machine())
    words = "Valhalla is in the menu and under Open With; what opens workbooks by a double click is as it was."
    return Answer({"files": [str(file) for file in files]}, words)


def remove(_: Request) -> Answer:
    _need_linux()
    gone = desktop.remove(desktop.data_folder(), this_machine())
    words = "Valhalla is no longer in the menu." if gone else "Valhalla was not in the menu."
    return Answer({"files": [str(file) for file in gone]}, words)


def _need_linux() -> None:
    if sys.platform != "linux":
        raise Refused(
            "`valhalla desktop` is for Linux.", "On Windows and macOS the installed program is in the menu.", "system"
        )
