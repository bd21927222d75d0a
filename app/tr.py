"""What the window says, in the language it speaks: texts from a catalogue, numbers and days as that language has them.

Until `speak` names another it is English, without a catalogue: so are the command line and all that is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from gettext import NullTranslations
from typing import TYPE_CHECKING, NamedTuple

from models.core import phrase as english
from models.core.phrase import FullDay, Lowered, Phrase, marked

if TYPE_CHECKING:
    from datetime import date

__all__ = ["ENGLISH", "Language", "marked", "speak", "spoken", "tr", "tr_error", "tr_n", "tr_phrase"]

_PLAIN = re.compile(r"\{\w+\}")  # nothing but a value


class Language(NamedTuple):
    """A catalogue of texts, and how numbers and days are written. `decimal` and `group` part a number's digits;
    `day_first`: `5/3/2026` is in March, and in no doubt."""

    catalogue: NullTranslations
    code: str = "en"
    whole: Callable[[int], str] = english.whole
    amount: Callable[[float], str] = english.amount_text
    cents: Callable[[float], str] = english.cents_text
    day: Callable[[date], str] = english.day_text
    full_day: Callable[[date], str] = english.full_day_text
    months: tuple[str, ...] = english.MONTHS
    short_months: tuple[str, ...] = english.SHORT_MONTHS
    weekdays: tuple[str, ...] = english.WEEKDAYS
    short_weekdays: tuple[str, ...] = english.SHORT_WEEKDAYS
    decimal: str = "."
    group: str = ","
    day_first: bool = False


ENGLISH = Language(NullTranslations())
_spoken = ENGLISH


def speak(language: Language) -> None:
    """From now on; what is on the screen stays as it is."""
    global _spoken
    _spoken = language


def spoken() -> Language:
    return _spoken


def tr(text: str, /, **values: object) -> str:
    """The text in the window's language, its places in braces filled with the values; a Phrase has its own.

    A whole number, an amount (a float) and a day are written as the language has them.
    """
    if isinstance(text, Phrase):
        return _filled(text.template, text.many, text.values)
    return _filled(text, "", values) if values else _found(text)


def tr_phrase(text: str) -> str:
    """What the models say: a Phrase in the window's language; anything else, such as a person's name, as it is."""
    return tr(text) if isinstance(text, Phrase) else text


def tr_error(problem: Exception, *, hint: bool = True) -> str:
    """What a refusal says, and its hint; in English where a sentence does not remember its template."""
    said = problem.args[0] if problem.args and isinstance(problem.args[0], str) else str(problem)
    advice = getattr(problem, "hint", "") if hint else ""
    return f"{tr_phrase(said)} {tr_phrase(advice)}".strip()


def tr_n(one: str, many: str, n: int, /, **values: object) -> str:
    """One of two texts, or of as many as the language has for the number `n`, which is also a value."""
    return _filled(one, many, {"n": n, **values})


def _found(text: str) -> str:
    return _spoken.catalogue.gettext(text) if text else ""


def _filled(template: str, many: str, values: Mapping[str, object]) -> str:
    if many:
        found = _spoken.catalogue.ngettext(template, many, int(str(values["n"])))
    else:
        found = template if _PLAIN.fullmatch(template) else _found(template)
    return found.format(**{name: _written(value) for name, value in values.items()})


def _written(value: object) -> str:
    if isinstance(value, Phrase):
        return tr(value)
    if isinstance(value, Lowered):
        return english.lowered(tr_phrase(value.text))
    if isinstance(value, FullDay):
        return _spoken.full_day(value.day)
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return _spoken.whole(value)
    if isinstance(value, float):
        return _spoken.amount(value)
    if isinstance(value, Exception):
        return tr_error(value, hint=False)
    from datetime import date  # when first needed: the window that opens says nothing of the kind
    from decimal import Decimal

    if isinstance(value, Decimal):
        return _spoken.cents(float(value))
    return _spoken.day(value) if isinstance(value, date) else str(value)
