"""What the tab shows is what the file holds: every text of the two sheets, read back by openpyxl, and no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.partner_export.pages import report
from app.partner_export.seen import seen
from app.tabs.jv.preview import Preview
from models.core.book import Book
from models.jv.view import PartnerView
from tests.app.partner_export.boards import demo_book, file_of, many, partner_ids, view_of
from tests.app.windows import themed
from tests.models.books import book_of

ODD = book_of(
    Partners=[{"name": "=1+1 & Co"}],
    Deals=[
        {"address": "-2 Elm", "partner_id": "ptr_0", "partner_share": 0.333, "partner_notes": "two\nlines"},
        {"address": "@x", "partner_id": "ptr_0", "partner_share": 0.5, "stage": "closed", "partner_capital": 0.005},
        {"address": "None", "partner_id": "ptr_0", "updated_at": "2026-03-01T23:00:00Z", "city": '=HYPERLINK("x")'},
    ],
)
NOBODY = book_of(Partners=[{"name": "Ines Okafor", "company": "Lanternlight"}])
CASES = [
    *((demo_book(), partner) for partner in partner_ids(demo_book())),
    (many(), "ptr_7"), (ODD, "ptr_0"), (NOBODY, "ptr_0"),
]  # fmt: skip


def written_out(cell: Any) -> str:
    """A cell as a spreadsheet program shows it, by its own number format; not with our code."""
    value = cell.value
    if isinstance(value, datetime | date):
        assert cell.number_format == "d mmm yyyy"
        return f"{value.day} {value.strftime('%b %Y')}"
    if isinstance(value, int | float):
        forms = {"#,##0.00": "{:,.2f}", "0%": "{:.0%}", "0.00%": "{:.2%}", "0": "{:.0f}"}
        return forms[cell.number_format].format(value)
    return str(value)


def in_sheet(sheet: Any) -> list[list[str]]:
    """The texts of each row that has any."""
    rows = [[written_out(cell) for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    return [row for row in rows if row]


def shown(view: PartnerView) -> Preview:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    themed(app)
    preview = Preview()
    preview.show_seen(seen(report(view, {})))
    return preview


def first_sheet(preview: Preview) -> list[list[str]]:
    """What stands on the screen, in the order of the file's first sheet."""
    tiles = preview.tiles.tiles
    below = [tile.below.text() for tile in tiles if tile.below.text()]
    return [
        [preview.head.title.text()], [preview.head.subtitle.text()],
        [tile.label.text() for tile in tiles], [tile.figure.text() for tile in tiles], *([below] if below else []),
        [preview.heading.text()], *map(list, preview.chart.rows()), [preview.note.text()],
    ]  # fmt: skip


def second_sheet(preview: Preview) -> list[list[str]]:
    model = preview.deals.deals
    tip, side = Qt.ItemDataRole.ToolTipRole, Qt.Orientation.Horizontal
    cells = [
        [model.index(row, at).data(tip) or "" for at in range(model.columnCount())] for row in range(model.rowCount())
    ]
    headers = [str(model.headerData(at, side)) for at in range(model.columnCount())]
    none = [[preview.none.text()]] if preview.none.text() else []
    return [[preview.deals_title.text()], [preview.deals_line.text()], headers, *cells, *none]


@pytest.mark.parametrize(("book", "partner"), CASES)
def test_each_text_of_the_file_stands_on_the_screen_and_no_other(qtbot: QtBot, book: Book, partner: str) -> None:
    preview = shown(view_of(book, partner))
    qtbot.addWidget(preview)
    sheets: Any = load_workbook(BytesIO(file_of(book, partner))).worksheets
    front, deals = sheets
    assert first_sheet(preview) == in_sheet(front)
    assert [[cell for cell in row if cell] for row in second_sheet(preview)] == in_sheet(deals)
    for number, row in enumerate(second_sheet(preview)[3:], 5):  # blanks are in the same places, too
        if not preview.none.text():
            assert row == ["" if cell.value is None else written_out(cell) for cell in deals[number]]
    assert str(front.oddFooter.left.text).replace("&&", "&").endswith(preview.footer.text().partition(": ")[2])


@pytest.mark.parametrize(("book", "partner"), CASES)
def test_the_bars_are_those_of_the_files_chart(qtbot: QtBot, book: Book, partner: str) -> None:
    preview = shown(view_of(book, partner))
    qtbot.addWidget(preview)
    front: Any = load_workbook(BytesIO(file_of(book, partner))).worksheets[0]
    assert preview.seen is not None
    if not front._charts:
        assert preview.seen.bars == ()
        return
    [chart] = front._charts
    [series] = chart.series
    found = [
        [cell[0].value for cell in front[source.partition("!")[2].replace("$", "")]]
        if ":" in source else [front[source.partition("!")[2].replace("$", "")].value]
        for source in (series.cat.strRef.f, series.val.numRef.f)
    ]  # fmt: skip
    assert list(preview.seen.bars) == list(zip(*found, strict=True))
    title = "".join(run.t for run in chart.title.tx.rich.paragraphs[0].r)
    assert (preview.seen.chart, preview.chart.accessibleName()) == (title, title)


def test_a_preview_of_something_else_is_noticed(qtbot: QtBot) -> None:
    """The comparison above can fail: with one figure, one row or the order another, it does."""
    view = view_of(many(), "ptr_0")
    front, deals = load_workbook(BytesIO(file_of(many(), "ptr_0"))).worksheets
    for other in (replace(view, capital=1.0), replace(view, recipient="x"), replace(view, rows=view.rows[::-1])):
        preview = shown(other)
        qtbot.addWidget(preview)
        assert (first_sheet(preview), second_sheet(preview)) != (in_sheet(front), in_sheet(deals))


def test_the_deals_are_copied_with_their_headers(qtbot: QtBot) -> None:
    preview = shown(view_of(demo_book(), partner_ids(demo_book())[0]))
    qtbot.addWidget(preview)
    preview.show()
    QTest.keyClick(preview.deals, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:2] == ["Address", "City"]
    assert len(lines) == 4
    preview.deals.setCurrentIndex(preview.deals.deals.index(1, 0))
    preview.deals.copy()
    assert QGuiApplication.clipboard().text().splitlines() == ["Address", "907 Lamplighter Avenue"]


def test_the_chart_is_said_in_words(qtbot: QtBot) -> None:
    preview = shown(view_of(demo_book(), partner_ids(demo_book())[0]))
    qtbot.addWidget(preview)
    assert preview.chart.accessibleDescription() == (
        "Negotiating: 1 deal, 47,500.00. Under contract: 1 deal, 50,000.00. Closed: 1 deal, 50,000.00. "
        "All: 3 deals, 147,500.00."
    )
