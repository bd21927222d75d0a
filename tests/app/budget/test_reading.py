"""How a bank's file is read while a person corrects it, and what would come of it."""

from datetime import date

import pytest

from app.tabs.budget.reading import NO_COLUMNS, Fate, Reading, lines_of
from models.core.refusal import Refused
from models.core.schema import Value
from tests.models.books import book_of
from tests.models.budget.importing.files import FOLDER, text_of

DOUBTFUL = "Date,Details,Amount\n03/04/2026,Shop,-5.00\n02/01/2026,Pay,9.00\n13/13/2026,Bad,1\n"
LEDGER: dict[str, Value] = {"date": date(2026, 3, 4), "kind": "expense", "amount": 5.0, "description": "The shop"}


def fates(reading: Reading, *ledger: dict[str, Value]) -> list[str]:
    plan = reading.plan(book_of(Ledger=ledger))
    assert plan is not None
    return [f"{one.number} {one.fate.value}" for one in lines_of(plan)]


def test_a_question_stays_open_until_it_is_answered() -> None:
    reading = Reading(DOUBTFUL)
    assert [one.field for one in reading.open_questions] == ["date_order"]
    assert fates(reading) == ["2 new", "3 new", "4 rejected"]
    reading.say(date_order="dmy")
    reading = reading.read_anew()()
    assert not reading.open_questions
    assert reading.statement is not None
    assert reading.statement.lines[0].date == date(2026, 4, 3)


def test_a_probable_line_is_the_same_until_a_person_says_otherwise() -> None:
    reading = Reading(DOUBTFUL)
    assert fates(reading, LEDGER) == ["2 probably there", "3 new", "4 rejected"]
    plan = reading.plan(book_of(Ledger=[LEDGER]))
    assert plan is not None
    key = plan.probable[0].line.key
    assert reading.same(plan) == {key}
    reading.anew.add(key)
    assert reading.same(plan) == frozenset()


def test_columns_are_told_apart_by_header_and_first_cell() -> None:
    assert Reading(DOUBTFUL).columns() == ["Date  ·  03/04/2026", "Details  ·  Shop", "Amount  ·  -5.00"]
    bare = Reading(text_of("canada_no_headers.csv"))
    assert bare.columns()[:2] == ["Column 1  ·  03/02/2026", "Column 2  ·  HWY 9 GAS 8841"]
    assert "no headers" in bare.doubts[0]


def test_columns_that_cannot_be_told_are_chosen() -> None:
    text = "a,b,c\nx,y,z\n03 Mar 2026,q,Shop 5\n"
    reading = Reading(text)
    assert (reading.statement, reading.why_not) == (None, NO_COLUMNS)
    assert reading.plan(book_of()) is None
    assert len(reading.columns()) == 3
    reading.say(date=0)
    reading = reading.read_anew()()
    assert reading.why_not == NO_COLUMNS
    assert reading.layout is not None
    assert reading.layout.date == 0
    reading.say(amount=2)
    reading = reading.read_anew()()
    assert not reading.why_not
    assert reading.statement is not None


def test_another_separator_is_another_reading() -> None:
    reading = Reading("Date;Words;Amount\n2026-03-04;A,B;-5,00\n2026-03-05;C,D;-6,00\n")
    assert reading.layout is not None
    assert reading.layout.separator == ";"
    reading.given.clear()
    reading.say(separator=",")
    reading = reading.read_anew()()
    assert reading.layout is not None
    assert reading.layout.separator == ","


@pytest.mark.parametrize("text", ["hello", "no columns\nat all\n", "<OFX><SIGNONMSGSRSV1>"])
def test_what_is_no_banks_file_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        Reading(text)


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
def test_every_line_of_a_file_has_one_fate(name: str) -> None:
    reading = Reading(text_of(name))
    plan = reading.plan(book_of())
    assert plan is not None
    assert reading.statement is not None
    found = lines_of(plan)
    assert len(found) == len(reading.statement.lines) + len(reading.statement.rejected)
    assert [one.number for one in found] == sorted(one.number for one in found)
    assert {one.fate for one in found} <= {Fate.NEW, Fate.REJECTED, Fate.KNOWN}
    assert all(one.reason for one in found if one.fate is not Fate.NEW)
