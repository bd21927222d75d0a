"""The container: what is refused at the door, and that untouched members are copied byte for byte."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from io_xlsx.parts.deflate import deflate
from io_xlsx.parts.package import Package, Unreadable
from tests.io_xlsx.handmade import parts, zipped

if TYPE_CHECKING:
    from typing_extensions import Buffer

HERE = Path("book.xlsx")


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    return out.getvalue()


class Unseekable(io.RawIOBase):
    """A stream that cannot seek, so that zipfile writes data descriptors."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer) -> int:
        self.data += data
        return len(memoryview(data))


def with_descriptors(**files: bytes) -> bytes:
    out = Unseekable()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    return bytes(out.data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (zipped(parts(""))[:-1], "cut off"),
        (zipped(parts(""))[:-30], "cut off"),
        (b"junk" + zipped(parts("")), "foreign bytes"),
    ],
)
def test_what_is_no_workbook_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        Package(data, HERE)


@pytest.mark.parametrize("name", ["/etc/passwd", "../evil", "xl/../../evil", "C:\\evil", "xl\\a.xml", "c:evil"])
def test_unsafe_names_are_refused(name: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        info = zipfile.ZipInfo("x")
        info.filename = name
        opened.writestr(info, b"")
    with pytest.raises(Unreadable, match="unsafe name"):
        Package(out.getvalue(), HERE)


def test_names_that_differ_only_in_case_are_duplicates() -> None:
    with pytest.raises(Unreadable, match="twice"):
        Package(archive(**{"xl/a.xml": b"", "XL/A.xml": b""}), HERE)


def test_zip64_and_overlaps_are_refused() -> None:
    data = bytearray(archive(a=b"1" * 99, b=b"2" * 99))
    entry = data.rfind(b"PK\1\2")
    far = bytearray(data)
    far[entry + 20 : entry + 24] = b"\xff" * 4
    with pytest.raises(Unreadable, match="zip64"):
        Package(bytes(far), HERE)
    first = data.find(b"PK\1\2")
    data[first + 20 : first + 24] = struct.pack("<L", 90)
    with pytest.raises(Unreadable, match="overlaps"):
        Package(bytes(data), HERE)


def test_junk_behind_the_zip_is_noticed_and_not_copied() -> None:
    opened = Package(archive(a=b"1") + b"\0" * 4000, HERE)
    out = io.BytesIO()
    opened.write(out, {})
    assert opened.trailing == 4000
    assert out.getvalue() == archive(a=b"1")


def test_a_flipped_bit_is_named_with_its_part() -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as opened:
        opened.writestr("xl/a.xml", b"hello")
    data = stored.getvalue().replace(b"hello", b"hellp")
    with pytest.raises(Unreadable, match=r"xl/a\.xml is damaged"):
        Package(data, HERE).read("xl/a.xml")


def test_a_member_longer_than_announced_is_damaged() -> None:
    data = bytearray(archive(a=b"1" * 100_000))
    entry = data.rfind(b"PK\1\2")
    data[entry + 24 : entry + 28] = struct.pack("<L", 99)
    with pytest.raises(Unreadable, match="damaged"):
        Package(bytes(data), HERE).read("a")


@pytest.mark.parametrize("make", [archive, with_descriptors])
def test_untouched_members_are_copied_verbatim_around_a_new_one(make: Callable[..., bytes]) -> None:
    source = Package(make(a=b"1" * 999, b=b"2" * 999, c=b"3" * 999), HERE)
    out = io.BytesIO()
    source.write(out, {"b": deflate([b"new"]), "d": deflate([b"added"])}, ["c"])
    result = Package(out.getvalue(), HERE)
    assert result.names == ("a", "b", "d")
    assert result.raw("a") == source.raw("a")
    assert result.holds_verbatim(source, "a")
    assert not result.holds_verbatim(source, "b")
    with zipfile.ZipFile(out) as opened:
        assert opened.testzip() is None
        assert [opened.read(name) for name in "abd"] == [b"1" * 999, b"new", b"added"]


def test_a_changed_member_keeps_its_date_and_attributes() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        info = zipfile.ZipInfo("a", (2020, 2, 29, 12, 30, 0))
        info.external_attr = 0o644 << 16
        opened.writestr(info, b"old")
    out = io.BytesIO()
    Package(made.getvalue(), HERE).write(out, {"a": deflate([b"new"])})
    with zipfile.ZipFile(out) as opened:
        (after,) = opened.infolist()
    assert (after.date_time, after.external_attr) == (info.date_time, info.external_attr)
    assert Package(out.getvalue(), HERE).is_consistent("a")


def test_a_descriptor_belongs_to_the_copy() -> None:
    source = Package(with_descriptors(a=b"1" * 999), HERE)
    assert bytes(source.raw("a"))[-16:-12] == b"PK\7\x08"


def test_parts_are_found_whatever_their_case() -> None:
    opened = Package(archive(**{"xl/Workbook.xml": b""}), HERE)
    assert opened.find("XL/workbook.xml") == "xl/Workbook.xml"
    assert opened.find("xl/other.xml") is None
    with pytest.raises(Unreadable, match="no part"):
        opened.crc("xl/other.xml")
