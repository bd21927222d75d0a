"""Rectangles of cells as the tab-separated text that spreadsheet programs put on the clipboard and take from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

Block = tuple[tuple[str, ...], ...]

# A quoted cell: doubled quotes inside, and after it only what can end a cell.
_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|\Z)')
_PLAIN = re.compile(r"[^\t\n]*")


def block_of(text: str) -> Block:
    """The cells of a clipboard text, each row as long as the longest.

    Cells in quotes may hold tabs and line ends. A quote that no later one closes is a character like any other:
    Excel puts quotes only around cells that need them, so `5" pipe` stands there as it is.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.endswith("\n"):  # the last row's own end, not one more row
        text = text[:-1]
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        cell, at = _cell(text, at)
        rows[-1].append(cell)
        if at >= len(text):
            break
        if text[at] == "\n":
            rows.append([])
        at += 1
    width = max(map(len, rows))
    return tuple((*row, *[""] * (width - len(row))) for row in rows)


def text_of(rows: Iterable[Sequence[str]]) -> str:
    """The rows as such a text; every row ends with a line end, as Excel's do."""
    return "".join("\t".join(map(_written, row)) + "\n" for row in rows)


def tiled(block: Block, height: int, width: int) -> Block:
    """The block repeated over a selection that it fits into a whole number of times; else the block itself."""
    tall, wide = len(block), len(block[0])
    if height % tall or width % wide or (height, width) == (tall, wide):
        return block
    return tuple(row * (width // wide) for row in block) * (height // tall)


def _cell(text: str, at: int) -> tuple[str, int]:
    match = _QUOTED.match(text, at)
    if match:
        return match[1].replace('""', '"'), match.end()
    match = _PLAIN.match(text, at)
    return (match[0], match.end()) if match else ("", at)


def _written(cell: str) -> str:
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    if "\t" in cell or "\n" in cell or cell.startswith('"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
