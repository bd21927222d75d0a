"""Reads a file from outside once from end to end, in a process of its own that may die of it: nothing else does.

`app.files` starts it, gives it the bytes, and reads the same bytes itself only after the answer was good. Nothing is
written: the bytes come through a pipe, and what a password opens goes back through one.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path

from io_xlsx.limits import limit_this_process
from io_xlsx.parts.foreign import is_encrypted
from io_xlsx.parts.package import Package, Unreadable
from io_xlsx.parts.structure import read_structure
from io_xlsx.read.preflight import preflight
from io_xlsx.read.sheet_values import SheetReader, TooFar
from models.core.phrase import Phrase, phrase, to_plain
from models.core.refusal import said_by

MEMORY = 4 << 30  # bytes; reading 1,000,000 rows of 12 columns takes 1.5 GB
SECONDS = 30  # of computing, and one more for each MB that the file takes; that is 30 times what reading it takes
PER_SECOND = 1 << 20


def examine(content: bytes, path: Path) -> None:
    """Everything that reading the workbook does but making frames. Raises Unreadable with one sentence."""
    package = Package(content, path)
    preflight(package)
    structure = read_structure(package)
    with SheetReader(package) as reader:
        for sheet in structure.sheets:
            if sheet.kind == "worksheet":
                with suppress(TooFar):  # that sheet is left out when the workbook is read, and listed
                    reader.read(sheet)


def opened_with(content: bytes, password: str | None) -> bytes:
    """What is behind the password. Raises PermissionError where it is none or the wrong one, Unreadable."""
    if password is None:
        raise PermissionError
    from io_xlsx.encryption import Damaged, WrongPassword, decrypted  # it brings much along that few files need

    try:
        return decrypted(content, password)
    except WrongPassword:
        raise PermissionError from None
    except Damaged:
        raise Unreadable(
            phrase(
                "The encrypted workbook was changed or damaged: its integrity check failed. "
                "Ask for it again, or take an older copy."
            )
        ) from None


def _sheets(content: bytes, path: Path) -> bytes:
    from io_xlsx.read.any_sheets import any_sheets  # only an import asks for it

    return any_sheets(content, path)


def main() -> None:
    """The process: one line of JSON and the file come in; one line of JSON goes out, and what a password opened.

    Where the `sheets` are asked for, their values go out instead: the file is to be imported from, not to be opened.
    """
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    limit_this_process(MEMORY, SECONDS + len(content) // PER_SECOND)
    plain = b""
    answer: dict[str, object] = {}
    try:
        if is_encrypted(content):
            plain = content = opened_with(content, asked["password"])
        if asked.get("sheets"):
            plain = _sheets(content, Path(asked["name"]))
        else:
            examine(content, Path(asked["name"]))
    except PermissionError:
        answer, plain = {"refused": "password"}, b""
    except Unreadable as problem:
        said = said_by(problem)
        answer, plain = {"refused": "unreadable", "why": to_plain(said) if isinstance(said, Phrase) else said}, b""
    except BaseException as fault:  # calamine's panics among them
        answer, plain = {"refused": "fault", "why": _trace(fault)}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + plain)
    sys.stdout.buffer.flush()


def _trace(fault: BaseException) -> str:
    """Kind and places only: the message may hold what stands in the file."""
    lines = [type(fault).__name__]
    at = fault.__traceback__
    while at is not None:
        lines.append(f"  {Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno} in {at.tb_frame.f_code.co_name}")
        at = at.tb_next
    return "\n".join(lines)


if __name__ == "__main__":
    main()
