"""The seven steps that put a bill on autopay, in the bill's own words, ticked off and remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from models.bills.schedule import Fault, schedule_of, zone_of
from models.bills.tables import AUTOPAY_STEPS
from models.bills.upcoming import bill_row, next_dues
from models.bills.words import rule_words
from models.core.book import Book
from models.core.change import ChangeSet, together
from models.core.edit import add_row, set_fields
from models.core.phrase import Lowered, full_day, phrase, with_cents
from models.core.refusal import Refused
from models.core.schema import Value
from models.core.values import plain

STEPS = range(1, 8)


@dataclass(frozen=True)
class Step:
    """One step; `done_on` is None until it is ticked off, `row_id` blank until it is written down."""

    step: int
    text: str
    done_on: date | None
    row_id: str = ""


def checklist(book: Book, bill_id: str, as_of: date, zone: tzinfo) -> tuple[Step, ...]:
    """The seven steps. One that is done reads as it did then, the others as the bill stands. Refused for no bill."""
    words = steps_words(book, bill_id, as_of, zone)
    rows = _rows(book, bill_id)
    return tuple(_step(book, number, words[number - 1], rows.get(number, "")) for number in STEPS)


def tick(
    book: Book, bill_id: str, as_of: date, now: datetime, *, done: Iterable[int] = (), undone: Iterable[int] = ()
) -> ChangeSet:
    """Steps done on the day, and undone; empty where they are that already. Refused for a step not of the seven."""
    on, off = frozenset(done), frozenset(undone)
    wanted = {**dict.fromkeys(on, True), **dict.fromkeys(off, False)}
    wrong = sorted(set(wanted) - set(STEPS))
    if wrong or on & off:
        what = (
            phrase("there is no step {step}", step=wrong[0])
            if wrong
            else phrase("a step cannot be both done and undone")
        )
        raise Refused(
            phrase("Autopay checklist: {what}.", what=what), hint=phrase("The steps are 1 to 7."), code="invalid"
        )
    steps = {one.step: one for one in checklist(book, bill_id, as_of, zone_of(now))}
    words = steps_words(book, bill_id, as_of, zone_of(now))
    moving = [number for number in sorted(wanted) if (steps[number].done_on is not None) != wanted[number]]
    sets = [_ticked(book, bill_id, steps[number], words[number - 1], as_of if wanted[number] else None, now)
            for number in moving]  # fmt: skip
    return together(phrase("Autopay checklist"), *sets)


def steps_words(book: Book, bill_id: str, as_of: date, zone: tzinfo) -> tuple[str, ...]:
    """The words of the seven steps as the bill stands."""
    row = bill_row(book, bill_id)
    payee = row["payee"] or row["name"] or bill_id
    account = row["account"] or phrase("the account it is paid from")
    amount = with_cents(row["amount"]) if isinstance(row["amount"], (int, float)) else phrase("what is due each time")
    rule = schedule_of(row, as_of, zone)
    often = phrase("how often it is due") if isinstance(rule, Fault) else Lowered(rule_words(rule))
    due = plain(next_dues(book, as_of, zone)[bill_id])
    before = (
        phrase("the next due date, {due}", due=full_day(due)) if isinstance(due, date) else phrase("the next due date")
    )
    return (
        phrase("Log in to the bank, or to {payee}.", payee=payee),
        phrase("Add {payee} as a payee.", payee=payee),
        phrase("Set the amount: {amount}.", amount=amount),
        phrase("Set the frequency: {often}.", often=often),
        phrase("Set the start date before {before}.", before=before),
        phrase("Enable alerts for payments to {payee} that are made or fail.", payee=payee),
        phrase("Keep a buffer of {amount} on {account}.", amount=amount, account=account),
    )


def _step(book: Book, number: int, words: str, row_id: str) -> Step:
    row = (book.row(AUTOPAY_STEPS, row_id) if row_id else None) or {}
    done = row.get("done_on")
    text = row.get("text") if done else None
    return Step(number, str(text) if text else words, done if isinstance(done, date) else None, row_id)


def _ticked(book: Book, bill_id: str, one: Step, words: str, done_on: date | None, now: datetime) -> ChangeSet:
    values: dict[str, Value] = {"text": str(words), "done_on": done_on}
    if one.row_id:
        return set_fields(book, AUTOPAY_STEPS, one.row_id, values, now)
    return add_row(book, AUTOPAY_STEPS, {"bill_id": bill_id, "step": one.step, **values}, now)


def _rows(book: Book, bill_id: str) -> dict[int, str]:
    """By step the row that holds it, the first of several."""
    steps = book[AUTOPAY_STEPS]
    own = steps["step"][(steps["bill_id"] == bill_id).to_numpy(dtype=bool) & steps["step"].notna().to_numpy()]
    return {int(number): str(row) for row, number in reversed(list(own.items()))}
