"""Which files were read to their end once, by their SHA-256: the same bytes need no examination a second time."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import python_calamine

from app.recent import own_folder

KEPT = 200
_here: set[str] = set()  # those of this process


def is_known(digest: str) -> bool:
    """Whether a file with this digest was examined before, by this version of what reads it."""
    if digest not in _here:
        _here.update(_held())
    return digest in _here


def remember(digest: str) -> None:
    """Also for what was just written here. A list that cannot be written costs time only."""
    if digest in _here:
        return
    _here.add(digest)
    lines = [_reader(), digest, *_held()[: KEPT - 1]]
    temp = _file().with_suffix(".new")
    try:
        temp.touch(mode=0o600)
        temp.write_text("\n".join(lines), "ascii")
        temp.replace(_file())
    except OSError:
        temp.unlink(missing_ok=True)


def _held() -> list[str]:
    try:
        reader, *digests = _file().read_text("ascii").splitlines()
    except (OSError, ValueError):
        return []
    return digests if reader == _reader() else []


@cache
def _reader() -> str:
    """Which build of the parser this is: another one may stumble over what this one reads."""
    status = Path(python_calamine._python_calamine.__file__).stat()
    return f"{status.st_size}-{status.st_mtime_ns}"


def _file() -> Path:
    return own_folder() / "examined"
