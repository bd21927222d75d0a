"""What is shown goes into a file as it is: those columns, those rows, in that order."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.printout.shown import file_name, write
from models.core.change import Fields
from models.core.refusal import Refused
from tests.app.grid.grid_document import things
from tests.app.grid.grid_window import Hand

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key
FIELDS: Fields = {"day": dt.date(2026, 3, 9), "share": 0.07, "ready": True, "place_id": "pl_1", "notes": '=1+1\n"two"'}


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path) -> Hand:
    hand = Hand(qtbot, things(4, **dict(FIELDS)), tmp_path)
    hand.grid.search("r")  # Crate and drill
    hand.grid.sort(hand.place("name"), descending=True)
    for field in ("id", "count", "at", "stage", "updated_at"):
        hand.grid.show_column(hand.place(field), False)
    return hand


def test_a_csv_holds_the_visible_columns_of_the_rows_that_are_left(hand: Hand, tmp_path: Path) -> None:
    path = tmp_path / "things.csv"
    write(hand.grid.shown(), path)
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    assert rows == [
        ["Name", "Amount", "Share", "Day", "Ready", "Place ID", "Notes", "Double"],
        ["drill", "40", "7%", "2026-03-09", "TRUE", "Home", '=1+1\n"two"', "80"],
        ["Crate", "30", "7%", "2026-03-09", "TRUE", "Home", '=1+1\n"two"', "60"],
    ]


def test_a_workbook_holds_values_of_their_kind_and_no_formula(hand: Hand, tmp_path: Path) -> None:
    path = tmp_path / "things.xlsx"
    write(hand.grid.shown(), path)
    book = openpyxl.load_workbook(path)
    sheet = book["Things"]
    assert [list(row) for row in sheet.iter_rows(values_only=True)][1] == [
        "drill", 40, 0.07, dt.datetime(2026, 3, 9), True, "Home", '=1+1\n"two"', 80,
    ]  # fmt: skip
    assert sheet.max_row == 3
    assert sheet["G2"].data_type == "s"
    assert sheet["D2"].number_format == "yyyy-mm-dd"
    assert sheet.freeze_panes == "B2"
    book.close()


def test_never_onto_the_workbook_nor_under_another_ending(hand: Hand, tmp_path: Path) -> None:
    workbook = tmp_path / "mine.xlsx"
    workbook.write_bytes(b"precious")
    for path in (workbook, tmp_path / "things.txt", tmp_path / "no such folder" / "a.csv"):
        with pytest.raises(Refused):
            write(hand.grid.shown(), path, workbook)
    assert workbook.read_bytes() == b"precious"


def test_its_name_is_that_of_the_table_and_the_day(hand: Hand) -> None:
    assert file_name(hand.grid.shown(), ".csv") == "Things 2026-03-05.csv"
    assert hand.grid.shown().about == "2 of 4 rows"
