"""Whether the mark by which another program says that it has a workbook open was left behind by a crash."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from io_xlsx.guard import excel_mark, office_mark
from io_xlsx.platform import WINDOWS
from models.core.phrase import Phrase, full_day, phrase

OLD_HOURS = 8  # a working day


def left_behind(path: Path, now: datetime) -> str:
    """Why the mark beside the workbook looks left behind; blank where it does not, or where none is.

    No program on this machine has the workbook or the mark open, and either LibreOffice's names this machine, or the
    mark is older than a working day and the workbook was not saved since. Only a person can know the rest.
    """
    found = next((one for one in (excel_mark(path), office_mark(path)) if one.exists()), None)
    if found is None or _is_open(found) or _is_open(path):
        return ""
    with suppress(OSError):
        made = datetime.fromtimestamp(found.stat().st_mtime, now.tzinfo)
        if found == office_mark(path) and f",{socket.gethostname()}," in found.read_text("utf-8", "replace"):
            return phrase("no program here has it open; the mark is from {made}", made=_moment(made))
        saved_since = path.stat().st_mtime > found.stat().st_mtime + 60
        if not saved_since and (now - made).total_seconds() > OLD_HOURS * 3600:
            return phrase("the mark is from {made}, and no program here has it open", made=_moment(made))
    return ""


def _moment(made: datetime) -> Phrase:
    return phrase("{day} {clock}", day=full_day(made.date()), clock=f"{made:%H:%M}")


def _is_open(path: Path) -> bool:
    """Whether a process of this machine has it open, as far as this user may see."""
    if WINDOWS:
        with suppress(FileNotFoundError):
            try:
                path.open("r+b").close()
            except PermissionError:  # Excel lets nobody else write it
                return True
        return False
    with suppress(OSError):
        wanted = path.stat()
        for handle in Path("/proc").glob("[0-9]*/fd/*"):
            with suppress(OSError):
                if os.path.samestat(handle.stat(), wanted):
                    return True
    return False
