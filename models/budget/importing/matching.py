"""Which lines of the Ledger are probably the same as a bank's: entered by hand, or written with a bill's payment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

import numpy as np
import pandas as pd

from models.budget.importing.statement import BankLine
from models.budget.ledger import LEDGER
from models.core.book import Book
from models.core.phrase import full_day, phrase, with_cents
from models.core.records import plain_list
from models.core.sums import units
from models.core.texts import folded

DAYS = 4  # a weekend and the day on which the bank books it

# Words that banks put on any line; they say nothing about who was paid.
_COMMON = frozenset({
    "payment", "paiement", "zahlung", "purchase", "achat", "kauf", "debit", "credit", "card", "carte", "karte", "pos",
    "sepa", "transfer", "virement", "uberweisung", "lastschrift", "preauthorized", "bill", "facture", "the", "inc",
    "ltd", "visa", "mastercard", "interac", "online", "internet",
})  # fmt: skip


@dataclass(frozen=True)
class Probable:
    """A bank's line and the row of the Ledger that it probably is, and why a person should look."""

    line: BankLine
    row_id: str
    reason: str


@dataclass(frozen=True)
class _Row:
    place: int
    row_id: str
    day: date
    words: frozenset[str]
    shown: str


def probable(book: Book, lines: Sequence[BankLine]) -> tuple[Probable, ...]:
    """For lines that are not imported yet, the rows without an Import Key that they probably are, each row once.

    Same way, same amount, at most `DAYS` days apart, and a word about the payee in common; a row without any words
    is taken by the amount and the day alone. Of several the nearest day is chosen.
    """
    ledger = book[LEDGER]
    rows = ledger[ledger["import_key"].isna() & ledger["date"].notna()]
    amounts = units(pd.Series([line.amount for line in lines], dtype="float64")).tolist()
    candidates: dict[tuple[int, date], list[_Row]] = {}
    for amount, of_amount in _by_amount(rows, amounts).items():
        for row in of_amount:
            candidates.setdefault((amount, row.day), []).append(row)
    found = []
    for line, amount in zip(lines, amounts, strict=True):
        days = [line.date + timedelta(days=away) for away in range(-DAYS, DAYS + 1)]
        near = [row for day in days for row in candidates.get((amount, day), ()) if _alike(row, line)]
        if near:
            best = min(near, key=lambda row: (abs((row.day - line.date).days), row.place))
            candidates[amount, best.day].remove(best)
            found.append(Probable(line, best.row_id, _reason(line, best)))
    return tuple(found)


def near_rows(book: Book, amount: float, day: date, words: str) -> tuple[str, ...]:
    """The bank's lines in the Ledger without a payment that a payment out of that amount, day and payee may be."""
    ledger = book[LEDGER]
    rows = ledger[ledger["import_key"].notna() & ledger["payment_id"].isna() & ledger["date"].notna()]
    line = BankLine(0, day, -amount, words, "", "", "")
    found = [row for row in _by_amount(rows, [_signed(-amount)]).get(_signed(-amount), []) if _alike(row, line)]
    return tuple(row.row_id for row in sorted(found, key=lambda row: abs((row.day - day).days)))


def _by_amount(rows: pd.DataFrame, amounts: Sequence[int]) -> dict[int, list[_Row]]:
    """The rows with one of the amounts, by amount; both in units, negative for money that went out."""
    came = (rows["kind"] == "income").to_numpy()
    values = np.where(came, 1, -1) * units(rows["amount"])
    wanted = np.isin(values, amounts) & (rows["kind"] != "transfer").to_numpy()
    found: dict[int, list[_Row]] = {}
    rows, values = rows[wanted], values[wanted]
    columns = [plain_list(rows[name]) for name in ("date", "description", "merchant")]
    for place, (row_id, day, *texts) in enumerate(zip(rows.index, *columns, strict=True)):
        shown = ", ".join(dict.fromkeys(str(text) for text in texts if text))
        row = _Row(place, str(row_id), cast(date, day), _words(shown), shown)
        found.setdefault(int(values[place]), []).append(row)
    return found


def _alike(row: _Row, line: BankLine) -> bool:
    words = _words(f"{line.description} {line.merchant}")
    return abs((row.day - line.date).days) <= DAYS and (not row.words or bool(row.words & words))


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{3,}", folded(text))) - _COMMON


def _signed(amount: float) -> int:
    return int(units(amount))


def _reason(line: BankLine, row: _Row) -> str:
    what = line.merchant or line.description or phrase("A line")
    return phrase(
        "Line {line}, {what}, {amount} on {day}, is probably {shown} of {other}, which is in the Ledger already.",
        line=str(line.line),
        what=what,
        amount=with_cents(abs(line.amount)),
        day=full_day(line.date),
        shown=row.shown or phrase("the line without words"),
        other=full_day(row.day),
    )
