"""A bill's payment in the ledger: its own line, or the bank's line that it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from models.bills import BILLS, PAYMENTS
from models.budget.envelopes import ENVELOPES
from models.budget.importing.matching import near_rows
from models.budget.ledger import LEDGER
from models.core.book import Book
from models.core.change import ChangeSet
from models.core.edit import add_row, set_fields
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.schema import Value


def payment_line(book: Book, payment_id: str, now: datetime, bank_line: str | None = None) -> ChangeSet:
    """The payment as an expense under the bill's envelope, in a Book that holds the payment already.

    With `bank_line`, a row of `bank_lines_of`, that row gets the payment's ID instead, so that nothing counts twice,
    and the bill's envelope where it has none.
    Empty where the payment has a line already, or moved no money (a skip). Refused where there is no such payment.
    """
    payment, bill = _payment(book, payment_id)
    if payment["kind"] == "skip" or not payment["amount"] or (book[LEDGER]["payment_id"] == payment_id).any():
        return ChangeSet(phrase("Payment to the ledger"))
    envelope = bill.get("envelope") if (book[ENVELOPES]["name"] == bill.get("envelope")).any() else None
    if bank_line is not None:
        blank = (book.row(LEDGER, bank_line) or {}).get("envelope") is None
        linked = {"payment_id": payment_id, **({"envelope": envelope} if blank else {})}
        return ChangeSet(phrase("Payment to the ledger"), set_fields(book, LEDGER, bank_line, linked, now).changes)
    row = {
        "date": payment["paid_on"],
        "kind": "expense",
        "amount": payment["amount"],
        "envelope": envelope,
        "description": payment["bill_name"] or bill.get("name"),
        "merchant": bill.get("payee"),
        "account": bill.get("account"),
        "payment_id": payment_id,
    }
    return ChangeSet(phrase("Payment to the ledger"), add_row(book, LEDGER, row, now).changes)


def bank_lines_of(book: Book, payment_id: str) -> tuple[str, ...]:
    """The imported rows of the Ledger that probably are this payment, the nearest day first: to be asked about."""
    payment, bill = _payment(book, payment_id)
    amount, day = payment["amount"], payment["paid_on"]
    if not isinstance(amount, float) or not isinstance(day, date):
        return ()
    return near_rows(book, amount, day, f"{bill.get('name') or ''} {bill.get('payee') or ''}")


def _payment(book: Book, payment_id: str) -> tuple[Mapping[str, Value], Mapping[str, Value]]:
    """The payment's row and its bill's; the bill's is empty where it is gone."""
    payment = book.row(PAYMENTS, payment_id)
    if payment is None:
        raise Refused(phrase("Payments has no row {payment_id}.", payment_id=payment_id), code="not_found")
    return payment, book.row(BILLS, str(payment["bill_id"])) or {}
