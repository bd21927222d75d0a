"""Keeps a workbook safe from other writers: fingerprints, locks, and the atomic replacement of the file."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from io_xlsx import platform

WRITING_TAKES = 5.0  # seconds after which an unreadable lock is no longer one that is just being written
RETRIES_FOR = 2.5  # seconds that a Windows sharing error is waited for


class Busy(Exception):
    """Somebody else has the workbook; the text names them and says what to do."""


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


def foreign_lock(path: Path) -> str:
    """Who else says that they have the workbook open, in words; blank if nobody does."""
    excel = path.with_name(f"~${path.name}")
    office = path.with_name(f".~lock.{path.name}#")
    if excel.exists():
        return f"Excel has it open{_by(_excel_user(excel))}"
    if office.exists():
        return f"LibreOffice has it open{_by(_office_user(office))}"
    return ""


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


class Lock:
    """Valhalla's own lock: a file beside the workbook that says who has it."""

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(f".{path.name}.valhalla")
        self.held = False

    def acquire(self, wait: float = 0.0) -> None:
        """Raises Busy naming the holder when it is not free within `wait` seconds; OSError where none can be made."""
        until = time.monotonic() + wait
        while not self._try():
            holder = self.holder()
            if self._is_dead(holder):
                with suppress(FileNotFoundError):
                    self.path.unlink()
                continue
            if time.monotonic() >= until:
                raise Busy(_holder_words(holder))
            time.sleep(0.05)
        self.held = True

    def _try(self) -> bool:
        try:
            handle = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return False
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"host": socket.gethostname(), "pid": os.getpid(), "start": int(time.time())}, file)
        except OSError:
            self.path.unlink(missing_ok=True)
            raise
        return True

    def _is_dead(self, holder: dict[str, object] | None) -> bool:
        """Its process is gone, or it was cut off while it was written."""
        if holder is not None:
            return _is_gone(holder)
        with suppress(OSError):
            return time.time() - self.path.stat().st_mtime > WRITING_TAKES
        return False

    def holder(self) -> dict[str, object] | None:
        """What the lock file says, or None where it is gone or unreadable."""
        try:
            found = json.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def release(self) -> None:
        if self.held:
            with suppress(OSError):
                self.path.unlink()
            self.held = False


def _is_gone(holder: dict[str, object]) -> bool:
    pid = holder.get("pid")
    return holder.get("host") == socket.gethostname() and isinstance(pid, int) and not platform.is_running(pid)


def _holder_words(holder: dict[str, object] | None) -> str:
    if holder is None:
        return "another Valhalla is opening it just now"
    return f"another Valhalla has it open (process {holder.get('pid')} on {holder.get('host')})"


@contextmanager
def beside(path: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file in the folder of `path` that is gone afterwards unless it was moved; readable by the owner alone."""
    temp = path.with_name(f".{path.name}.{os.getpid()}-{time.monotonic_ns():x}.tmp")
    handle = os.open(temp, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield temp, file
    finally:
        with suppress(FileNotFoundError):
            temp.unlink()


def flush(file: BinaryIO) -> None:
    """Returns once the bytes are on the disk."""
    file.flush()
    os.fsync(file.fileno())


def put_in_place(temp: Path, target: Path) -> None:
    """Replaces the target in one step and keeps its permissions; Windows' sharing errors are waited for a while."""
    if target.exists():
        platform.copy_permissions(target, temp)
    until = time.monotonic() + RETRIES_FOR
    while True:
        try:
            temp.replace(target)
            break
        except PermissionError:
            if time.monotonic() >= until or not platform.WINDOWS:
                raise
            time.sleep(0.05)
    platform.sync_folder(target.parent)


def keep_copy(path: Path, copy: Path) -> None:
    """A second name for the file as it is now, or a copy where the disk has no hard links."""
    copy.parent.mkdir(exist_ok=True)
    with suppress(FileNotFoundError):
        copy.unlink()
    platform.link_or_copy(path, copy)
