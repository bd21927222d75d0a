"""Keeps a workbook safe from other writers: fingerprints, foreign locks, and the atomic replacement of the file."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from io_xlsx import platform
from models.core.phrase import phrase

LEFT_AFTER = 60.0  # seconds after which a new file that is not in its place was left behind
SLACK = 1 << 18  # bytes by which a file may grow in one save, and for the folder's own needs


@dataclass(frozen=True)
class Fingerprint:
    """What a file was when it was read; writing has to present it."""

    digest: str

    @classmethod
    def of(cls, content: bytes) -> Fingerprint:
        return cls(sha256(content).hexdigest())

    @classmethod
    def of_file(cls, path: Path) -> Fingerprint:
        with path.open("rb") as file:
            digest = sha256()
            while block := file.read(1 << 20):
                digest.update(block)
        return cls(digest.hexdigest())


def foreign_lock(path: Path, ignored: str = "") -> str:
    """Who else says that they have the workbook open, in words; blank if nobody does.

    `ignored` is the `mark` of one that is known to be left behind.
    """
    excel, office = (excel_mark(path), "Excel", _excel_user), (office_mark(path), "LibreOffice", _office_user)
    for found, program, user in (excel, office):
        if found.exists() and (not ignored or mark(path) != ignored):
            return phrase("{program} has it open{who}", program=program, who=_by(user(found)))
    return ""


def mark(path: Path) -> str:
    """Names the marks beside a workbook by which other programs say that they have it open; blank where none is.

    A mark that is made anew has another name.
    """
    names = []
    for found in (excel_mark(path), office_mark(path)):
        with suppress(OSError):
            status = found.stat()
            names.append(f"{found.name} {status.st_ino} {status.st_mtime_ns}")
    return " ".join(names)


def excel_mark(path: Path) -> Path:
    return path.with_name(f"~${path.name}")


def office_mark(path: Path) -> Path:
    return path.with_name(f".~lock.{path.name}#")


def _by(user: str) -> str:
    return f" ({user})" if user else ""


def _excel_user(path: Path) -> str:
    """The owner file begins with the length of the user's name and the name."""
    with suppress(OSError):
        data = path.read_bytes()
        if data:
            return data[1 : 1 + data[0]].decode("cp1252", "replace").strip("\x00 ")
    return ""


def _office_user(path: Path) -> str:
    with suppress(OSError):
        parts = path.read_text("utf-8", "replace").split(",")
        return next((part.strip() for part in parts[:3] if part.strip()), "")
    return ""


def temp_name(path: Path) -> str:
    """A name for a new file beside `path` that no other file has."""
    return f".{path.name}.{os.getpid()}-{secrets.token_hex(8)}.tmp"


def dead_temps(path: Path) -> list[str]:
    """The names of new files beside `path` that nobody writes any more: left by a dead process, or a minute ago."""
    ours = re.compile(rf"\.{re.escape(path.name)}\.(\d{{1,9}})-[0-9a-f]{{16}}\.tmp")
    found = []
    with suppress(OSError):
        for one in path.parent.iterdir():
            name = ours.fullmatch(one.name)
            if name and (not platform.is_running(int(name[1])) or time.time() - one.stat().st_mtime > LEFT_AFTER):
                found.append(one.name)
    return found


@contextmanager
def beside(path: Path, name: str = "") -> Iterator[tuple[Path, BinaryIO]]:
    """A new file in the folder of `path` that is gone afterwards unless it was moved; readable by the owner alone."""
    temp = path.with_name(name or temp_name(path))
    handle = os.open(temp, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield temp, file
    finally:
        with suppress(OSError):
            temp.unlink()


def flush(file: BinaryIO) -> None:
    """Returns once the bytes are on the disk."""
    file.flush()
    platform.sync(file.fileno())


def put_in_place(temp: Path, target: Path, look: Callable[[], None] = lambda: None) -> None:
    """Replaces the target in one step and keeps its owner and permissions.

    `look` comes last and stops it by raising: only the rename follows, and between these two calls another program may
    still put its own file there, which is then lost. Few systems can look at a file and replace it in one step.

    Where the rename cannot be made to last, nothing is raised: the new file is there, and should a power cut bring the
    old one back, the journal has what it lacks.
    """
    if target.exists():
        platform.copy_permissions(target, temp)
    look()
    platform.replace(temp, target)
    with suppress(OSError):
        platform.sync_folder(target.parent)


def keep_copy(path: Path, copy: Path) -> None:
    """A second name for the file as it is now, or a copy where the disk has no hard links."""
    copy.parent.mkdir(exist_ok=True)
    copy.unlink(missing_ok=True)
    platform.link_or_copy(path, copy)


def refuse_without_room(path: Path, size: int) -> None:
    """Raises OSError ENOSPC where the disk of `path` has no room for another file of that many bytes."""
    if shutil.disk_usage(path.parent).free < size + SLACK:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
