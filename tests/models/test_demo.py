import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from models.bills import BILLS
from models.bills.follow import renew_next_due
from models.bills.reminders import push_reminders
from models.core.book import Book
from models.core.check import check_book
from models.core.columns import CADENCES
from models.core.edit import reference_values
from models.core.schema import Column, Kind, Table
from models.dashboard.figures import after_buffer
from models.demo import demo
from models.pipeline import STAGES
from models.underwriting import repairs_totals, wholesale_mao

DAY = dt.date(2026, 3, 31)


@pytest.fixture(scope="module")
def book() -> Book:
    return demo(DAY)


DAYS = [DAY, dt.date(2024, 2, 29), dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 11, 22)]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_nothing_is_wrong_with_it_on_any_day(day: dt.date) -> None:
    assert check_book(demo(day)) == []


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_it_holds_what_the_contract_says(day: dt.date) -> None:
    book = demo(day)
    sizes = {key: len(book[key]) for key in ("Properties", "Deals", "Bills", "Ledger", "Partners")}
    assert sizes == {"Properties": 25, "Deals": 20, "Bills": 15, "Ledger": 500, "Partners": 3}
    assert set(book["Deals"]["stage"]) == set(STAGES)
    assert set(book["Bills"]["cadence"]) == set(CADENCES)


def test_the_same_day_gives_the_same_book(book: Book) -> None:
    assert demo(DAY) == book
    assert demo(DAY + dt.timedelta(days=1)) != book


def test_every_reference_has_its_row(book: Book) -> None:
    for table, column, values in _references(book):
        assert set(values.dropna()) <= reference_values(book, column), f"{table.sheet} {column.header}"


def _references(book: Book) -> Iterator[tuple[Table, Column, Any]]:
    for table in book.tables.values():
        for column in table.stored:
            if column.kind is Kind.REF:
                yield table, column, book[table][column.name]


def test_ids_are_unique_and_of_the_usual_form(book: Book) -> None:
    for key, table in book.tables.items():
        assert book[key].index.is_unique
        assert not table.prefix or all(re.fullmatch(rf"{table.prefix}_[0-9a-f]{{12}}", row) for row in book[key].index)


def test_nothing_happened_after_the_day(book: Book) -> None:
    limit = DAY.isoformat() + "T23:59:59Z"
    for key, table in book.tables.items():
        for column in table.stored:
            if column.kind is Kind.TIME:
                assert not (book[key][column.name].dropna() > limit).any(), f"{key} {column.header}"
    for key, name in (("Ledger", "date"), ("Payments", "paid_on"), ("CreditScores", "checked_on")):
        assert not (book[key][name] > pd.Timestamp(DAY)).any()


def test_nobody_in_it_can_be_reached(book: Book) -> None:
    for key in ("Contacts", "Partners"):
        assert book[key]["email"].str.endswith("@example.com").all()
        assert book[key]["phone"].str.fullmatch(r"\+1 \d{3} 555 0\d{3}").all()


def test_wholesale_offers_follow_the_formula(book: Book) -> None:
    offers = book["Underwrites"]
    offers = offers[offers["mode"] == "wholesale"]
    expected = wholesale_mao(offers["arv"], offers["arv_pct"], offers["repairs"], offers["fee"])
    assert list(offers["result"]) == list(expected)


def test_brrrr_offers_follow_the_formula(book: Book) -> None:
    offers = book["Underwrites"]
    offers = offers[offers["mode"] == "brrrr"]
    assert len(offers) > 1
    assert (offers["max_all_in"] == offers["arv"] * offers["target_ltv"]).all()
    assert (offers["result"] == offers["max_all_in"] - offers["repairs"]).all()


def test_one_mao_is_stale_and_the_others_are_not(book: Book) -> None:
    offers, properties = book["Underwrites"], book["Properties"]
    arv, repairs = properties["arv"], repairs_totals(book)
    moved = offers["arv"] != offers["property_id"].map(arv)
    assert moved.sum() == 1
    assert (offers["repairs"] == offers["property_id"].map(repairs)).all()


def test_deals_and_properties_point_at_each_other(book: Book) -> None:
    deals, properties = book["Deals"], book["Properties"]
    assert (deals["property_id"].map(properties["deal_id"]) == deals.index).all()
    assert (deals["property_id"].map(properties["address"]) == deals["property_address"]).all()
    assert deals["country"].equals(deals["contact_id"].map(book["Contacts"]["country"]).rename("country"))


def test_deals_show_their_last_underwrite(book: Book) -> None:
    deals = book["Deals"].dropna(subset="underwrite_id")
    assert list(deals["mao"]) == list(deals["underwrite_id"].map(book["Underwrites"]["result"]))


def test_every_payment_of_a_bill_is_in_the_ledger(book: Book) -> None:
    paid = book["Payments"][book["Payments"]["kind"] != "skip"]
    lines = book["Ledger"].dropna(subset="payment_id").set_index("payment_id")
    assert set(lines.index) == set(paid.index)
    assert (lines["amount"] == paid["amount"].reindex(lines.index)).all()


def test_next_due_is_the_oldest_occurrence_that_is_not_settled(book: Book) -> None:
    """Told apart from the plan: no payment in full, skip or settlement has that due date, all earlier ones have."""
    bills, payments = book["Bills"], book["Payments"]
    for bill_id, bill in bills[bills["status"] == "active"].to_dict("index").items():
        own = payments[payments["bill_id"] == bill_id]
        settled = own[(own["kind"] != "payment") | (own["amount"] >= bill["amount"])]["due_date"]
        assert bill["next_due"] not in set(settled)
        earlier = own[own["due_date"] < bill["next_due"]]["due_date"]
        assert set(earlier) <= set(settled)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_next_due_and_the_reminders_are_what_the_bills_say(day: dt.date) -> None:
    book, now = demo(day), dt.datetime.combine(day, dt.time(12), dt.UTC)
    assert not renew_next_due(book, day, now)
    assert not push_reminders(book, day, now).changes
    assert len(book["Reminders"]) > 3


def test_some_bills_were_missed_and_some_paid_in_part(book: Book) -> None:
    due = book["Bills"]["next_due"].dropna()
    assert (due < pd.Timestamp(DAY) - pd.Timedelta(days=7)).sum() >= 2
    payments = book["Payments"]
    assert set(payments["kind"]) == {"payment", "skip", "closed_short"}
    full = payments["bill_id"].map(book["Bills"]["amount"])
    assert ((payments["amount"] < full) & (payments["kind"] == "payment")).sum() == 2


def test_runs_drafts_followups_and_the_send_log_agree(book: Book) -> None:
    runs, drafts, log = book["PipelineRuns"], book["Drafts"], book["SendLog"]
    assert list(runs["draft_id"]) == list(drafts.index)
    assert (runs["sent"].array == (drafts["status"] == "sent").array).all()
    assert set(log["run_id"]) == set(runs.index[runs["sent"]])
    assert not drafts["body"].str.contains(r"\{|\}").any()
    closed = book["Followups"]["status"] == "done"
    assert (book["Followups"]["closed_at"].notna() == closed).all()


def test_the_month_is_safe_and_followups_wait(book: Book) -> None:
    spare = after_buffer(book, DAY)
    assert spare is not None
    assert spare > 0
    followups = book["Followups"][book["Followups"]["status"] == "open"]
    assert (followups["due_date"] < pd.Timestamp(DAY)).sum() == 3


def test_no_secret_is_in_it(book: Book) -> None:
    assert book["ShareTokens"].empty


def test_every_column_of_bills_but_notes_is_used_somewhere(book: Book) -> None:
    unused = {column.name for column in BILLS.stored if book["Bills"][column.name].isna().all()}
    assert unused == {"notes"}
