"""What a person wrote behind an option or as an argument, as a value; whatever is unfit is refused by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from models.core.columns import choice, money, pct
from models.core.parsing import parse
from models.core.refusal import Refused
from models.core.schema import Column, Kind, Value
from models.core.values import Invalid


def money_of(name: str, text: str | None) -> float | None:
    """Money of 0 or more, as `10,000` or `$10,000.50`; None where the option is not there."""
    return _number(money(name), text)


def balance_of(name: str, text: str | None) -> float | None:
    """Money that may be below zero; None where the option is not there."""
    return _number(money(name, minimum=None), text)


def percent_of(name: str, text: str | None) -> float | None:
    """A fraction from `70%` or `0.7`; None where the option is not there. 70 is asked about, never clamped."""
    return _number(pct(name), text)


def count_of(name: str, text: str | None, low: int, high: int) -> int | None:
    """A whole number within bounds; None where the option is not there."""
    value = _number(Column(name, Kind.INT, minimum=low, maximum=high), text)
    return None if value is None else int(value)


def choice_of(name: str, text: str | None, choices: Sequence[str]) -> str | None:
    """One of the words, in any case; None where the option is not there."""
    value = _value(choice(name, *choices), text)
    return None if value is None else str(value)


def id_of(name: str, text: str) -> str:
    """The ID of a row. An empty one is refused as missing, never read as all."""
    if not text.strip():
        raise Refused(f"{name}: it is missing.", hint="The ID of a row is its first cell.", code="missing")
    return text.strip()


def day_of(name: str, text: str | None) -> date | None:
    """A day as `2026-03-05`; None where the option is not there."""
    value = _value(Column(name, Kind.DATE), text)
    return value if isinstance(value, date) else None


def field_of(name: str, column: Column, text: str) -> Value:
    """What a column holds, as behind FIELD=: an empty word is a blank."""
    return _value(replace(column, header=name), text) if text.strip() else None


def password_of(path: Path | None) -> str | None:
    """The first line of the file. Refused where it is empty or cannot be read."""
    if path is None:
        return None
    try:
        text = path.read_text("utf-8-sig").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "it is no text"
        raise Refused(f"The password file {path} could not be read: {why}.", code="no_file") from None
    if not text:
        raise Refused(f"The first line of {path} is empty.", hint="It has to be the password.", code="missing")
    return text


def _number(column: Column, text: str | None) -> float | None:
    value = _value(column, text)
    return float(value) if isinstance(value, (int, float)) else None


def _value(column: Column, text: str | None) -> Value:
    if text is None:
        return None
    try:
        value = parse(column, text)
    except Invalid as problem:
        raise Refused(f"{column.header}: {problem}", hint=_meant(column, text), code="invalid") from None
    if value is None:
        raise Refused(f"{column.header}: it is empty; a blank is not zero.", code="missing")
    return value


def _meant(column: Column, text: str) -> str:
    """`70` where a percentage belongs was probably meant as 70%; that is asked, whatever else was said."""
    try:
        parse(column, f"{text}%")
    except Invalid:
        return ""
    return f"Did you mean {text.strip()}%?"
