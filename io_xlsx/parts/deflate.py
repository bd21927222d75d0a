"""Deflate on all cores: isal where it is installed, the standard zlib where it is not."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


def _installed() -> Any:
    try:
        from isal import isal_zlib
    except ImportError:  # not built for this machine: everything still works, only slower
        return None
    return isal_zlib


isal_zlib = _installed()
BROKEN: tuple[type[Exception], ...] = (zlib.error,) if isal_zlib is None else (zlib.error, isal_zlib.error)
Piece = bytes | memoryview
CHUNK = 2 << 20
READ = 1 << 16
RAW = -15
USUAL = 6  # zlib's default level, which is also what most programs save workbooks with
ISAL_LEVEL = 1  # on files saved by Excel it gives 0.95 of Excel's own size


@dataclass(frozen=True, slots=True)
class Deflated:
    """One part ready for the zip; `size` and `crc` are those of the plain bytes."""

    chunks: tuple[bytes, ...]
    crc: int
    size: int

    @property
    def packed(self) -> int:
        """Bytes that the data take in the file."""
        return sum(map(len, self.chunks))


def crc32(data: Piece, start: int = 0) -> int:
    """The zip checksum; five times as fast through isal."""
    return int((isal_zlib or zlib).crc32(data, start))


def inflate(packed: Piece, size: int) -> bytes:
    """Raises ValueError when the data prove broken, or longer or shorter than `size`; never makes more than that."""
    reader: Any = (isal_zlib or zlib).decompressobj(RAW)
    try:
        plain: bytes = reader.decompress(packed, size + 1)
    except BROKEN as error:
        raise ValueError(str(error)) from None
    if len(plain) > size:
        raise ValueError("longer than announced")
    if not reader.eof or len(plain) != size:
        raise ValueError("shorter than announced")
    return plain


def inflate_pieces(packed: Piece, size: int) -> Iterator[bytes]:
    """The plain data bit by bit; the checks of `inflate` are over when the last piece has been taken."""
    reader: Any = (isal_zlib or zlib).decompressobj(RAW)
    done = 0
    for start in range(0, len(packed), READ):
        try:
            piece = reader.decompress(packed[start : start + READ])
        except BROKEN as error:
            raise ValueError(str(error)) from None
        done += len(piece)
        if done > size:
            raise ValueError("longer than announced")
        yield piece
    if not reader.eof or done != size:
        raise ValueError("shorter than announced")


def deflate(pieces: Iterable[Piece], level: int | None = None) -> Deflated:
    """`level` None is the fastest way there is here; a number is that level of zlib."""
    windows = list(_windows(pieces))
    if len(windows) == 1:
        return Deflated((_squeeze(windows[0], True, level),), *_sums(windows))
    from concurrent.futures import ThreadPoolExecutor  # brings logging along, which a small save can do without

    lasts = [False] * (len(windows) - 1) + [True]
    with ThreadPoolExecutor(min(len(windows), os.cpu_count() or 1)) as pool:
        chunks = pool.map(_squeeze, windows, lasts, [level] * len(windows))
        sums = _sums(windows)  # while the threads are at work
        return Deflated(tuple(chunks), *sums)


def _sums(windows: list[list[Piece]]) -> tuple[int, int]:
    crc, size = 0, 0
    for window in windows:
        for piece in window:
            crc, size = crc32(piece, crc), size + len(piece)
    return crc, size


def _windows(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Groups of about 2 MiB, without copying; always at least one."""
    window: list[Piece] = []
    room = CHUNK
    for piece in pieces:
        view = memoryview(piece)
        while len(view) > room:
            window.append(view[:room])
            yield window
            view, window, room = view[room:], [], CHUNK
        if len(view):
            window.append(view)
            room -= len(view)
    yield window


def _squeeze(window: list[Piece], last: bool, level: int | None) -> bytes:
    """A chunk ends on a byte boundary (sync flush), so chunks made apart form one stream."""
    fast = level is None and isal_zlib is not None
    writer: Any = (
        isal_zlib.compressobj(ISAL_LEVEL, zlib.DEFLATED, RAW)
        if fast
        else zlib.compressobj(USUAL if level is None else level, zlib.DEFLATED, RAW)
    )
    out = [writer.compress(piece) for piece in window]
    out.append(writer.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH))
    return b"".join(out)
