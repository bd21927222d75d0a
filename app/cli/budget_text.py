"""What `valhalla budget` tells people: the plan, the month and the forecast as columns and sentences."""

from __future__ import annotations

from datetime import tzinfo

from app.cli.chain import figure
from app.cli.output import columns
from app.session import Session
from models.budget.buffer import SAFE, BufferCheck, terms
from models.budget.forecast import Forecast
from models.budget.importing import Imported
from models.budget.income import without_dates
from models.budget.occurrences import bills_due, month_end
from models.budget.snapshot import Snapshot, heavy_sentence
from models.budget.targets import Budget
from models.settings import value_of

MOST_DAYS = 60  # that people are shown


def budget(session: Session, found: Budget) -> str:
    """The two goals, and each envelope's target."""
    target = figure(found.income_target) if found.income_target is not None else "not set"
    goals = f"Income target: {target}\nBuffer minimum: {figure(found.buffer_min)}\n"
    rows = [[name, figure(amount)] for name, amount in found.categories.items()]
    return goals + (columns(["Envelope", f"Target, {_currency(session)}"], rows, [False, True]) if rows else _NONE)


def snapshot(session: Session, found: Snapshot, zone: tzinfo) -> str:
    """The month in a few lines, and every envelope under each other."""
    month = session.as_of.fromisoformat(f"{found.month}-01")
    due = bills_due(session.book, session.as_of, zone, month_end(month))
    ledger = found.ledger_month
    lines = [
        f"{month:%B %Y}, {_currency(session)}",
        f"Bills in an average month: {figure(found.bills_monthly_est)}",
        f"Still to pay this month: {figure(found.due_this_month)}",
        f"Ledger: {figure(ledger.income)} in, {figure(ledger.expense)} out, {figure(ledger.net)} net, "
        f"{ledger.count:,} {'line' if ledger.count == 1 else 'lines'}",
    ]
    if found.heavy_month:
        lines.append(f"Warning: {heavy_sentence(found, due)}")
    headers = ["Envelope", "Target", "Bills", "Spent", "Carried in", "Remaining"]
    rows = [
        [one.name, *map(figure, (one.target, one.bills_monthly, one.spent, one.carried_in, one.remaining))]
        for one in found.envelopes
    ]
    return "\n".join([*lines, "", columns(headers, rows, [False, *[True] * 5]) if rows else _NONE])


def buffer(found: BufferCheck) -> str:
    """The sum as a person writes it, and what it means."""
    if found.projected_after_buffer is None:
        return terms(found)
    head = f"{terms(found)}  (income target - bills in an average month - buffer minimum)"
    return f"{head}\n{SAFE}" if found.alert is None else f"{head}\nALERT: {found.alert.title}. {found.alert.detail}"


def forecast(session: Session, found: Forecast, zone: tzinfo) -> str:
    """The days on which something comes or goes, the lowest one, and the first below the buffer."""
    moving = [day for day in found.days if day.money_in or day.money_out]
    rows = [
        [f"{day.date:%a} {day.date.isoformat()}", *map(_flow, (day.money_in, day.money_out)), figure(day.balance)]
        for day in moving[:MOST_DAYS]
    ]
    lines = [columns(["Day", "In", "Out", f"Balance, {_currency(session)}"], rows, [False, True, True, True])]
    if len(moving) > MOST_DAYS:
        lines.append(f"… and {len(moving) - MOST_DAYS:,} more days; --json has all.")
    lines.append(f"Lowest: {figure(found.lowest.balance)} on {found.lowest.date.isoformat()}.")
    if found.below_buffer_on is not None:
        lines.append(f"Below the buffer minimum from {found.below_buffer_on.isoformat()} on.")
    left_out = without_dates(session.book, session.as_of, zone)
    lines += [f"Warning: Income {row} is left out. {fault.message} {fault.advice}" for row, fault in left_out.items()]
    return "\n".join(lines if rows else ["Nothing comes in or goes out in these days.", *lines[1:]])


def imported(name: str, done: Imported) -> str:
    """How many, how many were there already, and why each other line was not taken."""
    some = f"{done.imported:,} imported" if done.imported else "Nothing new"
    head = f"{name}: {some}, {done.skipped_duplicates:,} in the ledger already, {len(done.rejected):,} rejected."
    return "\n".join([head, *(f"Line {one.line}: {one.reason}" for one in done.rejected)])


def _flow(amount: float) -> str:
    return figure(amount) if amount else ""


def _currency(session: Session) -> str:
    return str(value_of(session.book, "currency"))


_NONE = "There are no envelopes."
