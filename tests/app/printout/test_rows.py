"""The pages of what is shown: every row and column on one of them, and no more than there is room for."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.paper.pages import pdf_of
from app.paper.preview import Preview
from app.printout.preview import export, show_preview
from app.printout.rows import MOST_ROWS, RowPages
from models.core.refusal import Refused
from tests.app.grid.grid_document import things
from tests.app.grid.grid_window import Hand

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class FakeFrame:
    """What a preview asks of the window."""

    def __init__(self, parent: QWidget) -> None:
        self.parent, self.said, self.dialogs = parent, list[str](), list[QWidget]()

    def say(self, words: str, *, undo: bool = False) -> None:
        self.said.append(words)

    def show_dialog(self, make: object) -> None:
        self.dialogs.append(make(self.parent))  # type: ignore[operator]  # it makes a dialog for a parent


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path) -> Hand:
    wide = "A place of which nobody knows " * 2
    return Hand(qtbot, things(120, notes="A word " * 30, at="09:30", place_id=wide), tmp_path)


@pytest.fixture
def frame(hand: Hand) -> Iterator[FakeFrame]:
    frame = FakeFrame(hand.grid)
    yield frame
    for dialog in frame.dialogs:
        dialog.close()


def test_every_cell_stands_on_a_page_and_none_on_two(hand: Hand) -> None:
    pages = RowPages(hand.grid.shown())
    name = 1  # it is repeated beside the columns that did not fit
    cells = [(row, section) for leaf in pages.leaves for row in range(leaf.first, leaf.last)
             for section in leaf.sections if section != name]  # fmt: skip
    wanted = {(row, section) for row in range(120) for section in range(len(pages.shown.columns)) if section != name}
    assert set(cells) == wanted
    assert len(cells) == len(wanted)
    assert pages.count > 2
    assert len({leaf.sections for leaf in pages.leaves}) > 1
    assert all(name in leaf.sections for leaf in pages.leaves)


def test_hidden_columns_and_filtered_rows_are_left_out(hand: Hand) -> None:
    hand.grid.search("Anvil")
    hand.grid.show_column(hand.place("notes"), False)
    pages = RowPages(hand.grid.shown())
    assert "Notes" not in pages.shown.headers
    assert {row[1] for row in pages.rows} == {"Anvil"}


def test_the_pdf_has_these_pages(hand: Hand) -> None:
    pages = RowPages(hand.grid.shown())
    pdf = pdf_of(pages)
    assert pdf.startswith(b"%PDF")
    packed = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    plain = b"".join(zlib.decompressobj().decompress(one) for one in packed if one[:1] == b"\x78")
    found = len(re.findall(rb"/Type\s*/Page\b", pdf + plain))
    assert found == pages.count


def test_nothing_and_too_much_is_not_printed(hand: Hand, frame: FakeFrame, tmp_path: Path, qtbot: QtBot) -> None:
    hand.grid.search("nothing of this name")
    show_preview(hand.grid.shown(), tmp_path / "a.xlsx", frame)  # type: ignore[arg-type]  # enough of a frame
    assert frame.said == ["There is no row to print. Show some first."]
    many = Hand(qtbot, things(MOST_ROWS + 1), tmp_path)
    with pytest.raises(Refused, match="5,001 rows are too many"):
        RowPages(many.grid.shown())


def test_the_preview_saves_a_pdf_and_never_over_the_workbook(hand: Hand, frame: FakeFrame, tmp_path: Path) -> None:
    workbook = tmp_path / "mine.xlsx"
    workbook.write_bytes(b"precious")
    show_preview(hand.grid.shown(), workbook, frame)  # type: ignore[arg-type]  # enough of a frame
    preview = frame.dialogs[0]
    assert isinstance(preview, Preview)
    assert preview.save(tmp_path / "things.pdf")
    assert (tmp_path / "things.pdf").read_bytes().startswith(b"%PDF")
    assert not preview.save(tmp_path / "things.txt")
    assert preview.said.text().startswith("things.txt has to end in .pdf")
    export(hand.grid.shown(), workbook, workbook, frame)  # type: ignore[arg-type]  # enough of a frame
    assert frame.said == ["mine.xlsx is the workbook itself. Give the XLSX a name of its own."]
    assert workbook.read_bytes() == b"precious"
