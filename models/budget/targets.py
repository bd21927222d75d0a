"""What the household plans with: the monthly income target, the buffer minimum and the envelopes' targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from models.budget.envelopes import ENVELOPES
from models.core.book import Book
from models.core.change import ChangeSet, together
from models.core.edit import add_row, set_cells, set_fields
from models.core.phrase import both, phrase
from models.core.refusal import Refused
from models.core.values import LARGEST_INT, number_text, plain, round_half_up
from models.settings import BY_KEY, SETTINGS, number_of, value_of

GOALS = ("income_target", "buffer_min")  # the rows of Settings that belong to the budget


@dataclass(frozen=True)
class Budget:
    """The plan; `categories` are the envelopes' monthly targets by name, None where there is none."""

    income_target: float | None
    buffer_min: float
    categories: dict[str, float | None]


def budget_of(book: Book) -> Budget:
    """The plan as it stands, envelopes with a name in the order of the sheet."""
    frame = book[ENVELOPES]
    pairs = zip(map(plain, frame["name"]), map(plain, frame["monthly_target"]), strict=True)
    targets = {str(name): float(target) if isinstance(target, float) else None for name, target in pairs if name}
    return Budget(income_target(book), number_of(book, "buffer_min"), targets)


def income_target(book: Book) -> float | None:
    """The monthly income wanted; None where it is not set."""
    value = value_of(book, "income_target")
    return float(value) if isinstance(value, (int, float)) else None


def set_budget(
    book: Book, goals: Mapping[str, float | None], targets: Mapping[str, float | None], now: datetime
) -> ChangeSet:
    """`goals` by their key in Settings, `targets` by envelope, in one change set; None clears, which is no zero.

    Refused where an envelope is unknown or two have its name, and where an amount is no amount of 0 or more.
    """
    unknown = [key for key in goals if key not in GOALS]
    if unknown:
        raise Refused(
            phrase("The budget has no {field}.", field=unknown[0]),
            hint=phrase("It has {fields}.", fields=both(GOALS)),
            code="unknown_field",
        )
    edits = [_set_goal(book, key, _cents(value), now) for key, value in goals.items()]
    cells = [(envelope_row(book, name), "monthly_target", _cents(value)) for name, value in targets.items()]
    return together(phrase("Set the budget"), *edits, set_cells(book, ENVELOPES, cells, now))


def set_opening(book: Book, balance: float, on: date, now: datetime) -> ChangeSet:
    """What is on the account at the end of a day, from which the forecast goes on. Refused where it is no amount."""
    values = {"opening_balance": number_text(_cents(balance) or 0.0), "opening_balance_on": on.isoformat()}
    return together(phrase("Set the balance"), *(_set_row(book, key, text, now) for key, text in values.items()))


def envelope_row(book: Book, name: str) -> str:
    """The ID of the envelope of that name, in any case. Refused where there is none, or more than one."""
    names = book[ENVELOPES]["name"].dropna()
    same = names[names.str.lower() == name.strip().lower()]
    if len(same) == 1:
        return str(same.index[0])
    if len(same):
        raise Refused(
            phrase("Envelopes has {count} rows with the name {name}.", count=len(same), name=name),
            phrase("Give each a name of its own."),
            "ambiguous",
        )
    known = ", ".join(names)
    raise Refused(
        phrase("There is no envelope {name}.", name=name or phrase("without a name")),
        phrase("Envelopes has {known}.", known=known or phrase("none")),
        "not_found",
    )


def _set_goal(book: Book, key: str, value: float | None, now: datetime) -> ChangeSet:
    return _set_row(book, key, None if value is None else number_text(value), now)


def _set_row(book: Book, key: str, text: str | None, now: datetime) -> ChangeSet:
    if book.row(SETTINGS, key) is not None:
        return set_fields(book, SETTINGS, key, {"value": text}, now)
    if text is None:
        return ChangeSet(phrase("Edit Settings"))
    return add_row(book, SETTINGS, {"key": key, "value": text, "notes": BY_KEY[key].doc}, now)


def _cents(value: float | None) -> float | None:
    if value is None:
        return None
    if not abs(value) <= LARGEST_INT:  # not a number is not smaller either
        raise Refused(phrase("{value} is no amount.", value=value), code="invalid")
    return round_half_up(value)
