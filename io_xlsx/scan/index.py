"""Finds any of very many texts in a file in one pass, however they are spaced, cased or spelled in Unicode."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

SHORTEST_PART = 4  # characters from which a text is looked for inside others; a shorter one is compared whole
LONG = 8  # bytes from which a text is found by its first eight, which hardly any other text begins with
SEVERAL = ""  # the owner of a text that more than one has
BREAK = "\n"  # between pieces; normalised texts hold none

_SPACES = dict.fromkeys([*range(33), 127])
_TABLE = 22  # bits
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def normalised(text: str) -> str:
    """The text without case, blanks, control and invisible characters, in one Unicode form."""
    if text.isascii():
        return text.translate(_SPACES).lower()
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in plain if unicodedata.category(c)[0] not in "CZ")


class Index:
    """Texts by what they begin with. Each has an owner; the same text of two owners belongs to SEVERAL."""

    def __init__(self, owners: Mapping[str, str]) -> None:
        self.owners: dict[str, str] = {}
        for text, owner in owners.items():
            plain = normalised(text)
            if plain:
                held = self.owners.get(plain, owner)
                self.owners[plain] = owner if held == owner else SEVERAL
        self._texts: dict[bytes, str] = {}
        by_start: dict[bytes, set[int]] = {}
        for plain in self.owners:
            if len(plain) >= SHORTEST_PART:
                raw = plain.encode("utf-8", "surrogatepass")
                self._texts[raw] = plain
                by_start.setdefault(raw[: LONG if len(raw) >= LONG else SHORTEST_PART], set()).add(len(raw))
        self._starts = {start: tuple(lengths) for start, lengths in by_start.items()}
        self._short, self._long = (_bitmap([s for s in by_start if len(s) == size]) for size in (SHORTEST_PART, LONG))
        self._known: dict[bytes, frozenset[str]] = {}

    def found(self, texts: Iterable[str]) -> frozenset[str]:
        """The indexed texts that stand in these, in their normalised form."""
        plain = set(map(normalised, texts))
        whole = {text for text in plain if text in self.owners}
        return frozenset(whole | set(self._inside(BREAK.join(plain).encode("utf-8", "surrogatepass"))))

    def found_in(self, digest: bytes, texts: Iterable[str]) -> frozenset[str]:
        """The same, remembered by the digest of what the texts were taken from: many files share whole parts."""
        if digest not in self._known:
            self._known[digest] = self.found(texts)
        return self._known[digest]

    def _inside(self, hay: bytes) -> Iterator[str]:
        data = np.frombuffer(hay, dtype=np.uint8).astype(np.uint64)
        if len(data) < SHORTEST_PART:
            return
        last = len(data) - SHORTEST_PART + 1
        fours: Any = data[:last].copy()
        for at in range(1, SHORTEST_PART):
            fours |= data[at : last + at] << np.uint64(8 * at)
        yield from self._at(hay, _marked(self._short, fours), SHORTEST_PART)
        if len(data) >= LONG:
            yield from self._at(hay, _marked(self._long, fours[:-4] | (fours[4:] << np.uint64(32))), LONG)

    def _at(self, hay: bytes, places: Collection[int], size: int) -> Iterator[str]:
        for place in places:
            for length in self._starts.get(hay[place : place + size], ()):
                text = self._texts.get(hay[place : place + length])
                if text is not None:
                    yield text


def _bitmap(starts: Collection[bytes]) -> Any:
    marks = np.zeros(1 << _TABLE, dtype=bool)
    if starts:
        marks[_slots(np.array([int.from_bytes(start, "little") for start in starts], dtype=np.uint64))] = True
    return marks


def _slots(values: Any) -> Any:
    return (values * _FACTOR) >> np.uint64(64 - _TABLE)


def _marked(marks: Any, values: Any) -> list[int]:
    places: list[int] = np.flatnonzero(marks[_slots(values)]).tolist()
    return places
