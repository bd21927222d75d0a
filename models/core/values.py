"""Values between people, cells and frames: what a kind's dtype is, and how a value of it is read, checked and shown."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pandas as pd

from models.core.phrase import phrase
from models.core.schema import Column, Kind, Value

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
    if type(value) is str:
        return value
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
    # 1.005 * 100 is 100.49999999999999: the ninth digit is noise, not a person's figure; nor is the sixteenth of any.
    noise = np.maximum(5e-7, np.abs(scaled) * 2e-15)
    whole = np.floor(np.abs(scaled) + noise + 0.5)
    return np.copysign(whole, scaled) / 10.0**places + 0.0


def check(column: Column, value: Value) -> None:
    """Raises Invalid where a value of the right type is not one that the column allows."""
    if value is None:
        return
    if isinstance(value, str):
        _check_text(column, value)
    if column.is_number and isinstance(value, (int, float)):
        _check_number(column, value)
    if isinstance(value, date) and value < FIRST_DATE:
        raise Invalid(phrase("{day} is before 1900, which a spreadsheet cannot hold.", day=value.isoformat()))


def show(column: Column, value: Value) -> str:
    """The value as the screens write it: `1,234.50`, `70%`, `2026-03-05`, `yes`; blank is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return _SHOWN[column.kind](value) if column.kind in _SHOWN else f"{value:g}"
    return value.isoformat() if isinstance(value, date) else value


def matching(text: str) -> str:
    """A name without what people do not see: its case, blanks around it, invisible signs, the way an accent is made."""
    if text.isascii():
        return text.casefold().strip()
    seen = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFC", seen.casefold()).strip()


def utc_text(moment: datetime) -> str:
    """A moment with a time zone as the workbook holds it: ISO text in UTC, to the second, ending in Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def number_text(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < LARGEST_INT else repr(float(value))


_SHOWN = {
    Kind.MONEY: lambda v: f"{v:,.2f}",
    Kind.PCT: lambda v: f"{number_text(round(v * 100, 6))}%",
    Kind.INT: lambda v: f"{int(v)}",
    Kind.NUM: number_text,
}


def number_or_date(text: str) -> Value:
    """What a text of kind `any` is in the sheet: a number or date where it is one in its plain form, else the text."""
    if re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", text) and number_text(float(text)) == text:
        return float(text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return text
        return day if day >= FIRST_DATE else text
    return text


def _check_text(column: Column, value: str) -> None:
    plain_text = value.isascii()  # nearly every text; it is looked at no closer
    units = len(value) if plain_text else len(value.encode("utf-16-le", "surrogatepass")) // 2
    if units > LONGEST_TEXT:
        raise Invalid(phrase("The text has {units} characters; a cell holds {most}.", units=units, most=LONGEST_TEXT))
    if not plain_text and ("\ufffe" in value or "\uffff" in value):
        raise Invalid(phrase("The text holds a character that no spreadsheet can keep (U+FFFE or U+FFFF)."))
    if not plain_text and any("\ud800" <= c <= "\udfff" for c in value):
        raise Invalid(phrase("The text holds half a character (a lone surrogate)."))
    if column.kind is Kind.CHOICE and column.choices and value not in column.choices:
        raise Invalid(phrase("“{value}” is not one of {choices}.", value=value, choices=", ".join(column.choices)))


def _check_number(column: Column, value: float) -> None:
    if not math.isfinite(value) or abs(value) > LARGEST_INT:
        raise Invalid(phrase("This number is too large for a spreadsheet."))
    if column.kind is Kind.PCT and column.maximum == 1 and 1 < value <= 100:
        bare = number_text(value)
        raise Invalid(
            phrase(
                "{bare} is {shown}, out of range: type {bare}% or {share}.",
                bare=bare,
                shown=show(column, value),
                share=number_text(value / 100),
            )
        )
    low, high = column.minimum, column.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        if low is not None and high is not None:
            bounds = phrase("between {low} and {high}", low=show(column, low), high=show(column, high))
        elif low is not None:
            bounds = phrase("{low} or more", low=show(column, low))
        else:
            bounds = phrase("{high} or less", high=show(column, high))
        raise Invalid(
            phrase("{shown} is out of range: it has to be {bounds}.", shown=show(column, value), bounds=bounds)
        )
