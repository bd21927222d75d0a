"""A file from outside is read in a process of its own first: what kills the reader kills that, and no window."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import IO, Any

import io_xlsx
from app.fault_log import log
from io_xlsx.parts.package import Unreadable
from models.core.phrase import from_plain, phrase

SLICE = 0.2  # seconds between two looks whether the person still wants it
LONGEST = 900.0  # seconds; only where the process has no limit of its own

DIED = phrase(
    "The file stops whatever reads it, as damaged or hostile ones do: take an older copy, or have it saved anew by "
    "a spreadsheet program."
)
_FAULT = phrase("Something in the file is not as workbooks have it: open it in a spreadsheet program and save it anew.")
_TOO_LONG = phrase("Reading the file takes longer than any workbook should: take an older copy, or save a smaller one.")


class NeedsPassword(Exception):
    """The file is encrypted, and this was no password or the wrong one."""


def examined(content: bytes, path: Path, password: str | None, wait: Callable[[], None]) -> bytes:
    """What is to be read: the bytes themselves, or what the password opens.

    `wait` is called a few times each second and may raise to cancel. Raises NeedsPassword, Unreadable, OSError.
    """
    return _asked({"name": path.name, "password": password}, content, wait) or content


def sheets_of(content: bytes, path: Path, wait: Callable[[], None]) -> bytes:
    """The values of every sheet, as `io_xlsx.read.any_sheets` writes them; otherwise as `examined`."""
    return _asked({"name": path.name, "password": None, "sheets": True}, content, wait)


def _asked(question: dict[str, object], content: bytes, wait: Callable[[], None]) -> bytes:
    asked = json.dumps(question).encode() + b"\n"
    process = subprocess.Popen(
        _command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        line, _, plain = _answer(process, asked + content, wait).partition(b"\n")
    finally:
        process.kill()
        process.communicate()
    if not line:
        raise Unreadable(DIED)
    answer = json.loads(line)
    if not answer:
        return plain
    raise _refusal(answer)


def _command() -> list[str]:
    """-I: neither the environment nor the folder that somebody stands in has a say in what is run."""
    if getattr(sys, "frozen", False):
        # No Python stands beside a bundle's program; on Windows the one that has a console has pipes, too.
        program = Path(sys.executable)
        return [str(program.with_name("valhalla.exe") if sys.platform == "win32" else program), "examine-a-file"]
    root = str(Path(io_xlsx.__file__).parents[1])
    start = f"import sys; sys.path.insert(0, {root!r}); from io_xlsx.read.examine import main; main()"
    return [sys.executable, "-I", "-c", start]


def _answer(process: subprocess.Popen[bytes], sent: bytes, wait: Callable[[], None]) -> bytes:
    until = time.monotonic() + LONGEST
    feeding = Thread(target=_feed, args=(process.stdin, sent), daemon=True)
    process.stdin = None  # a `communicate` that times out while it writes never writes the rest
    feeding.start()
    while True:
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=SLICE)[0]
        if time.monotonic() > until:
            raise Unreadable(_TOO_LONG)
        wait()


def _feed(pipe: IO[bytes] | None, sent: bytes) -> None:
    if pipe is not None:
        with suppress(OSError), pipe:  # the process may have died before it had read all
            pipe.write(sent)


def _refusal(answer: dict[str, Any]) -> Exception:
    if answer["refused"] == "password":
        return NeedsPassword()
    if answer["refused"] == "unreadable":
        why = answer["why"]
        return Unreadable(why if isinstance(why, str) else from_plain(why))
    log(f"while a file was examined: {answer['why']}")
    return Unreadable(_FAULT)
