"""What of a text is shown where there is little room."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.fitting import fitting, wrapped
from app.theme import theme
from app.widgets import Text
from tests.app.windows import themed

WORDS = "165.40  ·  Monthly on the 9th  ·  City of Winnipeg"


@pytest.fixture
def metrics(qapp: QApplication) -> QFontMetrics:
    themed(qapp)
    return QFontMetrics(theme().font())


def test_a_name_is_parted_between_words_and_cut_at_last(metrics: QFontMetrics) -> None:
    wide = metrics.horizontalAdvance("Vegetable b")
    assert wrapped(metrics, "Vegetable box", wide, 2) == ["Vegetable", "box"]
    assert wrapped(metrics, "Vegetable box", 10 * wide, 2) == ["Vegetable box"]
    first, second = wrapped(metrics, "Vegetable box of the week", wide, 2)
    assert (first, second[:3], second[-1]) == ("Vegetable", "box", "…")
    assert wrapped(metrics, "Electroencephalogram", wide, 2)[0].endswith("…")
    assert wrapped(metrics, "", wide, 2) == [""]


def test_parts_that_do_not_fit_are_left_out_whole(metrics: QFontMetrics) -> None:
    wide = metrics.horizontalAdvance
    assert fitting(metrics, WORDS, wide(WORDS)) == WORDS
    assert fitting(metrics, WORDS, wide(WORDS) - 1) == "165.40  ·  Monthly on the 9th"
    assert fitting(metrics, WORDS, wide("165.40")) == "165.40"
    assert fitting(metrics, "Winnipeg", wide("Winnipe")).endswith("…")


def test_what_is_cut_is_told_by_the_pointer(qtbot: QtBot, metrics: QFontMetrics) -> None:
    text, own = Text(WORDS, elide=True), Text(WORDS, elide=True)
    own.setToolTip("Of the bill")
    for one in (text, own):
        qtbot.addWidget(one)
        one.resize(120, 20)
        one.grab()
    assert (text.toolTip(), own.toolTip()) == (WORDS, "Of the bill")
    text.resize(900, 20)
    text.grab()
    assert text.toolTip() == ""
