"""The random user for a part of a minute; `make random-user` is the whole half hour. And: its checks can fail."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import Qt, QTimer, qWarning
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.frame.window import Window
from models.bills import BILLS
from models.core.edit import set_fields
from tests.app.windows import opened_window, shown_window, themed
from tests.random_user.complaints import gathered
from tests.random_user.run import Run
from tests.random_user.screen import differences, stale, unpainted
from tests.random_user.user import Step, User
from tests.workbooks import NOW, demo_copy

SEED, STEPS, SECONDS = 5, 150, 45.0


@pytest.fixture
def run(qapp: QApplication, tmp_path: Path) -> Iterator[Run]:
    themed(qapp)
    run = Run(tmp_path)
    yield run
    run.end()


def test_a_random_user_finds_nothing_wrong(run: Run) -> None:
    result = run.steps(None, SEED, STEPS, SECONDS)
    assert not result.wrong, "\n".join([*result.wrong, "# for python -m tests.random_user --replay:", *result.history])
    assert len(result.history) > 20
    assert result.compared + result.not_compared > 0


def test_the_same_seed_takes_the_same_steps_and_a_history_can_be_read_again(run: Run) -> None:
    rng, again = Random(7), Random(7)
    steps = [run.user.next(rng) for _ in range(50)]
    assert steps == [run.user.next(again) for _ in range(50)]
    assert [Step.read(f"{step}  # words: with a colon") for step in steps] == steps


def edited_in_secret(window: Window) -> None:
    """A Book that nobody was told of."""
    assert window.document is not None
    session = window.document.session
    row = str(session.book[BILLS].index[0])
    session.book = session.book.apply(set_fields(session.book, BILLS, row, {"name": "Told to nobody"}, NOW))


def test_what_is_not_shown_is_noticed(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, demo_copy(tmp_path))
    window.show_tab("workbook")
    assert window.page is not None
    window.page.show_table("Bills")
    qtbot.wait(200)
    assert not differences(window)
    assert not unpainted(window)
    assert not stale(window)
    edited_in_secret(window)
    assert any("Told to nobody" in line for line in differences(window))
    [line] = stale(window)
    assert "workbook was not up to date" in line
    assert not differences(window)


class Forgetful(QWidget):
    """Paints its colour, and does not ask to be painted again when it has another one."""

    color = Qt.GlobalColor.red

    def paintEvent(self, _: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.color)


def test_what_is_not_painted_again_is_noticed(qtbot: QtBot) -> None:
    window = shown_window(qtbot)
    part = Forgetful(window.start)
    part.resize(40, 40)
    part.show()
    qtbot.wait(100)
    assert not unpainted(window)
    part.color = Qt.GlobalColor.green
    [line] = unpainted(window)
    assert "Forgetful" in line
    part.update()
    assert not unpainted(window)


def test_every_complaint_is_gathered(qtbot: QtBot) -> None:
    def fail() -> None:
        raise ValueError("in a slot")

    with gathered() as said:
        qWarning("from Qt")
        warnings.warn("from Python", DeprecationWarning, stacklevel=1)
        QTimer.singleShot(0, fail)
        qtbot.wait(20)
    text = "\n".join(said)
    assert all(words in text for words in ("Qt: from Qt", "DeprecationWarning: from Python", "ValueError: in a slot"))


def test_the_user_can_do_every_kind_of_step(run: Run) -> None:
    assert isinstance(run.user, User)
    rng = Random(1)
    assert {run.user.next(rng).kind for _ in range(2000)} == set(run.user.kinds)
