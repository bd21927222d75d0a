"""Files that nobody sends with good intent, or that a disk or a mail program has damaged: made here, byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from tests.io_xlsx.handmade import zipped

CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"
STRINGS = "xl/sharedStrings.xml"
XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
LAUGHS = (
    b'<!DOCTYPE lolz [<!ENTITY a0 "lol">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 11))
    + b"]>"
)
BLOCK = 1 << 20


def parts_of(workbook: bytes) -> dict[str, bytes]:
    """Name and content of each part, in the file's order."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(workbook: bytes, changed: Mapping[str, bytes]) -> bytes:
    """Some parts replaced or added; every checksum is right."""
    return zipped({**parts_of(workbook), **changed})


def with_part(workbook: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """One part rewritten."""
    return with_parts(workbook, {name: change(parts_of(workbook)[name])})


def sheet_part(workbook: bytes, name: str) -> str:
    """The part of a sheet: XlsxWriter numbers them in the workbook's order."""
    text = parts_of(workbook)[WORKBOOK].decode()
    names = [piece.split('"')[0] for piece in text.split('<sheet name="')[1:]]
    return f"xl/worksheets/sheet{names.index(name) + 1}.xml"


def with_doctype(xml: bytes, declared: bytes) -> bytes:
    """The declaration behind the XML's head, before its root."""
    head, end, rest = xml.partition(b"?>")
    return head + end + declared + rest if end else declared + xml


def with_relation(workbook: bytes, rels: str, entry: str) -> dict[str, bytes]:
    """The .rels part with one more relationship, which is made where there is none."""
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    old = parts_of(workbook).get(rels, XML + empty)
    return {rels: old.replace(b"</Relationships>", entry.encode() + b"</Relationships>")}


def with_type(workbook: bytes, entry: str) -> dict[str, bytes]:
    """[Content_Types].xml with one more entry."""
    return {CONTENT_TYPES: parts_of(workbook)[CONTENT_TYPES].replace(b"</Types>", entry.encode() + b"</Types>")}


def with_macros(workbook: bytes, binary: bytes) -> bytes:
    """The same as a workbook with macros (.xlsm)."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    types = with_type(workbook, '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>')
    types = {name: xml.replace(kind.encode(), macros.encode()) for name, xml in types.items()}
    office = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    links = with_relation(
        workbook,
        "xl/_rels/workbook.xml.rels",
        f'<Relationship Id="rIdVba" Type="{office}" Target="vbaProject.bin"/>',
    )
    return with_parts(workbook, {**types, **links, "xl/vbaProject.bin": binary})


def strict(workbook: bytes) -> bytes:
    """The same with the namespaces of ISO 29500 Strict."""
    old = "http://schemas.openxmlformats.org/"
    new = "http://purl.oclc.org/ooxml/"
    spaces = {
        f"{old}spreadsheetml/2006/main": f"{new}spreadsheetml/main",
        f"{old}officeDocument/2006/": f"{new}officeDocument/",
        f"{old}drawingml/2006/main": f"{new}drawingml/main",
    }

    def changed(xml: bytes) -> bytes:
        for was, becomes in spaces.items():
            xml = xml.replace(was.encode(), becomes.encode())
        return xml

    renamed = {name: changed(xml) for name, xml in parts_of(workbook).items()}
    return zipped(renamed)


# --- zips that no zip program writes ---


def raw_zip(entries: list[tuple[str, bytes, bytes, int, int]], shared_start: bool = False) -> bytes:
    """Entries of name, packed data, local name, size and checksum; all of them over the first with `shared_start`."""
    out = io.BytesIO()
    records: list[bytes] = []
    for name, packed, local_name, size, crc in entries:
        start = 0 if shared_start else out.tell()
        head = (20, 0, 8, 0, 0x21, crc, len(packed), size)
        if not (shared_start and records):
            local = local_name or name.encode()
            out.write(struct.pack("<4s5H3L2H", b"PK\3\4", *head, len(local), 0) + local + packed)
        raw = name.encode()
        records.append(struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *head, len(raw), 0, 0, 0, 0, 0, start) + raw)
    offset, directory = out.tell(), b"".join(records)
    out.write(directory)
    count = len(records)
    out.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), offset, 0))
    return out.getvalue()


def entry(name: str, data: bytes) -> tuple[str, bytes, bytes, int, int]:
    """An honest entry for `raw_zip`."""
    writer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = writer.compress(data) + writer.flush()
    return name, packed, b"", len(data), zlib.crc32(data)


def blown_up(name: str, head: bytes, filling: bytes, blocks: int, tail: bytes) -> tuple[str, bytes, bytes, int, int]:
    """An entry that unpacks to `blocks` MiB of the filling between head and tail, made without unpacking it."""
    block = (filling * (BLOCK // len(filling) + 1))[:BLOCK]
    crc = zlib.crc32(head)
    for _ in range(blocks):
        crc = zlib.crc32(block, crc)
    crc = zlib.crc32(tail, crc)
    packed = _flushed(head) + _flushed(block) * blocks + _flushed(tail) + b"\x03\x00"
    return name, packed, b"", len(head) + blocks * BLOCK + len(tail), crc


def _flushed(data: bytes) -> bytes:
    """A piece of deflate that stands by itself."""
    writer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return writer.compress(data) + writer.flush(zlib.Z_FULL_FLUSH)


def replaced(workbook: bytes, bomb: tuple[str, bytes, bytes, int, int]) -> bytes:
    """The workbook with one entry put in the place of the part of its name."""
    others = [entry(name, data) for name, data in parts_of(workbook).items() if name != bomb[0]]
    return raw_zip([*others, bomb])
