"""The views of a property, on the demo in a real window: what they show, say, copy and lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.charts.canvas import tint
from app.charts.chart import Chart
from app.command import Frame
from app.document import Document
from app.frame.window import Window
from app.grid.clipboard import block_of
from app.jobs import wait_for_all
from app.tabs.underwriting.views import HeatView, LadderView, OutcomeView, SimulationView, View
from app.tabs.underwriting.views.heat import FULL, HeatMap
from app.tabs.underwriting.views.simulation import CHOICES
from app.tabs.underwriting.views.view import NO_PROPERTY, Needs
from app.theme import Appearance, Role, contrast, theme
from models.core.edit import set_cells, set_fields
from models.core.schema import Value
from models.underwriting.assumptions import assumptions_row
from models.underwriting.calculators import offer_for
from models.underwriting.evidence import take_bounds
from models.underwriting.ladder import ladder_for
from models.underwriting.simulation import asking_price, simulation_for
from tests.app.test_look import faults_of
from tests.app.windows import MOST_MS, opened_session, opened_window, themed
from tests.workbooks import DAY, NOW, demo_copy


class Desk:
    """As much of the window as a view asks for."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.said: list[str] = []
        self.went: list[tuple[str, str, str]] = []

    def say(self, words: str, *, undo: bool = False) -> None:
        self.said.append(words)

    def go_to(self, sheet: str, row_id: str, field: str) -> None:
        self.went.append((sheet, row_id, field))


VIEWS: tuple[type[View[Any]], ...] = (HeatView, LadderView, OutcomeView, SimulationView)
SIZES = ((560, 340), (900, 500))
NONE: Mapping[str, Value] = {}


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """A view's surroundings without the window: quick to make."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    themed(app)
    document = Document(opened_session(demo_copy(tmp_path)))
    yield Desk(document)
    document.close()
    wait_for_all()  # a look for problems may be under way
    theme().use(Appearance.LIGHT)


@pytest.fixture
def document(desk: Desk) -> Document:
    return desk.document


@pytest.fixture
def house(document: Document) -> str:
    """A property of the demo with everything that the views need."""
    book, known = document.book, "118 Kestrel Lane"
    found = str(book["Properties"].index[book["Properties"]["address"] == known][0])
    document.do(take_bounds(book, found, DAY, NOW))
    return found


@pytest.fixture
def bare(document: Document) -> str:
    """A property without an ARV, nor a row of Assumptions."""
    houses = document.book["Properties"]
    return str(houses.index[houses["arv"].isna()][0])


def shown(qtbot: QtBot, desk: Desk | Window, kind: type[View[Any]], size: tuple[int, int] = (800, 460)) -> Any:
    assert desk.document is not None
    view: Any = kind(desk.document, cast(Frame, desk))
    view.page = page = QWidget()  # whoever has the view has the page
    whole = QVBoxLayout(page)
    whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # the offscreen platform warns of size hints
    whole.addWidget(view)
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    qtbot.waitExposed(page)
    return view


def show(qtbot: QtBot, view: Any, property_id: str | None, given: Mapping[str, Value] = NONE) -> None:
    """Shows it, and lets Qt lay it out."""
    view.show_for(property_id, given)
    qtbot.wait(1)


def texts(view: QWidget) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize("kind", VIEWS)
def test_the_look_of_each_view(qtbot: QtBot, desk: Desk, house: str, bare: str, kind: type[View[Any]]) -> None:
    view = shown(qtbot, desk, kind)
    found = []
    for look in (Appearance.LIGHT, Appearance.DARK):
        theme().use(look)
        for size in SIZES:
            view.window().resize(*size)
            for property_id in (house, bare, None):
                show(qtbot, view, property_id)
                found += [f"{look} {size} {property_id}: {fault}" for fault in faults_of(view.window())
                          if fault != "the window is blank"]  # fmt: skip
                for chart in view.findChildren(Chart):
                    assert chart.accessibleName()
                    assert chart.accessibleDescription()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", VIEWS)
def test_nothing_is_done_where_nothing_has_changed(
    qtbot: QtBot, desk: Desk, document: Document, house: str, kind: type[View[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    view = shown(qtbot, desk, kind)
    made: list[str] = []
    for name in ("work_out", "show_found"):
        monkeypatch.setattr(view, name, _noting(made, name, getattr(view, name)))
    show(qtbot, view, house)
    show(qtbot, view, house)
    assert made == ["work_out", "show_found"]
    bill = str(document.book["Bills"].index[0])
    assert document.do(set_fields(document.book, document.book.tables["Bills"], bill, {"name": "Water"}, NOW))
    show(qtbot, view, house)
    assert made == ["work_out", "show_found"]
    houses = document.book.tables["Properties"]
    assert document.do(set_fields(document.book, houses, house, {"arv": 300_000.0}, NOW))
    show(qtbot, view, house)
    assert made == ["work_out", "show_found"] * 2


def _noting(made: list[str], name: str, act: Callable[..., Any]) -> Callable[..., Any]:
    def noted(*words: Any) -> Any:
        made.append(name)
        return act(*words)

    return noted


@pytest.mark.parametrize("kind", [HeatView, LadderView, SimulationView])
def test_a_table_is_copied(qtbot: QtBot, desk: Desk, house: str, kind: type[View[Any]]) -> None:
    view = shown(qtbot, desk, kind)
    show(qtbot, view, house)
    said: list[str] = []
    view.chart.copied.connect(said.append)
    view.chart.setFocus()
    QTest.keyClick(view.chart, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    block = block_of(QGuiApplication.clipboard().text())
    assert [list(row) for row in block] == [list(row) for row in view.chart.rows()]
    assert len(block) > 3
    assert said == [f"{view.chart.accessibleName()}: copied as a table"]


def test_no_property_is_asked_for(qtbot: QtBot, desk: Desk) -> None:
    for kind in VIEWS:
        view = shown(qtbot, desk, kind)
        show(qtbot, view, None)
        charts = view.findChildren(Chart)
        assert NO_PROPERTY in (charts[0].accessibleDescription() if charts else texts(view))


# --- heat map ---


def test_the_arrows_read_out_cells(qtbot: QtBot, desk: Desk, document: Document, house: str) -> None:
    view = shown(qtbot, desk, HeatView)
    show(qtbot, view, house)
    chart: HeatMap = view.chart
    heat = chart.heat
    assert heat is not None
    offer, asking = offer_for(document.book, house), asking_price(document.book, house)
    assert asking is not None
    assert view.readout.text().startswith(f"Today: ARV {offer.inputs['arv']:,.0f}, repairs ")
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Right)
    start = view.readout.text()
    QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.keyClick(chart, Qt.Key.Key_Up)
    after = view.readout.text()
    step = heat.arvs[1] - heat.arvs[0]
    assert _arv(after) == _arv(start) + step
    assert after in chart.accessibleDescription()
    for _ in range(30):
        QTest.keyClick(chart, Qt.Key.Key_Left)
        QTest.keyClick(chart, Qt.Key.Key_Down)
    assert view.readout.text().startswith(f"ARV {heat.arvs[0]:,.0f}, repairs {heat.repairs[0]:,.0f}: MAO ")
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert view.readout.text().startswith("Today: ")


def _arv(readout: str) -> float:
    return float(readout.split()[1].rstrip(",").replace(",", ""))


def test_the_mouse_reads_out_the_cell_under_it(qtbot: QtBot, desk: Desk, house: str) -> None:
    view = shown(qtbot, desk, HeatView)
    show(qtbot, view, house)
    chart: HeatMap = view.chart
    heat = chart.heat
    assert heat is not None
    for row, column in ((0, 0), (2, 3), (len(heat.repairs) - 1, len(heat.arvs) - 1)):
        at = chart.cell_room(row, column).center()
        none, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(chart, QMouseEvent(QEvent.Type.MouseMove, at, chart.mapToGlobal(at), none, none, keys))
        assert view.readout.text().startswith(f"ARV {heat.arvs[column]:,.0f}, repairs {heat.repairs[row]:,.0f}:")
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert view.readout.text().startswith("Today: ")


def test_the_options_of_the_calculator_move_the_map(qtbot: QtBot, desk: Desk, house: str) -> None:
    view = shown(qtbot, desk, HeatView)
    show(qtbot, view, house)
    before = view.chart.heat.today.result
    show(qtbot, view, house, {"fee": 0.0, "buffer": 4.0})
    assert view.chart.heat.today.result == before + 10_000


def test_cells_above_and_below_the_asking_price_differ(qtbot: QtBot, desk: Desk, house: str) -> None:
    """The colours of the best and the worst corner are those of the two sides, as far as they can be told apart."""
    view = shown(qtbot, desk, HeatView)
    show(qtbot, view, house)
    chart, image = view.chart, view.chart.picture().toImage()
    last = len(chart.heat.repairs) - 1, len(chart.heat.arvs) - 1
    best, worst = chart.cell_room(0, last[1]), chart.cell_room(last[0], 0)
    colors = [image.pixelColor(int(room.center().x() * 2), int((room.top() + 3) * 2)) for room in (best, worst)]
    assert colors[0].blue() > colors[0].red()  # the info side
    assert colors[1].red() > colors[1].blue()  # the warning side


@pytest.mark.parametrize("look", [Appearance.LIGHT, Appearance.DARK])
def test_figures_on_the_strongest_tint_can_be_read(desk: Desk, look: Appearance) -> None:
    theme().use(look)
    for role in (Role.INFO, Role.WARNING):
        assert contrast(tint(role, FULL).name(), theme().colors[Role.TEXT]) >= 4.5


def test_the_figures_of_a_cell_are_the_calculators(qtbot: QtBot, desk: Desk, house: str) -> None:
    view = shown(qtbot, desk, HeatView)
    show(qtbot, view, house)
    heat, rows = view.chart.heat, view.chart.rows()
    assert rows[0][1:] == tuple(f"{arv:.2f}" for arv in heat.arvs)
    assert float(rows[1][1]) == heat.arvs[0] * 0.7 - heat.repairs[0] - 10_000


def test_a_property_without_an_arv_leads_to_it(qtbot: QtBot, desk: Desk, bare: str) -> None:
    view = shown(qtbot, desk, HeatView)
    show(qtbot, view, bare)
    assert view.chart.is_empty
    assert "ARV" in view.needs.text()
    view.needs.linkActivated.emit("arv")
    assert desk.went == [("Properties", bare, "arv")]


# --- ladder ---


def test_the_ladder_is_sorted(qtbot: QtBot, desk: Desk, document: Document, house: str) -> None:
    view = shown(qtbot, desk, LadderView)
    show(qtbot, view, house)
    ladder, rows = ladder_for(document.book, house), view.chart.rows()
    prices = sorted(rung.price for rung in ladder.rungs if rung.price is not None)
    assert [float(row[1]) for row in rows[1 : len(prices) + 1]] == prices
    assert [row[2] for row in rows[1:3]] == ["binds", ""]
    assert [row[0] for row in rows[-2:]] == ["Asking price", "MAO"]
    assert float(rows[-1][1]) == offer_for(document.book, house).result
    assert "binds: at most" in view.said.text()
    assert "asking 153,000" in view.chart.accessibleDescription()


def test_a_rung_without_inputs_leads_to_them(qtbot: QtBot, desk: Desk, document: Document) -> None:
    """Of a property without a row of Assumptions; one is made when a link into it is followed, and can be undone."""
    houses = document.book["Properties"]
    plain = next(str(row) for row in houses.index[houses["arv"].notna()] if not assumptions_row(document.book, row))
    view = shown(qtbot, desk, LadderView)
    show(qtbot, view, plain)
    lines = [line for line in view.findChildren(Needs) if line.isVisible()]
    assert {line.text().split(" needs")[0] for line in lines} == {"Flip", "BRRRR", "DSCR", "Cash-on-cash"}
    lines[0].linkActivated.emit("wanted_profit")
    row = assumptions_row(document.book, plain)
    assert row is not None
    assert desk.went == [("Assumptions", row, "wanted_profit")]
    document.undo()
    assert assumptions_row(document.book, plain) is None


def test_a_missing_setting_leads_to_settings(qtbot: QtBot, desk: Desk, document: Document, house: str) -> None:
    settings = document.book.tables["Settings"]
    assert document.do(set_cells(document.book, settings, [("loan_rate", "value", None)], NOW))
    view = shown(qtbot, desk, LadderView)
    show(qtbot, view, house)
    line = next(line for line in view.findChildren(Needs) if "Loan Rate" in line.text())
    line.linkActivated.emit("loan_rate")
    assert desk.went == [("Settings", "loan_rate", "value")]


def test_the_links_lead_to_the_cells_in_the_real_window(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, demo_copy(tmp_path))
    assert window.document is not None
    houses = window.document.book["Properties"]
    plain = next(str(row) for row in houses.index if not assumptions_row(window.document.book, row))
    line = Needs(window.document, window, window)
    line.show_inputs(window.document.book, plain, ("wanted_profit", "loan_rate"), "Flip needs")
    assert line.accessibleName() == "Flip needs Wanted Profit, Loan Rate"
    for name, key, row in (("wanted_profit", "underwriting", ""), ("loan_rate", "workbook", "loan_rate")):
        line.linkActivated.emit(name)
        assert window.page is not None
        assert window.page.key == key
        assert window.grid is not None
        assert window.grid.current_row == (row or assumptions_row(window.document.book, plain))


# --- outcome ---


def test_the_outcome_or_what_it_needs(qtbot: QtBot, desk: Desk, house: str, bare: str) -> None:
    view = shown(qtbot, desk, OutcomeView)
    show(qtbot, view, house)
    said = texts(view)
    for name in ("Refinance loan", "Cash left in", "DSCR, NOI", "DSCR, rent", "Cash-on-cash", "1 % rule"):
        assert name in said
    show(qtbot, view, bare)
    assert "DSCR" not in texts(view)
    assert "Purchase Price" in view.open.text()
    show(qtbot, view, house, {"target_ltv": 0.5})
    loans = [label.text() for label in view.findChildren(QLabel) if label.accessibleName().startswith("Refinance loan")]
    assert loans == ["129,000"]  # half of an ARV of 258,000


# --- simulation ---


def test_the_simulation_is_the_models(qtbot: QtBot, desk: Desk, document: Document, house: str) -> None:
    view = shown(qtbot, desk, SimulationView)
    show(qtbot, view, house)
    expected = simulation_for(document.book, house)
    assert view.chart.drawn.spread == expected
    assert f"P50 {expected.p50:,.2f}" in view.chart.summary()
    assert "seed 1" in view.note.text()
    assert sum(int(row[2]) for row in view.chart.rows()[1:]) == 10_000


def test_more_runs_are_drawn_on_another_thread(qtbot: QtBot, desk: Desk, document: Document, house: str) -> None:
    view = shown(qtbot, desk, SimulationView)
    show(qtbot, view, house)
    view.runs.setCurrentIndex(1)
    assert view.note.text() == "Drawing 100,000 runs…"
    assert view.chart.drawn.spread.runs == 10_000
    qtbot.waitUntil(lambda: view.chart.drawn.spread.runs == CHOICES[1], timeout=MOST_MS)
    assert view.chart.drawn.spread == simulation_for(document.book, house, runs=CHOICES[1])


def test_a_drawing_that_is_overtaken_is_not_shown(qtbot: QtBot, desk: Desk, house: str, bare: str) -> None:
    view = shown(qtbot, desk, SimulationView)
    show(qtbot, view, house)
    view.runs.setCurrentIndex(2)
    show(qtbot, view, bare)
    wait_for_all()
    qtbot.wait(20)
    assert view.chart.is_empty


def test_a_page_closed_while_runs_are_drawn(qtbot: QtBot, desk: Desk, house: str) -> None:
    view = shown(qtbot, desk, SimulationView)
    show(qtbot, view, house)
    view.runs.setCurrentIndex(1)
    view.page.deleteLater()
    wait_for_all()
    qtbot.wait(20)  # the end of the work arrives, and an error there fails the test


def test_missing_bounds_are_taken_from_the_evidence(qtbot: QtBot, desk: Desk, document: Document) -> None:
    houses = document.book["Properties"]
    plain = next(str(row) for row in houses.index[houses["arv"].notna()] if not assumptions_row(document.book, row))
    view = shown(qtbot, desk, SimulationView)
    show(qtbot, view, plain)
    assert view.chart.is_empty
    assert "Repairs High" in view.needs.text()
    (button,) = [found for found in view.findChildren(QPushButton) if found.isVisible()]
    button.click()
    show(qtbot, view, plain)
    assert not view.chart.is_empty
    assert not button.isVisible()
    assert document.can_undo == "Take bounds from comps and contingency"


def test_bounds_that_do_not_hold_todays_figures_are_refused_with_a_sentence(
    qtbot: QtBot, desk: Desk, document: Document, house: str
) -> None:
    row = assumptions_row(document.book, house) or ""
    table = document.book.tables["Assumptions"]
    assert document.do(set_fields(document.book, table, row, {"arv_low": 999_000.0, "arv_high": 999_500.0}, NOW))
    view = shown(qtbot, desk, SimulationView)
    show(qtbot, view, house)
    assert view.chart.is_empty
    assert "not lowest, likeliest and highest" in view.chart.accessibleDescription()
