"""Workbooks with something wrong in them that nobody thought of: each number of a seed gives one, always the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from tests.faults.hostile import entry, parts_of, raw_zip

EVIL = (
    *(b"", b"0", b"-1", b"1", b"2147483648", b"4294967295", b"4294967296", b"99999999999999999999", b"1e309", b"NaN"),
    *(b"A1", b"A1:XFD1048576", b"A:XFD", b"1:1048576", b"B2:A1", b"XFD1048576", b"ZZZ9999999", b"A0", b"$A$1"),
    *(b"true", b"s", b"e", b"d", b"inlineStr", b"xyz", b"9999-99-99", b"2026-02-30T25:61:61", b"&amp;", b"&#0;"),
    *(b"../../etc/hostname", b"xl/workbook.xml", b"/xl/worksheets/sheet1.xml", b"rId1", b"rId999", b"\xff\xfe"),
    *(b"\xf0\x9f\x8f\xa0" * 50, b"#REF!", b"_x0000_", b" "),
)
_ATTRIBUTE = re.compile(rb"=\"([^\"<]*)\"")
_ELEMENT = re.compile(rb"<[^<>]+>")
_CONTENT = re.compile(rb">([^<>]+)<")
_READ = re.compile(r"\.rels$|sheet\d|sharedStrings|styles|workbook|table|Content_Types|custom|externalLink|pivot")


def mutated(sources: Sequence[bytes], seed: int, number: int) -> bytes:
    """The workbook of this number: one of the sources with some of its bytes, or of its parts' XML, changed."""
    random = Random(f"{seed}:{number}")
    source = random.choice(sources)
    if random.random() < 0.35:
        return _in_bytes(source, sources, random)
    return _in_parts(source, random)


def _in_bytes(data: bytes, sources: Sequence[bytes], random: Random) -> bytes:
    """As a bad disk or a broken transfer leaves it; mostly a checksum is wrong then."""
    for _ in range(random.choice((1, 1, 2, 5))):
        data = random.choice((_flipped, _cut, _doubled, _overwritten))(data, random)
    if random.random() < 0.2:
        other = random.choice(sources)
        at = random.randrange(len(data) + 1)
        data = data[:at] + other[min(at, len(other)) :]
    return data


def _in_parts(workbook: bytes, random: Random) -> bytes:
    """As a program with a fault, or with bad intent, writes it: every checksum is right."""
    parts = parts_of(workbook)
    read = [name for name in parts if _READ.search(name)]
    grave = [name for name in read if not name.endswith(".rels")]  # one fault in a .rels and nothing else is looked at
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        name = random.choice(read if random.random() < 0.1 else grave)
        kind = random.random()
        if kind < 0.04:
            parts.pop(name, None)
        elif kind < 0.07:
            parts[name] = parts.get(random.choice(read), b"")
        elif name in parts:
            for _ in range(random.choice((1, 1, 2, 8))):
                parts[name] = random.choice(_XML)(parts[name], random)
    return raw_zip([entry(name, data) for name, data in parts.items()])


def _flipped(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 3, 20))):
        if changed:
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _range(data: bytes, random: Random, most: int = 4096) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.randrange(1, most))


def _cut(data: bytes, random: Random) -> bytes:
    start, end = _range(data, random)
    return data[:start] if random.random() < 0.3 else data[:start] + data[end:]


def _doubled(data: bytes, random: Random) -> bytes:
    start, end = _range(data, random)
    at = random.randrange(len(data) + 1)
    return data[:at] + data[start:end] * random.choice((1, 1, 3)) + data[at:]


def _overwritten(data: bytes, random: Random) -> bytes:
    start, end = _range(data, random, 64)
    filling = random.choice((bytes(64), b"\xff" * 64, random.randbytes(64)))
    return data[:start] + filling[: end - start] + data[end:]


def _attribute(data: bytes, random: Random) -> bytes:
    return _at_random(data, _ATTRIBUTE, random, 1)


def _content(data: bytes, random: Random) -> bytes:
    return _at_random(data, _CONTENT, random, 1)


def _at_random(data: bytes, pattern: re.Pattern[bytes], random: Random, group: int) -> bytes:
    """One match behind a random place gets an evil text."""
    match = pattern.search(data, random.randrange(len(data) + 1)) or pattern.search(data)
    return data[: match.start(group)] + random.choice(EVIL) + data[match.end(group) :] if match else data


def _without_element(data: bytes, random: Random) -> bytes:
    match = _ELEMENT.search(data, random.randrange(len(data) + 1))
    return data[: match.start()] + data[match.end() :] if match else data


def _moved_element(data: bytes, random: Random) -> bytes:
    one = _ELEMENT.search(data, random.randrange(len(data) + 1))
    other = _ELEMENT.search(data, random.randrange(len(data) + 1))
    return data[: other.start()] + one[0] + data[other.end() :] if one and other else data


def _nested(data: bytes, random: Random) -> bytes:
    """An element in itself, very often."""
    match = _ELEMENT.search(data, random.randrange(len(data) + 1))
    return data[: match.end()] + match[0] * random.choice((10, 10_000)) + data[match.end() :] if match else data


_XML: tuple[Callable[[bytes, Random], bytes], ...] = (
    *(_attribute,) * 6, *(_content,) * 4, *(_without_element,) * 2, *(_moved_element,) * 2,
    _nested, _flipped, _cut, _doubled, _overwritten,
)  # fmt: skip
