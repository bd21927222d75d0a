"""Values between people, cells and frames: what a kind's dtype is, and how a value of it is read, checked and shown."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pandas as pd

from models.core.schema import NUMBERS, Column, Kind, Value

Dtype = Any
LONGEST_TEXT = 32_767  # UTF-16 units in a cell of a spreadsheet
LARGEST_INT = 2**53  # beyond it a spreadsheet's number loses digits
FIRST_DATE = date(1900, 1, 1)

_DTYPES: dict[Kind, Dtype] = {
    Kind.MONEY: "float64",
    Kind.PCT: "float64",
    Kind.NUM: "float64",
    Kind.INT: "Int64",
    Kind.BOOL: "boolean",
    Kind.DATE: "datetime64[s]",
}


class Invalid(ValueError):
    """A value that the column cannot take; the message says why and what would be right."""


@dataclass(frozen=True)
class Parsed:
    """A value as the column holds it; `note` says what was made of it where a cell held it in another form."""

    value: Value
    note: str = ""


def dtype_of(kind: Kind) -> Dtype:
    """The dtype of a frame's column: floats for numbers, nullable Int64 and boolean, datetime64[s], else str."""
    return _DTYPES.get(kind, "str")


def column_of(kind: Kind, values: Sequence[Value]) -> Any:
    """An array of the kind's dtype from plain values; None becomes the dtype's missing value."""
    if kind in (Kind.MONEY, Kind.PCT, Kind.NUM):
        return np.array([math.nan if value is None else value for value in values], dtype="float64")
    if kind is Kind.DATE:
        return np.array(values, dtype="datetime64[s]")
    return pd.array(list(values), dtype=dtype_of(kind))


def plain(value: Any) -> Value:
    """A frame's element as a plain Python value; every missing value is None."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, (pd.Timestamp, datetime)):
        return value.date()
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else value.astype("datetime64[D]").astype(object)
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return None if math.isnan(value) else float(value)
    return str(value)


def round_half_up(value: float, places: int = 2) -> float:
    """Rounded half away from zero on the decimal digits that a person sees: 2.675 -> 2.68."""
    step = Decimal(1).scaleb(-places)
    return float(Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP)) + 0.0


def round_half_up_all(values: Any, places: int = 2) -> Any:
    """`round_half_up` for a float array; NaN stays NaN."""
    scaled = np.asarray(values, dtype="float64") * 10.0**places
    # 1.005 * 100 is 100.49999999999999: the ninth digit is noise, not a person's figure.
    whole = np.floor(np.round(np.abs(scaled), 6) + 0.5)
    return np.copysign(whole, scaled) / 10.0**places + 0.0


def read_cell(column: Column, raw: object) -> Parsed:
    """What a cell's value means in this column. Raises Invalid where it means nothing there."""
    if raw is None or raw == "":
        return Parsed(None)
    if isinstance(raw, str):
        return _from_text(column, raw)
    if isinstance(raw, bool):
        return _from_bool(column, raw)
    if isinstance(raw, (int, float)):
        return _from_number(column, float(raw))
    if isinstance(raw, (datetime, date, time, timedelta)):
        return _from_moment(column, raw)
    raise Invalid(f"{raw!r} is no {column.kind.value}.")


def parse(column: Column, text: str) -> Value:
    """What a person typed, as the column's value; an empty text is blank. Raises Invalid."""
    value = _from_text(column, text).value if text.strip() else None
    if column.kind is Kind.ANY and isinstance(value, str):
        value = _canonical(value)
    check(column, value)
    return value


def check(column: Column, value: Value) -> None:
    """Raises Invalid where a value of the right type is not one that the column allows."""
    if value is None:
        return
    if isinstance(value, str):
        _check_text(column, value)
    if column.is_number and isinstance(value, (int, float)):
        _check_number(column, value)
    if isinstance(value, date) and value < FIRST_DATE:
        raise Invalid(f"{value.isoformat()} is before 1900, which a spreadsheet cannot hold.")


def show(column: Column, value: Value) -> str:
    """The value as the screens write it: `1,234.50`, `70%`, `2026-03-05`, `yes`; blank is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return _SHOWN[column.kind](value) if column.kind in _SHOWN else f"{value:g}"
    return value.isoformat() if isinstance(value, date) else value


def utc_text(moment: datetime) -> str:
    """A moment with a time zone as the workbook holds it: ISO text in UTC, to the second, ending in Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _number_text(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < LARGEST_INT else repr(float(value))


_SHOWN = {
    Kind.MONEY: lambda v: f"{v:,.2f}",
    Kind.PCT: lambda v: f"{_number_text(round(v * 100, 6))}%",
    Kind.INT: lambda v: f"{int(v)}",
    Kind.NUM: _number_text,
}


def number_or_date(text: str) -> Value:
    """What a text of kind `any` is in the sheet: a number or date where it is one in its plain form, else the text."""
    if re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", text) and _number_text(float(text)) == text:
        return float(text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _canonical(text: str) -> str:
    if re.match(r"\s*[0+]\d", text):  # a phone number, not an amount
        return text
    try:
        return _number_text(_number(_ANY_NUMBER, text.strip()))
    except Invalid:
        return text


# --- from a cell ---


def _from_bool(column: Column, raw: bool) -> Parsed:
    if column.kind is Kind.BOOL:
        return Parsed(raw)
    if column.kind in NUMBERS or column.kind in (Kind.DATE, Kind.TIME, Kind.CLOCK):
        raise Invalid(f"{'TRUE' if raw else 'FALSE'} is no {column.kind.value}.")
    return Parsed("TRUE" if raw else "FALSE")


def _from_number(column: Column, raw: float) -> Parsed:
    if not math.isfinite(raw):
        raise Invalid("This is not a finite number.")
    if column.kind in NUMBERS:
        return Parsed(_as_number(column, raw))
    if column.kind is Kind.BOOL and raw in (0, 1):
        return Parsed(bool(raw), "the number was read as yes or no")
    if column.kind is Kind.DATE:
        return Parsed(_serial_date(raw), "the number was read as a date, its cell has no date format")
    if column.kind is Kind.CLOCK and 0 <= raw < 1:
        return Parsed(_clock(timedelta(days=raw)))
    if column.kind in (Kind.BOOL, Kind.TIME, Kind.CLOCK):
        raise Invalid(f"{_number_text(raw)} is no {_NAMES[column.kind]}.")
    if abs(raw) > LARGEST_INT:
        return Parsed(_number_text(raw), "a number this long has lost digits in the file; type it as text")
    return Parsed(_number_text(raw))


def _from_moment(column: Column, raw: date | time | timedelta) -> Parsed:
    if column.kind is Kind.DATE and isinstance(raw, datetime):
        return Parsed(raw.date(), "" if raw.time() == time() else "the time of day was left out")
    if column.kind is Kind.DATE and isinstance(raw, date):
        return Parsed(raw)
    if column.kind is Kind.TIME and isinstance(raw, date):
        moment = raw if isinstance(raw, datetime) else datetime.combine(raw, time())
        return Parsed(utc_text(moment.replace(tzinfo=UTC)), "the date was read as a time in UTC")
    if column.kind is Kind.CLOCK and isinstance(raw, (time, timedelta)):
        return Parsed(_clock(raw))
    if column.kind in NUMBERS or column.kind is Kind.BOOL:
        raise Invalid(f"{raw} is a date or time, no {_NAMES[column.kind]}.")
    return Parsed(str(raw))


def _serial_date(raw: float) -> date:
    if not 1 <= raw < 2_958_466 or raw == 60:
        raise Invalid(f"{_number_text(raw)} is no date.")
    return date(1899, 12, 31 if raw < 60 else 30) + timedelta(days=int(raw))


def _clock(raw: time | timedelta) -> str:
    if isinstance(raw, time):
        return f"{raw.hour:02}:{raw.minute:02}"
    minutes = round(raw.total_seconds() / 60) % (24 * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _as_number(column: Column, raw: float) -> float | int:
    if column.kind is not Kind.INT:
        return raw
    if not raw.is_integer():
        raise Invalid(f"{_number_text(raw)} is no whole number.")
    return int(raw)


# --- from text ---


def _from_text(column: Column, text: str) -> Parsed:
    if column.kind in (Kind.TEXT, Kind.NOTE, Kind.ANY):
        return Parsed(text)
    word = "".join(_digit(c) for c in text).strip()
    if not word:
        return Parsed(None)
    if column.kind in NUMBERS:
        return Parsed(_number(column, word), "the text was read as a number")
    return _READERS[column.kind](column, word)


def _digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def _number(column: Column, word: str) -> float | int:
    bare = word.replace("−", "-")
    negative = bare.startswith("(") and bare.endswith(")")
    percent = bare.endswith("%")
    bare = re.sub(r"^(-?)\s*(?:[A-Z]{2,3}\s?)?\$?\s*|\s*%$", r"\1", bare.strip("()"))
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+", bare) and column.kind is Kind.MONEY:
        raise Invalid(
            f"“{word}” may mean {bare.replace('.', '')} or {bare}: type it without a dot, or with two decimals."
        )
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d*)?", bare):
        bare = bare.replace(",", "")
    if not re.fullmatch(r"-?(\d+\.?\d*|\.\d+)", bare) or (percent and column.kind is not Kind.PCT):
        raise Invalid(f"“{word}” is no {_NAMES[column.kind]}.")
    value = float(Decimal(bare) / 100) if percent else float(bare)
    return _as_number(column, -value if negative else value)


def _date(column: Column, word: str) -> Parsed:
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", word):
        return Parsed(_day(word, *map(int, match.groups())), "the text was read as a date")
    if match := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", word):
        first, second, year = map(int, match.groups())
        if first <= 12 and second <= 12 and first != second:
            raise Invalid(
                f"“{word}” may mean {year}-{first:02}-{second:02} or {year}-{second:02}-{first:02}: type one of them."
            )
        month, day = (second, first) if first > 12 else (first, second)
        return Parsed(_day(word, year, month, day), "the text was read as a date")
    if re.search(r"[A-Za-z]{3}", word) and re.search(r"\b\d{4}\b", word) and re.search(r"\b\d{1,2}\b", word):
        return Parsed(_named_month(word), "the text was read as a date")
    raise Invalid(f"“{word}” is no date: type it as YYYY-MM-DD.")


def _day(word: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Invalid(f"“{word}” is no date: there is no such day.") from None


def _named_month(word: str) -> date:
    from dateutil import parser  # only where a month is written out; it costs the start a few milliseconds

    try:
        return parser.parse(word, default=datetime(1900, 1, 1)).date()  # noqa: DTZ001  # a day has no time zone
    except (ValueError, OverflowError):
        raise Invalid(f"“{word}” is no date: type it as YYYY-MM-DD.") from None


def _time(column: Column, word: str) -> Parsed:
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        raise Invalid(f"“{word}” is no time: type it as YYYY-MM-DDTHH:MM:SSZ, in UTC.") from None
    canonical = utc_text(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return Parsed(canonical, "" if word == canonical else "the time was read as UTC")


def _clock_text(column: Column, word: str) -> Parsed:
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", word)
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise Invalid(f"“{word}” is no time of day: type it as HH:MM.")
    canonical = f"{int(match[1]):02}:{match[2]}"
    return Parsed(canonical, "" if word == canonical else "the time of day was put in the form HH:MM")


def _bool(column: Column, word: str) -> Parsed:
    if word.casefold() in ("true", "yes", "y", "1", "x"):
        return Parsed(True, "the word was read as yes")
    if word.casefold() in ("false", "no", "n", "0"):
        return Parsed(False, "the word was read as no")
    raise Invalid(f"“{word}” is neither yes nor no.")


def _choice(column: Column, word: str) -> Parsed:
    folded = re.sub(r"[\s_-]+", "_", word).casefold()
    for choice in column.choices:
        if choice.casefold() == folded:
            return Parsed(choice, "" if choice == word else f"“{word}” was read as {choice}")
    raise Invalid(f"“{word}” is not one of {', '.join(column.choices)}.")


def _reference(column: Column, word: str) -> Parsed:
    return Parsed(word)


_ANY_NUMBER = Column("number", Kind.PCT)
_READERS = {
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.CLOCK: _clock_text,
    Kind.BOOL: _bool,
    Kind.CHOICE: _choice,
    Kind.REF: _reference,
}
_NAMES = {
    Kind.MONEY: "amount", Kind.PCT: "percentage", Kind.INT: "whole number", Kind.NUM: "number",
    Kind.BOOL: "yes or no", Kind.TIME: "time", Kind.CLOCK: "time of day",
}  # fmt: skip


def _check_text(column: Column, value: str) -> None:
    units = len(value.encode("utf-16-le", "surrogatepass")) // 2
    if units > LONGEST_TEXT:
        raise Invalid(f"The text has {units:,} characters; a cell holds {LONGEST_TEXT:,}.")
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise Invalid("The text holds half a character (a lone surrogate).")
    if column.kind is Kind.CHOICE and column.choices and value not in column.choices:
        raise Invalid(f"“{value}” is not one of {', '.join(column.choices)}.")


def _check_number(column: Column, value: float) -> None:
    if not math.isfinite(value) or abs(value) > LARGEST_INT:
        raise Invalid("This number is too large for a spreadsheet.")
    if column.kind is Kind.PCT and column.maximum == 1 and 1 < value <= 100:
        bare = _number_text(value)
        raise Invalid(f"{bare} is {show(column, value)}, out of range: type {bare}% or {_number_text(value / 100)}.")
    low, high = column.minimum, column.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = f"between {show(column, low)} and {show(column, high)}" if low is not None and high is not None else (
            f"{show(column, low)} or more" if low is not None else f"{show(column, high)} or less"
        )  # fmt: skip
        raise Invalid(f"{show(column, value)} is out of range: it has to be {bounds}.")
