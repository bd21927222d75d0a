"""Compression in joined chunks: any reader sees one ordinary stream."""

from __future__ import annotations

import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from io_xlsx.parts import deflate as module
from io_xlsx.parts.deflate import CHUNK, Deflated, crc32, deflate, inflate


def joined(new: Deflated) -> bytes:
    return b"".join(new.chunks)


@pytest.mark.parametrize("level", [None, 1, 6])
@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 5])
def test_chunks_form_one_stream(size: int, level: int | None) -> None:
    data = random.Random(1).randbytes(size // 2) + bytes(size - size // 2)
    new = deflate([data[:7], memoryview(data)[7:]], level)
    assert zlib.decompress(joined(new), -15) == data == inflate(joined(new), size)
    assert (new.crc, new.size, new.packed) == (zlib.crc32(data), size, len(joined(new)))
    assert len(new.chunks) == max(1, -(-size // CHUNK))


@given(st.lists(st.binary(max_size=50), max_size=9))
def test_pieces_are_joined_without_a_seam(pieces: list[bytes]) -> None:
    assert zlib.decompress(joined(deflate(pieces)), -15) == b"".join(pieces)


def test_it_works_without_isal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "isal_zlib", None)
    new = deflate([b"abc" * 999])
    assert inflate(joined(new), 2997) == b"abc" * 999
    assert crc32(b"abc") == zlib.crc32(b"abc")


@pytest.mark.parametrize("size", [0, 998, 1000])
def test_a_wrong_size_is_an_error(size: int) -> None:
    with pytest.raises(ValueError, match="announced"):
        inflate(joined(deflate([b"x" * 999])), size)


def test_a_bomb_stops_early() -> None:
    bomb = joined(deflate([bytes(200 << 20)], 6))
    with pytest.raises(ValueError, match="longer"):
        inflate(bomb, 10)


def test_broken_data_are_an_error() -> None:
    with pytest.raises(ValueError, match=r"."):
        inflate(b"\xff\xff\xff", 3)
