"""How a bank's CSV is to be read: guessed from its text, what is doubtful asked about, all of it open to correction."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from models.budget.importing import headers
from models.core import spellings
from models.core.delimited import Record, records, separator_of
from models.core.phrase import either, phrase, sentences
from models.core.refusal import Refused
from models.core.values import Invalid

LOOKED_AT = 60  # rows from the top in which a header is looked for
_DATES, _AMOUNTS, _TEXTS = "date", "amount", "text"


@dataclass(frozen=True)
class Layout:
    """The mapping of columns (counted from 0) and how their cells are written.

    Either `amount`, its sign turned by `negate` or given by the words in `direction`, or `debit` and `credit`.
    """

    separator: str
    first_line: int  # the line of the file on which the first row of data stands
    date: int
    date_order: str = "ymd"
    decimal: str = "."
    amount: int | None = None
    debit: int | None = None
    credit: int | None = None
    direction: int | None = None
    negate: bool = False
    description: tuple[int, ...] = ()
    merchant: int | None = None
    account: int | None = None


@dataclass(frozen=True)
class Question:
    """What only a person can know: the field of Layout, the sentence, and what it may be."""

    field: str
    sentence: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Guess:
    """The layout that is likely, what is doubtful about it, the headers (none: empty), and the first rows."""

    layout: Layout
    questions: tuple[Question, ...]
    headers: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]


def guess_layout(text: str, **given: Any) -> Guess:
    """How the text is likely to be read; fields of Layout that are `given` are taken as they are and not asked about.

    Refused where no column of dates and none of amounts can be found and none is given.
    """
    unknown = given.keys() - {field.name for field in fields(Layout)}
    if unknown:
        raise TypeError(f"Layout has no {', '.join(sorted(unknown))}")
    separator = given.get("separator") or separator_of(text)
    rows = list(records(text, separator))
    top = next((n for n, row in enumerate(rows[:LOOKED_AT]) if headers.is_header(row.cells)), None)
    names = () if top is None else rows[top].cells
    data = rows if top is None else rows[top + 1 :]
    found = _inferred(data) if top is None else _named(names)
    first = data[0].line if data else 1
    layout = Layout(**{"separator": separator, "first_line": first, **found, **given})
    if layout.date < 0 or (layout.amount is None and layout.debit is None and layout.credit is None):
        raise Refused(
            phrase("This file has no column of dates, or none of amounts, that can be told."),
            hint=phrase("Choose the columns, or export it from the bank as CSV, OFX or QFX."),
            code="invalid",
        )
    data = [row for row in data if row.line >= layout.first_line]
    layout, questions = _written(layout, data, given)
    if top is None and not given.keys() & {"amount", "debit", "credit"}:
        questions = (_about_columns(layout), *questions)
    return Guess(layout, questions, names, tuple(row.cells for row in data[:8]))


def confirm(guess: Guess) -> None:
    """Refused with code `confirm` where something is doubtful; the hint says how it would be read."""
    if guess.questions:
        raise Refused(
            sentences(question.sentence for question in guess.questions),
            hint=phrase("--yes reads it as said first; the window lets you choose."),
            code="confirm",
        )


def _named(names: Sequence[str]) -> dict[str, Any]:
    """Columns by their headers; an amount is preferred to money out and in beside it."""
    found: dict[str, Any] = dict(headers.roles_of(names))
    if "amount" in found:
        found = {role: place for role, place in found.items() if role not in ("debit", "credit")}
    return {**found, "description": headers.descriptions(names)}


def _inferred(data: Sequence[Record]) -> dict[str, Any]:
    """Columns of a file without headers, by what stands in them; the first amount is no balance."""
    width = max((len(row.cells) for row in data), default=0)
    kinds = [_kind([row.cell(column) for row in data]) for column in range(width)]
    amounts = [column for column, kind in enumerate(kinds) if kind == _AMOUNTS]
    found: dict[str, Any] = {"date": kinds.index(_DATES) if _DATES in kinds else -1}
    found["description"] = tuple(column for column, kind in enumerate(kinds) if kind == _TEXTS)
    if len(amounts) > 1 and not any(row.cell(amounts[0]) and row.cell(amounts[1]) for row in data):
        return {**found, "debit": amounts[0], "credit": amounts[1]}
    return {**found, "amount": amounts[0] if amounts else None}


def _kind(column: Sequence[str]) -> str:
    filled = [text for text in column if text]
    for kind, test in ((_DATES, spellings.looks_like_date), (_AMOUNTS, spellings.looks_like_amount)):
        if filled and _share(filled, test) >= 0.8:
            return kind
    return _TEXTS if filled else ""


def _share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, texts)) / len(texts)


def _written(layout: Layout, data: Sequence[Record], given: dict[str, Any]) -> tuple[Layout, tuple[Question, ...]]:
    """The layout with date order and decimal sign, and what is doubtful about them and about the signs."""
    questions = []
    places = [place for place in (layout.amount, layout.debit, layout.credit) if place is not None]
    amounts = [row.cell(place) for row in data for place in places if row.cell(place)]
    if "decimal" not in given:
        signs = spellings.decimal_signs(amounts)
        layout = replace(layout, decimal=signs[0])
        questions += [_about_decimal(amounts)] if len(signs) > 1 else []
    if "date_order" not in given:
        dates = [row.cell(layout.date) for row in data if row.cell(layout.date)]
        # Where commas are decimal the day comes first; banks of Canada and the United States put the month first.
        usual = "dmy" if layout.separator == ";" or layout.decimal == "," else "mdy"
        orders = sorted(spellings.date_orders(dates), key=lambda order: order != usual)
        layout = replace(layout, date_order=orders[0])
        questions += [_about_dates(dates, orders)] if len(orders) > 1 else []
    if "negate" not in given and layout.amount is not None and layout.direction is None and _all_positive(amounts):
        sentence = phrase(
            "Every amount is positive: read as money that came in, though a card's export may mean money spent."
        )
        questions.append(Question("negate", sentence, ("no", "yes")))
    return layout, tuple(questions)


def _all_positive(amounts: Sequence[str]) -> bool:
    return len(amounts) > 1 and not any(re.search(r"[-−–(]|DR", text, re.IGNORECASE) for text in amounts)


def _about_dates(dates: Sequence[str], orders: Sequence[str]) -> Question:
    example = next(text for text in dates if len({_try(text, order) for order in orders}) > 1)
    read = [(_try(example, order) or phrase("no date"), phrase(spellings.ORDERS[order])) for order in orders]
    readings = either(phrase("{day} ({order})", day=day, order=order) for day, order in read)
    return Question(
        "date_order", phrase("“{example}” may be {readings}.", example=example, readings=readings), tuple(orders)
    )


def _try(text: str, order: str) -> str:
    try:
        return spellings.read_date(text, order).isoformat()
    except Invalid:
        return ""


def _about_decimal(amounts: Sequence[str]) -> Question:
    example = next(text for text in amounts if "." in text or "," in text)
    return Question(
        "decimal",
        phrase("“{example}” may be read with a decimal point or a decimal comma.", example=example),
        (".", ","),
    )


def _about_columns(layout: Layout) -> Question:
    money = (
        phrase("column {amount} as the amount", amount=str(layout.amount + 1))
        if layout.amount is not None
        else phrase(
            "column {debit} as money out and column {credit} as money in",
            debit=str((layout.debit or 0) + 1),
            credit=str((layout.credit or 0) + 1),
        )
    )
    return Question(
        "amount",
        phrase(
            "The file has no headers: column {date} is read as the date, {money}.",
            date=str(layout.date + 1),
            money=money,
        ),
        (),
    )
