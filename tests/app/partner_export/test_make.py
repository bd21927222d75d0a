"""A fault in what lays the file out or writes it is caught: there is no file then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.partner_export import make as making
from app.partner_export.pages import report
from app.partner_export.proof import Leak
from io_xlsx.export import Placed, Report
from models.core.refusal import Refused
from models.core.schema import Column, Kind, Value
from models.jv.board import SHOWN
from models.jv.view import PartnerView
from tests.app.partner_export.boards import file_of, many, marked, view_of
from tests.models.books import book_of

Fault = Callable[[PartnerView, Any], Report]


def _with(view: PartnerView, properties: Any, *cells: Placed) -> Report:
    made = report(view, properties)
    return replace(made, front=replace(made.front, cells=(*made.front.cells, *cells)))


FAULTS: dict[str, Fault] = {
    "another partner's rows": lambda view, given: report(
        replace(view, rows=view.rows + view_of(many(), "ptr_1").rows), given
    ),
    "only another partner's rows": lambda view, given: report(
        replace(view, rows=view_of(many(), "ptr_1").rows), given
    ),
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
