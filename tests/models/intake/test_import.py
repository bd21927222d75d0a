"""The import of somebody's own rows: what comes in, what is there already, and that one step takes it back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.bills import BILLS
from models.budget import ENVELOPES, LEDGER
from models.core.book import Book
from models.core.change import ChangeSet
from models.core.check import check_book
from models.core.edit import add_row
from models.core.problem import Severity
from models.core.refusal import Refused
from models.core.schema import Value
from models.intake import (
    IMPORTED,
    Fate,
    Imported,
    Plan,
    Sheet,
    guess_layout,
    import_rows,
    plan_rows,
    refuse_gaps,
    sheet_of,
    sheet_of_text,
)
from models.pipeline import CONTACTS, DEALS, FOLLOWUPS
from models.starter import starter
from models.underwriting import COMPS, PROPERTIES

NOW = datetime(2026, 3, 5, 14, tzinfo=UTC)
STARTER = starter(NOW)
DEAL_LIST = """Address,City,State,ARV,Asking,Seller,Seller Phone,Status
12 Main Street,Winnipeg,MB,"$250,000",$120k,Ann Lee,204-555-0101,Hot one
9 Oak Ave,Tampa,FL,"$199,999.50",call,Ann Lee,,under contract
"""


@pytest.fixture
def book() -> Book:
    return STARTER


def sheet(text: str) -> Sheet:
    return sheet_of_text("Sheet1", text)


def planned(book: Book, text: str, **given: Any) -> Plan:
    return plan_rows(book, sheet(text), guess_layout(sheet(text), **given).layout)


def brought_in(book: Book, text: str, **given: Any) -> tuple[Book, Imported]:
    done = import_rows(book, planned(book, text, **given), "My list.csv", NOW, ())
    return book.apply(done.changes), done


def rows_of(book: Book, table: Any) -> list[dict[str, Value]]:
    return [dict(book.row(table, str(row)) or {}) for row in book[table].index]


def test_deals_come_with_their_properties_and_people(book: Book) -> None:
    after, done = brought_in(book, DEAL_LIST)
    assert (done.imported, done.skipped_duplicates, done.rejected) == (2, 0, ())
    assert done.made == {"Properties": 2, "Contacts": 1}
    assert done.changes.label == "Import 2 rows from My list.csv"
    first, second = rows_of(after, DEALS)
    assert first["asking_price"] == 120_000
    assert first["notes"] == "Status: Hot one"  # what cannot be read is kept where a person finds it
    assert second["notes"] == "Asking: call"
    assert (first["country"], second["country"]) == ("CA", "US")
    (ann,) = rows_of(after, CONTACTS)
    assert (ann["name"], ann["phone"]) == ("Ann Lee", "204-555-0101")
    assert first["contact_id"] == second["contact_id"] == after[CONTACTS].index[0]
    houses = rows_of(after, PROPERTIES)
    assert [house["arv"] for house in houses] == [250_000, 199_999.5]
    assert [house["city"] for house in houses] == ["Winnipeg", "Tampa"]
    assert [house["deal_id"] for house in houses] == list(after[DEALS].index)
    assert [deal["property_id"] for deal in (first, second)] == list(after[PROPERTIES].index)
    assert first["property_address"] == "12 Main Street"
    assert [one for one in check_book(after) if one.severity is Severity.ERROR] == []


def test_undo_takes_everything_back(book: Book) -> None:
    after, done = brought_in(book, DEAL_LIST)
    assert after != book
    assert after.apply(done.changes.inverse()) == book


def test_a_second_import_adds_nothing(book: Book) -> None:
    after, _ = brought_in(book, DEAL_LIST)
    again = planned(after, DEAL_LIST.replace("12 Main Street", "12 main St."))
    assert [row.fate for row in again.rows] == [Fate.KNOWN, Fate.KNOWN]
    assert not import_rows(after, again, "My list.csv", NOW).changes


def test_a_row_that_is_there_with_other_values_is_asked_about(book: Book) -> None:
    after, _ = brought_in(book, DEAL_LIST)
    plan = planned(after, DEAL_LIST.replace("$120k", "$130k").replace("250,000", "260,000"))
    (same,) = plan.of(Fate.SAME)
    assert same.reason == "“12 Main Street” is probably a row of Deals; it has another Asking Price, Property: ARV."
    with pytest.raises(Refused, match="12 Main Street") as refusal:
        import_rows(after, plan, "My list.csv", NOW)
    assert refusal.value.code == "confirm"
    assert import_rows(after, plan, "x", NOW, ()).imported == 0
    both = import_rows(after, plan, "x", NOW, (same.number,))
    assert (both.imported, both.skipped_duplicates) == (1, 1)
    assert len(after.apply(both.changes)[PROPERTIES]) == 2  # the property that is there is the property


def test_a_row_that_stands_in_the_file_twice_comes_once(book: Book) -> None:
    plan = planned(book, "Address,City,Asking\n1 A Street,X,5\n1 A St,X,5\n1 A St,X,6\n")
    assert [row.fate for row in plan.rows] == [Fate.NEW, Fate.KNOWN, Fate.SAME]
    assert plan.rows[1].reason == "It stands in the file twice: row 2 has the same values."
    assert plan.rows[2].reason == "“1 A St” is probably row 2 of the file; it has another Asking Price."


def test_the_same_street_in_another_town_is_another_place(book: Book) -> None:
    after, _ = brought_in(book, DEAL_LIST)
    assert planned(after, "Address,City,Asking\n12 Main St,Brandon,5\n").rows[0].fate is Fate.NEW


def test_a_property_that_is_there_keeps_what_it_says_and_gets_what_it_lacks(book: Book) -> None:
    made = add_row(book, PROPERTIES, {"address": "12 Main St", "arv": 1.0}, NOW)
    house = made.changes[0].row
    after, done = brought_in(book.apply(made), DEAL_LIST.replace("Status", "Sqft").replace("Hot one", "900"))
    row = after.row(PROPERTIES, house)
    assert row is not None
    assert (row["arv"], row["sqft"], row["city"]) == (1.0, 900, "Winnipeg")
    assert row["deal_id"] == done.changes.changes[-1].row or row["deal_id"] in after[DEALS].index


def test_rows_that_cannot_come_in_say_why(book: Book) -> None:
    text = "Bill,Amount,Frequency,Due\nRent,1500,monthly,1\n,20,monthly,2\nGym,free,monthly,3\n"
    plan = planned(book, text, table="Bills")
    assert [(row.number, row.reason) for row in plan.of(Fate.REJECTED)] == [
        (3, "Name is missing."),
        (4, "“free” is no amount with a decimal point."),
    ]
    after, _ = brought_in(book, text, table="Bills")
    assert [row["name"] for row in rows_of(after, BILLS)] == ["Rent"]


def test_bills_quarterly_with_a_new_envelope(book: Book) -> None:
    text = "Bill,Amount,Frequency,Due,Category\nTax,300,Quarterly,15,Taxes\nGas,5,weekly,,FUEL\n"
    after, done = brought_in(book, text)
    tax, gas = rows_of(after, BILLS)
    assert (tax["cadence"], tax["due_months"], tax["due_day"], tax["envelope"]) == ("every_n_months", 3, 15, "Taxes")
    assert gas["envelope"] == "fuel"
    assert done.made == {"Envelopes": 1}
    assert len(after[ENVELOPES]) == len(book[ENVELOPES]) + 1


def test_equal_lines_of_money_are_both_meant_and_no_third_time(book: Book) -> None:
    text = "Date,Amount,Description\n2026-01-02,-5,Coffee\n2026-01-02,-5,Coffee\n2026-01-03,9,Pay\n"
    after, done = brought_in(book, text, table="Ledger")
    assert done.imported == 3
    assert [(row["kind"], row["amount"]) for row in rows_of(after, LEDGER)] == [
        ("expense", 5), ("expense", 5), ("income", 9),
    ]  # fmt: skip
    again = planned(after, text + "2026-01-02,-5,Coffee\n", table="Ledger")
    assert [row.fate for row in again.rows] == [Fate.KNOWN] * 3 + [Fate.NEW]


def test_references_by_name(book: Book) -> None:
    after, _ = brought_in(book, DEAL_LIST)
    comps, done = brought_in(after, "Subject,Comp Address,Sale Price\n9 Oak Avenue,11 Oak,190000\n7 New Rd,8 New,1\n")
    assert done.made == {"Properties": 1}
    assert rows_of(comps, COMPS)[0]["property_id"] == after[PROPERTIES].index[1]
    text = "Deal,Title,Due Date\n12 Main St,Call,2026-03-06\n1 Nowhere,Call,2026-03-07\n"
    tasks, _ = brought_in(after, text, table="Followups")
    first, second = rows_of(tasks, FOLLOWUPS)
    assert first["deal_id"] == after[DEALS].index[0]
    assert second["deal_id"] is None
    assert planned(after, text, table="Followups").rows[1].problems == {"deal_id": "There is no “1 Nowhere” in Deals."}


def test_several_columns_become_one(book: Book) -> None:
    text = "First,Last,Source,Remark\nAnn,Lee,mailer,nice\nBob,,,\n"
    after, _ = brought_in(book, text, table="Contacts", columns={0: "name", 1: "name", 2: "notes", 3: "notes"})
    assert [(row["name"], row["notes"]) for row in rows_of(after, CONTACTS)] == [
        ("Ann Lee", "Source: mailer\nRemark: nice"), ("Bob", None),
    ]  # fmt: skip


def test_people_are_known_by_their_phone_too(book: Book) -> None:
    after, _ = brought_in(book, "Name,Phone\nAnn Lee,(204) 555-0101\n", table="Contacts")
    row = planned(after, "Name,Phone\nA. Lee,204.555.0101\nBob,\n", table="Contacts").rows[0]
    assert row.fate is Fate.SAME


def test_without_the_link_a_deal_stays_alone(book: Book) -> None:
    after, done = brought_in(book, "Address,City,Asking\n1 A St,X,5\n", linked=False)
    assert done.made == {}
    assert rows_of(after, DEALS)[0]["property_id"] is None


def test_a_required_column_has_to_be_mapped() -> None:
    layout = guess_layout(sheet("Address,Item\n1 A St,Roof\n"), table="Repairs").layout
    with pytest.raises(Refused, match="which column is Cost"):
        refuse_gaps(layout)
    with pytest.raises(Refused, match="No column is mapped"):
        refuse_gaps(guess_layout(sheet("A,B\n1,2\n"), table="Deals", columns={}).layout)


WORDS = st.sampled_from([
    "Address", "Name", "Amount", "Due", "12 Main St", "12 main street", "MB", "FL", "Ann", "ann ", "new", "Sold", "50",
    "0.5", "50%", "$1,200.50", "1.234", "(5)", "03/04/2026", "2026-13-45", "x", "yes", "n/a", "#REF!", "1e400", "nan",
    "prop_1", "quarterly", "\x00", "=A1", "²", "١٢", "a" * 40_000,
])  # fmt: skip
CELLS = st.one_of(
    st.none(), WORDS, st.text(max_size=8), st.floats(), st.booleans(), st.integers(), st.dates(), st.times(),
    st.datetimes(), st.timedeltas(timedelta(0), timedelta(days=9)),
)  # fmt: skip
SHEETS = st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(SHEETS, st.sampled_from([table.key for table in IMPORTED]), st.data())
def test_whatever_a_sheet_holds_it_is_read_brought_in_once_and_taken_back(
    rows: list[list[Any]], key: str, data: st.DataObject
) -> None:
    book = STARTER
    of = sheet_of("S", 1, rows)
    if not of.lines:
        return
    layout = guess_layout(of, **data.draw(st.sampled_from([{}, {"table": key}]))).layout
    extra = data.draw(st.dictionaries(st.integers(0, 5), st.sampled_from([c.name for c in layout.target.stored])))
    layout = guess_layout(of, table=layout.table, columns={**layout.columns, **extra}).layout
    plan = plan_rows(book, of, layout)
    done = import_rows(book, plan, "S", NOW, {row.number for row in plan.rows})
    assert done.imported + done.skipped_duplicates + len(done.rejected) == len(plan.rows)
    after = book.apply(done.changes)
    assert after.apply(ChangeSet("", done.changes.changes).inverse()) == book
    wrong = {(one.sheet, one.column) for one in check_book(after) if one.severity is Severity.ERROR}
    assert not wrong & {(layout.target.sheet, c.name) for c in layout.target.stored if c.required}
    again = import_rows(after, plan_rows(after, of, layout), "S", NOW, ())
    assert again.imported == 0


def test_times_of_day_and_days_are_no_trap(book: Book) -> None:
    of = sheet_of("S", 1, [["Name", "Phone", "Consent On"], [date(2026, 1, 2), time(9), timedelta(hours=30)]])
    layout = guess_layout(of, table="Contacts", columns={0: "name", 1: "phone", 2: "consent_on"}).layout
    (row,) = plan_rows(book, of, layout).rows
    assert row.values["name"] == "2026-01-02"


def test_planning_leaves_nothing_behind_with_the_workbook(book: Book) -> None:
    after, _ = brought_in(book, DEAL_LIST)
    text = DEAL_LIST + "77 New Road,Winnipeg,MB,1,2,Cy Young,204-555-0199,\n"
    first = planned(after, text)
    assert [row.fate for row in first.rows] == [Fate.KNOWN, Fate.KNOWN, Fate.NEW]
    assert planned(after, text) == first  # the new row of the first plan is none of the workbook's


def test_payments_that_are_there_are_found_each_time(book: Book) -> None:
    text = "Date,Amount,Category\n2026-01-02,-5.00,Food\n2026-01-02,-5.00,Food\n"
    after, _ = brought_in(book, text, table="Ledger")
    for _ in range(2):
        plan = planned(after, f"{text}2026-01-02,-5.00,Food\n", table="Ledger")
        assert [row.fate for row in plan.rows] == [Fate.KNOWN, Fate.KNOWN, Fate.NEW]


def test_planning_says_how_far_it_is_and_can_be_ended(book: Book) -> None:
    class Enough(Exception):
        pass

    many = sheet("Name,Phone\n" + "".join(f"Person {n},\n" for n in range(1200)))
    layout = guess_layout(many).layout
    told: list[float] = []
    plan_rows(book, many, layout, told.append)
    assert told[0] == 0
    assert told == sorted(told)
    assert 0.5 < told[-1] < 1

    def step(share: float) -> None:
        if share > 0.6:
            raise Enough

    with pytest.raises(Enough):
        plan_rows(book, many, layout, step)
