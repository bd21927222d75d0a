"""The Problems panel: what it lists, fixing one and all, and the way to the cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.frame.problem_list import ProblemModel, fix_room, place_of
from app.frame.problems import ProblemsPanel
from app.frame.window import Window
from models.core.problem import Problem, Severity
from tests.app.faulty import NOTES, faulty_copy
from tests.app.windows import MOST_MS, checked, opened_window


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    window = opened_window(qtbot, faulty_copy(tmp_path))
    window.toggle_problems()
    return window


@pytest.fixture
def panel(window: Window) -> ProblemsPanel:
    return window.panel


def listed(panel: ProblemsPanel) -> list[Problem]:
    model = panel.list.problems
    return [model.data(model.index(row)) for row in range(model.rowCount())]  # type: ignore[misc]


def choose(panel: ProblemsPanel, severity: Severity) -> Problem:
    """Makes the first problem of that severity the current one."""
    problems = listed(panel)
    row = next(number for number, problem in enumerate(problems) if problem.severity is severity)
    panel.list.setCurrentIndex(panel.list.problems.index(row))
    return problems[row]


def test_the_gravest_come_first_and_each_says_where_it_is(panel: ProblemsPanel) -> None:
    severities = [problem.severity for problem in listed(panel)]
    assert severities == sorted(severities, key=list(Severity).index)
    assert {Severity.ERROR, Severity.WARNING, Severity.INFO} <= set(severities)
    for problem in listed(panel):
        assert problem.cell
        assert place_of(problem) == f"{problem.sheet} {problem.cell}"


def test_the_status_line_and_the_tabs_count_them(window: Window, qtbot: QtBot) -> None:
    assert "1 error" in window.status.problems.text()
    tabs = window.tab_bar.tabs
    place = {tabs.tabText(number): number for number in range(7)}
    qtbot.waitUntil(lambda: tabs.mark_of(place["Pipeline"]) == "2")
    assert tabs.mark_of(place["Budget"]) == ""


def test_a_severity_shows_its_own_only(panel: ProblemsPanel) -> None:
    panel.filter.setCurrentIndex(1 + list(Severity).index(Severity.WARNING))
    assert {problem.severity for problem in listed(panel)} == {Severity.WARNING}
    panel.filter.setCurrentIndex(0)
    assert len({problem.severity for problem in listed(panel)}) == 3


def test_the_chosen_one_says_what_to_do(panel: ProblemsPanel) -> None:
    problem = choose(panel, Severity.ERROR)
    assert problem.message in panel.detail.message.text()
    assert panel.detail.remedy.text() == problem.advice
    assert not panel.detail.fix.isVisible()
    assert panel.detail.go.isVisible()


def test_a_fix_is_one_edit_that_can_be_undone(window: Window, panel: ProblemsPanel, qtbot: QtBot) -> None:
    assert window.document is not None
    problem = choose(panel, Severity.WARNING)
    assert panel.detail.fix.isVisible()
    panel.detail.fix.click()
    row = window.document.book.row("Followups", problem.row_id) or {}
    assert row["deal_id"] is None
    assert window.toast.isVisible()
    qtbot.waitUntil(lambda: problem not in listed(panel), timeout=MOST_MS)
    window.toast.undo_button.click()
    assert (window.document.book.row("Followups", problem.row_id) or {})["deal_id"] == "deal_gone"
    qtbot.waitUntil(lambda: any(p.row_id == problem.row_id for p in listed(panel)), timeout=MOST_MS)


def test_the_fix_in_the_list_answers_to_the_mouse_and_to_a_key(
    window: Window, panel: ProblemsPanel, qtbot: QtBot
) -> None:
    assert window.document is not None
    problem = choose(panel, Severity.WARNING)
    place = fix_room(panel.list.visualRect(panel.list.currentIndex())).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (window.document.book.row("Followups", problem.row_id) or {})["deal_id"] is None
    assert problem not in listed(panel)
    window.document.undo()
    checked(qtbot, window.document)
    choose(panel, Severity.WARNING)
    QTest.keyClick(panel.list, Qt.Key.Key_F)
    assert (window.document.book.row("Followups", problem.row_id) or {})["deal_id"] is None


def test_all_notes_are_fixed_by_one_edit(window: Window, panel: ProblemsPanel, qtbot: QtBot) -> None:
    assert window.document is not None
    notes = [p for p in listed(panel) if p.severity is Severity.INFO]
    assert len(notes) == NOTES
    panel.fix_all.click()
    assert window.document.can_undo == f"Fix {NOTES} notes"
    qtbot.waitUntil(lambda: not any(p.severity is Severity.INFO for p in listed(panel)), timeout=MOST_MS)
    assert not panel.fix_all.isVisible()


@pytest.mark.parametrize("how", ["double click", "enter", "button"])
def test_the_way_to_the_cell(window: Window, panel: ProblemsPanel, how: str) -> None:
    problem = choose(panel, Severity.ERROR)
    if how == "double click":
        place = panel.list.visualRect(panel.list.currentIndex()).topLeft() + QPoint(60, 20)
        QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    elif how == "enter":
        QTest.keyClick(panel.list, Qt.Key.Key_Return)
    else:
        panel.detail.go.click()
    assert window.pages is not None
    assert window.pages.key == "pipeline"
    assert window.grid is not None
    assert window.grid.current_row == problem.row_id
    current = window.grid.view.currentIndex()
    assert window.grid.model.column(current.column()).field == problem.column


def test_a_cell_of_another_master_row_is_found_too(window: Window, panel: ProblemsPanel) -> None:
    """The followups shown belong to the first deal; the one at fault belongs to none."""
    problem = choose(panel, Severity.WARNING)
    panel.detail.go.click()
    assert window.grid is not None
    assert window.grid.current_row == problem.row_id


def test_nothing_wrong_says_so(panel: ProblemsPanel) -> None:
    panel.show_problems([])
    assert panel.empty.isVisible()
    assert not panel.list.isVisible()
    assert not panel.detail.isVisible()


def test_many_problems_are_listed_at_once(panel: ProblemsPanel) -> None:
    many = [
        Problem(Severity.WARNING, "Bills", f"Number {n} is wrong.", "name", f"bill_{n}", f"A{n}") for n in range(5000)
    ]
    panel.show_problems(many)
    assert panel.list.problems.rowCount() == 5000
    assert "5,000" in [panel.filter.mark_of(index) for index in range(4)]


def test_the_list_is_a_model_as_qt_wants_it(qtmodeltester: object, window: Window) -> None:
    model = ProblemModel()
    assert window.document is not None
    model.show(window.document.problems())
    qtmodeltester.check(model, force_py=True)  # type: ignore[attr-defined]


def test_in_a_narrow_window_the_panel_lies_over_the_page(window: Window, panel: ProblemsPanel, qtbot: QtBot) -> None:
    checked(qtbot, window.document)  # type: ignore[arg-type]
    wide = window.stack.width()
    window.resize(1000, 700)
    assert panel.isVisible()
    assert window.stack.width() > 1000 - 50
    assert panel.geometry().right() == window.drawer.middle.geometry().right()
    window.resize(1280, 800)
    assert panel.isVisible()
    assert window.stack.width() == pytest.approx(wide, abs=40)
