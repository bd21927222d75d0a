"""What a partner opens; and that a fault in what lays it out or writes it is caught: there is no file then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from app.partner_export import make as making
from app.partner_export.pages import TITLE, report
from app.partner_export.proof import Leak
from io_xlsx.export import Placed, Report
from models.core.refusal import Refused
from models.core.schema import Column, Kind, Value
from models.jv.board import SHOWN
from models.jv.view import PartnerView
from tests.app.partner_export.boards import demo_book, file_of, many, marked, partner_ids, view_of
from tests.app.partner_export.plants import BOOK, unpacked
from tests.models.books import book_of

Fault = Callable[[PartnerView, Any], Report]


def _with(view: PartnerView, properties: Any, *cells: Placed) -> Report:
    made = report(view, properties)
    return replace(made, front=replace(made.front, cells=(*made.front.cells, *cells)))


FAULTS: dict[str, Fault] = {
    "another partner's rows": lambda view, given: report(
        replace(view, rows=view.rows + view_of(many(), "ptr_1").rows), given
    ),
    "only another partner's rows": lambda view, given: report(replace(view, rows=view_of(many(), "ptr_1").rows), given),
    "a row too few": lambda view, given: report(replace(view, rows=view.rows[1:]), given),
    "the rows in another order": lambda view, given: report(replace(view, rows=view.rows[::-1]), given),
    "the ceiling as a number": lambda view, given: _with(view, given, Placed(20, 0, 132_000.0, "text", Kind.MONEY)),
    "a private text": lambda view, given: _with(view, given, Placed(20, 0, marked(0, "private 1"), "text")),
    "a text that nobody ordered": lambda view, given: _with(view, given, Placed(20, 0, "Hello", "text")),
    "another name in the title": lambda view, given: replace(report(view, given), title=marked(1, "Sands")),
    "another name in the foot": lambda view, given: replace(report(view, given), footer=marked(1, "Sands")),
    "one property more": lambda view, given: report(view, {**given, "Made By": "Ann"}),
    "another partner's ID": lambda view, given: report(view, {**given, "Valhalla Partner": "ptr_1"}),
    "a total that is not the partner's": lambda view, given: report(replace(view, capital=1.5), given),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_exporter_is_refused(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert file_of(many(), "ptr_0")
    monkeypatch.setattr(making, "report", FAULTS[fault])
    with pytest.raises(Leak, match="No file was made"):
        file_of(many(), "ptr_0")


def test_columns_that_tell_the_fee_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    telling = (*SHOWN, *(Column(header, Kind.MONEY) for header in ("ARV", "Repairs", "ARV Pct", "MAO")))
    monkeypatch.setattr("models.jv.board.SHOWN", telling)
    with pytest.raises(Refused, match="tell the fee") as caught:
        file_of(many(), "ptr_0")
    assert caught.value.code == "tells_hidden_figure"


def test_a_private_column_that_was_let_through_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The allow-list itself is at fault: the first check asks the table's declarations."""
    from models.pipeline import DEALS

    for place in ("models.jv.board.SHOWN", "models.jv.view.SHOWN"):
        monkeypatch.setattr(place, (*SHOWN, DEALS["notes"]))
    with pytest.raises(Leak) as caught:
        file_of(many(), "ptr_0")
    assert any("a forbidden text" in fault for fault in caught.value.faults)


@pytest.mark.parametrize("password", ["", "x" * 256])
def test_a_password_that_no_program_takes_is_refused(password: str) -> None:
    with pytest.raises(Refused, match="1 to 255"):
        file_of(many(), "ptr_0", password)


def _front_with(view: PartnerView, properties: Any, old: Value, new: Value) -> Report:
    """One value of the first sheet in the place of another."""
    made = report(view, properties)
    cells = tuple(replace(cell, value=new) if cell.value == old else cell for cell in made.front.cells)
    assert cells != made.front.cells
    return replace(made, front=replace(made.front, cells=cells))


@pytest.mark.parametrize(
    ("old", "new"),
    [(4, 1), (180_000.0, 45_000.0), (date(2026, 4, 1), date(2026, 6, 30)), ("New", "Contacted"), (45_000.0, 1)],
    ids=["deals", "capital", "milestone", "stage", "capital of a stage"],
)
def test_a_total_in_anothers_place_is_caught(old: Value, new: Value, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each value is one that may stand on the sheet, only not there."""
    monkeypatch.setattr(making, "report", lambda view, given: _front_with(view, given, old, new))
    with pytest.raises(Leak) as caught:
        file_of(many(), "ptr_0")
    assert any("not the one of the rows" in fault for fault in caught.value.faults)


@pytest.mark.parametrize("strange", ["ptr_1", None, "ptr_0 ", "PTR_0"])
@pytest.mark.bad_input("EXP-03")
def test_a_filter_that_lets_another_row_in_is_caught(strange: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """EXP-03: the board itself is at fault, so that the row is among what the partner is shown; so is a blank one."""
    fields = {"address": "9 Elm", "city": "Winnipeg", "stage": "new"}
    book = book_of(
        Partners=[{"name": "Selma"}, {"name": "Owen"}],
        Deals=[{**fields, "address": "1 Elm", "partner_id": "ptr_0"}, {**fields, "partner_id": strange}],
    )
    assert file_of(book, "ptr_0")
    monkeypatch.setattr("models.jv.board._places", lambda _: {"ptr_0": [0, 1]})
    with pytest.raises(Leak, match="deals of this partner"):
        file_of(book, "ptr_0")


def test_a_filter_that_leaves_a_deal_out_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.jv.board._places", lambda _: {"ptr_0": [0, 1]})
    with pytest.raises(Leak, match="deals of this partner"):
        file_of(many(), "ptr_0")


def test_the_file_opens_at_its_first_cell_and_is_ready_to_be_read_and_printed() -> None:
    """As another program reads it: nothing hidden, nothing live, protected, formatted, a page wide."""
    book = demo_book()
    partner = partner_ids(book)[0]
    view = view_of(book, partner)
    read: Any = load_workbook(BytesIO(file_of(book, partner)))
    assert (read.sheetnames, read.active) == (["Overview", "Deals"], read["Overview"])
    for sheet in read:
        assert sheet.sheet_state == "visible"
        assert sheet.protection.sheet
        assert [one.activeCell for one in sheet.sheet_view.selection if one.pane is None] in ([], ["A1"])
        assert sheet.sheet_view.topLeftCell is None  # nothing is scrolled away
        assert (sheet.page_setup.orientation, sheet.sheet_properties.pageSetUpPr.fitToPage) == ("landscape", True)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 0), (None, 0))
        assert view.recipient in sheet.oddFooter.left.text
        assert not any(held.hidden for held in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()))
        assert not any(cell.data_type == "f" or cell.comment or cell.hyperlink for row in sheet for cell in row)
    front, deals = read["Overview"], read["Deals"]
    held = {cell.value for row in front for cell in row}
    assert {TITLE, f"Prepared for {view.recipient}, {view.company}", view.capital, len(view.rows)} <= held
    assert datetime.combine(view.as_of, time()) in held
    assert len(front._charts) == 1
    assert (deals.freeze_panes, deals.print_title_rows) == ("B5", "$4:$4")
    money, day = (next(cell for cell in deals[5] if deals.cell(4, cell.column).value == name)
                  for name in ("Partner Capital", "Milestone Date"))  # fmt: skip
    assert (money.number_format, day.number_format) == ("#,##0.00", "d mmm yyyy")
    assert not read.defined_names
    parts = unpacked(file_of(book, partner))
    assert not [name for name in parts if "vba" in name or "external" in name.lower() or "printerSettings" in name]
    assert b'readOnlyRecommended="1"' in parts[BOOK]
