"""The journal: every accepted change set on the disk before it counts, so that a crash loses nothing."""

from __future__ import annotations

import os
import re
import secrets
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import takewhile
from pathlib import Path
from typing import Any
from uuid import uuid4

from io_xlsx import platform
from io_xlsx.lineage import Lineage, own, shortened
from io_xlsx.records import Found, Record, joined, read_records, write_all
from io_xlsx.stamp import Stamp
from models.core.change import ChangeSet, from_json, to_json
from models.core.phrase import phrase, phrase_n
from models.core.schema import Table
from models.core.values import utc_text

LOOK_FROM = 1 << 16  # bytes below which nobody looks whether a journal could be shorter
_BINARY = getattr(os, "O_BINARY", 0)
_TEMP = re.compile(r"\.[^/\\]+\.\d+-[0-9a-f]+\.tmp")


class Taken(Exception):
    """Another Valhalla writes this journal now: the workbook was taken over."""


@dataclass(frozen=True)
class Pending:
    """A change set that a file does not hold, and its number in the journal. `saved`: a newer file held it already."""

    number: int
    changes: ChangeSet
    saved: bool = False


class Journal:
    """One file for each path: a copy elsewhere has its own. Every record names the workbook that it is about.

    `stamp` is what the file says. A file without an id was never saved by Valhalla, or another program stripped it: it
    then gets the id under which the last edits are in the journal, or a new one.

    Records bear the journal's token. It changes where the file's end was lost or the file came to another machine:
    then two histories would go on under one token.
    """

    def __init__(self, folder: Path, workbook: Path, stamp: Stamp, now: Callable[[], datetime]) -> None:
        """Raises OSError where there is a journal that cannot be read: without it edits would be lost unnoticed."""
        self._turn = threading.RLock()  # edits come from one thread, a save from another
        self.path = folder / f"{sha256(str(workbook.resolve()).encode()).hexdigest()[:24]}.journal"
        self._place = sha256(f"{socket.gethostname()}\n{self.path.name}".encode()).hexdigest()[:4]
        self._now = now
        self._unsynced = [self.path.parent]  # folders in which a name may not be on the disk yet
        self._seen: tuple[tuple[int, int, int], Found] | None = None
        found = self._read()
        self._damaged = found.damaged
        last = found.records[-1] if found.records else None
        self.workbook_id = stamp.workbook_id or (str(last["workbook"]) if last else uuid4().hex[:16])
        self.number = max((r["number"] for r in (*found.records, *found.starts.values())), default=0)
        self.token, self._started = self._token(found, stamp)
        mine = own(found.records, self.workbook_id)
        # A restore whose end was not written down took place if the file says so, by just its number.
        restores = (r for r in mine if r["kind"] == "restore")
        self._restores = {r["number"] for r in restores if stamp.holds.get(r["journal"]) == r["number"]}
        self._upto = self._lineage().newest
        self._revision = max((r["revision"] for r in mine if r["kind"] == "save_begin"), default=0)
        self._is_missing = not found.size and any(token.startswith(self._place) for token in stamp.holds)
        self._size: int | None = found.size
        self._look_at = LOOK_FROM
        self._others_unsaved = _unsaved_of_the_last(found.records, self.workbook_id)

    def _token(self, found: Found, stamp: Stamp) -> tuple[str, bool]:
        """The token to write under, and whether the file says so already."""
        starts = list(found.starts.values())
        if starts:
            last = max(starts, key=lambda start: (start["number"], start["at"]))
            token = str(last["journal"])
            if last["host"] == socket.gethostname() and stamp.holds.get(token, 0) <= self.number:
                return token, True
        return f"{self._place}{secrets.token_urlsafe(6)}", False

    def notes(self, name: str) -> list[str]:
        """What a person should know of the journal itself, in sentences; `name` is the workbook's."""
        notes: list[str] = []
        if self._damaged:
            notes.append(
                phrase_n(
                    "{n} unreadable line was skipped in the journal of {name}; an edit that was in it did not come "
                    "back.",
                    "{n} unreadable lines were skipped in the journal of {name}; an edit that was in it did not come "
                    "back.",
                    self._damaged,
                    name=name,
                )
            )
        if self._is_missing:
            notes.append(
                phrase(
                    "The journal of {name} is gone; unsaved edits that may have been in it did not come back.",
                    name=name,
                )
            )
        if self._others_unsaved:
            notes.append(
                phrase(
                    "Another workbook stood under the name {name} before; {count} unsaved edits of it are kept, and "
                    "come back with it.",
                    name=name,
                    count=self._others_unsaved,
                )
            )
        return notes

    # --- reading ---

    @property
    def revision(self) -> int:
        """The highest revision that a save was begun for: none is ever used twice."""
        return self._revision

    @property
    def upto(self) -> int:
        """The number of the last edit, or of the restore since which there was none."""
        return self._upto

    def pending(self, stamp: Stamp, tables: Mapping[str, Table]) -> list[Pending]:
        """What was accepted here and is not in the file that bears the stamp, in order. OSError."""
        line = self._lineage()
        saved = line.saved
        found = []
        for record in line.lacking(stamp):
            with suppress(KeyError, ValueError, TypeError):
                changes = from_json(record["changes"], tables)
                found.append(Pending(record["number"], changes, record["number"] <= saved))
        return found

    def conflicts(self) -> list[tuple[int, list[dict[str, Any]]]]:
        """The number and the open conflicts of every record of them, in order."""
        mine = own(self._read().records, self.workbook_id)
        return [(r["number"], r["open"]) for r in mine if r["kind"] == "conflicts"]

    def forgets(self, stamp: Stamp) -> bool:
        """Whether the file is so old a copy that edits which it lacks are no longer in the journal."""
        return self._lineage().forgets(stamp)

    def _lineage(self) -> Lineage:
        return Lineage(own(self._read().records, self.workbook_id), self._restores)

    def _read(self) -> Found:
        """What the file holds; read once as long as it stays the same. Only one that is not there holds nothing."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return Found()
        now = status.st_ino, status.st_size, status.st_mtime_ns
        if self._seen is None or self._seen[0] != now:
            self._seen = now, read_records(self.path)
        return self._seen[1]

    def leftovers(self) -> list[str]:
        """The names of the temporary files that saves which never ended may have left beside the workbook."""
        names: list[str] = []
        with suppress(OSError):
            for record in self._read().records:
                if record["kind"] == "save_begin" and _TEMP.fullmatch(record["temp"]):
                    names.append(record["temp"])
                elif record["kind"] == "saved":
                    names.clear()
        return names

    # --- writing ---

    def prepare(self) -> None:
        """Makes the folder, takes damaged lines out, and writes down a restore that was cut off at its end.

        For whoever holds the workbook's lock. What cannot be done now is done with the first edit.
        """
        with self._turn, suppress(OSError):
            self._make_folder()
            found = self._read()
            for number in self._restores - {record["of"] for record in found.records if record["kind"] == "restored"}:
                self._append("restored", of=number)
            if found.damaged or self._is_missing:
                self._rewrite(self._read().records)
            self._sync_names(1)  # of a folder made just now, so that the first edit need not wait for it

    def write_edit(self, changes: ChangeSet, revision: int) -> int:
        """The change set is safe once this returns its number; OSError where it could not be written, Taken."""
        self._upto = self._append("edit", base=revision, changes=to_json(changes))
        return self._upto

    def write_conflicts(self, conflicts: Sequence[Mapping[str, Any]]) -> None:
        """All conflicts that are open now, as plain JSON values; the last such record counts. OSError, Taken."""
        self._append("conflicts", open=list(conflicts))

    def write_begin(self, revision: int, upto: int, base: str, temp: str) -> None:
        """A save of everything up to a record's number begins, on the file with a digest; `temp` is its file's name."""
        self._append("save_begin", revision=revision, upto=upto, base=base, temp=temp)
        self._revision = max(self._revision, revision)

    def write_saved(self, revision: int, upto: int, digest: str) -> None:
        """The save has become the file. Nothing is lost where this cannot be written: the file's stamp says it, too."""
        self._append("saved", revision=revision, upto=upto, digest=digest)

    def write_restore(self, stamp: Stamp) -> int:
        """An earlier state of the workbook, with that stamp, is about to become the file; the restore's number.

        The file that it becomes has to say that it holds everything up to just that number; `write_restored` follows.
        From then on what was accepted between that state and the restore is applied to no file any more; what comes
        later is. Save first: unsaved edits go with the rest.
        """
        return self._append("restore", held=self._lineage().held(stamp))

    def write_restored(self, number: int) -> None:
        """The restore of that number has become the file. Nothing is lost where this cannot be written, either."""
        self._restores.add(number)
        self._upto = number
        self._append("restored", of=number)

    def write_taken(self) -> None:
        """The workbook was taken over: whoever wrote this journal before notices it with their next edit."""
        self._append("taken")

    def shorten(self) -> None:
        """Drops what no file that may come back needs any more; for the end of a save. OSError: it is as it was."""
        with self._turn:
            if self._size is not None and self._size < self._look_at:
                return
            kept = shortened(self._read().records, self._now())
            if kept is not None:
                self._rewrite(kept)
            self._look_at = max(LOOK_FROM, 2 * (self._size or 0))

    def _append(self, kind: str, **fields: Any) -> int:
        with self._turn:
            record = self._record(self.number + 1, kind, **fields)
            is_first = not self._started or not self.path.exists()
            self._write(joined([self._start(), record] if is_first else [record]))
            self.number, self._started, self._seen = self.number + 1, True, None
            return self.number

    def _record(self, number: int, kind: str, **fields: Any) -> Record:
        head = {"number": number, "kind": kind, "journal": self.token, "workbook": self.workbook_id}
        return {**head, "at": utc_text(self._now()), **fields}

    def _start(self) -> Record:
        """What stands first under each token: the machine on which the journal is written."""
        return self._record(self.number, "start", host=socket.gethostname())

    def _write(self, data: bytes) -> None:
        handle, is_new = self._opened()
        try:
            before = os.fstat(handle).st_size
            if self._size not in (None, before) and not is_new:
                raise Taken
            self._size = None  # unknown, should anything go wrong from here on
            try:
                write_all(handle, data)
                platform.sync(handle)
                self._sync_names()
            except OSError:
                os.ftruncate(handle, before)  # an edit that was refused must not come back
                self._size = before
                raise
            self._size = before + len(data)
        finally:
            with suppress(OSError):  # what was synced is safe whatever closing says, and what was not has raised
                os.close(handle)

    def _opened(self) -> tuple[int, bool]:
        """The file for appending, and whether it had to be made."""
        flags = os.O_WRONLY | os.O_APPEND | _BINARY
        try:
            return os.open(self.path, flags), False
        except FileNotFoundError:
            self._make_folder()
            if self.path.parent not in self._unsynced:  # it was there, and somebody deleted it
                self._unsynced.append(self.path.parent)
            return os.open(self.path, flags | os.O_CREAT, 0o600), True

    def _make_folder(self) -> None:
        folder = self.path.parent
        made = list(takewhile(lambda one: not one.exists(), (folder, *folder.parents)))
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._unsynced += [one.parent for one in made]

    def _sync_names(self, but: int = 0) -> None:
        """The names of the file and of the folders made for it last, too; once, whoever made them.

        The outermost come first; the last `but` stay to be synced, the file's own name being in the very last.
        """
        while len(self._unsynced) > but:
            folder = self._unsynced[-1]
            try:
                platform.sync_folder(folder)
            except PermissionError:
                if folder == self.path.parent:
                    raise
                # A folder further up that may not be listed cannot be synced, either.
            self._unsynced.pop()

    def _rewrite(self, records: Sequence[Record]) -> None:
        """The file with these records only, in one step: whenever it is cut off, one of the two is there whole."""
        data = joined([self._start(), *records])
        temp = self.path.with_suffix(".new")
        handle = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, 0o600)
        try:
            write_all(handle, data)
            platform.sync(handle)
        finally:
            with suppress(OSError):  # as in _write
                os.close(handle)
        platform.replace(temp, self.path)
        self._size, self._started, self._seen = len(data), True, None
        platform.sync_folder(self.path.parent)


def _unsaved_of_the_last(records: Sequence[Record], workbook_id: str) -> int:
    """How many edits are unsaved of another workbook that stood under this name until now."""
    if not records or records[-1]["workbook"] == workbook_id:
        return 0
    theirs = own(records, records[-1]["workbook"])
    line = Lineage(theirs)
    return len(line.after(line.saved))
