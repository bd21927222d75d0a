"""A fault in what lays the file out or writes it is caught: there is no file then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.partner_export import make as making
from app.partner_export.pages import report
from app.partner_export.proof import Leak
from io_xlsx.export import Placed, Report
from models.core.refusal import Refused
from models.core.schema import Column, Kind
from models.jv.board import SHOWN
from models.jv.view import PartnerView
from tests.app.partner_export.boards import file_of, many, marked, view_of

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
