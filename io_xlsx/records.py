"""The lines of a journal: a checksum and JSON, with the newline first, so that a torn line costs nothing else."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

Record = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """What a journal's file holds. `starts` are the newest `start` of each token, `damaged` counts bad lines."""

    records: tuple[Record, ...] = ()
    starts: Mapping[str, Record] = field(default_factory=dict)
    damaged: int = 0
    size: int = 0


def line_of(record: Mapping[str, Any]) -> bytes:
    """The record as a line."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return b"\n%08x %s" % (crc32(text), text)


def read_records(path: Path) -> Found:
    """Every whole record in the order of the numbers; a file that is not there holds none.

    Of two with one number the later counts: the other was refused, and could not be taken out of the file again.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Found()
    records: dict[int, Record] = {}
    starts: dict[str, Record] = {}
    damaged = 0
    for line in filter(None, data.split(b"\n")):
        record = _record(line)
        if record is None:
            damaged += 1
        elif record["kind"] == "start":
            starts[record["journal"]] = record
        else:
            records[record["number"]] = record
    return Found(tuple(records[number] for number in sorted(records)), starts, damaged, len(data))


def _record(line: bytes) -> Record | None:
    check, _, text = line.partition(b" ")
    with suppress(ValueError):
        if text and int(check, 16) == crc32(text):
            record = json.loads(text.decode("utf-8", "surrogatepass"))
            if isinstance(record, dict) and {"number", "kind", "journal", "workbook"} <= record.keys():
                return record
    return None


def write_all(handle: int, data: bytes) -> None:
    """Every byte, however few the system takes at once."""
    while data:
        data = data[os.write(handle, data) :]


def joined(records: Iterable[Mapping[str, Any]]) -> bytes:
    return b"".join(line_of(record) for record in records)
