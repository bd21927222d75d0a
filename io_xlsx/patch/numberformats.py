"""Number format codes: which ones show dates, and the few with the same number in every language."""

from __future__ import annotations

import re

GENERAL = 0
FIRST_CUSTOM = 164
DATE = "yyyy-mm-dd"
MOMENT = "yyyy-mm-dd hh:mm"
BUILT_IN = {
    "General": 0,
    "0": 1,
    "0.00": 2,
    "#,##0": 3,
    "#,##0.00": 4,
    "0%": 9,
    "0.00%": 10,
    "0.00E+00": 11,
    "@": 49,
}

_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_TIMES_OF_DAY = frozenset({18, 19, 20, 21, 45, 46, 47})
_LITERAL = re.compile(r'"[^"]*"?|\\.|[_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE | re.DOTALL)


def is_date_format(number: int, code: str | None) -> bool:
    """Whether readers take a number in it for a date or time; `code` is None for a built-in format."""
    return number in _DATES if code is None else _signs(code, "dmyhs")


def is_calendar_format(number: int, code: str | None) -> bool:
    """A date format that is not merely a time of day or a duration, in which a plain number makes sense."""
    if not is_date_format(number, code):
        return False
    return number not in _TIMES_OF_DAY if code is None else _signs(code, "dy") or not _signs(code, "hs")


def _signs(code: str, wanted: str) -> bool:
    return any(sign in wanted for sign in _LITERAL.sub("", code).lower().replace("general", ""))
