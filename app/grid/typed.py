"""What a person types or pastes, as values: besides what the workbook's own parser knows, days in words and names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from app.grid.columns import names_of
from app.tr import marked, tr
from app.values import NO, YES, parse, plain
from models.core.book import Book
from models.core.edit import reference_values
from models.core.schema import Column, Kind, Value
from models.core.values import Invalid

_DAYS = {marked("today"): 0, "t": 0, marked("tomorrow"): 1, marked("yesterday"): -1}


@dataclass(frozen=True)
class Option:
    """Something to pick: how it reads, what it stands for, and what tells it from another of the same name."""

    label: str
    value: str
    detail: str = ""


def read(column: Column, text: str, book: Book, as_of: date) -> Value:
    """What was typed or pasted into a column: also days in words and references by name. Raises Invalid."""
    word = text.strip()
    if column.kind is Kind.REF and column.refers in book.tables and word:
        return _referred(column, word, book)
    if column.kind is Kind.DATE and word:
        return _day(column, word, as_of)
    return parse(column, text)


def _referred(column: Column, word: str, book: Book) -> Value:
    if word in reference_values(book, column):
        return word
    rows = _by_name(column, book).get(word.casefold(), ())
    if len(rows) > 1:
        raise Invalid(
            tr(
                "{n} rows of {sheet} are called “{word}”: choose one.",
                n=len(rows),
                sheet=book.tables[column.refers].sheet,
                word=word,
            )
        )
    if not rows:
        raise Invalid(tr("There is no “{word}” in {sheet}.", word=word, sheet=book.tables[column.refers].sheet))
    return rows[0]


def _by_name(column: Column, book: Book) -> Mapping[str, Sequence[str]]:
    """Folded name -> what the reference may hold for it."""

    def compute() -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        names: Mapping[str, str] = names_of(book, column) or {str(v): str(v) for v in reference_values(book, column)}
        for value, name in names.items():
            found.setdefault(name.casefold(), []).append(value)
        return found

    return book.derived(("values by name", column.refers, column.refers_by), compute)


def _day(column: Column, word: str, as_of: date) -> Value:
    folded = word.casefold()
    for name, days in _DAYS.items():
        if folded in (name, tr(name)):
            return as_of + timedelta(days=days)
    if re.fullmatch(r"[+-]\d{1,4}", word):
        return as_of + timedelta(days=int(word))
    if re.fullmatch(r"[^\W\d]{3,9}\.? +\d{1,2}|\d{1,2} +[^\W\d]{3,9}\.?", folded):
        return _nearest(column, plain(column, word), as_of)
    return parse(column, word)


def _nearest(column: Column, word: str, as_of: date) -> Value:
    """A day and month without a year: the one nearest to the day that the program works with."""
    days = []
    for year in (as_of.year - 1, as_of.year, as_of.year + 1):
        with suppress(Invalid):
            day = parse(column, f"{word} {year}")
            days += [day] if isinstance(day, date) else []
    if not days:
        return parse(column, word)  # says what is wrong
    return min(days, key=lambda day: abs(day - as_of))


# --- what there is to pick from ---


def options_of(column: Column, book: Book) -> Sequence[Option]:
    """What a yes-or-no, a choice or a reference may be, in the order in which it is offered."""
    if column.kind is Kind.BOOL:
        return tuple(Option(tr(word), tr(word)) for word in (YES, NO))
    if column.kind is Kind.CHOICE:
        return tuple(Option(choice, choice) for choice in column.choices)
    if column.kind is not Kind.REF or column.refers not in book.tables:
        return ()
    return book.derived(("options", column.refers, column.refers_by), lambda: _references(column, book))


def _references(column: Column, book: Book) -> Sequence[Option]:
    """By name; where two have one name, or none has, the ID tells which."""
    names = names_of(book, column)
    labels = {str(value): names.get(str(value), str(value)) for value in reference_values(book, column)}
    often = Counter(labels.values())
    options = [Option(label, value, value if often[label] > 1 else "") for value, label in labels.items()]
    return sorted(options, key=lambda option: (option.label.casefold(), option.value))
