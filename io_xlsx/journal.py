"""The journal: every accepted change set on the disk before it counts, so that a crash loses nothing."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4
from zlib import crc32

from models.core.change import ChangeSet, from_json, to_json
from models.core.schema import Table
from models.core.values import utc_text


@dataclass(frozen=True)
class Pending:
    """A change set that the file does not hold yet, and its number in the journal."""

    number: int
    changes: ChangeSet


class Journal:
    """One file for each path: a copy elsewhere has its own. Every record names the workbook that it is about.

    `workbook_id` is blank for a file that Valhalla has not saved yet, or that another program stripped of it: it then
    gets the id under which the last edits are in the journal, or a new one.
    """

    def __init__(self, folder: Path, workbook: Path, workbook_id: str, now: Callable[[], datetime]) -> None:
        self._turn = threading.Lock()  # edits come from one thread, a save from another
        self.path = folder / f"{sha256(str(workbook.resolve()).encode()).hexdigest()[:24]}.journal"
        self._now = now
        records = list(self._records())
        self._number = max((record["number"] for record in records), default=0)
        self.workbook_id = workbook_id or (str(records[-1]["workbook"]) if records else uuid4().hex[:16])

    @property
    def number(self) -> int:
        """The number of the last record."""
        return self._number

    @property
    def revision(self) -> int:
        """The highest revision that a save was begun for: none is ever used twice."""
        return max((r["revision"] for r in self._own_records() if r["kind"] == "save"), default=0)

    def pending(self, revision: int | None, tables: Mapping[str, Table]) -> list[Pending]:
        """What was accepted after the state that the file's revision holds, in order.

        None = the file bears no id any more: only what came after the last save is wanted then.
        """
        records = self._own_records()
        # A revision that another machine wrote is newer than all of ours: it held what was saved here before.
        saved = [r["upto"] for r in records if r["kind"] == "save" and (revision is None or r["revision"] <= revision)]
        held = max(saved, default=0)
        found = []
        for record in records:
            if record["kind"] == "edit" and record["number"] > held:
                with suppress(KeyError, ValueError, TypeError):
                    found.append(Pending(record["number"], from_json(record["changes"], tables)))
        return found

    def write_edit(self, changes: ChangeSet, revision: int) -> None:
        """The change set is safe once this returns; OSError where it could not be written."""
        self._append("edit", base=revision, changes=to_json(changes))

    def write_save(self, revision: int, upto: int) -> None:
        """A save of everything up to a record's number is about to become the file."""
        self._append("save", revision=revision, upto=upto)

    def _append(self, kind: str, **fields: Any) -> None:
        with self._turn:
            number = self._number + 1
            head = {"number": number, "kind": kind, "workbook": self.workbook_id, "at": utc_text(self._now())}
            text = json.dumps({**head, **fields}, ensure_ascii=False, separators=(",", ":")).encode()
            # The newline comes first: a torn line before it costs nothing else.
            self._write(b"\n%08x %s" % (crc32(text), text))
            self._number = number

    def _write(self, line: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.path, os.O_CREAT | os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
        before = os.fstat(handle).st_size
        try:
            _write_all(handle, line)
            os.fsync(handle)
        except OSError:
            with suppress(OSError):  # an edit that was refused must not come back
                os.ftruncate(handle, before)
            raise
        finally:
            os.close(handle)

    def _own_records(self) -> list[dict[str, Any]]:
        return [record for record in self._records() if record["workbook"] == self.workbook_id]

    def _records(self) -> Iterator[dict[str, Any]]:
        """Every whole record; torn and damaged lines are skipped."""
        try:
            lines: Sequence[bytes] = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return
        for line in lines:
            check, _, text = line.partition(b" ")
            with suppress(ValueError):
                if text and int(check, 16) == crc32(text):
                    yield json.loads(text)


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]
