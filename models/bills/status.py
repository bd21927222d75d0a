"""What an occurrence is on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.bills.recurrence import Due, Recurrence, due, index_from, index_of, last_index, moved
from models.bills.settlement import Entry, Settlement
from models.core.sums import cents

DONE = ("skipped", "paid", "paid_early", "paid_late")  # nothing is left to pay


@dataclass(frozen=True)
class Notice:
    """How many days ahead an occurrence is `upcoming`, and how many days late it is not `missed` yet."""

    ahead: int = 7
    grace: int = 7


@dataclass(frozen=True)
class Occurrence:
    """One occurrence on a day, in money; `due` is its key, `moved_to` the date that is shown."""

    due: date
    moved_to: date
    expected: float
    paid: float
    remaining: float
    status: str
    partial: bool


def occurrences_between(
    settled: Settlement, first: date, last: date, as_of: date, notice: Notice, *, owed: bool = True
) -> list[Occurrence]:
    """A bill's occurrences whose moved date is in the window, those before it existed too; not `owed`: it is paused."""
    dates = settled.terms.dates
    from_, until = max(date.min.toordinal(), first.toordinal() - 2), min(date.max.toordinal(), last.toordinal() + 2)
    found = []
    for k in range(index_from(dates, date.fromordinal(from_)), last_index(dates) + 1):
        nominal = due(dates, k)
        if nominal.toordinal() > until:
            break
        if first <= moved(dates, nominal) <= last:
            found.append(occurrence(settled, k, as_of, notice, owed=owed))
    return found


def occurrence_on(
    settled: Settlement, day: date, as_of: date, notice: Notice, *, owed: bool = True
) -> Occurrence | None:
    """The occurrence with that nominal or moved date; None if there is none."""
    k = index_of(settled.terms.dates, day)
    return None if k is None else occurrence(settled, k, as_of, notice, owed=owed)


def occurrence(settled: Settlement, k: int, as_of: date, notice: Notice, *, owed: bool = True) -> Occurrence:
    """Occurrence k on the day. One that nobody owes (the bill is paused, or did not exist yet) is skipped."""
    terms, entry = settled.terms, settled.entries.get(k, Entry())
    one = _dates(terms.dates, k)
    done = entry.settled(terms.expected)
    skipped = entry.skipped or (not done and (not owed or one.due < terms.since))
    left = 0.0 if done or skipped else terms.expected - entry.paid
    return Occurrence(
        one.due,
        one.moved_to,
        float(cents(terms.expected)),
        float(cents(entry.paid)),
        float(cents(left)),
        "skipped" if skipped else _paid_word(one, entry) if done else status(one.moved_to, as_of, notice),
        partial=not done and entry.paid > 0,
    )


def status(shown: date, as_of: date, notice: Notice) -> str:
    """The word for an occurrence that is not settled."""
    days = (shown - as_of).days
    if days > notice.ahead:
        return "scheduled"
    if days >= 0:
        return "upcoming" if days else "due"
    return "overdue" if -days <= notice.grace else "missed"


def _paid_word(one: Due, entry: Entry) -> str:
    """A payment without its day counts as made on time."""
    last = entry.last
    if last is None or last.paid_on is None or last.paid_on == one.moved_to:
        return "paid"
    return "paid_early" if last.paid_on < one.moved_to else "paid_late"


def _dates(dates: Recurrence, k: int) -> Due:
    nominal = due(dates, k)
    return Due(nominal, moved(dates, nominal))
