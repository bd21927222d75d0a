"""Reads the directory of a zip archive, and refuses archives that no spreadsheet program writes."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from io_xlsx.parts.foreign import OLE, not_a_zip
from models.core.phrase import phrase

END = struct.Struct("<4s4H2LH")
CENTRAL = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")
LONGEST_COMMENT = 65_535
ZIP64 = 0xFFFFFFFF
ENCRYPTED, DESCRIPTOR, UTF8 = 1, 8, 0x800
STORED, DEFLATE = 0, 8

# What is larger is a trap: the largest honest workbook (1,000,000 rows of 12 columns) unpacks to 520 MB, and of 390 of
# other programs none has more than 143 parts, or a part of more than 1 MB that unpacks to over 60 times its size.
MOST_PARTS = 10_000
LARGEST_PART = 1 << 29
LARGEST_WHOLE = 1 << 30
HIGHEST_RATIO = 300
RATIO_COUNTS_FROM = 1 << 25


class Unreadable(Exception):
    """A file or part that cannot be read; its text is one sentence for people."""


@dataclass(frozen=True, slots=True)
class Member:
    """One entry; `record` is its central directory record, `start` to `end` its bytes with header and descriptor."""

    name: str
    record: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    start: int
    data: int
    end: int


def read_directory(data: bytes) -> tuple[dict[str, Member], bytes, int]:
    position = _find_end(data)
    _, disk, start_disk, here, total, size, offset, length = END.unpack_from(data, position)
    trailing = len(data) - position - END.size - length
    if trailing < 0 or position < offset + size:
        raise Unreadable(phrase("The file was cut off: its end is missing."))
    if total > MOST_PARTS:
        raise Unreadable(phrase("The file has too many parts for a workbook: more than {most}.", most=MOST_PARTS))
    if disk or start_disk or here != total or ZIP64 in (size, offset):
        raise Unreadable(phrase("The file uses zip features that Excel workbooks do not (several disks or zip64)."))
    shift = position - size - offset
    if shift:
        raise Unreadable(phrase("The file has foreign bytes in front of or inside its zip archive."))
    members = _members(data, offset, total)
    _refuse_overlap(members, offset)
    _refuse_bombs(members)
    comment = data[position + END.size : position + END.size + length]
    return _by_name(members), comment, trailing


def _find_end(data: bytes) -> int:
    position = data.rfind(b"PK\5\6", max(0, len(data) - END.size - LONGEST_COMMENT))
    if position < 0 or len(data) - position < END.size or data.startswith(OLE):
        raise Unreadable(not_a_zip(data))
    return position


def _members(data: bytes, offset: int, total: int) -> list[Member]:
    members: list[Member] = []
    starts: set[int] = set()
    for _ in range(total):
        fields = _entry(data, offset)
        if fields[16] in starts:
            raise Unreadable(phrase("The list of parts at the end of the file names parts that overlap each other."))
        starts.add(fields[16])
        member, offset = _member(data, offset, fields)
        members.append(member)
    return members


def _entry(data: bytes, at: int) -> tuple[int, ...]:
    try:
        fields = CENTRAL.unpack_from(data, at)
    except struct.error:
        raise Unreadable(phrase("The list of parts at the end of the file is damaged.")) from None
    if fields[0] != b"PK\1\2":
        raise Unreadable(phrase("The list of parts at the end of the file is damaged."))
    return fields


def _member(data: bytes, at: int, fields: tuple[int, ...]) -> tuple[Member, int]:
    end = at + CENTRAL.size + fields[10] + fields[11] + fields[12]
    raw_name = data[at + CENTRAL.size : at + CENTRAL.size + fields[10]]
    name = _safe_name(raw_name, fields[3])
    _refuse_exotic(name, fields)
    start, crc, packed, size = fields[16], fields[7], fields[8], fields[9]
    body = _local_data(data, start, raw_name, name)
    last = body + packed + _descriptor(data, body + packed, fields[3], crc)
    return Member(name, data[at:end], fields[3], fields[4], crc, packed, size, start, body, last), end


def _safe_name(raw: bytes, flags: int) -> str:
    try:
        name = raw.decode("utf-8" if flags & UTF8 else "cp437")
    except UnicodeDecodeError:
        raise Unreadable(phrase("A part of the file has a name that is not text.")) from None
    if not name or name[0] == "/" or any(sign in name for sign in "\\:\0") or ".." in name.split("/"):
        raise Unreadable(phrase("The file holds a part with an unsafe name: {name}.", name=repr(name[:80])))
    return name


def _refuse_exotic(name: str, fields: tuple[int, ...]) -> None:
    if fields[3] & ENCRYPTED:
        raise Unreadable(phrase("The part {name} is encrypted.", name=name))
    if ZIP64 in (fields[8], fields[9], fields[16]) or fields[13]:
        raise Unreadable(phrase("The file uses zip features that Excel workbooks do not (several disks or zip64)."))


def _local_data(data: bytes, start: int, raw_name: bytes, name: str) -> int:
    try:
        fields = LOCAL.unpack_from(data, start)
    except struct.error:
        raise Unreadable(phrase("The part {name} lies outside the file.", name=name)) from None
    body = start + LOCAL.size + int(fields[9])
    if fields[0] != b"PK\3\4" or data[start + LOCAL.size : body] != raw_name:
        raise Unreadable(phrase("The part {name} is not where the list of parts says.", name=name))
    return body + int(fields[10])


def _descriptor(data: bytes, at: int, flags: int, crc: int) -> int:
    if not flags & DESCRIPTOR:
        return 0
    if data[at : at + 4] == b"PK\7\x08":
        return 16
    return 12 if data[at : at + 4] == crc.to_bytes(4, "little") else 0


def _refuse_overlap(members: list[Member], limit: int) -> None:
    ordered = sorted(members, key=lambda member: member.start)
    ends = [*(member.start for member in ordered[1:]), limit]
    for member, end in zip(ordered, ends, strict=False):
        if member.end > end:
            raise Unreadable(phrase("The part {name} overlaps another one.", name=member.name))


def _refuse_bombs(members: list[Member]) -> None:
    for member in members:
        blown_up = member.size > max(RATIO_COUNTS_FROM, HIGHEST_RATIO * member.packed)
        if member.size > LARGEST_PART or blown_up:
            raise Unreadable(
                phrase(
                    "The part {name} is too big: it unpacks to {size} MiB.",
                    name=member.name,
                    size=round(member.size / 2**20),
                )
            )
    whole = sum(member.size for member in members)
    if whole > LARGEST_WHOLE:
        raise Unreadable(phrase("The file is too big: its parts unpack to {size} MiB.", size=round(whole / 2**20)))


def _by_name(members: list[Member]) -> dict[str, Member]:
    seen: dict[str, Member] = {}
    folded: set[str] = set()
    for member in members:
        if member.name.casefold() in folded:
            raise Unreadable(phrase("The file holds the part {name} twice.", name=member.name))
        folded.add(member.name.casefold())
        seen[member.name] = member
    return seen
