"""Qt's own model tester on every model of the program: at rest, over edits, sorts, searches, undo and other saves."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

import app
from app.document import Document
from app.frame.backups import EarlierVersions
from app.frame.conflict_list import Shown
from app.frame.import_dialog import ImportDialog
from app.frame.import_reading import Reading
from app.frame.window import Window
from app.grid.grid import Grid
from app.grid.rows import ColumnFilter
from app.grid.shown import Index
from app.tabs.bills import Bills
from app.tabs.budget.import_lines import LinesModel
from app.tabs.budget.page import Budget
from app.tabs.jv.page import JvBoard
from app.tabs.pipeline.cards import Deck
from app.tabs.pipeline.stage import StageModel
from app.tabs.underwriting import Underwriting
from app.tabs.underwriting.list_model import PropertyModel
from models.bills import BILLS
from models.core.change import Change, ChangeSet, new_id
from models.core.edit import remove_rows, set_fields
from models.core.merge import OpenConflict
from models.intake import sheet_of_text
from tests.app.faulty import faulty_copy
from tests.app.windows import MOST_MS, opened_window, rename_first_bill, saved
from tests.random_user.complaints import gathered
from tests.workbooks import NOW

WARNING = QAbstractItemModelTester.FailureReportingMode.Warning  # pytest-qt fails a test for a warning of Qt's
BLANK_CARD: dict[str, Any] = {
    **dict.fromkeys(("property_address", "city", "strategy", "stage", "due", "contact", "state"), ""),
    **dict.fromkeys(("asking_price", "mao"), 0.0),
    "stale": False,
}
BANK_FILE = "Date,Details,Amount\n2026-03-04,Corner shop,-5.00\n2026-03-01,Pay,9.00\n2026-13-13,Bad,1\n"


class Testers:
    """A tester on each model that a view of ours shows, from when it is first seen."""

    __test__ = False

    def __init__(self) -> None:
        self.kinds: set[type] = set()
        self._held: dict[int, tuple[QAbstractItemModel, QAbstractItemModelTester]] = {}

    def watch(self, root: QWidget) -> None:
        for view in root.findChildren(QAbstractItemView):
            if view.model() is not None:
                self.add(view.model())

    def end(self) -> None:
        for _, tester in self._held.values():
            tester.deleteLater()
        self._held.clear()

    def add(self, model: QAbstractItemModel) -> None:
        if id(model) not in self._held and type(model).__module__.startswith("app."):
            self._held[id(model)] = model, QAbstractItemModelTester(model, WARNING)
            self.kinds |= {one for one in type(model).__mro__ if one.__module__.startswith("app.")}


def every_model() -> set[type]:
    """All models that the program declares, whether or not anything imports their module."""
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, left = set(), [QAbstractItemModel]
    while left:
        kinds = left.pop().__subclasses__()
        left += kinds
        found |= {one for one in kinds if one.__module__.startswith("app.") and not one.__subclasses__()}
    return found


def document_of(window: Window) -> Document:
    assert window.document is not None
    return window.document


def arrange(grid: Grid) -> None:
    """Sorts, filters, searches, and shows everything again."""
    grid.sort(1, descending=True)
    grid.set_filter(grid.model.column(1).field, ColumnFilter(text="e"))
    grid.search("a")
    grid.clear_filters()
    grid.sort(-1)


def edit(document: Document, keys: tuple[str, ...]) -> None:
    """A row more, one changed and one less in these tables; undone, done again and undone."""
    for key in keys:
        first = str(document.book[key].index[0])
        values = {name: value for name, value in (document.book.row(key, first) or {}).items() if value is not None}
        table = document.book.tables[key]
        assert document.do(ChangeSet("Add", (Change(key, new_id(table), None, values),)))
        name = next(column.name for column in table if column.name in ("notes", "name"))
        assert document.do(set_fields(document.book, table, first, {name: "Another"}, NOW))
        assert document.do(remove_rows(document.book, table, [first]))
    while document.can_undo:
        document.undo()
    while document.can_redo:
        document.redo()
    while document.can_undo:
        document.undo()


def somebody_saved(document: Document, keys: tuple[str, ...]) -> None:
    """Another Book, as after a save that took in what somebody else had changed."""
    session = document.session
    for key in keys:
        gone = [str(one) for one in session.book[key].index[:1]]
        session.book = session.book.apply(remove_rows(session.book, session.book.tables[key], gone))
    document.replaced.emit()


# On each tab what its lists and grids are about.
TABLES = {"bills": ("Bills",), "underwriting": ("Properties",), "pipeline": ("Deals",), "jv": ("Partners",)}


def test_every_model_over_all_that_happens_to_it(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, faulty_copy(tmp_path), (1440, 900))
    document, kinds = document_of(window), set()
    for tab, keys in TABLES.items():
        testers = Testers()
        window.show_tab(tab)
        qtbot.wait(5)
        testers.watch(window)
        arrange_lists(window, testers)
        edit(document, keys)
        somebody_saved(document, keys)
        qtbot.wait(200)
        kinds |= testers.kinds
        testers.end()
    testers = Testers()
    window.toggle_problems()
    testers.watch(window.panel)
    edit(document, ("Bills",))
    qtbot.wait(400)
    window.show_tab("workbook")
    window.go_to("Contacts", "", "")
    assert window.grid is not None
    testers.add(window.grid.model)
    arrange(window.grid)
    edit(document, ("Contacts",))
    in_dialogs(window, testers, qtbot, tmp_path)
    conflicts(window, testers)
    assert {kind.__name__ for kind in every_model() - kinds - testers.kinds} == set()


def arrange_lists(window: Window, testers: Testers) -> None:
    """What the lists of a page can be asked for."""
    page = window.page
    if isinstance(page, Bills):
        for view in (1, 0, 1):
            page.views.pills.setCurrentIndex(view)
            testers.watch(window)
    if isinstance(page, Underwriting):
        for key in ("arv", "stale", "address"):
            page.list.model.arrange(key, "e")
            page.list.model.arrange(key, "")
    if isinstance(page, JvBoard):
        for words in ("a", "zzz", ""):
            page.list.model.search(words)


def in_dialogs(window: Window, testers: Testers, qtbot: QtBot, folder: Path) -> None:
    """The earlier versions and a bank's file."""
    rename_first_bill(window, "Renamed")
    saved(qtbot, document_of(window))
    window.actions_["file.versions"].trigger()
    versions = next(one for one in window.findChildren(EarlierVersions) if one.isVisible())
    testers.watch(versions)
    qtbot.waitUntil(lambda: bool(versions.changes.rows), timeout=MOST_MS)
    testers.watch(versions)
    versions.changes.show([])
    versions.reject()
    (folder / "bank.csv").write_text(BANK_FILE, encoding="utf-8")
    window.show_tab("budget")
    cast(Budget, window.page).acts.read(folder / "bank.csv")
    qtbot.waitUntil(
        lambda: any(model.rows for one in window.findChildren(QAbstractItemView)
                    if isinstance(model := one.model(), LinesModel)),
        timeout=MOST_MS,
    )  # fmt: skip
    testers.watch(window)
    for model in [view.model() for view in window.findChildren(QAbstractItemView)]:
        if isinstance(model, LinesModel):
            lines = model.rows
            model.show_lines([], None)
            model.show_lines(lines, lines[0].fate)
            model.show_lines(lines, None)
    in_import(window, testers, qtbot)


def in_import(window: Window, testers: Testers, qtbot: QtBot) -> None:
    """Somebody's own list: another table, other headings, a tick."""
    text = "Name,Phone\nAnn Lee,204-555-0101\nann lee,204-555-0199\n"
    window.importing.show(Reading("people.csv", [sheet_of_text("people", text)]))
    dialog = next(one for one in window.findChildren(ImportDialog) if one.isVisible())
    testers.watch(dialog)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=MOST_MS)
    dialog.model.decide(1)
    for place in (*range(dialog.pills.count()), 0):
        dialog.pills.setCurrentIndex(place)
    for said in ({"table": "Bills"}, {"header": None}, {"table": "Contacts"}):
        dialog.reading.say(**said)
        dialog.refresh()
        qtbot.waitUntil(lambda: not dialog.busy, timeout=MOST_MS)
    dialog.reject()


def conflicts(window: Window, testers: Testers) -> None:
    """More, fewer and no conflicts."""
    row = str(document_of(window).book[BILLS].index[0])
    one = OpenConflict("Bills", row, {"name": "a"}, {"name": "b"}, {"name": "c"})
    shown = [Shown(one, "Bills", f"Bills B{n}", "Rent, Name", "a", "b", "c") for n in range(3)]
    testers.watch(window.conflicts)
    for some in (shown, shown[:1], [], shown):
        window.conflicts.list.conflicts.show(some)


def test_a_list_without_lines_tells_of_none(qapp: QApplication) -> None:
    """Another state of the same rows, none of which shows: there is no first line that could have changed."""
    properties = PropertyModel()
    names = ("address", "city", "status")
    frames = [pd.DataFrame({name: pd.Series(["Elm"], index=["p"], dtype="str") for name in names}) for _ in range(2)]
    properties.show_frame(frames[0])
    properties.arrange("sheet", "zzz")
    stage = StageModel(qapp)
    testers = [QAbstractItemModelTester(model, WARNING) for model in (properties, stage)]
    properties.show_frame(frames[1])
    stage.show_rows(stage.deck, stage.places, stage.today)
    stage.show_rows(stage.deck, stage.places, stage.today)
    assert [tester.model() for tester in testers] == [properties, stage]


def test_a_card_that_comes_or_goes_while_another_changes(qapp: QApplication) -> None:
    """One undo gave a deal back and took the address of the one before it away."""
    stage = StageModel(qapp)
    tester = QAbstractItemModelTester(stage, WARNING)
    changes: list[int] = []
    stage.dataChanged.connect(lambda first, last: changes.append(last.row()))
    with gathered() as said:
        for cards in ({"a": "Elm", "b": "Ash", "c": "Fir"}, {"a": "-", "c": "Oak"}, {"a": "Elm", "b": "-", "c": "Fir"}):
            frame = pd.DataFrame({"address": list(cards.values())}, index=list(cards)).assign(**BLANK_CARD)
            stage.show_rows(Deck(frame), np.arange(len(cards)), stage.today)
    assert not said
    assert (tester.model(), stage.ids, changes) == (stage, ["a", "b", "c"], [1, 1])


class Lying(QAbstractListModel):
    """Says that it has a row more without having announced it."""

    rows = 1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else self.rows

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        return None


@pytest.mark.parametrize("lies", [True, False])
def test_the_tester_speaks_through_warnings(lies: bool) -> None:
    model = Lying()
    tester = QAbstractItemModelTester(model, WARNING)
    with gathered() as said:
        model.beginInsertRows(QModelIndex(), 1, 1)
        model.rows += 1 + lies
        model.endInsertRows()
    assert bool(said) is lies
    assert tester.model() is model
