"""Whether the window shows what the Book holds: read from a Book made anew, through public functions of the models."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QLineEdit, QWidget

from app.document import Document
from app.fields import Field
from app.frame.window import Window
from app.grid.bar import Notice
from app.grid.columns import RawSheet
from app.grid.floating import Floating
from app.grid.grid import Grid
from models.bills.upcoming import missed
from models.core.book import Book
from models.core.calculated import whole
from models.core.find import name_field
from models.core.schema import Column, Kind, Table
from models.core.values import plain, show
from models.jv.overview import partner_lines
from models.ops.needs import needs, with_problems
from models.pipeline.deals import DEALS, STAGES
from models.underwriting.bulk import portfolio

DISPLAY = int(Qt.ItemDataRole.DisplayRole)
OF_A_KEY = (Floating, Field, Notice)
CLOCK = re.compile(r"\b\d\d:\d\d\b")


def remade(book: Book) -> Book:
    """The same rows in a Book of which nothing was worked out yet."""
    return Book(book.tables.values(), {key: book[key].copy() for key in book.tables})


def differences(window: Window) -> list[str]:
    """Where what is shown is not what the Book holds, a sentence each."""
    document = window.document
    if document is None:
        return []
    book = remade(document.book)
    found = [line for grid in visible(window, Grid) for line in _of_grid(grid, book, document.as_of)]
    page = window.page
    if page is not None and page.key in OF_PAGE:
        found += OF_PAGE[page.key](page, book, document)
    if window.windowTitle() != f"{document.name}[*] – Valhalla":
        found.append(f"the title is {window.windowTitle()}")
    if window.isWindowModified() == document.session.is_saved:
        found.append("the title's mark of unsaved edits is wrong")
    if window.panel.isVisible() and window.panel.list.problems.rowCount() > len(document.problems()):
        found.append("the panel lists more problems than there are")
    return found


def visible(window: QWidget, kind: type[Any]) -> list[Any]:
    return [one for one in window.findChildren(kind) if one.isVisible()]


# --- grids ---


def _of_grid(grid: Grid, book: Book, as_of: date) -> Iterator[str]:
    source = grid.model.cells.source
    if isinstance(source, RawSheet):
        return
    frame = whole(book, source, as_of) if isinstance(source, Table) else source.compute(book, as_of)
    name = source.sheet if isinstance(source, Table) else source.title
    ids = [str(one) for one in frame.index]
    shown = [grid.model.row_id(row) for row in range(grid.model.rowCount()) if not grid.model.is_new(row)]
    arranged = grid.model.arrangement
    if not arranged.is_filtered and not arranged.sort and shown != ids:
        yield f"{name}: its rows are {_short(shown)}, the Book's are {_short(ids)}"
    if len(set(shown)) != len(shown) or not set(shown) <= set(ids):
        yield f"{name}: it shows rows twice, or rows that there are not: {_short(sorted(set(shown) - set(ids)))}"
    if not arranged.is_filtered and len(shown) != len(ids):
        yield f"{name}: {len(shown)} rows of {len(ids)} without a filter"
    if f"{len(ids):,} row" not in grid.bar.count.text():
        yield f"{name}: it says {grid.bar.count.text()}, there are {len(ids)}"
    yield from (f"{name}: {line}" for line in _of_cells(grid, frame, book, set(ids)))


def _of_cells(grid: Grid, frame: pd.DataFrame, book: Book, ids: set[str]) -> Iterator[str]:
    view, model = grid.view, grid.model
    height = view.viewport().height()
    first, last = view.rowAt(0), view.rowAt(height - 1)
    rows = range(max(first, 0), (last if last >= 0 else model.rowCount(QModelIndex()) - 1) + 1)
    for row in rows:
        row_id = model.row_id(row)
        if row_id not in ids:
            continue
        values = frame.loc[row_id]
        for section, one in enumerate(model.cells.columns):
            if view.isColumnHidden(section) or one.column.name not in frame.columns:
                continue
            wanted = _text(one.column, plain(values[one.column.name]), book)
            said = str(model.index(row, section).data(DISPLAY))
            if said not in (wanted, ""):
                yield f"{row_id}, {one.column.header}: it shows “{said}”, the Book holds “{wanted}”"
            elif said != wanted and not _unread(grid, row_id, one.column.name):
                yield f"{row_id}, {one.column.header}: it is blank, the Book holds “{wanted}”"


def _unread(grid: Grid, row_id: str, field: str) -> bool:
    table = grid.model.cells.table
    return table is not None and (row_id, field) in grid.model.document.problems_of(table.key)


def _text(column: Column, value: Any, book: Book) -> str:
    """How a value is written: an ID as the name of what it means, a moment without its seconds, lines as one."""
    if isinstance(value, str) and column.kind is Kind.REF and column.refers in book.tables:
        target = book.tables[column.refers]
        field = name_field(target)
        by_id = column.refers_by == target.id_column.name
        return str((book.row(target, value) or {}).get(field) or value) if field and by_id else value
    if isinstance(value, str):
        return value[:16].replace("T", " ") if column.kind is Kind.TIME else " ↵ ".join(value.splitlines())
    below_zero = isinstance(value, (int, float)) and value < 0
    return show(column, value).replace("-", "−", 1) if below_zero else show(column, value)


def _short(ids: list[str]) -> str:
    return f"{len(ids)}: {', '.join(ids[:6])}{'…' if len(ids) > 6 else ''}"


# --- lists ---


def _today(page: Any, book: Book, document: Document) -> list[str]:
    zone = document.now().tzinfo
    assert zone is not None
    wanted = with_problems(book, needs(book, document.as_of, zone), document.problems())
    said = [line.need for line in page.needs.lines]
    same = said == list(dict.fromkeys(wanted[:40]))
    return [] if same else [f"Needs you now: {len(said)} lines shown, {len(wanted)} are waiting, or not the same"]


def _underwriting(page: Any, book: Book, _: Document) -> list[str]:
    frame, model, found = portfolio(book), page.list.model, []
    shown = {model.row_id(row) for row in range(model.rowCount(QModelIndex()))}
    if not model.words and shown != {str(one) for one in frame.index}:
        found.append("the list of properties lacks some or has too many")
    for row in range(model.rowCount(QModelIndex())):
        line, row_id = model.line(row), model.row_id(row)
        if row_id not in frame.index:
            found.append(f"the list has {row_id}, which there is not")
            continue
        for name, shown in (("arv", line.arv), ("mao", line.mao), ("stale_was", line.stale)):
            value = plain(frame.loc[row_id, name])
            wanted = value is not None if name == "stale_was" else value
            if shown != wanted:
                found.append(f"the list of properties: {name} of {row_id} is {shown}, in the Book {wanted}")
    return found


def _pipeline(page: Any, book: Book, _: Document) -> list[str]:
    board = page.board
    if not board.isVisible() or board.words or board.bare:
        return []
    shown = {deal: stage for stage, one in board.columns.items() for deal in one.view.stage_model.ids}
    stages = book[DEALS]["stage"].fillna(STAGES[0])
    wanted = {str(deal): str(stage) for deal, stage in stages.items() if str(stage) in board.columns}
    wrong = sorted(set(shown.items()) ^ set(wanted.items()))
    return [f"the board is wrong about {wrong[:4]}"] if wrong else []


def _jv(page: Any, book: Book, document: Document) -> list[str]:
    model = page.list.model
    lines = [one.partner_id for one in partner_lines(book, document.as_of)]
    shown = [one.partner_id for one in model.lines]
    same = page.list.search.text() or shown == lines
    return [] if same else [f"partners: {_short(shown)}, in the Book {_short(lines)}"]


def _bills(page: Any, book: Book, document: Document) -> list[str]:
    zone = document.now().tzinfo
    assert zone is not None
    if not page.missed.isVisible():
        return []
    late, shown = missed(book, document.as_of, zone), page.missed.view.model()
    said = [(one.bill_id, one.due, one.remaining) for one in map(shown.late, range(shown.rowCount()))]
    columns = (late["bill_id"], late["due"].dt.date, late["remaining"])
    wanted = [(str(bill), due, float(left)) for bill, due, left in zip(*columns, strict=True)]
    return [] if said == wanted else [f"missed bills: {len(said)} shown, {len(wanted)} in the Book, or not the same"]


OF_PAGE: dict[str, Callable[[Any, Book, Document], list[str]]] = {
    "today": _today, "underwriting": _underwriting, "bills": _bills, "pipeline": _pipeline, "jv": _jv,
}  # fmt: skip


# --- everything, drawn anew ---


def columns_of(model: QAbstractItemModel) -> int:
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())  # a list's is private


def texts(page: QWidget) -> list[str]:
    """What the page says in labels and lists, from top to bottom as they were made.

    A clock goes on by itself; what floats under a cell, or is refused under a field, is about the last key.
    """
    labels = [one for one in visible(page, QLabel) if one.text() and not isinstance(one.parentWidget(), OF_A_KEY)]
    said = [CLOCK.sub("a time", label.text()) for label in labels]
    for view in visible(page, QAbstractItemView):
        model = view.model()
        for row in range(min(model.rowCount(QModelIndex()), 60)):
            said += [str(model.index(row, place).data(DISPLAY)) for place in range(min(columns_of(model), 40))]
    return said


def stale(window: Window) -> list[str]:
    """What changes on the page in view when everything is worked out anew from a Book of which nothing is known yet.

    Whatever does was not brought up to date by the edits that came before.
    """
    document, page = window.document, window.page
    if document is None or page is None:
        return []
    QApplication.processEvents()
    before = texts(page)
    fresh = document.session.book = remade(document.book)
    document.replaced.emit()
    QApplication.processEvents()
    after = texts(page)
    by_others = document.book is not fresh
    if before != after and not by_others:
        gone, come = _lacking(before, after), _lacking(after, before)
        return [f"{page.key} was not up to date: it said {gone[:4]}, and drawn anew {come[:4]}"]
    return []


def _lacking(these: list[str], those: list[str]) -> list[str]:
    left = list(those)
    found = []
    for text in these:
        if text in left:
            left.remove(text)
        else:
            found.append(text)
    return found


def unpainted(window: Window) -> list[str]:
    """Where the screen is not what the window would paint now: a part that changed and was not drawn again.

    A line to type into is painted once more first: Qt scrolls a text that has grown beyond it in two paints.
    """
    for line in visible(window, QLineEdit):
        line.repaint()
    QApplication.processEvents()
    screen = window.screen()
    if screen is None or not window.isVisible():
        return []
    there = screen.grabWindow(window.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    fresh = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    if there.size() != fresh.size() or there == fresh:
        return []
    for y in range(0, fresh.height(), 2):
        for x in range(0, fresh.width(), 2):
            if there.pixel(x, y) != fresh.pixel(x, y):
                place = QPoint(x, y)
                folder = Path(tempfile.gettempdir()) / f"valhalla-unpainted-{os.getpid()}"  # the last look's
                folder.mkdir(exist_ok=True)
                there.save(str(folder / "there.png"))
                fresh.save(str(folder / "fresh.png"))
                return [f"not painted again at {x}, {y}: {_where(window.childAt(place))}; pictures in {folder}"]
    return []


def _where(widget: QWidget | None) -> str:
    names: list[str] = []
    while widget is not None and len(names) < 5:
        names.append(widget.accessibleName() or type(widget).__name__)
        widget = widget.parentWidget()
    return " in ".join(names)
