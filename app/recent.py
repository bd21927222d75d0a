"""The workbooks opened lately, newest first; a small JSON file, so that the command line reads it without Qt."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

KEPT = 10


def own_folder() -> Path:
    """Where the program keeps its own files, this user's only: VALHALLA_DATA, else the system's place for it."""
    chosen = os.environ.get("VALHALLA_DATA")
    folder = Path(chosen) if chosen else _system_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _system_folder() -> Path:
    """On Linux as the XDG base directory specification has it, without the library: bringing that in is felt."""
    if sys.platform.startswith("linux"):
        home = os.environ.get("XDG_DATA_HOME", "")
        return (Path(home) if home.strip() else Path.home() / ".local" / "share") / "valhalla"
    import platformdirs

    return platformdirs.user_data_path("valhalla", appauthor=False)


def recent_files() -> list[Path]:
    """The paths as they were opened; some may be gone."""
    try:
        text = _file().read_text("utf-8")
    except OSError:
        return []
    import json

    try:
        held = json.loads(text)
    except ValueError:
        return []
    return [Path(path) for path in held if isinstance(path, str)] if isinstance(held, list) else []


def remember(path: Path) -> None:
    """Puts a workbook first."""
    path = path.resolve()
    _write([path, *(other for other in recent_files() if other != path)][:KEPT])


def forget(path: Path) -> None:
    _write([other for other in recent_files() if other != path])


def _file() -> Path:
    return own_folder() / "recent.json"


def _write(paths: list[Path]) -> None:
    import json

    write_own("recent.json", json.dumps([str(path) for path in paths]))


def write_own(name: str, text: str) -> None:
    """Writes a file of our own that only saves somebody time: one that cannot be written is no reason to stop."""
    with suppress(OSError):
        file = own_folder() / name
        temp = file.with_suffix(".new")
        try:
            temp.touch(mode=0o600)
            temp.write_text(text, "utf-8")
            temp.replace(file)
        except OSError:
            temp.unlink(missing_ok=True)
