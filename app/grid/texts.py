"""Many texts as one string of bytes: looked through, and put in order, without a step of Python for each of them.

UTF-8 keeps the order of its characters, and no character's bytes hold another's: bytes can stand for texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = Any  # numpy's own types say nothing here that the names do not
_END = "\0"  # it stands in no cell
_WIDE = 8  # bytes that are compared at once


class Texts:
    """Texts as searches and sorts compare them, upper and lower case alike."""

    def __init__(self, texts: Sequence[str]) -> None:
        joined = _END.join(texts)
        if joined.count(_END) != max(0, len(texts) - 1):
            joined = _END.join(text.replace(_END, " ") for text in texts)
        self._bytes = (joined.casefold() + _END).encode(errors="replace") if texts else b""
        self._ends = np.flatnonzero(np.frombuffer(self._bytes, dtype=np.uint8) == 0)
        self._starts = np.concatenate([[0], self._ends[:-1] + 1]) if texts else self._ends

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, place: int) -> str:
        """The folded text at a place."""
        return self._bytes[self._starts[place] : self._ends[place]].decode()

    def containing(self, word: str) -> Array:
        """True for each text that holds the word, which is folded."""
        wanted = np.frombuffer(word.encode(errors="replace"), dtype=np.uint8)
        if not len(wanted) or not len(self) or 0 in wanted:
            return np.full(len(self), not len(wanted))
        every = np.frombuffer(self._bytes, dtype=np.uint8)
        begins = every == wanted[0]
        if len(wanted) > 1:
            begins[:-1] &= every[1:] == wanted[1]
        places = np.flatnonzero(begins)
        for offset, byte in enumerate(wanted[2:], 2):
            places = places[every.take(places + offset, mode="clip") == byte]
        holds = np.zeros(len(self), dtype=bool)
        holds[np.searchsorted(self._ends, places)] = True
        return holds

    def ranks(self) -> Array:
        """The place of each text in their order, from 0; equal ones have the same, and none is left out.

        Eight bytes are compared at once, and only texts that were the same so far are looked at again.
        """
        ranks = np.zeros(len(self), dtype=np.int64)
        lengths = self._ends - self._starts
        alike, done = np.arange(len(self)), 0
        while len(alike) and lengths[alike].max() >= done:
            keys, before = self._chunk(alike, done, lengths), ranks[alike]
            order = np.lexsort((keys, before)) if done else np.argsort(keys)
            alike, keys, before = alike[order], keys[order], before[order]
            first = np.concatenate([[True], (keys[1:] != keys[:-1]) | (before[1:] != before[:-1])])
            ranks[alike] = self._places(before, first)
            single = first & np.concatenate([first[1:], [True]])
            alike, done = alike[~single], done + _WIDE
        return np.unique(ranks, return_inverse=True)[1] if len(ranks) else ranks

    @staticmethod
    def _places(before: Array, first: Array) -> Array:
        """Ranks of texts in order: their group's old one, and how many of the group come before them."""
        places = np.arange(len(before))
        new_group = np.concatenate([[True], before[1:] != before[:-1]])
        begins = np.maximum.accumulate(np.where(new_group, places, 0))
        return before + np.maximum.accumulate(np.where(first, places, 0)) - begins

    def _chunk(self, wanted: Array, skipped: int, lengths: Array) -> Array:
        """The next bytes of the wanted texts as numbers that sort as they do; behind a text's end there is nothing."""
        padded = self._bytes + bytes(_WIDE)
        numbers = np.ndarray((len(self._bytes),), dtype=">u8", buffer=padded, strides=(1,))
        left = np.clip(lengths[wanted] - skipped, 0, _WIDE)
        found = numbers[np.minimum(self._starts[wanted] + skipped, len(self._bytes) - 1)].astype(np.uint64)
        blanked = ((_WIDE - left) * 8).astype(np.uint64)
        return np.where(left == 0, np.uint64(0), (found >> (blanked % np.uint64(64))) << (blanked % np.uint64(64)))
