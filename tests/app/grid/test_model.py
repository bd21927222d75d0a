"""The model: what it shows, how it follows the document, and the row being typed."""

import sys
from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QTableView
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.grid.columns import RawSheet
from app.grid.look import Mark
from app.grid.model import GridModel
from app.grid.roles import EDIT, MARKS, SPOKEN, TOOLTIP
from app.grid.rows import ColumnFilter
from models.core.book import Book
from models.core.edit import add_row, remove_rows, set_cells
from models.core.problem import Problem, Severity
from models.core.schema import Column, Kind, View
from tests.app.grid.grid_document import PLACES, THINGS, FakeDocument, things

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


def model_of(document: FakeDocument) -> GridModel:
    return GridModel(document.real, THINGS)


def place(model: GridModel, field: str) -> int:
    return model.cells.place(field)


def shown(model: GridModel, field: str) -> list[str]:
    return [model.look(row, place(model, field)).text for row in range(len(model.rows))]


def change(document: FakeDocument, row: str, field: str, value: object) -> None:
    document.do(set_cells(document.book, THINGS, [(row, field, value)], document.now()))  # type: ignore[list-item]  # a value


# --- Qt's own rules ---


@pytest.mark.parametrize("count", [0, 1, 5])
def test_it_keeps_qts_rules(qtmodeltester: ModelTester, qapp: object, count: int) -> None:
    qtmodeltester.check(model_of(things(count)), force_py=True)  # type: ignore[no-untyped-call]


def test_it_keeps_them_after_edits_sorts_and_filters(qtmodeltester: ModelTester, qapp: object) -> None:
    document = things(6)
    model = model_of(document)
    change(document, "th_1", "amount", 7.0)
    model.sort(place(model, "amount"), DOWN)
    model.set_search("a")
    document.do(remove_rows(document.book, THINGS, ["th_0"]))
    document.undo()
    document.do(add_row(document.book, THINGS, {"name": "x", "amount": 1.0}, document.now()))
    qtmodeltester.check(model, force_py=True)  # type: ignore[no-untyped-call]


def test_a_read_only_sheet_keeps_them_too(qtmodeltester: ModelTester, qapp: object) -> None:
    sheet = RawSheet("own", "Own", ("A", "B"), [("x", 1), ("y", None)])
    model = GridModel(FakeDocument((THINGS,), {}).real, sheet)
    qtmodeltester.check(model, force_py=True)  # type: ignore[no-untyped-call]
    assert model.rowCount() == 2
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable


# --- what it shows ---


def test_each_kind_is_written_as_people_read_it(qapp: object) -> None:
    document = things(
        1, amount=-1234.5, share=0.7, count=3, day=date(2026, 3, 9), at="07:30", ready=True, place_id="pl_1",
        notes="one\ntwo", updated_at="2026-03-05T14:03:59Z",
    )  # fmt: skip
    model = model_of(document)
    texts = {one.field: model.look(0, section).text for section, one in enumerate(model.cells.columns)}
    assert texts == {
        "id": "th_0", "name": "Anvil", "amount": "−1,234.50", "share": "70%", "count": "3", "day": "2026-03-09",
        "at": "07:30", "ready": "yes", "stage": "new", "place_id": "Home", "notes": "one ↵ two",
        "double": "−2,469.00", "updated_at": "2026-03-05 14:03",
    }  # fmt: skip
    assert all(isinstance(model.data(model.index(0, section)), str) for section in range(model.columnCount()))


def test_what_a_cell_is_edited_from_reads_back_as_its_value(qapp: object) -> None:
    document = things(1, amount=-1234.5, share=0.7, day=date(2026, 3, 9), place_id="pl_1")
    model = model_of(document)
    model.enter(0, place(model, "place_id"), "pl_4")
    assert model.data(model.index(0, place(model, "amount")), EDIT) == "-1234.5"
    assert model.data(model.index(0, place(model, "share")), EDIT) == "70%"
    assert model.data(model.index(0, place(model, "place_id")), EDIT) == "pl_4"  # two places have its name
    for section in range(model.columnCount()):
        assert model.enter(0, section, model.edit_text(0, section)) == model.cells.columns[section].locked
    assert len(document.done) == 1


def test_numbers_stand_on_the_right_and_negatives_are_marked(qapp: object) -> None:
    model = model_of(things(1, amount=-5.0))
    index = model.index(0, place(model, "amount"))
    assert model.data(index, Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.data(index, MARKS) & Mark.NEGATIVE
    assert model.data(index, SPOKEN) == "Amount: −5.00"


def test_calculated_cells_say_why_they_cannot_be_edited(qapp: object) -> None:
    model = model_of(things(1))
    index = model.index(0, place(model, "double"))
    assert not model.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert model.data(index, MARKS) & Mark.LOCKED
    assert "Calculated: =[@Amount]*2" in model.data(index, TOOLTIP)
    assert model.enter(0, place(model, "double"), "5") == "Calculated: =[@Amount]*2"


def test_problems_are_marked_and_said_and_an_unreadable_cell_shows_what_stands_there(qapp: object) -> None:
    document = things(2)
    problem = Problem(Severity.ERROR, "Things", "“soon” is no date.", seen="soon", advice="Type a date.")
    document.problems = {"Things": {("th_1", "day"): problem}}
    model = model_of(document)
    index = model.index(1, place(model, "day"))
    assert model.data(index) == "soon"
    assert model.data(index, EDIT) == "soon"
    assert model.data(index, MARKS) & Mark.ERROR
    assert model.data(index, TOOLTIP).splitlines() == [
        "Error: “soon” is no date.",
        "In the sheet: soon",
        "Type a date.",
    ]


def test_a_reference_shows_a_name_and_tells_the_id(qapp: object) -> None:
    model = model_of(things(1, place_id="pl_2"))
    index = model.index(0, place(model, "place_id"))
    assert model.data(index) == "Work"
    assert model.data(index, TOOLTIP) == "pl_2"


def test_headers_tell_what_a_column_means(qapp: object) -> None:
    model = model_of(things(1))
    across = Qt.Orientation.Horizontal
    assert model.headerData(2, across, TOOLTIP) == "What it costs.\nAn amount.\nHas to be given."
    assert model.headerData(2, across) == "Amount"
    assert [model.headerData(row, Qt.Orientation.Vertical) for row in range(2)] == ["1", "+"]


# --- following the document ---


def test_an_edit_changes_cells_and_moves_no_row(qtbot: QtBot) -> None:
    document = things(4)
    model = model_of(document)
    model.sort(place(model, "amount"), DOWN)
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        change(document, "th_3", "amount", 1.0)
    assert shown(model, "amount") == ["1.00", "30.00", "20.00", "10.00"]
    assert shown(model, "double") == ["2.00", "60.00", "40.00", "20.00"]  # calculated anew
    assert model.data(model.index(0, 2), MARKS) & Mark.UNSAVED


def test_an_edit_elsewhere_is_seen_where_it_is_referred_to(qapp: object) -> None:
    document = things(1, place_id="pl_1")
    model = model_of(document)
    document.do(set_cells(document.book, PLACES, [("pl_1", "name", "Den")], document.now()))
    assert shown(model, "place_id") == ["Den"]


def test_a_sorted_column_knows_its_new_values(qapp: object) -> None:
    document = things(3)
    model = model_of(document)
    for field in ("name", "amount"):
        model.sort(place(model, field), UP)
    change(document, "th_0", "name", "zebra")
    change(document, "th_0", "amount", 99.0)
    model.sort(place(model, "name"), UP)
    assert shown(model, "name") == ["bolt", "Crate", "zebra"]
    model.set_search("zebra")
    assert shown(model, "amount") == ["99.00"]


def test_rows_come_and_go(qtbot: QtBot) -> None:
    document = things(3)
    model = model_of(document)
    with qtbot.waitSignal(model.modelReset):
        document.do(remove_rows(document.book, THINGS, ["th_1"]))
    assert shown(model, "name") == ["Anvil", "Crate"]
    document.undo()
    assert shown(model, "name") == ["Anvil", "bolt", "Crate"]


def test_a_sort_moves_what_points_at_a_row(qapp: object) -> None:
    model = model_of(things(4))
    held = QPersistentModelIndex(model.index(0, 1))
    blank = QPersistentModelIndex(model.index(4, 1))
    model.sort(place(model, "amount"), DOWN)
    assert (held.row(), blank.row()) == (3, 4)
    model.sort(-1)
    assert held.row() == 0


def test_a_replaced_book_is_shown_with_sort_and_filter_kept(qapp: object) -> None:
    document = things(3)
    model = model_of(document)
    model.sort(place(model, "name"), DOWN)
    model.set_search("o")
    document.book = things(4).book
    document.replaced.emit()
    assert shown(model, "name") == ["bolt"]
    model.clear_filters()
    assert shown(model, "name") == ["drill", "Crate", "bolt", "Anvil"]


def test_read_only_is_heeded_when_it_comes_and_when_it_goes(qapp: object) -> None:
    document = things(2)
    model = model_of(document)
    document.read_only = "in use by Jo"
    document.state_changed.emit()
    assert model.rowCount() == 2
    assert model.enter(0, 1, "x") == "Read-only: in use by Jo."
    document.read_only = ""
    document.state_changed.emit()
    assert model.rowCount() == 3


def test_a_view_shows_joined_columns_and_edits_its_table(qapp: object) -> None:
    def compute(book: Book, _day: date) -> pd.DataFrame:
        frame = book["Things"][["name", "stage"]]
        return frame[frame["stage"] != "done"].assign(length=frame["name"].str.len())

    columns = (THINGS["id"], THINGS["name"], THINGS["stage"], Column("Length", Kind.INT))
    document = things(3)
    model = GridModel(document.real, View("open", "Open things", columns, compute, THINGS))
    assert [model.look(0, s).text for s in range(4)] == ["th_0", "Anvil", "new", "5"]
    assert "Worked out from other cells" in model.data(model.index(0, 3), TOOLTIP)
    assert not model.has_new_row  # an amount must be given, and there is no column for it
    assert model.enter(0, 2, "done") == ""
    assert [model.look(row, 1).text for row in range(model.rowCount())] == ["bolt", "Crate"]  # it is no open one


# --- sort and filter laws on the model ---


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.one_of(st.none(), st.integers(0, 4)), max_size=8), st.sampled_from([UP, DOWN]), st.integers(0, 4))
def test_sort_then_filter_is_filter_then_sort(
    qapp: object, counts: list[int | None], order: Qt.SortOrder, least: int
) -> None:
    document = things(len(counts))
    changes = [(f"th_{i}", "count", count) for i, count in enumerate(counts)]
    document.do(set_cells(document.book, THINGS, changes, document.now()))
    wanted = ColumnFilter(text=f">={least}")
    one, other = model_of(document), model_of(document)
    one.sort(place(one, "count"), order)
    one.set_filter("count", wanted)
    other.set_filter("count", wanted)
    other.sort(place(other, "count"), order)
    kept = [i for i, count in enumerate(counts) if count is not None and count >= least]
    kept.sort(key=lambda i: counts[i] or 0, reverse=order == DOWN)
    assert [one.row_id(row) for row in range(len(kept))] == [f"th_{i}" for i in kept]
    assert one.rows.tolist() == other.rows.tolist()


# --- the row being typed ---


def test_the_last_line_invites_and_collects_a_row(qapp: object) -> None:
    document = things(1)
    model = model_of(document)
    assert [model.look(1, section).text for section in (0, 1, 2)] == ["", "Add a thing…", ""]
    assert model.enter(1, place(model, "name"), "Egg") == ""
    assert model.look(1, place(model, "amount")).text == "needed"
    assert model.look(1, place(model, "stage")) == ("new", Mark.GHOST | Mark.NEW)  # the default to come
    assert [column.header for column in model.missing()] == ["Amount"]
    assert model.enter(1, place(model, "amount"), "abc") == "“abc” is no amount."
    assert model.enter(1, place(model, "amount"), "5") == ""
    assert not document.done  # nothing is in the book until it is left
    assert model.add_typed() == ""
    assert shown(model, "name") == ["Anvil", "Egg"]
    assert model.typed == {}
    document.undo()
    assert shown(model, "name") == ["Anvil"]


def test_what_cannot_be_added_stays_typed(qapp: object) -> None:
    document = things(0)
    model = model_of(document)
    model.enter(0, 1, "Egg")
    assert "Amount must be given" in model.add_typed()
    model.enter(0, 2, "5")
    document.refuses = True
    assert model.add_typed() == "It could not be added."
    assert model.typed == {"name": "Egg", "amount": 5.0}
    model.discard_typed()
    assert model.typed == {}


def test_a_grid_may_give_its_new_rows_something(qapp: object) -> None:
    document = things(0)
    model = GridModel(document.real, THINGS, noun="stone", preset={"place_id": "pl_2"})
    assert model.look(0, 1).text == "Add a stone…"
    model.enter(0, 1, "Egg")
    model.enter(0, 2, "5")
    model.add_typed()
    assert shown(model, "place_id") == ["Work"]


# --- what must never come back ---


def test_painting_keeps_pythons_none(qtbot: QtBot, qapp: object) -> None:
    """PySide6 6.12.0 on Python 3.11 loses a reference to None at each void call, and ends after some thousand."""
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(model_of(things(20)))
    view.show()
    before = sys.getrefcount(None)
    for _ in range(300):
        view.viewport().repaint()
        view.setToolTip("x")
    assert sys.getrefcount(None) > before - 100


def test_an_error_in_an_override_is_reported_and_the_default_returned(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = model_of(things(1))
    seen: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: seen.append(error[0]))
    broken: Callable[..., object] = lambda *_: [][0]  # noqa: E731  # raised by C code, which is what ends the process
    monkeypatch.setattr(model, "look", broken)
    assert model.data(model.index(0, 0)) is None
    assert seen == [IndexError]


def test_an_invalid_index_is_nothing(qapp: object) -> None:
    model = model_of(things(1))
    assert model.data(QModelIndex()) is None
    assert model.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags
    assert model.index_of("none") == QModelIndex()
