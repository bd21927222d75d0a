"""Paying, skipping, editing and pushing reminders, in any order and any number of times."""

import datetime as dt
from collections import Counter
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from models.bills import BILLS, PAYMENTS, REMINDERS
from models.bills.follow import followed, renew_next_due
from models.bills.payments import close_short, pay, skip
from models.bills.registry import edit_bill
from models.bills.reminders import push_reminders, reference, set_reminder
from models.bills.upcoming import missed, next_dues, occurrences_of, unpaid
from models.core.change import ChangeSet
from models.core.columns import CADENCES
from models.core.edit import remove_rows
from models.core.refusal import Refused
from models.core.schema import Value
from tests.models.books import book_of

START = dt.date(2026, 1, 31)
ZONE = dt.timezone(dt.timedelta(hours=-6))
bills = st.sampled_from([f"bill_{n}" for n in range(len(CADENCES))])


class Household(RuleBasedStateMachine):
    """Time only goes on; every edit is done as the session does it."""

    def __init__(self) -> None:
        super().__init__()
        self.day = START
        self.dismissed: set[str] = set()
        self.book = book_of()
        self.done: list[ChangeSet] = []

    @initialize()
    def begin(self) -> None:
        rows: list[dict[str, Value]] = [
            {"name": cadence, "amount": 100.0, "cadence": cadence, "due_months": 2, "start_date": START,
             "weekend_rule": "after"}
            for cadence in CADENCES
        ]  # fmt: skip
        self.book = book_of(Bills=rows)
        self._do(renew_next_due(self.book, self.day, self._now()))

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        self.day += dt.timedelta(days=days)
        self._do(renew_next_due(self.book, self.day, self._now()))

    @rule()
    def push(self) -> None:
        pushed = push_reminders(self.book, self.day, self._now())
        self._do(pushed.changes)
        assert not push_reminders(self.book, self.day, self._now()).changes
        wanted = unpaid(self.book, self.day, ZONE, self.day + dt.timedelta(days=7))
        assert len(pushed.reminders) == len(wanted)

    @rule(bill=bills, amount=st.none() | st.sampled_from([30.0, 100.0, 170.0]), back=st.integers(0, 20))
    def pay(self, bill: str, amount: float | None, back: int) -> None:
        before = self._left(bill)
        try:
            paid = pay(self.book, bill, self.day, self._now(), amount=amount, on=self.day - dt.timedelta(days=back))
        except Refused as refused:
            if refused.code != "confirm":
                raise
            return
        assert paid.before is not None
        assert paid.before.remaining > 0
        self._do(paid.changes)
        assert paid.after is not None
        row = self.book.row(PAYMENTS, paid.payment_id) or {}
        assert row["due_date"] == paid.after.due == paid.before.due
        if amount is None:
            assert paid.after.remaining == 0
            assert self._left(bill) == before - paid.before.remaining

    @rule(bill=bills, number=st.integers(0, 5), closing=st.booleans())
    def settle_otherwise(self, bill: str, number: int, closing: bool) -> None:
        due = self._due(bill, number)
        edit = close_short if closing else skip
        try:
            settled = edit(self.book, bill, due, self.day, self._now())
        except Refused as refused:
            if refused.code not in ("exists", "confirm"):
                raise
            return
        self._do(settled.changes)
        assert settled.after is not None
        assert settled.after.remaining == 0

    @rule(bill=bills, amount=st.sampled_from([60.0, 100.0, 130.0]))
    def change_the_amount(self, bill: str, amount: float) -> None:
        settled = self._settled(bill)
        was = (self.book.row(BILLS, bill) or {})["amount"]
        self._do(edit_bill(self.book, bill, {"amount": amount}, self.day, self._now()))
        if isinstance(was, float) and amount > was:
            assert settled <= self._settled(bill)

    @rule(bill=bills, day=st.integers(1, 31))
    def change_the_day(self, bill: str, day: int) -> None:
        if bill not in ("bill_0", "bill_1"):
            self._do(edit_bill(self.book, bill, {"due_day": day}, self.day, self._now()))

    @rule(bill=bills, status=st.sampled_from(["active", "paused"]))
    def pause(self, bill: str, status: str) -> None:
        self._do(edit_bill(self.book, bill, {"status": status}, self.day, self._now()))

    @rule(data=st.data())
    def dismiss(self, data: st.DataObject) -> None:
        active = self.book[REMINDERS].index[self.book[REMINDERS]["status"] == "active"]
        if len(active):
            row = data.draw(st.sampled_from(list(active)))
            self._do(set_reminder(self.book, row, "dismissed", self._now()))
            self.dismissed.add(row)

    @rule(data=st.data())
    def take_a_payment_away(self, data: st.DataObject) -> None:
        if len(self.book[PAYMENTS]):
            row = data.draw(st.sampled_from(list(self.book[PAYMENTS].index)))
            self._do(followed(self.book, remove_rows(self.book, PAYMENTS, [row]), self.day, self._now()))

    @rule()
    def undo(self) -> None:
        if self.done:
            last = self.done.pop()
            self.book = self.book.apply(last.inverse())
            self.dismissed &= set(self.book[REMINDERS].index[self.book[REMINDERS]["status"] == "dismissed"])
            self._do(renew_next_due(self.book, self.day, self._now()))

    @invariant()
    def no_reminder_is_there_twice(self) -> None:
        assert not self.book[REMINDERS]["ref"].duplicated().any()

    @invariant()
    def a_dismissed_reminder_stays_dismissed(self) -> None:
        assert set(self.book[REMINDERS]["status"][list(self.dismissed)]) <= {"dismissed"}

    @invariant()
    def next_due_is_true(self) -> None:
        assert self.book[BILLS]["next_due"].equals(next_dues(self.book, self.day, ZONE).rename("next_due"))

    @invariant()
    def missed_are_all_that_is_late(self) -> None:
        late = Counter(missed(self.book, self.day, ZONE)["bill_id"])
        for bill in self.book[BILLS].index:
            lines = occurrences_of(self.book, bill, START, self.day, self.day, ZONE)
            assert late[bill] == sum(one.status in ("overdue", "missed") for one in lines)

    @invariant()
    def active_reminders_are_for_what_is_open(self) -> None:
        frame = self.book[REMINDERS]
        lines = unpaid(self.book, self.day, ZONE, self.day + dt.timedelta(days=60))
        due = zip(lines["bill_id"], lines["due"].dt.date, strict=True)
        assert set(frame["ref"][frame["status"] == "active"]) <= {reference(bill, day) for bill, day in due}

    def _do(self, changes: ChangeSet) -> None:
        if changes:
            self.book = self.book.apply(changes)
            self.done.append(changes)

    def _now(self) -> dt.datetime:
        return dt.datetime.combine(self.day, dt.time(15), ZONE)

    def _left(self, bill: str) -> float:
        lines = unpaid(self.book, self.day, ZONE, self.day + dt.timedelta(days=800))
        return round(float(lines["remaining"][lines["bill_id"] == bill].sum()), 2)

    def _settled(self, bill: str) -> set[dt.date]:
        lines: list[Any] = occurrences_of(self.book, bill, START, self.day, self.day, ZONE)
        return {one.due for one in lines if one.status in ("paid", "paid_early", "paid_late")}

    def _due(self, bill: str, number: int) -> dt.date:
        lines = occurrences_of(self.book, bill, START, START + dt.timedelta(days=3000), self.day, ZONE)
        return lines[min(number, len(lines) - 1)].due


TestHousehold = Household.TestCase
TestHousehold.settings = settings(max_examples=15, stateful_step_count=20)
