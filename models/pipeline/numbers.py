"""The phone numbers and mail addresses in a cell, as people type them: several, with names or an extension."""

from __future__ import annotations

import re

from models.core.schema import Value

_MAIL = re.compile(r"[^\s<>()\[\],;:/|\"']+@[^\s<>()\[\],;:/|\"']*[^\s<>()\[\],;:/|\"'.]")
_EXTENSION = re.compile(r"(?:ext\w*|poste|x|#)\W*\d{1,6}\W*$")
_BETWEEN = re.compile(r"[,;/|&\n]|\b(?:or|and|ou|et)\b")
_WHOLE = 7  # digits of a phone number at least


def addresses_in(cell: Value) -> set[str]:
    """Every mail address in lower case, and of every phone number its last ten digits: +1 does not count."""
    text = "" if cell is None else str(cell).casefold()
    rest = _MAIL.sub(" ", text)
    return {*_MAIL.findall(text), *(digits[-10:] for digits in (*_numbers(rest), _digits(rest)) if digits)}


def first_number(text: str) -> str:
    """The first phone number as it is dialled, with its `+` and without its extension; empty where there is none."""
    text = text.casefold()
    first = _BETWEEN.split(text)[0]
    part = first if len(_digits(first)) >= _WHOLE else text  # 204/555-0100 is one number
    digits = _digits(part)
    return f"+{digits}" if digits and re.match(r"\D*\+", part) else digits


def _numbers(text: str) -> list[str]:
    return [digits for part in _BETWEEN.split(text) if len(digits := _digits(part)) >= _WHOLE]


def _digits(text: str) -> str:
    """The digits of a phone number without its extension; all of them where too few would be left."""
    cut, whole = (
        "".join(str(int(c)) for c in one if c.isdecimal()) for one in (_EXTENSION.sub("", text.strip()), text)
    )
    return cut if len(cut) >= _WHOLE else whole
