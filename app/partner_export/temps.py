"""The unfinished files of exports, and the list of them, from which the next start takes up what a kill left.

An export's note says where its files go, before the first of them is there. Once they are whole on the disk it says so,
and which export of which workbook they are; only then is the export logged, and only then are they put in their places.
So a killed export that the log knows is finished by whoever opens the workbook next, and of any other nothing is left.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from app.fault_log import log
from app.partner_export.places import remember_place
from app.recent import own_folder
from io_xlsx import platform
from io_xlsx.guard import beside, flush, put_in_place
from models.core.book import Book
from models.core.phrase import phrase
from models.jv import EXPORTS

FOLDER = "unfinished"
LOG = "exports.log"
READ_ONLY = 0o400


@dataclass(frozen=True)
class Waiting:
    """A file that waits for its place: its name there beside it, its SHA-256, and what stands in the place so far."""

    place: str
    temp: str
    sha256: str
    before: str  # the SHA-256; blank: nothing


@dataclass(frozen=True)
class Staged:
    """The files of one export, whole and beside their places."""

    files: tuple[Waiting, ...]

    def put(self) -> None:
        """Puts each in its place, read-only. OSError where one cannot go there; then none of them stays."""
        with ExitStack() as there:
            for file in self.files:
                _put(file)
                there.callback(_take_away, Path(file.place))
            there.pop_all()


@contextmanager
def staged(files: Sequence[tuple[Path, bytes]], export_id: str, workbook: Path) -> Iterator[Staged]:
    """The files under other names beside their places, and listed; gone afterwards, unless they were put there."""
    with ExitStack() as stack:
        note = stack.enter_context(_note([path for path, _ in files]))
        waiting = []
        for path, content in files:
            temp, file = stack.enter_context(beside(path))
            file.write(content)
            flush(file)
            file.close()
            waiting.append(Waiting(str(path.resolve()), temp.name, sha256(content).hexdigest(), _sha256(path)))
        held = {"export": export_id, "workbook": str(workbook.resolve()), "files": list(map(asdict, waiting))}
        with beside(note) as (temp, file):
            file.write(json.dumps(held).encode())
            flush(file)
            file.close()
            put_in_place(temp, note)
        yield Staged(tuple(waiting))


@contextmanager
def _note(places: Sequence[Path]) -> Iterator[Path]:
    """An entry of the list for as long as it lasts. OSError where none can be made."""
    folder = own_folder() / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    note = folder / f"{os.getpid()}-{time.monotonic_ns():x}"
    note.touch(mode=0o600)
    note.write_text(json.dumps({"files": [{"place": str(path.resolve())} for path in places]}), "utf-8")
    try:
        yield note
    finally:
        with suppress(OSError):
            note.unlink()


def _put(file: Waiting) -> None:
    place = Path(file.place)
    with suppress(FileNotFoundError):
        place.chmod(0o600)  # Windows replaces no file that is read-only
    put_in_place(place.with_name(file.temp), place)
    place.chmod(READ_ONLY)


def _sha256(path: Path) -> str:
    """Of the file's bytes; blank where there is none."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def _take_away(place: Path) -> None:
    with suppress(OSError):
        place.chmod(0o600)
        place.unlink()


# --- after a kill ---


@dataclass(frozen=True)
class _LeftOver:
    """What the note of a process that is gone says; without an export, its files were not whole yet."""

    note: Path
    places: tuple[Path, ...]
    export_id: str = ""
    workbook: str = ""
    files: tuple[Waiting, ...] = ()

    def wipe(self) -> None:
        process = self.note.name.partition("-")[0]
        with suppress(OSError):
            for place in self.places:
                for temp in place.parent.glob(f".{_plain(place.name)}.{process}-*.tmp"):
                    temp.unlink()
            self.note.unlink()


def wipe_left_over() -> None:
    """Removes what processes that are gone left half made; what cannot be removed now is tried again next time."""
    for left in _left_over():
        if not left.export_id:
            left.wipe()


def finish_left_over(workbook: Path, book: Book) -> list[str]:
    """Finishes the exports of this workbook that are logged and whose files were not put in their places.

    What a person is told of them, a sentence a file. What another file has come in the way of, or what is gone, is not
    there for all that the log says: then the sentence says so.
    """
    told = []
    for left in _left_over():
        if left.export_id and left.workbook == str(workbook.resolve()):
            if left.export_id in book[EXPORTS].index:
                told += [_finished(file, left.export_id) for file in left.files]
                remember_place(left.export_id, left.places[0])
            left.wipe()
    return [sentence for sentence in told if sentence]


def _finished(file: Waiting, export_id: str) -> str:
    place = Path(file.place)
    try:
        now = _sha256(place)
        if now == file.sha256:
            place.chmod(READ_ONLY)
            return ""
        if now == file.before and _sha256(place.with_name(file.temp)) == file.sha256:
            _put(file)
            return phrase(
                "{file} is now in {folder}: Valhalla was stopped just before it was put there.",
                file=place.name, folder=str(place.parent),
            )  # fmt: skip
    except OSError as problem:
        log(f"not finished: {type(problem).__name__} {export_id}", LOG)
    return phrase(
        "Exports {export} speaks of {file}, which was never put in {folder}: Valhalla was stopped. Export it again.",
        export=export_id, file=place.name, folder=str(place.parent),
    )  # fmt: skip


def _left_over() -> Iterator[_LeftOver]:
    with suppress(OSError):
        for note in sorted((own_folder() / FOLDER).iterdir()):
            process = note.name.lstrip(".").partition("-")[0]
            if process.isdecimal() and not platform.is_running(int(process)):
                if note.name.startswith("."):  # one that was to take a note's place
                    note.unlink()
                else:
                    yield _read(note)


def _read(note: Path) -> _LeftOver:
    """A note that was not written whole is of no file: it is whole before the first one is there."""
    try:
        held = json.loads(note.read_text("utf-8"))
        places = tuple(Path(file["place"]) for file in held["files"])
        if "export" not in held:
            return _LeftOver(note, places)
        return _LeftOver(note, places, held["export"], held["workbook"], tuple(Waiting(**f) for f in held["files"]))
    except (ValueError, TypeError, KeyError):
        return _LeftOver(note, ())


def _plain(name: str) -> str:
    """The name as a pattern that fits only itself."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
