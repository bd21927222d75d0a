"""What `valhalla bills` and `reminders` tell people: columns and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from app.cli.chain import figure
from app.cli.output import columns
from app.session import Session
from models.bills import BILLS, PAYMENTS
from models.bills.autopay import Step
from models.bills.payments import Paid
from models.bills.schedule import Fault, schedules_in, zone_of
from models.bills.status import Occurrence
from models.bills.upcoming import left_out
from models.bills.words import rule_words
from models.core.sums import cents, units
from models.core.words import counted, relative

Row = dict[str, Any]


def bills(session: Session, found: Sequence[Row], status: str) -> str:
    """The registry: each bill with its rule in words."""
    if not found:
        which = "" if status == "all" else f"{status} "
        return f"There are no {which}bills. Add one: valhalla bills add --name Rent --amount 1,200 --due-day 1"
    rules = _rules(session)
    every = status == "all"
    headers = ["Bill", "Name", "Amount", "How often", "Next Due", "", "Monthly", "Autopay", *["Status"] * every]
    rows = [
        [one["id"], one["name"] or "", figure(one["amount"]), rules[one["id"]], *_day(session, one["next_due"]),
         figure(one["monthly_est"]), "yes" if one["autopay"] else "", *[one["status"] or "active"] * every]
        for one in found
    ]  # fmt: skip
    table = columns(headers, rows, [False, False, True, False, False, False, True], whole=True)
    return "\n".join([table, counted(len(found), "bill")])


def bill(session: Session, row: Row, what: str) -> str:
    """Where a bill went, and what its dates are."""
    where = session.place(BILLS.key, row["id"], "id")
    due = " ".join(_day(session, row["next_due"])) if row["next_due"] else "nothing is due"
    return (
        f"{row['id']} {what} {BILLS.sheet}, {where}.\n"
        f"{row['name']}, {figure(row['amount'])}. {_rules(session)[row['id']]}. Next: {due}."
    )


def checklist(name: str, steps: Sequence[Step]) -> str:
    done = sum(one.done_on is not None for one in steps)
    lines = [
        f"[{'x' if one.done_on else ' '}] {one.step}  {one.text}" + (f" ({one.done_on})" if one.done_on else "")
        for one in steps
    ]
    return "\n".join([f"{name}: {done} of {len(steps)} steps to autopay are done.", *lines])


def upcoming(session: Session, lines: Sequence[Row], names: Sequence[str | None]) -> str:
    rows = [
        [*_day(session, line["next_due"]), name or "", figure(line["remaining"]), _state(line), line["bill_id"]]
        for line, name in zip(lines, names, strict=True)
    ]
    total = f"{counted(len(rows), 'bill')}, {_sum(lines, 'remaining')} to pay."
    table = columns(["Next Due", "", "Name", "To Pay", "Status", "Bill"], rows, [False, False, False, True])
    return "\n".join([table, total, *_left_out(session)] if rows else ["Nothing is due.", *_left_out(session)])


def occurrences(session: Session, bill_id: str, found: Sequence[Occurrence]) -> str:
    if not found:
        return f"{bill_id} is not due in that time."
    rows = [
        [str(one.due), str(one.moved_to) if one.moved_to != one.due else "",
         "" if one.status.startswith(("paid", "skipped")) else relative(one.moved_to, session.as_of),
         *(figure(value) for value in (one.expected, one.paid, one.remaining)), _state(vars(one))]
        for one in found
    ]  # fmt: skip
    headers = ["Due", "Moved To", "", "Expected", "Paid", "Remaining", "Status"]
    return columns(headers, rows, [False, False, False, True, True, True])


def missed(session: Session, lines: Sequence[Row]) -> str:
    rows = [
        [str(line["due"]), counted(line["days_late"], "day"), line["name"] or "", figure(line["remaining"]),
         _state(line), "on autopay: confirm" if line["confirm"] else "", line["bill_id"]]
        for line in lines
    ]  # fmt: skip
    headers = ["Due", "Late", "Name", "To Pay", "Status", "", "Bill"]
    total = f"{counted(len(rows), 'occurrence')}, {_sum(lines, 'remaining')} to pay."
    table = columns(headers, rows, [False, True, False, True])
    out = _left_out(session)
    return "\n".join([table, total, *out] if rows else ["Nothing is overdue or missed.", *out])


def pushed(session: Session, data: Row) -> str:
    head = f"{data['created']} new, {data['skipped']} there already."
    table = [_reminder_table(session, data["reminders"])] if data["reminders"] else []
    return "\n".join([head, *table, *(f"Warning: {one}" for one in data["warnings"])])


def reminders(session: Session, found: Sequence[Row]) -> str:
    active = sum(one["status"] in (None, "active") for one in found)
    if not found:
        return "There are no such reminders."
    return f"{_reminder_table(session, found)}\n{counted(len(found), 'reminder')}, {active} active."


def calendar(path: Path, events: int, months: int) -> str:
    found = f"{counted(events, 'event')} in {counted(months, 'month')}"
    return f"{path}: {found}. Imported again, a later one changes the same events."


# --- settling ---


def paid(session: Session, row: Row, made: Paid, ledger: Sequence[str]) -> str:
    """What the payment went to, before and after."""
    lines = [f"{figure(row['amount'])} paid on {row['bill_name']}, {row['paid_on']}. {_where(session, row)}"]
    if made.after is None:
        lines.append("It is credit for the next occurrence.")
    else:
        lines.append(_before_and_after(made))
        over = row["amount"] - (made.before.remaining if made.before else 0.0)
        if made.before is not None and over > 0:
            lines.append(f"{figure(over)} is more than was left; it counts for the next one.")
    lines += [f"In the Ledger: {line}, {session.place('Ledger', line, 'id')}." for line in ledger]
    return "\n".join([*lines, _next(session, row)])


def skipped(session: Session, row: Row, made: Paid, _ledger: Sequence[str]) -> str:
    head = f"{row['bill_name']} of {row['due_date']} is not owed. {_where(session, row)}"
    return "\n".join([head, _before_and_after(made), _next(session, row)])


def closed(session: Session, row: Row, made: Paid, _ledger: Sequence[str]) -> str:
    head = f"{row['bill_name']} of {row['due_date']} is accepted as it is. {_where(session, row)}"
    return "\n".join([head, _before_and_after(made), _next(session, row)])


def _before_and_after(made: Paid) -> str:
    stands = [f"{_state(vars(one))}, {figure(one.paid)} of {figure(one.expected)}"
              for one in (made.before, made.after) if one is not None]  # fmt: skip
    return f"Due {made.after.due}: {' -> '.join(stands)}." if made.after else ""


def _next(session: Session, row: Row) -> str:
    due = (session.book.row(BILLS, row["bill_id"]) or {})["next_due"]
    return f"Next due: {' '.join(_day(session, due))}." if isinstance(due, date) else "Nothing more is due."


def _where(session: Session, row: Row) -> str:
    return f"{row['id']} is in {PAYMENTS.sheet}, {session.place(PAYMENTS.key, row['id'], 'id')}."


# --- words ---


def _day(session: Session, day: date | None) -> tuple[str, str]:
    """The day, and how far off it is."""
    return ("", "") if day is None else (day.isoformat(), relative(day, session.as_of))


def _state(line: Row) -> str:
    return f"{line['status']}".replace("_", " ") + (", partly paid" if line["partial"] else "")


def _sum(lines: Sequence[Row], name: str) -> str:
    return figure(float(cents(units([line[name] for line in lines]).sum())))


def _rules(session: Session) -> dict[str, str]:
    """By bill its rule in words, or why it has no dates."""
    found = schedules_in(session.book, session.as_of, zone_of(session.now()))
    faults = [found.fault_of(row) for row in range(len(found.ids))]
    return {
        str(found.ids[row]): fault.message.rstrip(".") if isinstance(fault, Fault) else rule_words(found.dates.at(row))
        for row, fault in enumerate(faults)
    }


def _left_out(session: Session) -> list[str]:
    """Bills without dates are in no list of dates; that is said."""
    out = left_out(session.book, session.as_of, zone_of(session.now()))
    names = session.book[BILLS]["name"]
    return [f"Warning: Bills {row} ({names[row]}) is left out: {why}" for row, why in out.items()]


def _reminder_table(session: Session, found: Sequence[Row]) -> str:
    rows = [
        [str(one["due_date"] or ""), _day(session, one["due_date"])[1] if one["status"] in (None, "active") else "",
         one["title"] or "", one["priority"] or "normal", one["status"] or "active", one["id"]]
        for one in found
    ]  # fmt: skip
    return columns(["Due", "", "Title", "Priority", "Status", "Reminder"], rows)
