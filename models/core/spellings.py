"""Dates and amounts as banks and people write them, read in a stated order and with a stated decimal sign."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from models.core.phrase import marked, phrase
from models.core.texts import folded
from models.core.values import FIRST_DATE, LARGEST_INT, Invalid

ORDERS = {"ymd": marked("year, month, day"), "dmy": marked("day, month, year"), "mdy": marked("month, day, year")}

# English, French and German; the first that a written month begins with is meant.
_MONTHS = (
    ("jan", 1), ("feb", 2), ("fev", 2), ("mar", 3), ("mrz", 3), ("maer", 3), ("apr", 4), ("avr", 4), ("mai", 5),
    ("may", 5), ("juin", 6), ("jun", 6), ("juil", 7), ("jul", 7), ("aug", 8), ("aou", 8), ("sep", 9), ("oct", 10),
    ("okt", 10), ("nov", 11), ("dec", 12), ("dez", 12),
)  # fmt: skip
_TIME = re.compile(r"[T ]\s*\d{1,2}:\d{2}.*$")
_NUMERIC = re.compile(r"(\d{1,4})([-/. ])(\d{1,2})\2(\d{1,4})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_NAMED = (
    re.compile(r"(?P<day>\d{1,2})[-/. ]*(?P<month>[^\W\d_]{3,})[-/., ]*(?P<year>\d{4}|\d{2})"),
    re.compile(r"(?P<month>[^\W\d_]{3,})[-/. ]*(?P<day>\d{1,2})[-/, ]+(?P<year>\d{4})"),
)
_SPACES = re.compile(r"[\s'’\u00a0\u202f]")
_CURRENCY = re.compile(r"(?<![A-Z])(?:CAD|USD|EUR|CHF|GBP|CA(?=\$)|US(?=\$)|C(?=\$))(?![A-Z])|[$€£]", re.IGNORECASE)


def read_date(text: str, order: str) -> date:
    """The day that the text names. Raises Invalid. `order` decides only where the text leaves it open."""
    word = _TIME.sub("", text.strip()).strip()
    parts = _parts(word, order)
    if parts is None:
        raise Invalid(phrase("“{text}” is no date.", text=text.strip()))
    try:
        day = date(*parts)
    except ValueError:
        raise Invalid(
            phrase("“{text}” is no date in the order {order}.", text=text.strip(), order=phrase(ORDERS[order]))
        ) from None
    if day < FIRST_DATE:
        raise Invalid(phrase("“{text}” is before 1900, which a spreadsheet cannot hold.", text=text.strip()))
    return day


def date_orders(texts: Sequence[str]) -> tuple[str, ...]:
    """The orders in which most of the texts are dates; more than one where they would give different days."""
    read = {order: [_date_or_none(text, order) for text in texts] for order in ("dmy", "mdy", "ymd")}
    counts = {order: sum(day is not None for day in days) for order, days in read.items()}
    best = [order for order, count in counts.items() if count == max(counts.values())]
    return tuple(best) if any(read[order] != read[best[0]] for order in best) else (best[-1],)


def read_amount(text: str, decimal: str) -> float | None:
    """The amount to the cent, None where the cell is blank. Raises Invalid.

    A minus may stand before or after it, parentheses mean one, and CR or DR after it says which way it went.
    """
    bare, negative = _unsigned(text)
    if not bare:
        if text.strip(" \t\u00a0-–—"):
            raise Invalid(phrase("“{text}” is no amount.", text=text.strip()))
        return None
    whole, _, fraction = bare.partition(decimal)
    group = "," if decimal == "." else "."
    if group in whole and re.fullmatch(rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+", whole):
        whole = whole.replace(group, "")
    if not re.fullmatch(r"\d*", whole) or not re.fullmatch(r"\d*", fraction) or not (whole or fraction):
        raise Invalid(
            phrase("“{text}” is no amount with a decimal point.", text=text.strip())
            if decimal == "."
            else phrase("“{text}” is no amount with a decimal comma.", text=text.strip())
        )
    if fraction[2:].strip("0"):
        raise Invalid(phrase("“{text}” is finer than a cent.", text=text.strip()))
    amount = float(f"{whole or '0'}.{fraction[:2] or '0'}")
    if amount > LARGEST_INT / 100:
        raise Invalid(phrase("“{text}” is too large for an amount.", text=text.strip()))
    return (-amount if negative else amount) + 0.0


def looks_like_amount(text: str) -> bool:
    """Whether it is an amount with one decimal sign or the other, and no bare account number."""
    bare, _ = _unsigned(text)
    return bool(re.fullmatch(r"\d[\d.,]*|[.,]\d+", bare)) and not re.fullmatch(r"\d{8,}", bare)


def looks_like_date(text: str) -> bool:
    return any(_date_or_none(text, order) is not None for order in ORDERS)


def decimal_signs(texts: Sequence[str]) -> tuple[str, ...]:
    """The decimal sign that most amounts have; both where they only show groups of three that might be either."""
    votes, unclear = {".": 0, ",": 0}, False
    for text in texts:
        bare, _ = _unsigned(text)
        marks = [c for c in bare if c in ".,"]
        if len(set(marks)) == 2 or re.search(r"[.,](\d{0,2}|\d{4,})$", bare):
            votes[marks[-1]] += 1
        elif len(marks) > 1:
            votes["." if marks[0] == "," else ","] += 1
        elif marks:
            unclear = True
    if votes["."] == votes[","]:
        return (".", ",") if unclear or votes["."] else (".",)
    return (max(votes, key=lambda mark: votes[mark]),)


def _unsigned(text: str) -> tuple[str, bool]:
    """The digits and marks of an amount, and whether a minus, parentheses or DR make it negative."""
    word = _SPACES.sub("", _CURRENCY.sub("", text.replace("−", "-").replace("–", "-")))
    ending = re.search(r"(CR|DR)$", word, re.IGNORECASE)
    negative = bool(ending and ending[1].upper() == "DR")
    word = word[: ending.start()] if ending else word
    if word.startswith("(") and word.endswith(")"):
        word, negative = word[1:-1], True
    if re.match(r"[-+]", word) or re.search(r"[-+]$", word):
        negative ^= "-" in (word[0], word[-1])
        word = word[1:] if word[0] in "-+" else word[:-1]
    return word, negative


def _date_or_none(text: str, order: str) -> date | None:
    try:
        return read_date(text, order)
    except Invalid:
        return None


def _parts(word: str, order: str) -> tuple[int, int, int] | None:
    """Year, month and day."""
    if match := _COMPACT.fullmatch(word):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _NUMERIC.fullmatch(word):
        return _ordered((match[1], match[3], match[4]), match[2], order)
    for pattern in _NAMED:
        if match := pattern.fullmatch(word):
            month = next((number for name, number in _MONTHS if folded(match["month"]).startswith(name)), None)
            return None if month is None else (_year(match["year"]), month, int(match["day"]))
    return None


def _ordered(parts: tuple[str, str, str], mark: str, order: str) -> tuple[int, int, int] | None:
    first, middle, last = parts
    if len(first) == 4 and len(last) <= 2:
        return int(first), int(middle), int(last)
    if len(first) > 2 or len(last) not in (2, 4):
        return None
    if mark == "." and order == "mdy":  # with dots it is day, month, year wherever it is written
        return None
    if order == "ymd":  # a year of two digits comes first with dashes only
        return (_year(first), int(middle), int(last)) if mark == "-" and len(first) == len(last) == 2 else None
    day, month = (first, middle) if order == "dmy" else (middle, first)
    return _year(last), int(month), int(day)


def _year(digits: str) -> int:
    number = int(digits)
    return number if len(digits) == 4 else number + (2000 if number < 70 else 1900)
