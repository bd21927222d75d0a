"""Everything readable in a workbook file: each text, attribute, name and comment of each part, nested files too."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from io_xlsx.scan.markup import Mark, is_plain_number, marks_of
from io_xlsx.scan.spellings import bytes_texts, spellings

DEEPEST = 4  # nested files
LARGEST = 256 << 20  # bytes of one part
ZIP, OUTSIDE = b"PK\3\4", "(between the parts)"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the file, nested ones behind `!`; its digest, and the marks of an XML part (None: not XML)."""

    part: str
    content: bytes
    digest: bytes
    marks: tuple[Mark, ...] | None

    def texts(self) -> Iterator[str]:
        """Every text in it, in every spelling that is known to hide one."""
        yield self.part
        if self.marks is None:
            yield from bytes_texts(self.content)
            return
        for text in {mark.text for mark in self.marks}:
            if text and not is_plain_number(text):
                yield from spellings(text)


def pieces_of(content: bytes, inside: str = "", depth: int = 0) -> Iterator[Piece]:
    """The parts of a zip, of zips in it, and what lies outside its parts. BadZipFile where it is none."""
    with ZipFile(BytesIO(content)) as archive:
        for info in archive.infolist():
            if info.file_size > LARGEST:
                raise BadZipFile(f"{info.filename} is too large")
            yield from _part(f"{inside}{info.filename}", archive.read(info), depth)
        around = _around(content, archive)
    if around:
        yield _piece(inside + OUTSIDE, around, is_xml=False)


def _part(name: str, data: bytes, depth: int) -> Iterator[Piece]:
    yield _piece(name, data, is_xml=data.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0")[:1] == b"<")
    if depth < DEEPEST:
        for number, nested in enumerate(_packed(data)):
            yield from _nested(f"{name}!{number or ''}", nested, depth + 1)


def _nested(name: str, data: bytes, depth: int) -> Iterator[Piece]:
    if data.startswith(ZIP):
        with suppress(BadZipFile):
            yield from pieces_of(data, name, depth)
    else:
        yield from _part(name, data, depth)


def _piece(name: str, data: bytes, *, is_xml: bool) -> Piece:
    return Piece(name, data, sha256(data).digest(), marks_of(data) if is_xml else None)


def _packed(data: bytes) -> Iterator[bytes]:
    """Zips, gzip and zlib streams that begin anywhere in the bytes."""
    if data.lstrip()[:1] == b"<":
        return
    start = data.find(ZIP)
    if start >= 0:
        yield data[start:]
    for sign, bits in ((b"\x78\x01", 15), (b"\x78\x5e", 15), (b"\x78\x9c", 15), (b"\x78\xda", 15), (b"\x1f\x8b", 31)):
        at = data.find(sign)
        while at >= 0:
            with suppress(zlib.error):
                plain = zlib.decompressobj(bits).decompress(data[at:], LARGEST)
                if plain:
                    yield plain
            at = data.find(sign, at + 1)


def _around(content: bytes, archive: ZipFile) -> bytes:
    """What a zip holds besides its parts: comments, extra fields, bytes before, between and behind."""
    parts, end = [archive.comment], 0
    for info in sorted(archive.infolist(), key=lambda one: one.header_offset):
        parts += [content[end : info.header_offset], info.comment, info.extra]
        name, extra = (int.from_bytes(content[info.header_offset + at :][:2], "little") for at in (26, 28))
        data = info.header_offset + 30 + name
        parts.append(content[data : data + extra])
        end = data + extra + info.compress_size
        if info.flag_bits & 8:  # a data descriptor
            end += 16 if content[end : end + 4] == b"PK\7\x08" else 12
    parts.append(content[end : archive.start_dir])
    directory_end = content.rfind(b"PK\5\6")
    parts.append(content[directory_end + 22 + len(archive.comment) :])
    return b"\n".join(filter(None, parts))
