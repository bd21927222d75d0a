"""Bills and payments through their edits: paying, skipping, closing, adding, editing, and what follows."""

import datetime as dt
from typing import Any

import pytest

from models.bills import BILLS, PAYMENTS, REMINDERS
from models.bills.autopay import checklist, tick
from models.bills.follow import followed, renew_next_due
from models.bills.payments import chosen, close_short, pay, skip
from models.bills.registry import add_bill, bills_with, edit_bill
from models.bills.reminders import push_reminders, set_reminder
from models.bills.upcoming import due_before, missed, month_of, occurrences_of, still_to_pay, upcoming, year_grid
from models.core.book import Book
from models.core.change import ChangeSet
from models.core.edit import add_row, remove_rows, set_fields
from models.core.refusal import Refused
from models.core.schema import Value
from models.core.values import plain
from tests.models.books import book_of

DAY = dt.date(2026, 3, 10)
ZONE = dt.timezone(dt.timedelta(hours=-6))
NOW = dt.datetime(2026, 3, 10, 15, tzinfo=ZONE)
JAN, FEB, MAR, APR = (dt.date(2026, month, 15) for month in (1, 2, 3, 4))
RENT: dict[str, Value] = {"name": "Rent", "amount": 100.0, "cadence": "monthly", "start_date": JAN, "status": "active"}


def rent(*payments: dict[str, Value], **fields: Value) -> Book:
    paid = [{"bill_id": "bill_0", "amount": 100.0, "kind": "payment", **payment} for payment in payments]
    return book_of(Bills=[{**RENT, **fields}], Payments=paid)


def words(book: Book, as_of: dt.date = DAY) -> list[str]:
    return [one.status for one in occurrences_of(book, "bill_0", JAN, MAR, as_of, ZONE)]


def next_due(book: Book) -> Value:
    return plain(book[BILLS]["next_due"].iloc[0])


def code(refused: Any) -> str:
    return str(refused.value.code)


# --- paying ---


def test_a_payment_settles_the_oldest_unpaid_occurrence_of_what_remains() -> None:
    book = rent({"due_date": JAN, "paid_on": JAN, "amount": 40.0})
    paid = pay(book, "bill_0", DAY, NOW)
    after = book.apply(paid.changes)
    assert after.row(PAYMENTS, paid.payment_id) is not None
    row = after.row(PAYMENTS, paid.payment_id) or {}
    assert (row["due_date"], row["amount"], row["paid_on"], row["bill_name"]) == (JAN, 60.0, DAY, "Rent")
    assert paid.before is not None
    assert paid.after is not None
    assert (paid.before.status, paid.before.partial, paid.after.status) == ("missed", True, "paid_late")
    assert paid.changes.label == "Pay Rent"


def test_paying_one_occurrence_twice_is_asked_about() -> None:
    book = rent({"due_date": JAN, "paid_on": JAN})
    with pytest.raises(Refused, match="is paid: 100") as refused:
        pay(book, "bill_0", DAY, NOW, due=JAN)
    assert code(refused) == "confirm"
    after = book.apply(pay(book, "bill_0", DAY, NOW, due=JAN, yes=True).changes)
    assert words(after)[:2] == ["paid", "paid_late"]


def test_where_nothing_is_open_paying_is_asked_about_and_then_kept_as_credit() -> None:
    book = rent({"paid_on": JAN, "amount": 300.0})
    assert chosen(book, "bill_0", DAY, DAY, ZONE) is None
    with pytest.raises(Refused, match="nothing is open") as refused:
        pay(book, "bill_0", DAY, NOW)
    assert (code(refused), "2026-04-15" in refused.value.hint) == ("confirm", True)
    paid = pay(book, "bill_0", DAY, NOW, yes=True)
    after = book.apply(paid.changes)
    assert (after.row(PAYMENTS, paid.payment_id) or {})["due_date"] is None
    assert (paid.before, paid.after) == (None, None)
    assert next_due(after) == APR
    assert upcoming(after, APR, ZONE)["next_due"].dt.date.to_list() == [dt.date(2026, 5, 15)]


def test_an_occurrence_can_be_named_by_its_moved_date() -> None:
    book = rent(start_date=dt.date(2026, 1, 31), weekend_rule="after")  # a Saturday
    paid = pay(book, "bill_0", DAY, NOW, due=dt.date(2026, 2, 2))
    assert paid.after is not None
    assert (paid.after.due, paid.after.moved_to) == (dt.date(2026, 1, 31), dt.date(2026, 2, 2))


def test_a_day_that_is_no_due_date_is_refused_with_the_next_one() -> None:
    with pytest.raises(Refused, match="not due on 2026-03-16") as refused:
        pay(rent(), "bill_0", DAY, NOW, due=dt.date(2026, 3, 16))
    assert "2026-04-15" in refused.value.hint


@pytest.mark.parametrize("amount", [0.0, -1.0])
def test_nothing_is_no_payment(amount: float) -> None:
    with pytest.raises(Refused, match="no payment"):
        pay(rent(), "bill_0", DAY, NOW, amount=amount)


def test_a_bill_without_dates_or_no_bill_cannot_be_paid_by_date() -> None:
    with pytest.raises(Refused, match="needs a Start Date"):
        pay(rent(cadence="yearly", start_date=None), "bill_0", DAY, NOW)
    with pytest.raises(Refused, match="no row bill_9"):
        pay(rent(), "bill_9", DAY, NOW)


def test_skipping_and_closing_short() -> None:
    book = rent({"due_date": FEB, "paid_on": FEB, "amount": 70.0})
    skipped = skip(book, "bill_0", JAN, DAY, NOW)
    book = book.apply(skipped.changes)
    assert next_due(book) == FEB
    closed = close_short(book, "bill_0", FEB, DAY, NOW)
    book = book.apply(closed.changes)
    assert next_due(book) == MAR
    assert words(book) == ["skipped", "paid_late", "upcoming"]
    assert closed.after is not None
    assert (closed.after.paid, closed.after.remaining) == (70, 0)
    with pytest.raises(Refused, match="skipped"):
        skip(book, "bill_0", JAN, DAY, NOW)
    with pytest.raises(Refused, match="settled"):
        close_short(book, "bill_0", FEB, DAY, NOW)
    with pytest.raises(Refused, match="was paid") as refused:
        skip(book, "bill_0", FEB, DAY, NOW)
    assert code(refused) == "confirm"


# --- a raised amount ---


def test_raising_the_amount_does_not_reopen_what_was_paid_in_full() -> None:
    book = rent({"due_date": JAN, "paid_on": JAN}, {"due_date": FEB, "paid_on": FEB, "amount": 40.0})
    after = book.apply(edit_bill(book, "bill_0", {"amount": 120.0}, DAY, NOW))
    assert words(after) == ["paid", "missed", "upcoming"]
    lines = missed(after, DAY, ZONE)
    assert list(zip(lines["due"].dt.date, lines["remaining"], strict=True)) == [(FEB, 80.0)]


def test_raising_keeps_payments_that_name_no_date_where_they_were() -> None:
    book = rent({"paid_on": JAN}, {"paid_on": FEB}, {"paid_on": MAR, "amount": 50.0})
    after = book.apply(edit_bill(book, "bill_0", {"amount": 120.0}, DAY, NOW))
    assert words(after) == ["paid", "paid", "upcoming"]
    assert occurrences_of(after, "bill_0", MAR, MAR, DAY, ZONE)[0].remaining == 70


@pytest.mark.parametrize("named", [True, False])
def test_a_mistyped_amount_that_is_corrected_pays_nothing(named: bool) -> None:
    """What is over while it is too low comes to the next occurrence; that is no payment of it."""
    paid: list[dict[str, Value]] = [{"paid_on": day, **({"due_date": day} if named else {})} for day in (JAN, FEB)]
    book = rent(*paid, next_due=MAR)
    low = book.apply(edit_bill(book, "bill_0", {"amount": 10.0}, DAY, NOW))
    assert words(low)[2] == "paid_early"
    right = low.apply(edit_bill(low, "bill_0", {"amount": 100.0}, DAY, NOW))
    assert words(right) == words(book) == ["paid", "paid", "upcoming"]
    assert next_due(right) == MAR
    assert len(right[PAYMENTS]) == 2
    assert missed(right, DAY, ZONE).empty


def test_what_was_paid_early_stays_paid_when_the_amount_is_raised() -> None:
    for due_date in (MAR, None):
        book = rent({"due_date": JAN, "paid_on": JAN}, {"due_date": FEB, "paid_on": FEB},
                    {"due_date": due_date, "paid_on": DAY}, next_due=APR)  # fmt: skip
        after = book.apply(edit_bill(book, "bill_0", {"amount": 120.0}, DAY, NOW))
        assert words(after) == ["paid", "paid", "paid_early"]


def test_several_paid_at_once_stay_paid_when_the_amount_is_raised() -> None:
    book = rent({"paid_on": JAN, "amount": 200.0})
    after = book.apply(edit_bill(book, "bill_0", {"amount": 120.0}, DAY, NOW))
    assert words(after)[:2] == words(book)[:2]


def test_lowering_the_amount_changes_no_payment() -> None:
    book = rent({"due_date": JAN, "paid_on": JAN})
    assert edit_bill(book, "bill_0", {"amount": 90.0}, DAY, NOW).tables == {"Bills"}


# --- Next Due and what follows ---


def test_next_due_follows_every_edit_that_moves_it() -> None:
    book = book_of()
    added = add_bill(book, {"name": "Rent", "amount": 100.0, "start_date": MAR}, DAY, NOW)
    bill = added.changes[0].row
    book = book.apply(added)
    assert next_due(book) == MAR
    book = book.apply(pay(book, bill, DAY, NOW).changes)
    assert next_due(book) == APR
    book = book.apply(edit_bill(book, bill, {"due_day": 31, "start_date": APR}, DAY, NOW))
    assert next_due(book) == dt.date(2026, 4, 30)
    book = book.apply(edit_bill(book, bill, {"status": "paused"}, DAY, NOW))
    assert next_due(book) is None


def test_any_edit_of_payments_is_followed() -> None:
    book = rent({"due_date": JAN, "paid_on": JAN}, next_due=FEB)
    gone = followed(book, remove_rows(book, PAYMENTS, ["pay_0"]), DAY, NOW)
    assert next_due(book.apply(gone)) == JAN
    assert next_due(book.apply(gone).apply(gone.inverse())) == FEB
    typed = add_row(book, PAYMENTS, {"bill_id": "bill_0", "paid_on": FEB, "amount": 100.0}, NOW)
    whole = followed(book, typed, DAY, NOW)
    assert next_due(book.apply(whole)) == MAR
    assert whole.label == typed.label


def test_following_twice_adds_nothing() -> None:
    book = rent({"due_date": JAN, "paid_on": JAN}, next_due=FEB)
    once = followed(book, set_fields(book, BILLS, "bill_0", {"amount": 120.0}, NOW), DAY, NOW)
    assert followed(book, once, DAY, NOW) == once
    assert "Payments" in once.tables


def test_an_edit_that_moves_no_date_stays_as_it_is() -> None:
    book = rent()
    notes = set_fields(book, BILLS, "bill_0", {"notes": "x"}, NOW)
    assert followed(book, notes, DAY, NOW) is notes
    other = ChangeSet("Other")
    assert followed(book, other, DAY, NOW) is other


def test_next_due_is_renewed_with_the_day_and_a_bill_without_any_date_gets_its_first() -> None:
    book = book_of(Bills=[RENT, {"name": "Typed in Excel", "amount": 5.0, "cadence": "monthly", "due_day": 12}])
    renewed = renew_next_due(book, DAY, NOW)
    after = book.apply(renewed)
    assert after[BILLS]["next_due"].dt.date.to_list() == [JAN, dt.date(2026, 3, 12)]
    assert after[BILLS]["created_at"].isna().to_list() == [True, False]
    assert not renew_next_due(after, DAY, NOW)
    later = missed(after, DAY + dt.timedelta(days=4), ZONE)
    assert "bill_1" in set(later["bill_id"])


# --- adding and editing ---


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Neither Due Day nor Start Date"),
        ({"cadence": "yearly", "due_day": 3}, "Start Date"),
        ({"cadence": "biweekly", "due_day": 3}, "Start Date"),
        ({"cadence": "once"}, "Start Date"),
        ({"cadence": "every_n_months", "due_months": 3, "due_day": 3}, "Start Date"),
        ({"due_day": 32}, "out of range"),
        ({"due_day": 0}, "out of range"),
        ({"start_date": MAR, "end_date": JAN}, "before Start Date"),
    ],
)
def test_a_bill_whose_dates_cannot_be_known_is_refused(fields: dict[str, Value], words: str) -> None:
    with pytest.raises(Refused, match=words):
        add_bill(book_of(), {"name": "Rent", "amount": 1.0, **fields}, DAY, NOW)


def test_a_bill_cannot_lose_its_dates_but_a_bad_one_can_be_edited() -> None:
    with pytest.raises(Refused, match="Start Date"):
        edit_bill(rent(), "bill_0", {"cadence": "yearly", "start_date": None}, DAY, NOW)
    bad = rent(cadence="yearly", start_date=None)
    assert edit_bill(bad, "bill_0", {"name": "Other"}, DAY, NOW)
    cured = bad.apply(edit_bill(bad, "bill_0", {"start_date": MAR}, DAY, NOW))
    assert next_due(cured) == MAR


def test_bills_by_status() -> None:
    book = book_of(Bills=[{**RENT, "status": status} for status in ("active", "paused", "archived", None)])
    assert list(bills_with(book).index) == ["bill_0", "bill_3"]
    assert len(bills_with(book, "all")) == 4
    with pytest.raises(Refused, match="no status"):
        bills_with(book, "old")


# --- what is due ---


def test_paused_bills_owe_nothing_while_they_are() -> None:
    book = rent(status="paused")
    assert missed(book, DAY, ZONE).empty
    assert upcoming(book, DAY, ZONE).empty
    assert words(book) == ["skipped"] * 3


def test_upcoming_within_days_and_limit() -> None:
    bills = [{**RENT, "start_date": DAY + dt.timedelta(days=days)} for days in (5, 1, 30)]
    book = book_of(Bills=bills)
    assert list(upcoming(book, DAY, ZONE).index) == ["bill_1", "bill_0", "bill_2"]
    assert list(upcoming(book, DAY, ZONE, days=5).index) == ["bill_1", "bill_0"]
    assert list(upcoming(book, DAY, ZONE, limit=1).index) == ["bill_1"]
    line = upcoming(book, DAY, ZONE).loc["bill_0"]
    assert (line["days_until"], line["expected"], line["paid_so_far"]) == (5, 100.0, 0.0)


@pytest.mark.parametrize(
    ("cadence", "months", "count"),
    [("weekly", None, 8), ("biweekly", None, 4), ("monthly", None, 2), ("every_n_months", 2, 1), ("yearly", None, 1),
     ("once", None, 1)],
)  # fmt: skip
def test_missed_finds_every_overdue_occurrence_of_every_cadence(cadence: str, months: int | None, count: int) -> None:
    book = rent(cadence=cadence, due_months=months)
    lines = missed(book, DAY, ZONE)
    assert len(lines) == count
    assert lines["due"].is_monotonic_increasing
    assert lines["days_late"].iloc[0] == (DAY - JAN).days


def test_half_paid_occurrences_stay_listed_with_what_is_left() -> None:
    book = rent({"due_date": JAN, "paid_on": JAN, "amount": 40.0}, autopay=True)
    line = missed(book, DAY, ZONE).iloc[0]
    assert (line["paid"], line["remaining"], line["partial"], line["status"]) == (40, 60, True, "missed")
    assert (line["autopay"], line["confirm"]) == (True, True)


def test_a_bills_own_grace_days_count() -> None:
    day = FEB + dt.timedelta(days=9)
    assert list(missed(rent(), day, ZONE)["status"]) == ["missed", "missed"]
    assert list(missed(rent(grace_days=10), day, ZONE)["status"]) == ["missed", "overdue"]


def test_what_is_still_to_pay() -> None:
    book = rent({"due_date": JAN, "paid_on": JAN, "amount": 40.0})
    assert due_before(book, DAY, ZONE, MAR) == 160
    assert due_before(book, DAY, ZONE, APR) == 260
    assert still_to_pay(book, DAY, ZONE, dt.date(2026, 3, 1), dt.date(2026, 3, 31)) == 100


def test_a_page_of_the_calendar_and_the_grid_of_the_year() -> None:
    book = rent({"due_date": JAN, "paid_on": JAN})
    page = month_of(book, 2026, 1, DAY, ZONE)
    assert list(zip(page["due"].dt.date, page["status"], strict=True)) == [(JAN, "paid")]
    grid = year_grid(book, dt.date(2025, 12, 9), DAY, ZONE)
    assert list(grid["status"])[:3] == ["paid", "missed", "upcoming"]
    assert len(grid) == 11
    assert month_of(book, 2025, 12, DAY, ZONE).empty
    assert year_grid(book, dt.date(2020, 1, 1), DAY, ZONE).empty


# --- reminders ---


def reminders(book: Book) -> list[tuple[Value, ...]]:
    frame = book[REMINDERS]
    names = ("ref", "kind", "priority", "status")
    return [tuple(plain(value) for value in line) for line in zip(*(frame[name] for name in names), strict=True)]


def ref(day: dt.date) -> str:
    return f"bill:bill_0:{day}"


def test_reminders_are_pushed_once() -> None:
    book = rent(start_date=FEB)
    pushed = push_reminders(book, DAY, NOW)
    assert (pushed.created, pushed.skipped, pushed.warnings) == (2, 0, ())
    book = book.apply(pushed.changes)
    assert reminders(book) == [(ref(FEB), "missed_bill", "high", "active"), (ref(MAR), "bill", "normal", "active")]
    again = push_reminders(book, DAY, NOW)
    assert (again.created, again.skipped, bool(again.changes)) == (0, 2, False)
    assert again.reminders == pushed.reminders


def test_a_missed_occurrence_raises_its_own_reminder() -> None:
    book = rent(start_date=MAR)
    book = book.apply(push_reminders(book, DAY, NOW).changes)
    later = book.apply(push_reminders(book, MAR + dt.timedelta(days=8), NOW).changes)
    assert reminders(later)[0] == (ref(MAR), "missed_bill", "high", "active")
    assert len(reminders(later)) == 1


def test_a_dismissed_reminder_stays_dismissed() -> None:
    book = rent(start_date=MAR)
    pushed = push_reminders(book, DAY, NOW)
    book = book.apply(pushed.changes)
    book = book.apply(set_reminder(book, pushed.reminders[0], "dismissed", NOW))
    later = push_reminders(book, MAR + dt.timedelta(days=8), NOW)
    assert not later.changes
    assert later.skipped == 1


def test_paying_completes_the_reminder_and_undo_brings_it_back() -> None:
    book = rent(start_date=MAR)
    book = book.apply(push_reminders(book, DAY, NOW).changes)
    paid = pay(book, "bill_0", DAY, NOW)
    assert reminders(book.apply(paid.changes)) == [(ref(MAR), "bill", "normal", "done")]
    assert book.apply(paid.changes).apply(paid.changes.inverse()) == book


def test_a_reminder_says_what_is_left_to_pay() -> None:
    book = rent({"due_date": MAR, "paid_on": MAR, "amount": 40.0}, start_date=MAR)
    book = book.apply(push_reminders(book, DAY, NOW).changes)
    assert titles(book) == ["Rent 60.00"]

    more = pay(book, "bill_0", DAY, NOW, due=MAR, amount=10.0)
    assert titles(book.apply(more.changes)) == ["Rent 50.00"]
    assert titles(book.apply(edit_bill(book, "bill_0", {"amount": 1240.0}, DAY, NOW))) == ["Rent 1,200.00"]
    assert titles(book.apply(pay(book, "bill_0", DAY, NOW).changes)) == ["Rent 60.00"]  # as it stood; it is done


def test_a_reminders_title_that_somebody_wrote_stays() -> None:
    book = rent(start_date=MAR)
    pushed = push_reminders(book, DAY, NOW)
    book = book.apply(pushed.changes)
    book = book.apply(set_fields(book, REMINDERS, pushed.reminders[0], {"title": "Ring the landlord"}, NOW))

    assert titles(book.apply(pay(book, "bill_0", DAY, NOW, due=MAR, amount=40.0).changes)) == ["Ring the landlord"]


def titles(book: Book) -> list[str]:
    return [str(title) for title in book[REMINDERS]["title"]]


def test_editing_a_due_date_completes_the_orphan_and_makes_a_new_one() -> None:
    book = rent(start_date=MAR)
    book = book.apply(push_reminders(book, DAY, NOW).changes)
    after = book.apply(edit_bill(book, "bill_0", {"due_day": 16}, DAY, NOW))
    assert [(one[0], one[3]) for one in reminders(after)] == [
        (ref(MAR), "done"), (ref(dt.date(2026, 3, 16)), "active")
    ]  # fmt: skip


def test_a_deleted_bill_completes_its_reminders() -> None:
    book = rent(start_date=MAR)
    book = book.apply(push_reminders(book, DAY, NOW).changes)
    gone = followed(book, remove_rows(book, BILLS, ["bill_0"]), DAY, NOW)
    assert [one[3] for one in reminders(book.apply(gone))] == ["done"]


def test_a_typing_error_in_a_bill_completes_no_reminder() -> None:
    book = rent(start_date=MAR)
    book = book.apply(push_reminders(book, DAY, NOW).changes)
    broken = book.apply(set_fields(book, BILLS, "bill_0", {"cadence": "once", "start_date": None}, NOW))
    assert not push_reminders(broken, DAY, NOW).changes
    assert push_reminders(broken, DAY, NOW).warnings == ("Bills bill_0 (Rent): This cadence needs a Start Date.",)


def test_reminders_days_ahead() -> None:
    book = rent(start_date=MAR)
    assert push_reminders(book, DAY, NOW, 4).created == 0
    assert push_reminders(book, DAY, NOW, 5).created == 1
    with pytest.raises(Refused):
        push_reminders(book, DAY, NOW, -1)


# --- autopay ---


def test_the_checklist_has_seven_steps_in_the_bills_words() -> None:
    book = rent(payee="Acme Rentals", account="Chequing", start_date=MAR)
    steps = checklist(book, "bill_0", DAY, ZONE)
    assert [one.step for one in steps] == list(range(1, 8))
    text = " ".join(one.text for one in steps)
    for word in ("Acme Rentals", "100.00", "monthly on the 15th", "2026-03-15", "Chequing"):
        assert word in text
    assert all(one.done_on is None for one in steps)


def test_steps_are_ticked_off_and_remembered_as_they_read_then() -> None:
    book = rent(start_date=MAR)
    book = book.apply(tick(book, "bill_0", DAY, NOW, done=[3, 1]))
    assert not tick(book, "bill_0", DAY, NOW, done=[3])
    book = book.apply(edit_bill(book, "bill_0", {"amount": 120.0}, DAY, NOW))
    steps = checklist(book, "bill_0", DAY, ZONE)
    assert [one.step for one in steps if one.done_on == DAY] == [1, 3]
    assert ("100.00" in steps[2].text, "120.00" in steps[6].text) == (True, True)
    book = book.apply(tick(book, "bill_0", DAY, NOW, undone=[3], done=[2]))
    assert [one.step for one in checklist(book, "bill_0", DAY, ZONE) if one.done_on] == [1, 2]
    assert len(book["AutopaySteps"]) == 3


@pytest.mark.parametrize("wrong", [{"done": [8]}, {"undone": [0]}, {"done": [1], "undone": [1]}])
def test_there_are_seven_steps(wrong: dict[str, list[int]]) -> None:
    with pytest.raises(Refused, match="Autopay"):
        tick(rent(), "bill_0", DAY, NOW, **wrong)


def test_a_moment_without_a_zone_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="time zone"):
        pay(rent(), "bill_0", DAY, dt.datetime(2026, 3, 10))
