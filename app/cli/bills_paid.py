"""`valhalla bills paid|skip|close-short`: an occurrence is settled, and everything that follows from it, at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from app.cli import bills_text as text
from app.cli.options import day_of, id_of, money_of
from app.cli.request import Answer, Request
from app.cli.tables import row_of
from app.cli.workbook import change
from models.bills import PAYMENTS
from models.bills.payments import Paid, close_short, pay, skip
from models.budget import LEDGER
from models.budget.payments import bank_lines_of, payment_line
from models.core.book import Book
from models.core.calculated import whole
from models.core.change import ChangeSet, together
from models.core.refusal import Refused
from models.core.values import show


def pay_bill(request: Request) -> Answer:
    """A payment; with `--ledger` or `--bank-line` it is in the Ledger too. What is doubtful is refused: `confirm`."""
    words, bill = request.words, _bill_id(request)
    on, due = day_of("--on", words.on), day_of("--due", words.due)
    amount = money_of("--amount", words.amount)
    bank_line = None if words.bank_line is None else id_of("--bank-line", words.bank_line)

    def edit(book: Book, now: datetime) -> tuple[Paid, ChangeSet]:
        paid = pay(book, bill, now.date(), now, on=on, amount=amount, due=due, notes=words.notes, yes=words.yes)
        if not words.ledger and bank_line is None:
            return paid, paid.changes
        after = book.apply(paid.changes)
        _ask_about_the_bank(after, paid.payment_id, bank_line, yes=words.yes)
        line = payment_line(after, paid.payment_id, now, bank_line)
        return paid, together(paid.changes.label, paid.changes, line)

    return _settle(request, edit, text.paid)


def skip_bill(request: Request) -> Answer:
    bill, due = _bill_id(request), _due(request)

    def edit(book: Book, now: datetime) -> tuple[Paid, ChangeSet]:
        paid = skip(book, bill, due, now.date(), now, yes=request.words.yes)
        return paid, paid.changes

    return _settle(request, edit, text.skipped)


def close_bill(request: Request) -> Answer:
    bill, due = _bill_id(request), _due(request)

    def edit(book: Book, now: datetime) -> tuple[Paid, ChangeSet]:
        paid = close_short(book, bill, due, now.date(), now)
        return paid, paid.changes

    return _settle(request, edit, text.closed)


def _settle(
    request: Request, edit: Callable[[Book, datetime], tuple[Paid, ChangeSet]], told: Callable[..., str]
) -> Answer:
    """The payment's row with the occurrence as it stands now; null where all of it is credit."""
    made: list[Paid] = []

    def making(book: Book, now: datetime) -> ChangeSet:
        paid, changes = edit(book, now)
        made.append(paid)
        return changes

    session, _ = change(request, making)
    (paid,) = made
    row: dict[str, Any] = row_of(PAYMENTS, paid.payment_id, whole(session.book, PAYMENTS, session.as_of))
    one = paid.after
    occurrence = one and {"due": one.due, "expected": one.expected, "paid": one.paid, "status": one.status}
    lines = session.book[LEDGER]["payment_id"]
    ledger = [str(line) for line in lines.index[(lines == paid.payment_id).fillna(False)]]
    return Answer({**row, "occurrence": occurrence}, told(session, row, paid, ledger))


def _ask_about_the_bank(book: Book, payment_id: str, bank_line: str | None, *, yes: bool) -> None:
    """An imported line that is this payment already must not count twice; one that is not like it must not be it."""
    probable = bank_lines_of(book, payment_id)
    if bank_line is None:
        if probable and not yes:
            hint = f"If it is, give --bank-line {probable[0]} instead of --ledger; if not, go on with --yes."
            raise Refused(f"{_line_words(book, probable[0])} is probably this payment.", hint=hint, code="confirm")
        return
    row = book.row(LEDGER, bank_line)
    if row is None:
        raise Refused(f"--bank-line: Ledger has no row {bank_line}.", code="not_found")
    if row["payment_id"] is not None:
        raise Refused(f"--bank-line: {_line_words(book, bank_line)} is payment {row['payment_id']} already.",
                      code="exists")  # fmt: skip
    if bank_line not in probable and not yes:
        raise Refused(
            f"{_line_words(book, bank_line)} is not like this payment.",
            hint="A bank's line has its amount, and its day within a few days. To link them all the same, give --yes.",
            code="confirm",
        )


def _line_words(book: Book, row_id: str) -> str:
    row = book.row(LEDGER, row_id) or {}
    said = [show(LEDGER[name], row[name]) for name in ("date", "amount", "description")]
    return f"Ledger {row_id} ({' '.join(filter(None, said))})"


def _due(request: Request) -> date:
    due = day_of("--due", request.words.due)
    if due is None:
        raise Refused("--due: it is missing.", code="missing")
    return due


def _bill_id(request: Request) -> str:
    return id_of("BILL_ID", request.words.bill_id)
