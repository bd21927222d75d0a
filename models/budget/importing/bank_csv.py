"""A bank's CSV, read as its layout says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256

from models.budget.importing import headers
from models.budget.importing.layout import Layout
from models.budget.importing.statement import BankLine, Rejected, Statement
from models.core import spellings
from models.core.delimited import Record, records
from models.core.phrase import phrase
from models.core.refusal import said_by
from models.core.texts import folded, tidy
from models.core.values import Invalid


def read_csv(text: str, layout: Layout, account: str = "") -> Statement:
    """Every line, those that cannot be read with the reason; `account` names the account where the file does not.

    The Import Key is made of account, date, amount and words; of lines that are equal in all of it the first has
    number 1, the second 2: both are imported, and neither a second time.
    """
    rows = [row for row in records(text, layout.separator) if row.line >= layout.first_line]
    signed = _signed_columns(rows, layout)
    lines: list[BankLine] = []
    rejected: list[Rejected] = []
    seen: Counter[str] = Counter()
    for row in rows:
        try:
            line = _line(row, layout, signed, account)
        except Invalid as problem:
            rejected.append(Rejected(row.line, said_by(problem)))
            continue
        seen[line.key] += 1
        lines.append(replace(line, key=f"csv:{line.key}:{seen[line.key]}"))
    return Statement(tuple(lines), tuple(rejected))


def _line(row: Record, layout: Layout, signed: frozenset[int], account: str) -> BankLine:
    if not row.cell(layout.date):
        raise Invalid(phrase("There is no date."))
    day = spellings.read_date(row.cell(layout.date), layout.date_order)
    amount = _amount(row, layout, signed)
    if not amount:
        raise Invalid(phrase("There is no amount.") if amount is None else phrase("The amount is zero."))
    words = tidy(" ".join(row.cell(column) for column in layout.description))
    merchant, account = tidy(row.cell(layout.merchant)), tidy(row.cell(layout.account)) or account
    return BankLine(row.line, day, amount, words, merchant, account, _key(account, day, amount, f"{merchant} {words}"))


def _amount(row: Record, layout: Layout, signed: frozenset[int]) -> float | None:
    """What came in, or went out as a negative amount; None where there is none."""
    if layout.amount is None:
        return _of_two(row, layout, signed)
    amount = spellings.read_amount(row.cell(layout.amount), layout.decimal)
    if amount is None or layout.direction is None:
        return -amount if amount is not None and layout.negate else amount
    word = folded(row.cell(layout.direction))
    if word not in headers.OUT | headers.IN:
        raise Invalid(phrase("“{text}” does not say whether it is debit or credit.", text=row.cell(layout.direction)))
    return -amount if word in headers.OUT else amount


def _of_two(row: Record, layout: Layout, signed: frozenset[int]) -> float | None:
    out, came = (spellings.read_amount(row.cell(place), layout.decimal) for place in (layout.debit, layout.credit))
    if out and came:
        raise Invalid(phrase("There is an amount both as debit and as credit."))
    if out:
        return out if layout.debit in signed else -out
    return came if came else out if came is None else came


def _signed_columns(rows: Sequence[Record], layout: Layout) -> frozenset[int]:
    """The debit column, if its amounts carry their own minus: none is positive."""
    if layout.amount is not None or layout.debit is None:
        return frozenset()
    amounts = []
    for row in rows:
        try:
            amounts.append(spellings.read_amount(row.cell(layout.debit), layout.decimal) or 0.0)
        except Invalid:
            continue
    return frozenset({layout.debit} if amounts and max(amounts) <= 0 else ())


def _key(account: str, day: date, amount: float, words: str) -> str:
    parts = (folded(account), day.isoformat(), f"{amount:.2f}", folded(words))
    return sha256("|".join(parts).encode()).hexdigest()[:16]
