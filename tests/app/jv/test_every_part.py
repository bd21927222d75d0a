"""The audit of the window's looks, for every part of the tab, partners with and without deals, and every dialog."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from app.frame.dialogs import Sheet
from app.frame.window import Window
from app.tabs.jv import JvBoard
from app.tabs.jv.export_dialog import ExportDialog
from app.theme import Appearance, theme
from models.catalog import BY_KEY
from models.core.edit import add_row
from models.jv.tokens import create_token, token_text
from tests.app.faulty import faulty_copy
from tests.app.test_look import LOOKS, SIZES, faults_of
from tests.app.windows import MOST_MS, opened_window
from tests.workbooks import NOW, new_copy

LONG = "Lanternlight Capital and Development Partners of Southern Manitoba Limited"


@pytest.fixture(autouse=True)
def _light_again() -> Iterator[None]:
    yield
    theme().use(Appearance.LIGHT)


def opened(qtbot: QtBot, path: Path) -> tuple[Window, JvBoard]:
    window = opened_window(qtbot, path, SIZES[0])
    window.show_tab("jv")
    return window, cast(JvBoard, window.page)


def with_tokens(page: JvBoard) -> None:
    """Two for the chosen partner, and a partner with a long name and no deals."""
    document = page.document
    for number, ends in enumerate((date(2026, 3, 12), date(2026, 3, 1))):
        token = token_text(bytes([number] * 32))
        assert document.do(create_token(document.book, token, NOW, subject_id=page.partner_id, expires_on=ends))
    fields = {"name": f"Ines Okafor of {LONG}", "company": LONG}
    assert document.do(add_row(document.book, BY_KEY["Partners"], fields, NOW))


@pytest.mark.parametrize("make", [faulty_copy, new_copy])
def test_every_part_at_every_size_light_and_dark(qtbot: QtBot, tmp_path: Path, make: Callable[[Path], Path]) -> None:
    window, page = opened(qtbot, make(tmp_path))
    if page.partner_id:
        with_tokens(page)
    found = []
    for look in LOOKS:
        theme().use(look)
        for size in SIZES:
            window.resize(*size)
            parts: list[tuple[str, Callable[[], object]]] = [
                *((title, lambda part=part: page.centre.bring(part)) for title, part in page.centre.parts.items()),
                ("Board", lambda: page.centre.bring(page.centre.board)),
                *((title, lambda part=part: page.detail.bring(part)) for title, part in page.detail.parts.items()),
                *((line.name, lambda line=line: page.choose(line.partner_id)) for line in page.list.model.lines[::-3]),
            ]
            for title, bring in parts:
                bring()
                qtbot.wait(5)
                found += [f"{look} {size} {title}: {fault}" for fault in faults_of(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("look", LOOKS)
def test_the_dialogs(qtbot: QtBot, tmp_path: Path, look: Appearance) -> None:
    window, page = opened(qtbot, faulty_copy(tmp_path))
    with_tokens(page)
    theme().use(look)
    page.acts.add_partner()
    page.acts.revoke(next(iter(page.detail.tokens.lines)))
    page.acts.verify(tmp_path / "faulty.xlsx")
    page.acts.new_token()
    page.acts._create(lambda _: None, page.partner_id, "jv_board", None, "")
    page.acts.export()
    shown = [dialog for dialog in window.findChildren(Sheet) if dialog.isVisible()]
    assert {type(one).__name__ for one in shown} == {
        "AddPartner", "Revoke", "VerifyDialog", "NewToken", "Secret", "ExportDialog",
    }  # fmt: skip
    export = next(one for one in shown if isinstance(one, ExportDialog))
    qtbot.wait(50)
    for dialog in shown:
        assert not faults_of(dialog), type(dialog).__name__
    export.password.wanted.click()
    export.password.field.line.setText("short")
    export.pdf.click()
    export.file.line.setText("faulty.xlsx")
    export.commit()
    assert not faults_of(export)
    export.file.line.setText("Board.xlsx")
    export.commit()
    qtbot.waitUntil(lambda: export.ending.isVisible(), timeout=MOST_MS)
    assert not faults_of(export)
