"""The zip container of a workbook: lists members, reads one, and writes a copy in which only named members differ."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from io_xlsx.parts.deflate import Deflated, crc32, inflate, inflate_pieces
from io_xlsx.parts.directory import (
    CENTRAL,
    DEFLATE,
    END,
    LOCAL,
    STORED,
    UTF8,
    ZIP64,
    Member,
    Unreadable,
    read_directory,
)
from models.core.phrase import phrase

__all__ = ["Package", "Unreadable"]

DAY_ONE = 0x21  # 1 January 1980, the earliest date a zip can hold


class Package:
    """One workbook file as it was when opened; nothing here ever writes to it."""

    def __init__(self, data: bytes, path: Path) -> None:
        """`data` is the whole file: a mapped file could change underneath, and Windows would refuse to replace it."""
        self.path = path
        self._data = data
        self._members, self.comment, self.trailing = read_directory(data)
        self._folded = {name.casefold(): name for name in self._members}
        self.read_once: dict[str, Any] = {}  # what others have made of these bytes, which never change

    @classmethod
    def open(cls, path: Path) -> Package:
        """Raises Unreadable; OSError is left to the caller, who knows about locks."""
        return cls(path.read_bytes(), path)

    @property
    def content(self) -> bytes:
        """The whole file, for another reader and for its fingerprint."""
        return self._data

    @property
    def names(self) -> tuple[str, ...]:
        """In the order of the central directory, folders included."""
        return tuple(self._members)

    def __contains__(self, name: object) -> bool:
        """Exact spelling only; `find` forgives the case."""
        return name in self._members

    def find(self, name: str) -> str | None:
        """The member's own spelling: part names are equal whatever their case."""
        return name if name in self._members else self._folded.get(name.casefold())

    def member(self, name: str) -> Member:
        """Raises Unreadable when the workbook has no such part."""
        found = self._members.get(name)
        if found is None:
            raise Unreadable(phrase("The workbook has no part {name}.", name=name))
        return found

    def crc(self, name: str) -> int:
        """The checksum that the directory claims, without reading the part."""
        return self.member(name).crc

    def key(self, name: str) -> tuple[int, int]:
        """Checksum and size: equal keys mean equal contents, for caches."""
        member = self.member(name)
        return member.crc, member.size

    def raw(self, name: str) -> memoryview:
        """The member as it lies in the file: local header, compressed data, descriptor."""
        member = self.member(name)
        return memoryview(self._data)[member.start : member.end]

    def holds_verbatim(self, other: Package, name: str) -> bool:
        """Whether the member's bytes, and its entry but for the position, are those of the other file."""
        mine, raw = self.member(name), other.raw(name)
        same_entry = _moved(mine.record, 0) == _moved(other.member(name).record, 0)
        return same_entry and mine.end - mine.start == len(raw) and self._data.startswith(raw, mine.start)

    def is_consistent(self, name: str) -> bool:
        """Whether the member's local header says what the directory says; strict readers compare them."""
        member = self.member(name)
        return LOCAL.unpack_from(self._data, member.start)[1:9] == CENTRAL.unpack_from(member.record)[2:10]

    def read(self, name: str) -> bytes:
        """Inflated and checked against its checksum; raises Unreadable naming the part."""
        member = self.member(name)
        packed = memoryview(self._data)[member.data : member.data + member.packed]
        if member.method != DEFLATE:
            return b"".join(self.stream(name))
        try:
            plain = inflate(packed, member.size)
        except ValueError as error:
            raise Unreadable(phrase("The part {name} is damaged ({error}).", name=name, error=error)) from None
        if crc32(plain) != member.crc:
            raise Unreadable(phrase("The part {name} is damaged (its checksum is wrong).", name=name))
        return plain

    def stream(self, name: str) -> Iterator[bytes]:
        """The part bit by bit; its checksum is compared, and Unreadable raised, after the last piece."""
        member, crc = self.member(name), 0
        packed = memoryview(self._data)[member.data : member.data + member.packed]
        for piece in _plain(packed, member):
            crc = crc32(piece, crc)
            yield piece
        if crc != member.crc:
            raise Unreadable(phrase("The part {name} is damaged (its checksum is wrong).", name=name))

    def write(self, out: BinaryIO, changed: Mapping[str, Deflated], removed: Collection[str] = ()) -> None:
        """Copies every member not named verbatim; names in `changed` that are new come last."""
        kept = [member for name, member in self._members.items() if name not in removed]
        records, offset = [], 0
        for member in kept:
            new = changed.get(member.name)
            record = member.record if new is None else _record(member, new)
            records.append(_moved(record, offset))
            offset += self._write_member(out, member, new)
        for name in changed:
            if name not in self._members:
                records.append(_moved(_fresh_record(name, changed[name]), offset))
                offset += _write_fresh(out, records[-1], changed[name])
        _write_directory(out, records, offset, self.comment)

    def _write_member(self, out: BinaryIO, member: Member, new: Deflated | None) -> int:
        if new is not None:
            return _write_fresh(out, _record(member, new), new)
        return out.write(memoryview(self._data)[member.start : member.end])


def _plain(packed: memoryview, member: Member) -> Iterator[bytes]:
    if member.method == STORED:
        yield bytes(packed)
    elif member.method != DEFLATE:
        raise Unreadable(phrase("The part {name} is compressed in a way that Excel does not use.", name=member.name))
    else:
        try:
            yield from inflate_pieces(packed, member.size)
        except ValueError:
            raise Unreadable(phrase("The part {name} is damaged (it does not unpack).", name=member.name)) from None


def _record(member: Member, new: Deflated) -> bytes:
    """Keeps name, date and attributes of the old entry; extra fields described the old data and go."""
    old = CENTRAL.unpack_from(member.record)
    name = member.record[CENTRAL.size : CENTRAL.size + old[10]]
    head = (old[1], 20, old[3] & UTF8, DEFLATE, old[5], old[6], new.crc, new.packed, new.size)
    return CENTRAL.pack(b"PK\1\2", *head, len(name), 0, 0, 0, old[14], old[15], 0) + name


def _fresh_record(name: str, new: Deflated) -> bytes:
    raw = name.encode()
    flags = 0 if raw.isascii() else UTF8
    head = (20, 20, flags, DEFLATE, 0, DAY_ONE, new.crc, new.packed, new.size)
    return CENTRAL.pack(b"PK\1\2", *head, len(raw), 0, 0, 0, 0, 0, 0) + raw


def _moved(record: bytes, offset: int) -> bytes:
    return record[:42] + offset.to_bytes(4, "little") + record[46:]


def _write_fresh(out: BinaryIO, record: bytes, new: Deflated) -> int:
    fields = CENTRAL.unpack_from(record)
    name = record[CENTRAL.size : CENTRAL.size + fields[10]]
    out.write(LOCAL.pack(b"PK\3\4", *fields[2:10], len(name), 0) + name)
    for chunk in new.chunks:
        out.write(chunk)
    return LOCAL.size + len(name) + new.packed


def _write_directory(out: BinaryIO, records: list[bytes], offset: int, comment: bytes) -> None:
    directory = b"".join(records)
    if offset + len(directory) >= ZIP64:
        raise Unreadable(phrase("The workbook would grow beyond 4 GB."))
    count = len(records)
    out.write(directory)
    out.write(END.pack(b"PK\5\6", 0, 0, count, count, len(directory), offset, len(comment)) + comment)
