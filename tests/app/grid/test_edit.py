"""Edits of many cells: all or nothing, and said why."""

from datetime import date

import pytest

from app.grid.clipboard import block_of
from app.grid.columns import GridColumn, prepared
from app.grid.edit import Desk, Plan, can_add, enter, missing, noun_of, paste, write, written
from app.grid.markup import Exact
from models.core.change import Fields
from models.core.parsing import parse
from models.core.schema import Column, Table, Value
from models.core.values import Invalid
from tests.app.grid.grid_document import THINGS, TODAY, FakeDocument, things

FIELDS = ("name", "amount", "share", "count", "day")


def desk(document: FakeDocument, preset: Fields | None = None) -> Desk:
    cells = prepared(THINGS, document.book, TODAY)
    return Desk(document.book, TODAY, document.now(), cells, preset or {})


def columns(at: Desk, *fields: str) -> list[GridColumn]:
    return [at.cells.columns[at.cells.place(field)] for field in fields]


def pasted(document: FakeDocument, text: str, rows: list[str], *fields: str) -> Plan:
    at = desk(document)
    plan = paste(at, rows, columns(at, *fields), block_of(text))
    document.do(plan.changes)
    return plan


def column_of(document: FakeDocument, field: str) -> list[object]:
    book = document.book
    rows = [book.row(THINGS, row_id) or {} for row_id in book[THINGS].index]
    return [row[field] for row in rows]


def test_a_paste_reads_each_cell_by_its_columns_kind() -> None:
    document = things(2)
    plan = pasted(
        document, 'Chair\t"$1,234.50"\t70%\t3\tmar 9\r\n"A ""b"""\t(5.00)\t.5\t\ttoday\r\n', ["th_0", "th_1"], *FIELDS
    )
    assert not plan.refused
    assert column_of(document, "name") == ["Chair", 'A "b"']
    assert column_of(document, "amount") == [1234.5, -5.0]
    assert column_of(document, "share") == [0.7, 0.5]
    assert column_of(document, "count") == [3, None]
    assert column_of(document, "day") == [date(2026, 3, 9), TODAY]
    assert plan.changes.label == "Paste 10 cells into Things"


def test_rows_below_the_last_are_added_and_all_is_one_undo() -> None:
    document = things(1)
    before = document.book
    pasted(document, "x\t1\ny\t2\n\t\nz\t3\n", ["th_0"], "name", "amount")
    assert column_of(document, "name") == ["x", "y", "z"]
    assert column_of(document, "stage") == ["new"] * 3  # the default
    document.undo()
    assert document.book == before


def test_one_wrong_cell_and_nothing_is_written_and_every_wrong_one_is_named() -> None:
    document = things(2)
    plan = pasted(document, "x\tabc\n\t2\nnew\t\n", ["th_0", "th_1"], "name", "amount")
    assert not plan.changes
    assert plan.refused == (
        "Row 1, Amount: “abc” is no amount.",
        "Row 2, Name: it cannot be blank.",
        "Row 3: Amount must be given.",
    )


def test_columns_that_cannot_be_edited_are_left_alone_and_named() -> None:
    document = things(1)
    plan = pasted(document, "th_9\tx\t99\n", ["th_0"], "id", "name", "double")
    assert plan.left == ("ID", "Double")
    assert column_of(document, "name") == ["x"]


def test_what_no_column_takes_adds_no_row() -> None:
    document = things(1)
    before = document.book
    presets: tuple[Fields, ...] = ({}, {"name": "From the page", "amount": 1.0})
    for given in presets:
        at = desk(document, given)
        plan = paste(at, [], columns(at, "double"), block_of("5\n6\n"))
        assert (plan.changes.changes, plan.refused, plan.left) == ((), (), ("Double",))
    plan = pasted(document, "\t\t5\nx\t1\t6\n", [], "name", "amount", "double")
    assert column_of(document, "name")[1:] == ["x"]
    document.undo()
    assert document.book == before


def test_a_row_of_headers_is_no_data() -> None:
    document = things(1)
    pasted(document, "Name\tAMOUNT\nx\t5\n", ["th_0"], "name", "amount")
    assert column_of(document, "amount") == [5.0]


def test_a_block_wider_than_what_is_left_is_refused() -> None:
    assert pasted(things(1), "1\t2\n", ["th_0"], "amount").refused == ("It is 1 column wider than what is left here.",)


def test_a_person_names_the_rows_of_a_table_without_a_prefix() -> None:
    keyed = Table("Keyed", "", (Column("Key", required=True, editable=False), Column("Value")))
    document = FakeDocument((keyed,), {})
    cells = prepared(keyed, document.book, TODAY)
    at = Desk(document.book, TODAY, document.now(), cells, {})
    assert paste(at, [], cells.columns, (("a", "1"), ("b", "2"))).refused == ()
    assert paste(at, [], cells.columns, (("a", "1"), ("a", "2"))).refused == ("Keyed cannot have two rows a.",)
    assert can_add(cells, {})
    assert [column.header for column in missing(at, {"value": "1"})] == ["Key"]


def test_clearing_spares_what_must_be_given() -> None:
    document = things(2, count=4)
    at = desk(document)
    [count, name, double] = columns(at, "count", "name", "double")
    plan = write(at, [("th_0", count, None), ("th_0", double, None)], "Clear")
    assert plan.left == ("Double",)
    assert plan.changes.label == "Clear 1 cell of Things"
    assert write(at, [("th_0", count, None), ("th_0", name, None)], "Clear").refused == ("Name cannot be blank.",)


def test_one_cell_says_what_is_wrong_with_it() -> None:
    at = desk(things(1))
    [name, amount] = columns(at, "name", "amount")
    assert enter(at, "th_0", amount, "12").changes
    with pytest.raises(Invalid, match="Name cannot be blank"):
        enter(at, "th_0", name, " ")


def test_a_row_can_be_added_where_all_that_it_must_have_is_at_hand() -> None:
    cells = prepared(THINGS, things(0).book, TODAY)
    assert can_add(cells, {})
    place = Table("T", "t", (Column("ID"), Column("Must", required=True, editable=False)))
    document = FakeDocument((place,), {})
    assert not can_add(prepared(place, document.book, TODAY), {})
    assert can_add(prepared(place, document.book, TODAY), {"must": "x"})


def test_what_is_missing_counts_what_the_grid_gives() -> None:
    at = desk(things(0), {"amount": 1.0})
    assert [column.header for column in missing(at, {})] == ["Name"]
    assert missing(at, {"name": "x"}) == []


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("amount", 1234.5, "1234.5"),
        ("amount", -3.0, "-3"),
        ("share", 0.7, "70%"),
        ("day", TODAY, "2026-03-05"),
        ("ready", True, "TRUE"),
        ("place_id", "pl_1", "pl_1"),  # as the workbook has it
        ("name", None, ""),
    ],
)
def test_copied_texts_are_read_back_as_the_same_value(field: str, value: Value, text: str) -> None:
    at = desk(things(1))
    [column] = columns(at, field)
    assert written(column, value) == text
    assert parse(column.column, text) == value


def test_rows_are_called_by_their_sheets_name() -> None:
    names = [
        noun_of(Table(sheet, "x", (Column("ID"),))) for sheet in ("Bills", "Properties", "Legal Rules", "Send Log")
    ]
    assert names == ["bill", "property", "legal rule", "row"]


def test_what_a_cell_held_goes_before_what_it_showed_but_for_words() -> None:
    document = things(1)
    at = desk(document)
    row = (Exact("26%", "0.255"), Exact("1,235", "1234.567"), Exact("09/03/26", "2026-03-09"), Exact("26%", "0.255"))
    plan = paste(at, ["th_0"], columns(at, "share", "amount", "day", "notes"), (row,))
    document.do(plan.changes)
    found = document.book.row(THINGS, "th_0") or {}
    assert [found[name] for name in ("share", "amount", "day", "notes")] == [0.255, 1234.57, date(2026, 3, 9), "26%"]


def test_what_a_cell_held_and_a_column_refuses_is_read_as_it_was_shown() -> None:
    document = things(1)
    at = desk(document)
    document.do(paste(at, ["th_0"], columns(at, "count"), ((Exact("3", "2.9999"),),)).changes)
    assert column_of(document, "count") == [3]
