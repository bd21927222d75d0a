"""A household's year, a day at a time, beside dates that are worked out here without the program."""

from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.app.cli.household import column, dates
from tests.app.cli.ran import Ran, refused
from tests.libreoffice import LibreOffice

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAILY_UNTIL = date(2026, 3, 10)
AHEAD = GRACE = timedelta(7)
# Name: amount, what its date follows from, and its share of a year.
BILLS = {
    "weekly": (38.0, ["start_date=2026-01-02"], 52),
    "biweekly": (310.0, ["start_date=2026-01-09"], 26),
    "monthly": (1000.0, ["start_date=2026-01-31"], 12),
    "every_n_months": (165.4, ["start_date=2026-01-15", "due_months=3"], 4),
    "yearly": (600.0, ["start_date=2026-02-10"], 1),
    "once": (780.0, ["start_date=2026-05-20"], 0),
}
# Day: the words of `bills …`, and the occurrence that they settle, or None.
ACTIONS: dict[str, list[tuple[str, tuple[str, str] | None]]] = {
    "2026-02-02": [("paid monthly", ("monthly", "2026-01-31"))],
    "2026-02-06": [("paid yearly --on 2026-02-05", ("yearly", "2026-02-10"))],
    "2026-02-15": [("paid weekly --amount 20 --due 2026-02-13", None), ("paid weekly", ("weekly", "2026-01-02"))],
    "2026-02-21": [("skip weekly --due 2026-02-20", ("weekly", "2026-02-20"))],
    "2026-03-01": [("paid monthly --amount 900", None)],
    "2026-03-02": [("close-short monthly --due 2026-02-28", ("monthly", "2026-02-28"))],
    "2026-03-08": [("paid biweekly --due 2026-01-23", ("biweekly", "2026-01-23"))],
    "2026-04-14": [("paid every_n_months", ("every_n_months", "2026-01-15")),
                   ("paid every_n_months", ("every_n_months", "2026-04-15"))],
    "2026-06-02": [("paid once --amount 390", None), ("paid once", ("once", "2026-05-20"))],
    "2026-08-25": [("paid monthly --due 2026-06-30 --ledger", ("monthly", "2026-06-30"))],
}  # fmt: skip


def due_dates(name: str, until: date) -> list[date]:
    """By hand: months from the first one with the 31st as their last day, weeks as days."""
    start = date.fromisoformat(BILLS[name][1][0].partition("=")[2])
    if name in ("weekly", "biweekly"):
        days = 7 if name == "weekly" else 14
        return [start + timedelta(n) for n in range(0, (until - start).days + 1, days)]
    if name == "once":
        return [start] if start <= until else []
    step = {"monthly": 1, "every_n_months": 3, "yearly": 12}[name]
    months = [start.month - 1 + step * n for n in range(24 // step)]
    found = [_day(start.year + month // 12, month % 12 + 1, start.day) for month in months]
    return [day for day in found if day <= until]


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


class Year:
    """What has to be so, kept beside the file."""

    def __init__(self, run: Any, book: Path) -> None:
        self.run, self.book = run, book
        self.settled: set[tuple[str, date]] = set()
        self.refs: set[str] = set()

    def on(self, day: date, *words: str) -> Ran:
        ran: Ran = self.run("--json", "--as-of", day.isoformat(), "-f", self.book, *words)
        return ran

    def begin(self) -> None:
        for name, (amount, fields, _) in BILLS.items():
            words = (f"id=bill_{name}", f"name={name}", f"amount={amount}", f"cadence={name}", *fields)
            assert self.on(FIRST, "add", "Bills", *words).status == 0

    def unpaid(self, until: date) -> list[tuple[str, date]]:
        return [(name, day) for name in BILLS for day in due_dates(name, until) if (name, day) not in self.settled]

    def act(self, day: date) -> None:
        for words, settles in ACTIONS.get(day.isoformat(), []):
            command, name, *options = words.split()
            done = self.on(day, "bills", command, f"bill_{name}", *options)
            assert done.status == 0, done.err
            if settles is None:
                assert done.data["occurrence"]["paid"] < done.data["occurrence"]["expected"]
                continue
            bill, due = settles[0], date.fromisoformat(settles[1])
            assert done.data["occurrence"]["due"] == due.isoformat()
            self.settled.add((bill, due))

    def push(self, day: date) -> None:
        """Each unpaid occurrence has one reminder from a week before on, and never a second one."""
        wanted = self.unpaid(day + AHEAD)
        refs = {f"bill:bill_{name}:{due}" for name, due in wanted}
        pushed = self.on(day, "bills", "push-reminders").data
        assert {row["ref"] for row in pushed["reminders"]} == refs
        assert (pushed["created"], pushed["skipped"]) == (len(refs - self.refs), len(refs & self.refs))
        for row in pushed["reminders"]:
            missed = date.fromisoformat(row["due_date"]) < day - GRACE
            assert (row["kind"], row["priority"]) == (("missed_bill", "high") if missed else ("bill", "normal"))
            assert row["status"] == "active"
        self.refs |= refs

    def check_missed(self, day: date) -> None:
        found = self.on(day, "bills", "missed").data["missed"]
        wanted = sorted(self.unpaid(day - timedelta(1)), key=lambda one: one[1])
        assert sorted((row["due"], row["name"]) for row in found) == sorted((str(due), name) for name, due in wanted)
        assert [row["due"] for row in found] == [str(due) for _, due in wanted]
        assert [row["days_late"] for row in found] == [(day - due).days for _, due in wanted]
        assert [row["status"] == "missed" for row in found] == [day - due > GRACE for _, due in wanted]

    def check_file(self, day: date) -> None:
        """What another program reads."""
        refs, statuses = column(self.book, "Reminders", "Ref"), column(self.book, "Reminders", "Status")
        assert sorted(refs) == sorted(self.refs)
        open_ones = {f"bill:bill_{name}:{due}" for name, due in self.unpaid(day + AHEAD)}
        assert {ref for ref, status in zip(refs, statuses, strict=True) if status == "active"} == open_ones
        unpaid = self.unpaid(date(2027, 12, 31))
        nexts = [next((str(due) for bill, due in unpaid if bill == name), "None") for name in BILLS]
        assert dates(self.book, "Bills", "Next Due") == nexts


@pytest.fixture
def year(run: Any, book: Path) -> Year:
    year = Year(run, book)
    year.begin()
    return year


def test_a_year_of_every_cadence(year: Year) -> None:
    day = FIRST
    while day <= LAST:
        year.act(day)
        year.push(day)
        if day.day in (1, 31):
            year.check_missed(day)
        tomorrow = day + timedelta(1)
        while tomorrow > DAILY_UNTIL and tomorrow.weekday() and str(tomorrow) not in ACTIONS and tomorrow != LAST:
            tomorrow += timedelta(1)
        day = tomorrow
    year.check_missed(LAST)
    year.check_file(LAST)
    half_paid = [row for row in year.on(LAST, "bills", "missed").data["missed"] if row["paid"]]
    assert [(row["name"], row["due"], row["paid"]) for row in half_paid] == [("weekly", "2026-02-13", 20)]
    assert year.on(LAST, "check").data["counts"]["error"] == 0
    payments = sum(len(actions) for actions in ACTIONS.values())
    assert len(column(year.book, "Payments", "ID")) == len(set(column(year.book, "Payments", "ID"))) == payments
    assert len(column(year.book, "Ledger", "ID")) == 1


def test_monthly_estimates_of_the_app_by_hand_and_of_a_spreadsheet_program(
    year: Year, libreoffice: LibreOffice
) -> None:
    year.on(FIRST, "bills", "edit", "bill_weekly", "notes=saved again")
    shown = {row["name"]: row["monthly_est"] for row in year.on(LAST, "bills", "list").data["bills"]}
    assert shown == {"weekly": 164.67, "biweekly": 671.67, "monthly": 1000, "every_n_months": 55.13, "yearly": 50,
                     "once": 0}  # fmt: skip
    assert shown == {name: round(amount * times / 12 + 1e-9, 2) for name, (amount, _, times) in BILLS.items()}
    headers = [cell.value for cell in load_workbook(year.book)["Bills"][1]]
    cells = libreoffice.cells(year.book)["Bills"]
    place = headers.index("Monthly Est") + 1
    assert [cells[row, place] for row in range(2, len(BILLS) + 2)] == [pytest.approx(value) for value in shown.values()]


def test_dismissed_reminders_stay_dismissed_and_a_changed_date_makes_a_new_one(year: Year) -> None:
    day = date(2026, 1, 28)
    year.push(day)
    rows = year.on(day, "reminders", "list").data["reminders"]
    monthly = next(row["id"] for row in rows if row["ref"] == "bill:bill_monthly:2026-01-31")
    year.on(day, "reminders", "dismiss", monthly)
    for later in (day, date(2026, 1, 31), date(2026, 2, 20)):
        year.on(later, "bills", "push-reminders")
    listed = {row["id"]: row for row in year.on(day, "reminders", "list").data["reminders"]}
    assert (listed[monthly]["status"], listed[monthly]["kind"]) == ("dismissed", "bill")
    edited = year.on(date(2026, 2, 20), "set", "Bills", "bill_weekly", "start_date=2026-01-03").data["row"]
    assert edited["next_due"] == "2026-01-03"
    after = {row["ref"]: row["status"] for row in year.on(day, "reminders", "list").data["reminders"]}
    assert {after[ref] for ref in after if ref.startswith("bill:bill_weekly")} == {"done", "active"}
    assert after["bill:bill_weekly:2026-01-02"] == "done"
    assert after["bill:bill_weekly:2026-01-03"] == "active"
    refs = column(year.book, "Reminders", "Ref")
    assert len(refs) == len(set(refs))


def test_every_action_again_is_refused_or_does_nothing(year: Year) -> None:
    """Whatever was done is not done twice without being told to."""
    for day, actions in ACTIONS.items():
        year.act(date.fromisoformat(day))
        for words, settles in actions:
            if settles is None:
                continue
            command, name, *_ = words.split()
            before = year.book.read_bytes()
            again = year.on(date.fromisoformat(day), "bills", command, f"bill_{name}", "--due", settles[1])
            refused(again, "confirm" if command == "paid" else "exists", name)
            assert year.book.read_bytes() == before
