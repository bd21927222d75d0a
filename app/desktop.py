"""The program among those of a Linux desktop, after the desktop entry and icon theme specifications."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

import resources
from app.scheduler.job import Machine

SOURCES = Path(resources.__file__).parent / "desktop"
ENTRY, ICON = "valhalla.desktop", "valhalla.svg"


def data_folder() -> Path:
    """Where this user's desktop files are."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def install(data: Path, program: Sequence[str], machine: Machine) -> list[Path]:
    """Writes entry and icon. Returns the files.

    It is an opener of workbooks, never what a double click opens: a desktop prefers the newest entry of a user's own
    folder where nobody chose, so what opened them before is then chosen. Where it cannot be asked for, no opener.
    """
    text = entry(program)
    before = {kind: _default(kind, machine) for kind in kinds(text)}
    if machine.finds("xdg-mime") is None:
        text = re.sub(r"^MimeType=.*\n", "", text, flags=re.MULTILINE)
    files = _files(data)
    for file, content in zip(files, (text, (SOURCES / ICON).read_text("utf-8")), strict=True):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
    _tell(data, machine)
    for kind, opener in before.items():
        if opener not in ("", ENTRY) and _default(kind, machine) == ENTRY:
            machine.run(["xdg-mime", "default", opener, kind], b"")
    return files


def remove(data: Path, machine: Machine) -> list[Path]:
    """Takes them away; returns those that were there."""
    gone = [file for file in _files(data) if file.exists()]
    for file in gone:
        file.unlink()
    _tell(data, machine)
    return gone


def entry(program: Sequence[str]) -> str:
    """The desktop entry, with this program's own command: no PATH has to hold it."""
    command = " ".join(map(_quoted, program))
    text = (SOURCES / ENTRY).read_text("utf-8").replace("Exec=valhalla ", f"Exec={command} ")
    return text.replace("TryExec=valhalla\n", f"TryExec={program[0]}\n")


def kinds(text: str) -> list[str]:
    """The media types that an entry names."""
    found = re.search(r"^MimeType=(.*)$", text, re.MULTILINE)
    return [kind for kind in found[1].split(";") if kind] if found else []


def _quoted(word: str) -> str:
    """As the specification has it: inside double quotes, escaped once for them and once for the file."""
    escaped = re.sub(r'(["`$\\])', r"\\\1", word).replace("\\", "\\\\").replace("%", "%%")
    return f'"{escaped}"' if re.search(r"[^\w@+=:,./-]", word) else word


def _files(data: Path) -> list[Path]:
    return [data / "applications" / ENTRY, data / "icons" / "hicolor" / "scalable" / "apps" / ICON]


def _default(kind: str, machine: Machine) -> str:
    if machine.finds("xdg-mime") is None:
        return ""
    return machine.run(["xdg-mime", "query", "default", kind], b"").out.decode(errors="replace").strip()


def _tell(data: Path, machine: Machine) -> None:
    """Desktops look by themselves, most of them; the index of who opens what has to be written."""
    if machine.finds("update-desktop-database") is not None:
        machine.run(["update-desktop-database", str(data / "applications")], b"")
