"""The audit of the window's looks, for every part of the tab, every part of a deal and every dialog."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from app.frame.dialogs import Sheet
from app.frame.window import Window
from app.tabs.pipeline import Pipeline
from app.theme import Appearance, theme
from tests.app.faulty import faulty_copy
from tests.app.test_look import LOOKS, SIZES, faults_of
from tests.app.windows import opened_window
from tests.workbooks import new_copy


@pytest.fixture(autouse=True)
def _light_again() -> Iterator[None]:
    yield
    theme().use(Appearance.LIGHT)


def opened(qtbot: QtBot, path: Path) -> tuple[Window, Pipeline]:
    window = opened_window(qtbot, path, SIZES[0])
    window.show_tab("pipeline")
    return window, cast(Pipeline, window.page)


@pytest.mark.parametrize("make", [faulty_copy, new_copy])
def test_every_part_at_every_size_light_and_dark(qtbot: QtBot, tmp_path: Path, make: Callable[[Path], Path]) -> None:
    window, page = opened(qtbot, make(tmp_path))
    for strip in page.board.strips.values():
        strip.click()
    found = []
    for look in LOOKS:
        theme().use(look)
        for size in SIZES:
            window.resize(*size)
            parts: list[tuple[str, Callable[[], object]]] = [
                *((title, lambda part=part: page.centre.bring(part)) for title, part in page.centre.parts.items()),
                *((title, lambda part=part: page.detail.bring(part)) for title, part in page.detail.parts.items()),
            ]
            for title, bring in parts:
                bring()
                qtbot.wait(5)
                found += [f"{look} {size} {title}: {fault}" for fault in faults_of(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("look", LOOKS)
def test_the_dialogs(qtbot: QtBot, tmp_path: Path, look: Appearance) -> None:
    window, page = opened(qtbot, faulty_copy(tmp_path))
    theme().use(look)
    drafts = page.document.book["Drafts"]
    page.choose(str(drafts.loc[drafts["status"] == "draft", "deal_id"].iloc[0]))
    page.acts.add_deal()
    page.acts.add_step()
    page.start_sent()
    page.detail.message.show_draft("")
    page.start_run()
    shown = [dialog for dialog in window.findChildren(Sheet) if dialog.isVisible()]
    assert {type(dialog).__name__ for dialog in shown} == {"AddDeal", "Step", "Sent", "Run"}
    qtbot.wait(10)
    for dialog in shown:
        assert not faults_of(dialog), type(dialog).__name__
