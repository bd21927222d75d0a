"""The tables of a property: in what order their rows and columns come."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from app.grid.rows import SortKey
from app.tabs.underwriting import Underwriting
from models.catalog import BY_KEY
from models.core.edit import add_row
from models.underwriting.intel import REPAIR_CATEGORIES
from tests.app.windows import opened_window
from tests.workbooks import NOW, demo_copy


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[Underwriting]:
    window = opened_window(qtbot, demo_copy(tmp_path))
    window.show_tab("underwriting")
    yield cast(Underwriting, window.page)  # noqa: PT022  # qtbot closes it


def test_repairs_stand_by_category_until_a_person_sorts_them(page: Underwriting) -> None:
    document = page.document
    chosen, other = (str(row) for row in document.book["Properties"].index[:2])
    for category in ("other", "roof"):
        row = {"property_id": chosen, "item": category, "category": category, "cost": 1.0}
        assert document.do(add_row(document.book, BY_KEY["Repairs"], row, NOW))
    assert page.list.choose(other)
    assert page.list.choose(chosen)
    grid = page.show_table("Repairs")
    assert grid is not None
    model = grid.model
    place = model.cells.place("category")
    ranks = [REPAIR_CATEGORIES.index(str(model.value(row, place))) for row in range(model.total)]
    assert ranks == sorted(ranks)
    assert ranks[0] == 0
    model.sort_by((SortKey("cost"),))
    grid.columns.keep()
    grid.columns.restore()
    assert model.arrangement.sort == (SortKey("cost"),)


def test_the_history_begins_with_when_and_how_much(page: Underwriting) -> None:
    grid = page.show_table("Underwrites")
    assert grid is not None
    assert [column.field for column in grid.model.cells.columns[:3]] == ["created_at", "result", "mode"]
    assert len({column.field for column in grid.model.cells.columns}) == len(BY_KEY["Underwrites"].columns) - 2
