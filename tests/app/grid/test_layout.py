"""Columns as a person arranged them, at the next start."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from app.grid.grid import Grid
from app.grid.paint import PAD
from app.theme import theme
from tests.app.grid.grid_document import THINGS, things
from tests.app.grid.grid_window import CTRL, Hand

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key
LONG = "A name so long that no column is declared as wide as it is"


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path) -> Hand:
    return Hand(qtbot, things(4), tmp_path)


def test_the_arrangement_of_columns_is_kept_and_comes_back(hand: Hand, qtbot: QtBot) -> None:
    header = hand.view.header
    hand.view.setColumnWidth(hand.place("amount"), 222)
    header.moveSection(header.visualIndex(hand.place("notes")), 2)
    hand.grid.show_column(hand.place("share"), False)
    hand.grid.sort(hand.place("amount"), descending=True)
    hand.grid.columns.keep()

    other = Grid(hand.document.real, THINGS, "things", settings=hand.settings)
    qtbot.addWidget(other)
    assert other.view.columnWidth(hand.place("amount")) == 222
    assert other.view.header.logicalIndex(2) == hand.place("notes")
    assert other.view.isColumnHidden(hand.place("share"))
    assert other.model.row_id(0) == "th_3"
    assert other.view.header.sortIndicatorSection() == hand.place("amount")
    other.reset_columns()
    assert not other.view.isColumnHidden(hand.place("share"))
    assert other.view.header.logicalIndex(2) == 2


def test_widths_and_hidden_columns_outlive_a_reset_of_the_rows(hand: Hand) -> None:
    hand.view.setColumnWidth(hand.place("amount"), 222)
    hand.grid.show_column(hand.place("share"), False)
    hand.select(1, 1, "name", "name")
    hand.key(Key.Key_Minus, CTRL)
    hand.grid.search("a")
    assert hand.view.columnWidth(hand.place("amount")) == 222
    assert hand.view.isColumnHidden(hand.place("share"))


@pytest.mark.parametrize("kept", ["rubbish", "[1]", '{"version": 99, "columns": [{"field": "name", "hidden": true}]}'])
def test_what_is_unreadable_is_left_alone(qtbot: QtBot, tmp_path: Path, kept: str) -> None:
    hand = Hand(qtbot, things(1), tmp_path)
    hand.settings.setValue("grid/things", kept)
    other = Grid(hand.document.real, THINGS, "things", settings=hand.settings)
    qtbot.addWidget(other)
    assert other.view.header.hiddenSectionCount() == 0


def test_columns_that_came_or_went_disturb_no_other(hand: Hand, qtbot: QtBot) -> None:
    hand.settings.setValue(
        "grid/things",
        '{"version": 1, "columns": [{"field": "gone", "width": 9}, {"field": "count", "width": 150, "hidden": false}], '
        '"sort": [["gone", true]]}',
    )
    other = Grid(hand.document.real, THINGS, "things", settings=hand.settings)
    qtbot.addWidget(other)
    assert other.view.columnWidth(hand.place("count")) == 150
    assert other.view.header.logicalIndex(0) == hand.place("count")
    assert other.model.arrangement.sort == ()


def test_the_last_column_cannot_be_hidden(hand: Hand) -> None:
    for section in range(hand.model.columnCount()):
        hand.grid.show_column(section, False)
    assert hand.view.header.hiddenSectionCount() == hand.model.columnCount() - 1


def test_columns_fit_what_is_in_them(hand: Hand) -> None:
    section = hand.place("name")
    hand.view.setColumnWidth(section, 400)
    hand.grid.fit(section)
    assert hand.view.columnWidth(section) < 200
    hand.view.setColumnWidth(section, 400)
    hand.grid.fit()
    assert hand.view.columnWidth(section) < 200


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_days_and_times_are_never_cut_at_first(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scale: float
) -> None:
    monkeypatch.setattr(theme(), "_scale", scale)
    document = things(4)
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    grid = Grid(document.real, THINGS, "things", settings=settings)
    qtbot.addWidget(grid)
    for field in ("day", "updated_at"):
        section = grid.model.cells.place(field)
        column = grid.model.column(section)
        value = date(2028, 12, 28) if field == "day" else "2028-12-28T20:48:00Z"
        needed = grid.view.delegate.paints.metrics.horizontalAdvance(column.shown(value)) + 2 * PAD
        assert grid.view.columnWidth(section) >= needed, field


def test_room_to_spare_goes_to_the_columns_that_are_cut(qtbot: QtBot, tmp_path: Path) -> None:
    hand = Hand(qtbot, things(4, name=LONG), tmp_path)
    hand.grid.resize(500, 400)
    name, count = hand.place("name"), hand.place("count")
    standard = [hand.view.columnWidth(name), hand.view.columnWidth(count)]
    hand.grid.resize(3000, 400)
    assert hand.view.columnWidth(name) >= hand.view.sizeHintForColumn(name) > standard[0]
    assert hand.view.columnWidth(count) == standard[1]
    hand.grid.columns.keep()
    assert not hand.settings.contains("grid/things")
    hand.grid.resize(500, 400)
    assert [hand.view.columnWidth(name), hand.view.columnWidth(count)] == standard


def test_a_width_that_a_person_chose_is_left_alone(qtbot: QtBot, tmp_path: Path) -> None:
    hand = Hand(qtbot, things(4, name=LONG), tmp_path)
    name = hand.place("name")
    hand.view.setColumnWidth(name, 60)
    hand.grid.resize(3000, 400)
    assert hand.view.columnWidth(name) == 60
    hand.grid.columns.keep()
    other = Grid(hand.document.real, THINGS, "things", settings=hand.settings)
    qtbot.addWidget(other)
    other.resize(3000, 400)
    assert other.view.columnWidth(name) == 60
