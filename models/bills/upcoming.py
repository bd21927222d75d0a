"""What is due, what was missed and what is still to pay: frames over all bills."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta, tzinfo
from typing import Any

import numpy as np
import pandas as pd

from models.bills.recurrence import earlier
from models.bills.recurrences import Ints, dates_of, day_number
from models.bills.schedule import Schedules, schedules_in
from models.bills.standing import Standing, settlement_of, standing
from models.bills.status import Notice, Occurrence, occurrences_between
from models.bills.tables import BILLS
from models.core.book import Book
from models.core.phrase import phrase
from models.core.refusal import Refused, no_row
from models.core.schema import Value
from models.core.sums import cents, units
from models.settings import number_of

WORST_FIRST = (
    "missed", "overdue", "due", "upcoming", "scheduled", "paid_late", "paid", "paid_early", "skipped"
)  # fmt: skip


def upcoming(
    book: Book, as_of: date, zone: tzinfo, *, days: int | None = None, limit: int | None = None
) -> pd.DataFrame:
    """By bill its oldest unpaid occurrence, overdue ones too, soonest first; bills that owe nothing are left out.

    Columns: due (nominal), next_due (the date shown), days_until, expected, paid_so_far, remaining, status, partial.
    `days`: only what is due within so many days.
    """
    stand = standing(book, as_of, zone)
    found = stand.schedules
    bill = np.flatnonzero(_counts(found) & (stand.first <= found.dates.last_index()))
    dates = found.dates.take(bill)
    shown = dates.moved(dates.due(stand.first[bill]))
    order = np.argsort(shown, kind="stable")
    order = order if days is None else order[shown[order] <= day_number(as_of) + days]
    bill = bill[order if limit is None else order[:limit]]
    frame = _frame(book, stand, bill, stand.first[bill], as_of).set_index("bill_id")
    return frame.rename(columns={"moved_to": "next_due", "paid": "paid_so_far"})


def missed(book: Book, as_of: date, zone: tzinfo) -> pd.DataFrame:
    """Every overdue or missed occurrence of the active bills, oldest first; half-paid ones with what is left.

    Columns: bill_id, name, due, moved_to, expected, paid, remaining, days_late, status, partial, autopay, confirm:
    where a bill is on autopay, it was probably paid, and that is to be confirmed.
    """
    frame = unpaid(book, as_of, zone, date.fromordinal(max(1, as_of.toordinal() - 1)))
    bills = book[BILLS]
    row = bills.index.get_indexer(pd.Index(frame["bill_id"]))
    autopay = bills["autopay"].array[row].fillna(False).to_numpy(dtype=bool)
    return frame.assign(
        name=bills["name"].array[row], days_late=-frame["days_until"], autopay=autopay, confirm=autopay
    ).drop(columns="days_until")  # fmt: skip


def unpaid(book: Book, as_of: date, zone: tzinfo, until: date) -> pd.DataFrame:
    """Every occurrence that is owed and not settled and whose date shown is on or before `until`, oldest first.

    Columns: bill_id, due, moved_to, days_until, expected, paid, remaining, status, partial.
    """
    # What is owed until the day's month ends is kept: what was missed and what is still to pay are both parts of it.
    end = max(until, as_of.replace(day=monthrange(as_of.year, as_of.month)[1]))
    frame = book.derived(("unpaid", as_of, zone, end), lambda: _unpaid(book, as_of, zone, end))
    return frame if until == end else frame[frame["days_until"] <= (until - as_of).days].reset_index(drop=True)


def _unpaid(book: Book, as_of: date, zone: tzinfo, until: date) -> pd.DataFrame:
    stand = standing(book, as_of, zone)
    found, day = stand.schedules, day_number(until)
    last = np.minimum(found.dates.last_index(), found.dates.index_from(np.full(len(found.ids), day + 3)) - 1)
    many = np.where(_counts(found), np.maximum(0, last - stand.first + 1), 0)
    bill = np.repeat(np.arange(len(many)), many)
    k = np.arange(len(bill)) - np.repeat(np.cumsum(many) - many, many) + stand.first[bill]
    left = ~stand.is_settled(bill, k)
    frame = _frame(book, stand, bill[left], k[left], as_of)
    frame = frame[frame["days_until"] <= (until - as_of).days]
    return frame.sort_values("moved_to", kind="stable").reset_index(drop=True)


def still_to_pay(book: Book, as_of: date, zone: tzinfo, first: date, last: date) -> float:
    """What is left to pay of the occurrences whose date shown lies in the window, both ends included."""
    frame = unpaid(book, as_of, zone, last)
    return float(cents(units(frame["remaining"][frame["moved_to"] >= pd.Timestamp(first)]).sum()))


def due_before(book: Book, as_of: date, zone: tzinfo, day: date) -> float:
    """What is left to pay of everything that is due before the day, overdue ones too."""
    return still_to_pay(book, as_of, zone, date.min, earlier(day, 1))


def left_out(book: Book, as_of: date, zone: tzinfo) -> dict[str, str]:
    """By ID the active bills that have no dates, and why."""
    found = schedules_in(book, as_of, zone)
    rows = map(int, np.flatnonzero((found.fault >= 0) & found.owed))
    return {str(found.ids[row]): fault.message for row in rows if (fault := found.fault_of(row)) is not None}


def next_dues(book: Book, as_of: date, zone: tzinfo) -> pd.Series[Any]:
    """By bill the date shown of its oldest unpaid occurrence: what Next Due has to say; missing where none is."""
    return upcoming(book, as_of, zone)["next_due"].reindex(book[BILLS].index).astype("datetime64[s]")


def occurrences_of(
    book: Book, bill_id: str, first: date, last: date, as_of: date, zone: tzinfo
) -> list[Occurrence]:  # fmt: skip
    """A bill's occurrences whose date shown is in the window, from before it existed too. Refused without dates."""
    row = bill_row(book, bill_id)
    refuse_without_dates(book, bill_id, as_of, zone)
    settled = settlement_of(book, bill_id, as_of, zone)
    return occurrences_between(settled, first, last, as_of, notice_of(book, row), owed=is_owed(row))


def month_of(book: Book, year: int, month: int, as_of: date, zone: tzinfo) -> pd.DataFrame:
    """The calendar's page: every active bill's occurrences of that month, see `in_window`."""
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    return in_window(book, first, after - timedelta(days=1), as_of, zone)


def in_window(book: Book, first: date, last: date, as_of: date, zone: tzinfo) -> pd.DataFrame:
    """The occurrences of all active bills whose date shown is in the window, paid ones too, in order.

    Columns: bill_id, name, due, moved_to, expected, paid, remaining, status, partial, autopay.
    """
    found = schedules_in(book, as_of, zone)
    low, high = (np.full(len(found.ids), day_number(day) + shift) for day, shift in ((first, -2), (last, 3)))
    ends = np.minimum(found.dates.last_index(), found.dates.index_from(high) - 1)
    rows = map(int, np.flatnonzero(_counts(found) & (found.dates.index_from(low) <= ends)))
    lines = []
    for bill_id in (str(found.ids[row]) for row in rows):
        row = bill_row(book, bill_id)
        about = {"bill_id": bill_id, "name": row["name"], "autopay": row["autopay"] is True}
        lines += [{**about, **vars(one)} for one in occurrences_of(book, bill_id, first, last, as_of, zone)]
    columns = ["bill_id", "name", *Occurrence.__dataclass_fields__, "autopay"]
    frame = pd.DataFrame(lines, columns=columns).astype({"due": "datetime64[s]", "moved_to": "datetime64[s]"})
    return frame.sort_values("moved_to", kind="stable").reset_index(drop=True)


def year_grid(book: Book, first: date, as_of: date, zone: tzinfo, months: int = 12) -> pd.DataFrame:
    """A line for each bill and month from that of `first` on, where something is due: how it stands.

    Columns: bill_id, name, month (its first day), count, expected, paid, remaining, status (the worst of the month).
    """
    start = first.replace(day=1)
    number = start.year * 12 + start.month - 1 + months
    lines = in_window(book, start, date(number // 12, number % 12 + 1, 1) - timedelta(days=1), as_of, zone)
    lines["month"] = lines["moved_to"].to_numpy().astype("datetime64[M]").astype("datetime64[s]")
    lines["rank"] = lines["status"].map({word: rank for rank, word in enumerate(WORST_FIRST)})
    grouped = lines.groupby(["bill_id", "name", "month"], sort=False, dropna=False)
    sums = grouped.agg(
        count=("due", "size"), expected=("expected", "sum"), paid=("paid", "sum"), remaining=("remaining", "sum"),
        rank=("rank", "min"),
    ).reset_index()  # fmt: skip
    sums["status"] = [WORST_FIRST[int(rank)] for rank in sums.pop("rank")]
    return sums.round({"expected": 2, "paid": 2, "remaining": 2})


# --- what the other modules of bills share ---


def bill_row(book: Book, bill_id: str) -> dict[str, Value]:
    """The bill's fields. Refused where there is none."""
    row = book.row(BILLS, bill_id)
    if row is None:
        raise no_row("Bills", bill_id)
    return row


def refuse_without_dates(book: Book, bill_id: str, as_of: date, zone: tzinfo) -> None:
    """Refused where the bill's dates cannot be known; says which cell is at fault."""
    found = schedules_in(book, as_of, zone)
    fault = found.fault_of(int(found.ids.get_loc(bill_id)))  # type: ignore[arg-type]  # IDs are unique
    if fault is not None:
        header = BILLS[fault.field].header
        said = phrase("Bills {bill}, {header}: {what}", bill=bill_id, header=header, what=fault.message)
        raise Refused(said, hint=fault.advice, code="invalid")


def is_owed(row: dict[str, Value]) -> bool:
    """Whether the bill is neither paused nor archived."""
    return row["status"] not in ("paused", "archived")


def notice_of(book: Book, row: dict[str, Value]) -> Notice:
    """The bill's own grace days, else the setting."""
    grace = row["grace_days"]
    general = int(number_of(book, "missed_grace_days"))
    return Notice(int(number_of(book, "reminder_days_ahead")), grace if isinstance(grace, int) else general)


def _counts(found: Schedules) -> Any:
    return (found.fault < 0) & found.owed


def _frame(book: Book, stand: Standing, bill: Ints, k: Ints, as_of: date) -> pd.DataFrame:
    found = stand.schedules
    dates = found.dates.take(bill)
    nominal = dates.due(k)
    shown = dates.moved(nominal)
    paid, expected = stand.paid_of(bill, k), found.expected[bill]
    days = shown - day_number(as_of)
    return pd.DataFrame(
        {
            "bill_id": found.ids[bill],
            "due": dates_of(nominal),
            "moved_to": dates_of(shown),
            "days_until": days,
            "expected": cents(expected),
            "paid": cents(paid),
            "remaining": cents(np.maximum(0.0, expected - paid)),
            "status": _statuses(book, bill, days),
            "partial": paid > 0,
        }
    )


def _statuses(book: Book, bill: Ints, days: Ints) -> Any:
    """`status.status` for occurrences that are not settled."""
    grace = book[BILLS]["grace_days"].fillna(int(number_of(book, "missed_grace_days"))).to_numpy(dtype="int64")[bill]
    ahead = int(number_of(book, "reminder_days_ahead"))
    words = np.array(["scheduled", "upcoming", "due", "overdue", "missed"], dtype=object)
    return words[np.select([days > ahead, days > 0, days == 0, -days <= grace], [0, 1, 2, 3], 4)]
