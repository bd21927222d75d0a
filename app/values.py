"""Values as the window writes and reads them: the workbook's own forms, with the numbers of the window's language."""

from __future__ import annotations

import re

from app.tr import marked, spoken, tr
from models.core import parsing, values
from models.core.phrase import MONTHS, SHORT_MONTHS
from models.core.schema import Column, Kind, Value

# A number with a decimal comma, its thousands parted by any blank or apostrophe, in the brackets of a loss.
_COMMA = re.compile(r"[(\-−]?\s*\$?\s*(?:\d{1,3}(?:[\s'’]\d{3})+|\d*)(?:,\d*)?\s*[$%]?\)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
YES, NO = marked("yes"), marked("no")
_NUMBERS = (Kind.MONEY, Kind.PCT, Kind.NUM)


def show(column: Column, value: Value) -> str:
    """As `models.core.values.show`, in the window's language: `1 234,50`, `2026-03-05`, `oui`."""
    text = values.show(column, value)
    if isinstance(value, bool):
        return tr(text)
    if column.kind not in _NUMBERS or not isinstance(value, (int, float)):
        return text
    text = in_figures(text)
    return tr("{share}%", share=text[:-1]) if text.endswith("%") else text


def in_figures(text: str) -> str:
    """English figures as the window's language has them: `1,234.50 − 3` as `1 234,50 − 3`."""
    language = spoken()
    if (language.group, language.decimal) == (",", "."):
        return text
    return text.translate({ord(","): language.group, ord("."): language.decimal})


def parse(column: Column, text: str) -> Value:
    """As `models.core.parsing.parse`, of what is typed in the window's language. Raises Invalid."""
    return parsing.parse(column, plain(column, text))


def plain(column: Column, text: str) -> str:
    """What was typed, in the forms that the workbook's own parser knows; what is in no form of the language as it is.

    `1,234` stays in doubt where a comma parts decimals, as `1.234` is where a dot does: the parser asks for more.
    """
    language, word = spoken(), text.strip()
    if column.kind is Kind.BOOL:
        return next((answer for answer in (YES, NO) if word.casefold() == tr(answer).casefold()), text)
    if column.kind is Kind.DATE:
        return _date(word) or text
    if language.decimal == "," and (column.is_number or column.kind is Kind.ANY) and _COMMA.fullmatch(word):
        return re.sub(r"[\s'’$]", "", word).replace(",", ".")
    return text


def _date(word: str) -> str:
    """`5 mars 2026` and, where the day comes first, `05/03/2026`; blank where it is neither."""
    language = spoken()
    if language.day_first and (match := _DAY_FIRST.fullmatch(word)):
        return f"{match[3]}-{match[2]}-{match[1]}"
    if not any(map(str.isalpha, word)):
        return ""
    for names, known in ((language.months, MONTHS), (language.short_months, SHORT_MONTHS)):
        for name, english in zip(names, known, strict=True):
            found = re.sub(rf"\b{re.escape(name.rstrip('.'))}\b\.?", english, word, flags=re.IGNORECASE)
            if found != word:
                return found
    return ""
