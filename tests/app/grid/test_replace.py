"""Find and replace as a function: what it finds, what it writes, what it leaves."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.grid.columns import prepared
from app.grid.edit import Desk, Plan
from app.grid.replace import Pattern, Target, holding, replace
from models.core.edit import set_fields
from models.core.schema import Value
from tests.app.grid.grid_document import THINGS, TODAY, FakeDocument, things

NAMES = ("Anvil", "bolt", "Crate", "drill")


def replaced(document: FakeDocument, pattern: Pattern, by: str, *fields: str) -> Plan:
    """In these columns, in all rows."""
    cells = prepared(THINGS, document.book, TODAY)
    columns = [cells.columns[cells.place(field)] for field in fields]
    targets = [
        Target(cells.ids[place], place + 1, place, column)
        for place in range(len(cells))
        for column in columns
        if holding(column, pattern)[place]
    ]
    plan = replace(Desk(document.book, TODAY, document.now(), cells, {}), targets, pattern, by)
    document.do(plan.changes)
    return plan


def values(document: FakeDocument, field: str) -> list[Value]:
    return [(document.book.row(THINGS, row_id) or {})[field] for row_id in document.book[THINGS].index]


def test_case_and_the_whole_cell_may_matter() -> None:
    document = things(2, name="Bolt, bolt")
    assert replaced(document, Pattern("bolt", match_case=True), "nut", "name").changes.changes
    assert values(document, "name") == ["Bolt, nut"] * 2
    replaced(document, Pattern("BOLT"), "Screw", "name")
    assert values(document, "name") == ["Screw, nut"] * 2
    assert not replaced(document, Pattern("screw", whole_cell=True), "x", "name").changes.changes
    replaced(document, Pattern("screw, NUT", whole_cell=True), "Rivet", "name")
    assert values(document, "name") == ["Rivet"] * 2


def test_all_of_it_is_one_undo_with_the_number_of_cells_in_its_name() -> None:
    document = things(4, notes="old, very old")
    before = document.book
    plan = replaced(document, Pattern("old"), "new", "name", "notes")
    assert plan.changes.label == "Replace in 4 cells of Things"
    assert values(document, "notes") == ["new, very new"] * 4
    document.undo()
    assert document.book == before


def test_what_is_shown_is_found_and_read_as_if_it_were_typed() -> None:
    document = things(1, day=date(2025, 3, 5), share=0.25, amount=1234.5, place_id="pl_1")
    plan = replaced(document, Pattern("2025-"), "2026-", "day")
    plan = replaced(document, Pattern("5%"), "8%", "share")
    plan = replaced(document, Pattern("1,2"), "1,3", "amount")
    plan = replaced(document, Pattern("home"), "Work", "place_id")
    assert not plan.refused
    row = document.book.row(THINGS, "th_0") or {}
    assert (row["day"], row["share"], row["amount"], row["place_id"]) == (date(2026, 3, 5), 0.28, 1334.5, "pl_2")


def test_a_cell_that_refuses_is_told_and_stops_no_other() -> None:
    document = things(4, share=0.1)
    document.do(set_fields(document.book, THINGS, "th_3", {"share": 0.5}, document.now()))
    plan = replaced(document, Pattern("10"), "210", "share")
    assert [one[:12] for one in plan.refused] == ["Row 1, Share", "Row 2, Share", "Row 3, Share"]
    plan = replaced(document, Pattern("bolt"), "", "name")
    assert plan.refused == ("Row 2, Name: it cannot be blank.",)
    plan = replaced(document, Pattern("1"), "2", "share", "amount")
    assert values(document, "amount") == [20.0, 20.0, 30.0, 40.0]
    assert values(document, "share") == [0.2, 0.2, 0.2, 0.5]


def test_calculated_columns_are_left_with_a_word() -> None:
    document = things(2)
    plan = replaced(document, Pattern("0.00"), "5.00", "amount", "double", "id")
    assert plan.left == ("Double",)
    assert values(document, "amount") == [15.0, 25.0]


def test_a_regular_expression_is_a_text_like_any_other() -> None:
    document = things(1, notes=r"a.c (x) \1")
    replaced(document, Pattern("."), r"\1", "notes")
    assert values(document, "notes") == [r"a\1c (x) \1"]


@given(st.text("aAbBß.s", min_size=1, max_size=3), st.lists(st.text("aAbBßsS.", max_size=5), min_size=1, max_size=4),
       st.booleans(), st.booleans())  # fmt: skip
def test_found_are_exactly_the_cells_that_replacing_changes(
    text: str, notes: list[str], match_case: bool, whole_cell: bool
) -> None:
    document = things(len(notes))
    cells = prepared(THINGS, document.book, TODAY)
    column = cells.columns[cells.place("notes")]
    column.values = np.array([note or None for note in notes], dtype=object)
    pattern = Pattern(text, match_case, whole_cell)
    assert holding(column, pattern).tolist() == [pattern.replaced(note, "\x01") != note for note in notes]
    plain = re.compile(re.escape(text), 0 if match_case else re.IGNORECASE)
    fits = plain.fullmatch if whole_cell else plain.search
    assert holding(column, pattern).tolist() == [fits(note) is not None for note in notes]


def test_nothing_is_looked_for_in_nothing() -> None:
    document = things(2)
    assert not replaced(document, Pattern(""), "x", "name", "notes").changes.changes
