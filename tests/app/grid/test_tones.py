"""What the declarations say of choices and due dates is what the cells show."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.grid.look import Mark
from app.grid.roles import SPOKEN, TOOLTIP
from app.theme import Role, theme
from models.catalog import TABLES
from models.core.columns import choice, due, id_column
from models.core.edit import set_fields
from models.core.schema import Column, Table, Tone
from tests.app.grid.grid_document import FakeDocument
from tests.app.grid.grid_window import Hand

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
STEPS = Table(
    "Steps",
    "st",
    (
        id_column(),
        Column("Title"),
        due(while_=("open",)),
        choice("Status", "open", "done", "failed", default="open", tones={"done": Tone.GOOD, "failed": Tone.DANGER}),
    ),
)
DAYS = {"st_0": date(2026, 3, 4), "st_1": date(2026, 3, 5), "st_2": None, "st_3": date(2026, 3, 1)}


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path) -> Hand:
    rows = {key: {"title": key, "due_date": day, "status": "open"} for key, day in DAYS.items()}
    return Hand(qtbot, FakeDocument((STEPS,), {"Steps": rows}), tmp_path, STEPS)


def late(hand: Hand) -> list[bool]:
    section = hand.place("due_date")
    return [bool(hand.model.look(row, section).marks & Mark.LATE) for row in range(len(hand.model.rows))]


def test_a_date_is_late_once_it_is_past_and_until_its_row_is_done(hand: Hand) -> None:
    assert late(hand) == [True, False, False, True]
    hand.document.do(set_fields(hand.document.book, STEPS, "st_3", {"status": "done"}, hand.document.now()))
    assert late(hand) == [True, False, False, False]
    hand.grid.sort(hand.place("title"), descending=True)
    assert late(hand) == [False, False, False, True]


def test_how_late_is_said_in_words(hand: Hand) -> None:
    index = hand.model.index(3, hand.place("due_date"))
    assert hand.model.data(index, SPOKEN) == "Due Date: 2026-03-01, 4 days late"
    assert hand.model.data(index, TOOLTIP).startswith("4 days late")
    assert hand.model.data(index.siblingAtRow(1), SPOKEN) == "Due Date: 2026-03-05"


def test_a_choice_that_means_something_is_painted_in_its_colour(hand: Hand) -> None:
    section = hand.place("status")
    for row, word in ((0, "done"), (1, "failed")):
        hand.document.do(set_fields(hand.document.book, STEPS, f"st_{row}", {"status": word}, hand.document.now()))
    picture = hand.view.viewport().grab().toImage()
    shown = [_has(picture, hand.view.visualRect(hand.model.index(row, section)), role)
             for row, role in ((0, Role.GOOD), (1, Role.DANGER), (2, Role.GOOD), (3, Role.DANGER))]  # fmt: skip
    assert shown == [True, True, False, False]


def _has(picture: QImage, room: object, role: Role) -> bool:
    wanted = QColor(theme().colors[role])
    return any(
        picture.pixelColor(x, y) == wanted
        for x in range(room.left(), room.right())  # type: ignore[attr-defined]  # a QRect
        for y in range(room.top(), room.bottom())  # type: ignore[attr-defined]
    )


def test_every_tone_and_every_status_that_is_declared_is_a_choice_of_its_column() -> None:
    for table in TABLES:
        for column in table:
            assert column.tones.keys() <= set(column.choices), f"{table.sheet}, {column.header}"
            if column.due_while:
                assert set(column.due_while) <= set(table["status"].choices), f"{table.sheet}, {column.header}"
