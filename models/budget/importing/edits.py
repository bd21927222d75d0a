"""The import: which lines are new, which are in the Ledger already or probably are, and the change set."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from models.budget.envelopes import ENVELOPES
from models.budget.importing.matching import Probable, probable
from models.budget.importing.statement import BankLine, Rejected, Statement
from models.budget.ledger import LEDGER
from models.budget.targets import envelope_row
from models.core.book import Book
from models.core.change import Change, ChangeSet, new_id
from models.core.phrase import phrase, phrase_n, sentences
from models.core.refusal import Refused, said_by
from models.core.schema import Value
from models.core.values import Invalid, check, utc_text


@dataclass(frozen=True)
class ImportPlan:
    """What importing a statement would do; a line is in one of the four."""

    new: tuple[BankLine, ...]
    known: tuple[BankLine, ...]
    probable: tuple[Probable, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True)
class Imported:
    """The change set, and what `budget import` prints."""

    changes: ChangeSet
    imported: int
    skipped_duplicates: int
    rejected: tuple[Rejected, ...]


def plan_import(book: Book, statement: Statement) -> ImportPlan:
    """Known are lines whose Import Key the Ledger holds, or that stand twice in the file under one key of the bank."""
    held = known_keys(book)
    fresh: dict[str, BankLine] = {}
    known: list[BankLine] = []
    rejected: list[Rejected] = []
    for line in statement.lines:
        fault = _fault(line)
        if fault:
            rejected.append(Rejected(line.line, fault))
        elif line.key in held or line.key in fresh:
            known.append(line)
        else:
            fresh[line.key] = line
    doubtful = probable(book, tuple(fresh.values()))
    asked = {one.line.key for one in doubtful}
    refused = sorted((*statement.rejected, *rejected), key=lambda one: one.line)
    new = tuple(line for key, line in fresh.items() if key not in asked)
    return ImportPlan(new, tuple(known), doubtful, tuple(refused))


def import_lines(
    book: Book, plan: ImportPlan, envelope: str | None, now: datetime, same: Collection[str] | None = None
) -> Imported:
    """The new lines as rows of the Ledger, what went out under the envelope if one is given, in one change set.

    `same` holds the Import Keys of the probable ones that are the row they resemble: that row gets the key, nothing is
    added; the other probable ones are new. Refused with code `confirm` where there are any and `same` is None, and
    where the envelope is unknown.
    """
    if plan.probable and same is None:
        raise Refused(
            sentences((*(one.reason for one in plan.probable[:3]), _and_more(len(plan.probable) - 3))),
            hint=phrase("--yes takes them as the same and adds nothing for them; the window lets you choose."),
            code="confirm",
        )
    name = _envelope(book, envelope)
    linked = [one for one in plan.probable if one.line.key in (same or ())]
    added = (*plan.new, *(one.line for one in plan.probable if one.line.key not in (same or ())))
    rows = [Change(LEDGER.key, new_id(LEDGER), None, _row(line, name, now)) for line in added]
    links = [_link(book, one, now) for one in linked]
    count = len(added)
    label = phrase_n("Import {n} bank line", "Import {n} bank lines", count)
    return Imported(ChangeSet(label, (*links, *rows)), count, len(plan.known) + len(linked), plan.rejected)


def all_probable(plan: ImportPlan) -> frozenset[str]:
    """`same` for `import_lines` when every probable line is taken for the row that it resembles."""
    return frozenset(one.line.key for one in plan.probable)


def known_keys(book: Book) -> frozenset[str]:
    """The Import Keys that the Ledger holds."""
    return book.derived("import keys", lambda: frozenset(book[LEDGER]["import_key"].dropna()))


def _envelope(book: Book, name: str | None) -> str | None:
    if not name:
        return None
    row: Mapping[str, Value] = book.row(ENVELOPES, envelope_row(book, name)) or {}
    return str(row["name"])


def _row(line: BankLine, envelope: str | None, now: datetime) -> dict[str, Value]:
    row: dict[str, Value] = {
        "date": line.date,
        "kind": "income" if line.amount > 0 else "expense",
        "amount": abs(line.amount),
        "envelope": envelope if line.amount < 0 else None,
        "description": line.description or line.merchant or None,
        "merchant": line.merchant or None,
        "account": line.account or None,
        "import_key": line.key,
        "created_at": utc_text(now),
        "updated_at": utc_text(now),
    }
    return {name: value for name, value in row.items() if value is not None}


def _link(book: Book, one: Probable, now: datetime) -> Change:
    before = book.row(LEDGER, one.row_id) or {}
    after: dict[str, Value] = {"import_key": one.line.key, "updated_at": utc_text(now)}
    return Change(LEDGER.key, one.row_id, {name: before.get(name) for name in after}, after)


def _fault(line: BankLine) -> str:
    """Why the Ledger cannot hold the line; empty where it can."""
    try:
        for name in ("description", "merchant", "account"):
            check(LEDGER[name], getattr(line, name))
        check(LEDGER["date"], line.date)
        check(LEDGER["amount"], abs(line.amount))
    except Invalid as problem:
        return said_by(problem)
    return "" if line.amount else phrase("The amount is zero.")


def _and_more(count: int) -> str:
    return phrase("And {count} more.", count=count) if count > 0 else ""
