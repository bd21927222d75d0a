"""Opening workbook files, with every failure as one sentence for people."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from app import known
from app.examination import NeedsPassword, examined
from io_xlsx.parts.foreign import OLE, is_encrypted
from io_xlsx.parts.package import Package, Unreadable
from io_xlsx.read.headers import Headings
from io_xlsx.read.reader import Progress, Reading, read_package
from models.catalog import TABLES
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.settings import SETTINGS, headers_given, remember_header

LARGEST_FILE = 1 << 30
HEADINGS = Headings(SETTINGS, headers_given, remember_header)
# What programs that keep a folder in step add to the name of a file that was changed in two places.
_CONFLICTED = re.compile(r"conflicted copy|sync-conflict|\bconflict\b", re.IGNORECASE)
_ADVICE = phrase("If it should be a workbook, take an older copy of it, or ask for it again.")


def parsed(package: Package, progress: Progress = lambda _text, _share: None) -> Reading:
    """A workbook in memory. Raises Unreadable."""
    return read_package(package, TABLES, progress, HEADINGS)


def conflicted_copies(path: Path) -> list[Path]:
    """The files beside a workbook that are copies of it changed elsewhere, by their names."""
    try:
        beside = [one for one in path.parent.iterdir() if one.suffix.casefold() == path.suffix.casefold()]
    except OSError:
        return []
    rest = ((one, one.stem[len(path.stem) :]) for one in beside if one.stem.startswith(path.stem))
    return sorted(one for one, more in rest if _CONFLICTED.search(more))


def read(path: Path, progress: Progress = lambda _text, _share: None, password: str | None = None) -> Reading:
    """The workbook at a path. Raises Refused with one sentence where it cannot be opened.

    What was not read here before is read in a process of its own first; see `app.examination`.
    """
    try:
        with readable(path, phrase("a workbook"), "not_a_workbook", hint=_ADVICE):
            return _read(path, progress, password)
    except NeedsPassword:
        raise _about_password(path, password) from None


@contextmanager
def readable(path: Path, what: str, code: str, *, hint: str = "") -> Iterator[None]:
    """Says in one sentence why a file cannot be read. `what`: `a workbook`; `code` and `hint` are for what is none."""
    try:
        yield
    except FileNotFoundError:
        raise Refused(
            phrase("There is no file {path}.", path=path),
            hint=phrase("Name another one, or make it anew."),
            code="no_file",
        ) from None
    except IsADirectoryError:
        raise Refused(phrase("{path} is a folder, not {what}.", path=path, what=what), code=code) from None
    except PermissionError:
        raise Refused(
            phrase("{name} may not be read, or another program has it locked.", name=path.name), code="locked"
        ) from None
    except OSError as problem:
        raise Refused(
            phrase("{name} could not be read: {why}.", name=path.name, why=problem.strerror), code="unreadable"
        ) from None
    except MemoryError:
        raise Refused(phrase("{name} needs more memory than there is.", name=path.name), code="unreadable") from None
    except Unreadable as problem:
        raise Refused(phrase("{name}: {what}", name=path.name, what=problem), hint=hint, code=code) from None


def is_file(path: Path) -> bool:
    """Whether there is a file at the path. Raises Refused where that cannot be found out."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError as problem:
        raise Refused(
            phrase("{name} could not be read: {why}.", name=path.name, why=problem.strerror), code="unreadable"
        ) from None


def looks_encrypted(path: Path) -> bool:
    """Whether the file begins as encrypted ones do; False where it cannot be read."""
    try:
        return content_of(path, len(OLE)) == OLE
    except (OSError, Unreadable):
        return False


def content_of(path: Path, most: int = LARGEST_FILE) -> bytes:
    """The file's first bytes, all of them where it is no larger. Raises OSError, Unreadable for what is no file.

    Nothing is opened that could make the reader wait: a pipe, a device, a folder.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        if path.is_dir():
            raise IsADirectoryError
        raise Unreadable(phrase("This is a pipe or a device and no file."))
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        return file.read(most)


def _read(path: Path, progress: Progress, password: str | None) -> Reading:
    content = content_of(path, LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise Unreadable(phrase("The file is larger than {largest_file} GB.", largest_file=LARGEST_FILE >> 30))
    plain = _examined(content, path, password, lambda: progress(phrase("Looking the file over…"), -1))
    return replace(parsed(Package(plain, path), progress), encrypted=plain is not content)


def _examined(content: bytes, path: Path, password: str | None, wait: Callable[[], None]) -> bytes:
    digest = sha256(content).hexdigest()
    if known.is_known(path, digest):
        return content
    plain = examined(content, path, password, wait)
    if not is_encrypted(content):
        known.remember(path, digest)
    return plain


def _about_password(path: Path, password: str | None) -> Refused:
    if password is None:
        hint = phrase("Give its password with --password-file FILE, whose first line it is.")
        return Refused(phrase("{name} is encrypted.", name=path.name), hint=hint, code="encrypted")
    return Refused(
        phrase("The password does not open {name}.", name=path.name),
        hint=phrase("Try again; nothing is locked by that."),
        code="wrong_password",
    )
