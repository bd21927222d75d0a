"""`ops today` over 100,000 rows in every table, against a plain loop over the rows of the same tables.

`python -m tests.bench.ops` prints the rows alone, and where the time goes. Ours starts from frames in memory alone.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from heapq import nlargest
from typing import Any

import numpy as np
import pandas as pd

from models.bills import BILLS, PAYMENTS, REMINDERS
from models.budget import INCOME
from models.catalog import BY_KEY, TABLES
from models.core.book import Book
from models.core.check import check_book
from models.core.problem import Problem
from models.core.schema import Column, Kind, Table
from models.core.values import column_of
from models.jv import EXPORTS, SHARE_TOKENS
from models.jv.chain import row_hash
from models.ops import CREDIT_SCORES, TICKS
from models.ops.today import Morning, today
from models.pipeline import CONTACTS, DEALS, DRAFTS, FOLLOWUPS
from models.settings import SETTINGS
from models.starter import starter
from models.starter.rows import ENVELOPE_NAMES
from models.underwriting import LEGAL_RULES, PROPERTIES

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
DAY = NOW.date()
ROWS = 100_000
# Most of what a workbook holds after years is over: what is open is a small part.
OPEN = {
    (FOLLOWUPS.key, "status"): ("open", "done", 0.02),
    (DRAFTS.key, "status"): ("draft", "sent", 0.01),
    (REMINDERS.key, "status"): ("active", "done", 0.01),
    (SHARE_TOKENS.key, "status"): ("active", "revoked", 0.05),
    (BILLS.key, "status"): ("active", "archived", 0.5),
}
ALIKE = {(DEALS.key, "stage"): ("dead", 0.9), (PROPERTIES.key, "status"): ("archived", 0.5)}

FEW = {
    (CREDIT_SCORES.key, "who"): [f"Person {n}" for n in range(20)],
    (CREDIT_SCORES.key, "bureau"): ["Equifax", "TransUnion", "Experian"],
    (CONTACTS.key, "time_zone"): ["America/Winnipeg", "America/New_York"],
}


def large(rows: int = ROWS) -> Book:
    """So many rows in every table but those that hold rules, which are as a new workbook has them.

    References lead to rows that are there, and nearly nothing is wrong.
    """
    rules, first = np.random.default_rng(1), starter(NOW)
    frames = {key: first[key] if len(first[key]) else _frame(table, rows, rules) for key, table in first.tables.items()}
    target = column_of(Kind.ANY, ["5000" if key == "income_target" else value
                                  for key, value in first[SETTINGS]["value"].items()])  # fmt: skip
    frames[SETTINGS.key] = first[SETTINGS].assign(value=target)
    return Book(TABLES, {**frames, **_bills(frames, rows, rules), EXPORTS.key: _sealed(frames[EXPORTS.key])})


def _frame(table: Table, rows: int, rules: np.random.Generator) -> pd.DataFrame:
    columns = {column.name: _values(table, column, rows, rules) for column in table.stored}
    return pd.DataFrame(columns, index=_ids(table, rows))


def _ids(table: Table, rows: int) -> pd.Index[Any]:
    return pd.Index([f"{table.prefix}_{n:012x}" for n in range(rows)], dtype="str", name=table.id_column.name)


def _values(table: Table, column: Column, rows: int, rules: np.random.Generator) -> Any:
    if (table.key, column.name) in OPEN:
        some, most, share = OPEN[table.key, column.name]
        return pd.array(np.where(rules.random(rows) < share, some, most).astype(object), dtype="str")
    if column.choices:
        words = rules.choice(np.array(column.choices, dtype=object), rows)
        most, share = ALIKE.get((table.key, column.name), ("", 0.0))
        return pd.array(np.where(rules.random(rows) < share, most, words), dtype="str")
    if column.kind is Kind.REF and column.refers:
        if column.refers_by != "id":
            return pd.array(rules.choice(np.array(ENVELOPE_NAMES, dtype=object), rows), dtype="str")
        if column.refers == LEGAL_RULES.key:
            return column_of(Kind.REF, [None] * rows)
        return _texts(rules.integers(0, rows, rows), f"{BY_KEY[column.refers].prefix}_", "012x")
    return _plain_values(table, column, rows, rules)


def _plain_values(table: Table, column: Column, rows: int, rules: np.random.Generator) -> Any:
    if column.kind is Kind.DATE:
        return np.datetime64(DAY, "s") - rules.integers(-30, 1000, rows).astype("timedelta64[D]")
    if column.kind is Kind.TIME:
        moments = np.datetime64(DAY, "s") - rules.integers(0, 10**8, rows)
        return pd.array([f"{text}Z" for text in np.datetime_as_string(moments).tolist()], dtype="str")
    if column.kind in (Kind.MONEY, Kind.NUM):
        return rules.integers(10, 500_000 if column.maximum is None else int(column.maximum * 100), rows) / 100
    if column.kind is Kind.PCT:
        return rules.random(rows)
    if column.kind is Kind.INT:
        low = int(column.minimum or 1)
        return pd.array(rules.integers(low, int(min(column.maximum or low + 27, low + 27)) + 1, rows), "Int64")
    if column.kind is Kind.BOOL:
        return pd.array(rules.random(rows) < 0.5, dtype="boolean")
    if column.kind is Kind.CLOCK:
        return pd.array(np.full(rows, "09:00", dtype=object), dtype="str")
    if (table.key, column.name) in FEW:
        words = np.array(FEW[table.key, column.name], dtype=object)
        return pd.array(rules.choice(words, rows), dtype="str")
    return _texts(np.arange(rows), f"{table.sheet} ", "")


def _texts(numbers: Any, name: str, form: str) -> Any:
    return pd.array([f"{name}{number:{form}}" for number in numbers.tolist()], dtype="str")


def _bills(frames: dict[str, pd.DataFrame], rows: int, rules: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Monthly bills since last month; of a hundred that were due by today, one is not paid."""
    due = np.datetime64("2026-02-01", "s") + rules.integers(0, 28, rows).astype("timedelta64[D]")
    held = frames[BILLS.key].assign(
        cadence=pd.array(np.full(rows, "monthly", dtype=object), dtype="str"),
        start_date=due, due_day=column_of(Kind.INT, [None] * rows), end_date=column_of(Kind.DATE, [None] * rows),
        amount=rules.integers(1000, 90_000, rows) / 100,
        created_at=pd.array(["2026-01-15T12:00:00Z"] * rows, dtype="str"),
    )  # fmt: skip
    paid = frames[PAYMENTS.key].assign(
        bill_id=pd.array(held.index.to_numpy(object), dtype="str"), due_date=due, paid_on=due,
        amount=np.where(rules.random(rows) < 0.99, held["amount"], 0.01),
        kind=pd.array(np.full(rows, "payment", dtype=object), dtype="str"),
    )  # fmt: skip
    blank = {"due_day": Kind.INT, "end_date": Kind.DATE}
    none = {name: column_of(kind, [None] * rows) for name, kind in blank.items()}
    ticks = frames[TICKS.key].assign(as_of=np.minimum(frames[TICKS.key]["as_of"].to_numpy(), np.datetime64(DAY, "s")))
    income = frames[INCOME.key].assign(**none)
    return {BILLS.key: held, PAYMENTS.key: paid, TICKS.key: ticks, INCOME.key: income}


def _sealed(exports: pd.DataFrame) -> pd.DataFrame:
    """Each row with the hash that it would have been given."""
    alone = Book(TABLES, {EXPORTS.key: exports.assign(prev_hash=column_of(Kind.TEXT, [None] * len(exports)))})
    hashes = [row_hash(row_id, alone.row(EXPORTS, row_id) or {}) for row_id in exports.index]
    return alone[EXPORTS].assign(row_hash=pd.array(hashes, dtype="str"))


def fresh(book: Book) -> Book:
    """The same frames with nothing known of them."""
    return Book(book.tables.values(), {key: book[key] for key in book.tables})


def ours(book: Book, problems: Callable[[Book], list[Problem]]) -> float:
    """Seconds of this process for the whole answer: the machines are shared."""
    unknown = fresh(book)
    start = time.process_time()
    found = today(Morning(unknown, DAY, UTC, lambda: problems(unknown)))
    seconds = time.process_time() - start
    failed = [name for name, part in found.items() if isinstance(part, dict) and isinstance(part.get("error"), dict)]
    if failed:
        raise RuntimeError(f"{', '.join(failed)} failed")
    return seconds


def loop(book: Book) -> float:
    """Seconds for the figures that a plain loop over rows gives, the rows being there as mappings already."""
    rows = {key: book[key].to_dict("index") for key in LOOPED}
    start = time.process_time()
    day = pd.Timestamp(DAY)
    open_steps = [row for row in rows["Followups"].values() if row["status"] not in ("done", "canceled")]
    planned = {row["deal_id"] for row in open_steps}
    alive = [key for key, row in rows["Deals"].items() if row["stage"] not in ("closed", "dead")]
    scores = rows["CreditScores"].values()
    found: list[Any] = [
        sorted(row["due_date"] for row in open_steps if row["due_date"] < day),
        Counter(row["stage"] for row in rows["Deals"].values()),
        [key for key in alive if key not in planned],
        [row for row in rows["Drafts"].values() if row["status"] == "draft"],
        [row for row in rows["Reminders"].values() if row["status"] == "active"],
        sum(row["arv"] for row in rows["Properties"].values() if row["status"] != "archived"),
        {(row["who"], row["bureau"]): row for row in sorted(scores, key=lambda row: row["checked_on"])},
        Counter(row["status"] for row in rows["Entities"].values()),
        max(rows["Ticks"].values(), key=lambda row: (row["as_of"], row["ran_at"])),
        [row for row in rows["ShareTokens"].values() if row["status"] == "active"],
        nlargest(10, rows["PipelineRuns"].values(), key=lambda row: row["created_at"]),
        nlargest(10, rows["Exports"].values(), key=lambda row: row["created_at"]),
        nlargest(10, rows["Properties"].values(), key=lambda row: row["created_at"]),
    ]
    paid: dict[Any, float] = {}
    for row in rows["Payments"].values():
        paid[row["bill_id"], row["due_date"]] = paid.get((row["bill_id"], row["due_date"]), 0.0) + row["amount"]
    live = [(key, row) for key, row in rows["Bills"].items() if row["status"] == "active"]
    late = [key for key, row in live if paid.get((key, row["start_date"]), 0.0) < row["amount"]]
    found.append(sorted(late))
    by_envelope: dict[Any, float] = {}
    for row in rows["Ledger"].values():
        if row["date"].year == DAY.year and row["date"].month == DAY.month:
            by_envelope[row["envelope"]] = by_envelope.get(row["envelope"], 0.0) + row["amount"]
    return time.process_time() - start


LOOPED = (
    "Followups", "Deals", "Drafts", "Reminders", "Properties", "CreditScores", "Entities", "Ticks", "ShareTokens",
    "PipelineRuns", "Exports", "Payments", "Bills", "Ledger",
)  # fmt: skip


def figures(rounds: int) -> Iterator[tuple[str, float, float, str, str]]:
    """The rows of the table: what, ours, theirs, unit, aim."""
    book = large()
    theirs = loop(book)
    for what, problems in (("figures", lambda _: []), ("figures and problems", check_book)):
        mine = min(ours(book, problems) for _ in range(max(rounds, 3)))
        yield f"ops today, {what}, 100,000 rows a table / plain loop over the figures", mine, theirs, "s CPU", "< 0.3 s"


if __name__ == "__main__":
    for what, mine, theirs, _, aim in figures(5):
        print(f"{what}: {mine:.3f} s against {theirs:.3f} s (aim {aim})")
