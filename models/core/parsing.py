"""What people type and what cells hold, read as a column's value; what means nothing or two things is refused."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from models.core.phrase import either, marked, phrase
from models.core.schema import NUMBERS, Column, Kind, Value
from models.core.values import Invalid, check, number_text, utc_text

AS_DATE = phrase("the number was read as a date, its cell has no date format")
FIRST_LOST = 1e15  # from here on a whole number has more digits than a spreadsheet keeps


@dataclass(frozen=True)
class Parsed:
    """A value as the column holds it; `note` says what was made of it where a cell held it in another form.

    `lost`: the file no longer holds what a person typed, so that nothing better can be written over it.
    """

    value: Value
    note: str = ""
    lost: bool = False


def read_cell(column: Column, raw: object) -> Parsed:
    """What a cell's value means in this column. Raises Invalid where it means nothing there."""
    if raw is None or raw == "":
        return Parsed(None)
    if isinstance(raw, str):
        _refuse_thousands(column, raw)
        return _from_text(column, raw)
    if isinstance(raw, bool):
        return _from_bool(column, raw)
    if isinstance(raw, (int, float)):
        return _from_number(column, float(raw))
    if isinstance(raw, (datetime, date, time, timedelta)):
        return _from_moment(column, raw)
    raise Invalid(phrase("{raw} is no {kind}.", raw=repr(raw), kind=phrase(_NAMES.get(column.kind, "text"))))


def parse(column: Column, text: str) -> Value:
    """What a person typed, as the column's value; an empty text is blank. Raises Invalid."""
    value = _from_text(column, text).value if text.strip() else None
    if column.kind is Kind.ANY and isinstance(value, str):
        value = _canonical(value)
    check(column, value)
    return value


# --- from a cell ---


def _from_bool(column: Column, raw: bool) -> Parsed:
    if column.kind is Kind.BOOL:
        return Parsed(raw)
    if column.kind in NUMBERS or column.kind in (Kind.DATE, Kind.TIME, Kind.CLOCK):
        raise Invalid(
            phrase("{raw} is no {kind}.", raw="TRUE" if raw else "FALSE", kind=phrase(_NAMES.get(column.kind, "text")))
        )
    return Parsed("TRUE" if raw else "FALSE")


def _from_number(column: Column, raw: float) -> Parsed:
    if not math.isfinite(raw):
        raise Invalid(phrase("This is not a finite number."))
    if column.kind in NUMBERS:
        return Parsed(_as_number(column, raw))
    if column.kind is Kind.BOOL and raw in (0, 1):
        return Parsed(bool(raw), phrase("the number was read as yes or no"))
    if column.kind is Kind.DATE:
        return Parsed(_serial_date(raw), AS_DATE)
    if column.kind is Kind.CLOCK and 0 <= raw < 1:
        return Parsed(_clock(timedelta(days=raw)))
    if column.kind in (Kind.BOOL, Kind.TIME, Kind.CLOCK):
        raise Invalid(phrase("{number} is no {kind}.", number=number_text(raw), kind=phrase(_NAMES[column.kind])))
    if abs(raw) >= FIRST_LOST:
        return Parsed(
            number_text(raw), phrase("a spreadsheet keeps 15 digits of a number, the others are lost"), lost=True
        )
    return Parsed(number_text(raw))


def _from_moment(column: Column, raw: date | time | timedelta) -> Parsed:
    if column.kind is Kind.DATE and isinstance(raw, datetime):
        return Parsed(raw.date(), "" if raw.time() == time() else phrase("the time of day was left out"))
    if column.kind is Kind.DATE and isinstance(raw, date):
        return Parsed(raw)
    if column.kind is Kind.TIME and isinstance(raw, date):
        moment = raw if isinstance(raw, datetime) else datetime.combine(raw, time())
        return Parsed(utc_text(moment.replace(tzinfo=UTC)), phrase("the date was read as a time in UTC"))
    if column.kind is Kind.CLOCK and isinstance(raw, (time, timedelta)):
        return Parsed(_clock(raw))
    if column.kind in _NAMES:
        raise Invalid(phrase("{raw} is a date or time, no {kind}.", raw=str(raw), kind=phrase(_NAMES[column.kind])))
    return Parsed(str(raw))


def _serial_date(raw: float) -> date:
    if not 1 <= raw < 2_958_466 or raw == 60:
        raise Invalid(phrase("{number} is no date.", number=number_text(raw)))
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
        raise Invalid(phrase("{number} is no whole number.", number=number_text(raw)))
    return int(raw)


# --- from text ---


def _from_text(column: Column, text: str) -> Parsed:
    if column.kind in (Kind.TEXT, Kind.NOTE, Kind.ANY):
        return Parsed(text)
    word = _western(text).strip()
    if not word:
        return Parsed(None)
    if column.kind in NUMBERS:
        return Parsed(_number(column, word), phrase("the text was read as a number"))
    return _READERS[column.kind](column, word)


def _western(text: str) -> str:
    """Digits of every script, and the Arabic marks of decimals and thousands, as ours."""
    return text if text.isascii() else "".join(map(_digit, text))


def _digit(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return {"٫": ".", "٬": ","}.get(character, character)


def _number(column: Column, word: str) -> float | int:
    bare = _bare(word)
    negative = word.startswith("(") and word.endswith(")")
    percent = word.endswith("%")
    if column.kind in (Kind.MONEY, Kind.INT):
        _refuse_thousands(column, word)
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d*)?", bare):
        bare = bare.replace(",", "")
    if not re.fullmatch(r"-?(\d+\.?\d*|\.\d+)", bare) or (percent and column.kind is not Kind.PCT):
        raise Invalid(
            phrase(
                "“{word}” is no {kind}{meant}.",
                word=word,
                kind=phrase(_NAMES[column.kind]),
                meant=_meant_number(column, bare),
            )
        )
    value = float(Decimal(bare) / 100) if percent else float(bare)
    return _as_number(column, -value if negative else value)


def _bare(word: str) -> str:
    """Less brackets, percent sign and dollar sign; an amount of another currency stays what it is."""
    bare = _western(word).strip().replace("−", "-").strip("()")
    return re.sub(r"^(-?)\s*(?:(?:CAD|USD|CA|US)\s?)?\$?\s*(?=[\d.])|\s*%$", r"\1", bare)


def _refuse_thousands(column: Column, word: str) -> None:
    """`1.500` is one and a half to some and fifteen hundred to others; a share is never a thousand."""
    bare = _bare(word) if column.kind in (Kind.MONEY, Kind.INT, Kind.NUM) else ""
    if re.fullmatch(r"-?[1-9]\d{0,2}(\.\d{3})+", bare):
        readings = either([bare.replace(".", ""), *([bare] if bare.count(".") == 1 else [])])
        raise Invalid(
            phrase(
                "“{word}” may mean {readings}: type it without a dot, or with two decimals.",
                word=word.strip(),
                readings=readings,
            )
        )


def _meant_number(column: Column, bare: str) -> str:
    """`: type it as 1500.00` where thousands are parted by blanks or dots, and decimals by a comma."""
    match = re.fullmatch(r"(-?\d{1,3}(?:([\s'’.])\d{3}(?:\2\d{3})*)?)(?:[,.](\d{1,2}))?", bare)
    if not match or column.kind not in NUMBERS:
        return ""
    whole = re.sub(r"[^\d-]", "", match[1])
    plain = f"{whole}.{match[3]}" if match[3] else whole
    return phrase(": type it as {plain} if it means that", plain=plain)


def _date(column: Column, word: str) -> Parsed:
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", word):
        return Parsed(_day(word, *map(int, match.groups())), phrase("the text was read as a date"))
    if match := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", word):
        first, second, year = map(int, match.groups())
        if first <= 12 and second <= 12 and first != second:
            raise Invalid(
                phrase(
                    "“{word}” may mean {one} or {other}: type one of them.",
                    word=word,
                    one=f"{year}-{first:02}-{second:02}",
                    other=f"{year}-{second:02}-{first:02}",
                )
            )
        month, day = (second, first) if first > 12 else (first, second)
        return Parsed(_day(word, year, month, day), phrase("the text was read as a date"))
    if named := _MONTH_INSIDE.fullmatch(word) or _MONTH_FIRST.fullmatch(word):
        return Parsed(
            _day(word, int(named["y"]), _month(named["m"]), int(named["d"])), phrase("the text was read as a date")
        )
    if short := re.fullmatch(r"\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ,]+'?(\d{2})", word):
        century = 2000 if int(short[1]) < 30 else 1900
        raise Invalid(
            phrase(
                "“{word}” has a year of two digits, which Excel would read as {year}: type it as YYYY-MM-DD.",
                word=word,
                year=str(century + int(short[1])),
            )
        )
    raise Invalid(phrase("“{word}” is no date: type it as YYYY-MM-DD.", word=word))


def _day(word: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Invalid(phrase("“{word}” is no date: there is no such day.", word=word)) from None


_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_MONTH = "(?P<m>sept|{})".format("|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS))
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_MONTH_INSIDE = re.compile(rf"{_WEEKDAY}{_DAY}[-\s.]+(?:of\s+)?{_MONTH}[-\s.,]+(?P<y>\d{{4}})", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}{_MONTH}[-\s.]+{_DAY}[-\s,]+(?P<y>\d{{4}})", re.IGNORECASE)


def _month(word: str) -> int:
    return 1 + next(number for number, name in enumerate(_MONTHS) if name.startswith(word[:3].casefold()))


def _time(column: Column, word: str) -> Parsed:
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        raise Invalid(phrase("“{word}” is no time: type it as YYYY-MM-DDTHH:MM:SSZ, in UTC.", word=word)) from None
    canonical = utc_text(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return Parsed(canonical, "" if word == canonical else phrase("the time was read as UTC"))


def _clock_text(column: Column, word: str) -> Parsed:
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", word)
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise Invalid(phrase("“{word}” is no time of day: type it as HH:MM.", word=word))
    canonical = f"{int(match[1]):02}:{match[2]}"
    return Parsed(canonical, "" if word == canonical else phrase("the time of day was put in the form HH:MM"))


def _bool(column: Column, word: str) -> Parsed:
    if word.casefold() in ("true", "yes", "y", "1", "x", "vrai", "oui"):
        return Parsed(True, phrase("the word was read as yes"))
    if word.casefold() in ("false", "no", "n", "0", "faux", "non"):
        return Parsed(False, phrase("the word was read as no"))
    raise Invalid(phrase("“{word}” is neither yes nor no.", word=word))


def _choice(column: Column, word: str) -> Parsed:
    folded = re.sub(r"[\s_-]+", "_", word).casefold()
    for choice in column.choices:
        if choice.casefold() == folded:
            return Parsed(
                choice, "" if choice == word else phrase("“{word}” was read as {choice}", word=word, choice=choice)
            )
    raise Invalid(phrase("“{word}” is not one of {choices}.", word=word, choices=", ".join(column.choices)))


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
    Kind.MONEY: marked("amount"), Kind.PCT: marked("percentage"), Kind.INT: marked("whole number"),
    Kind.NUM: marked("number"), Kind.BOOL: marked("yes or no"), Kind.DATE: marked("date"),
    Kind.TIME: marked("time"), Kind.CLOCK: marked("time of day"),
}  # fmt: skip


def _canonical(text: str) -> str:
    if re.match(r"\s*[0+]\d", text):  # a phone number, not an amount
        return text
    try:
        return number_text(_number(_ANY_NUMBER, text.strip()))
    except Invalid:
        return text
