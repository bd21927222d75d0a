"""The declared tables against the data contract, of which tests/data/tables.tsv is a copy."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from models.catalog import BY_KEY, TABLES
from models.core.schema import Column, Table, fold
from models.core.values import check

CONTRACT = Path(__file__).parent.parent / "data" / "tables.tsv"
BY_SHEET = {table.sheet: table for table in TABLES}


def contract() -> dict[str, list[dict[str, str]]]:
    found = defaultdict(list)
    with CONTRACT.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found[row["sheet"]].append(row)
    return found


def column_of(table: Table, row: dict[str, str]) -> Column:
    return next(column for column in table if fold(column.header) == fold(row["header"]))


def test_every_sheet_of_the_contract_is_declared_and_no_other() -> None:
    assert {table.sheet for table in TABLES} == set(contract())


@pytest.mark.parametrize("sheet", contract())
def test_columns_are_the_contracts_in_its_order(sheet: str) -> None:
    table, rows = BY_SHEET[sheet], contract()[sheet]
    wanted = [fold(row["header"]) for row in rows]
    have = [fold(column.header) for column in table.columns]
    assert {row["prefix"] for row in rows} == {table.prefix}
    assert have[0] == ("key" if sheet == "Settings" else "id")
    assert [name for name in have if name in wanted] == wanted
    assert set(have) - set(wanted) <= {"id", "createdat", "updatedat"}
    assert sheet == "Settings" or "createdat" in have


@pytest.mark.parametrize("sheet", contract())
def test_what_a_column_takes_is_the_contracts(sheet: str) -> None:
    for row in contract()[sheet]:
        column = column_of(BY_SHEET[sheet], row)
        assert column.required == bool(row["required"]), row
        assert (column.formula is not None) == bool(row["calculated"]), row
        assert not row["choices"] or list(column.choices) == row["choices"].split(), row
        assert not row["refers"] or column.refers == row["refers"], row


def test_references_point_at_fields_that_are_there() -> None:
    for table in TABLES:
        for column in table:
            assert not column.refers or column.refers_by in BY_KEY[column.refers], (table.sheet, column.header)


def test_names_are_unique_for_people_who_type_them() -> None:
    prefixes = [table.prefix for table in TABLES if table.prefix]
    assert len({fold(table.sheet) for table in TABLES}) == len(TABLES)
    assert len(set(prefixes)) == len(prefixes)


def test_defaults_are_values_that_the_column_takes() -> None:
    for table in TABLES:
        for column in table:
            check(column, column.default)
