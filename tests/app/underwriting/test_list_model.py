"""The list of properties as a Qt model: searched, sorted, and steady while somebody edits."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.tabs.underwriting.chips import risk_badge
from app.tabs.underwriting.list_model import SORTS, PropertyModel
from app.theme import Role

NAN = float("nan")


def frame(*addresses: str, **columns: list[Any]) -> pd.DataFrame:
    count = len(addresses)
    given: dict[str, Any] = {
        "address": pd.array(list(addresses), dtype="str"),
        "city": pd.array(["Winnipeg"] * count, dtype="str"),
        "arv": [NAN] * count,
        "mao": [NAN] * count,
        "risk": [NAN] * count,
        "risk_low": [NAN] * count,
        "risk_high": [NAN] * count,
        "stop": [False] * count,
        "stale_was": [NAN] * count,
        "status": pd.array(["active"] * count, dtype="str"),
    }
    return pd.DataFrame(given | columns, index=[f"prop_{n}" for n in range(count)])


@pytest.fixture
def model(qapp: Any) -> PropertyModel:
    made = PropertyModel()
    made.show_frame(frame("9 Oak", "1 Elm", "5 Ash", arv=[1.0, 3.0, 2.0], risk=[10.0, NAN, 60.0]))
    return made


def addresses(model: PropertyModel) -> list[str]:
    return [model.line(row).address for row in range(model.rowCount())]


def test_qts_model_tester_finds_no_fault(model: PropertyModel) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for key in SORTS:
        model.arrange(key, "")
        model.arrange(key, "elm")
    model.show_frame(frame("9 Oak"))
    model.show_frame(frame())
    assert tester.model() is model


@pytest.mark.parametrize(("key", "expected"), [
    ("sheet", ["9 Oak", "1 Elm", "5 Ash"]),
    ("address", ["1 Elm", "5 Ash", "9 Oak"]),
    ("arv", ["1 Elm", "5 Ash", "9 Oak"]),
    ("risk", ["5 Ash", "9 Oak", "1 Elm"]),
])  # fmt: skip
def test_it_is_sorted_by_what_is_chosen_and_blanks_come_last(
    model: PropertyModel, key: str, expected: list[str]
) -> None:
    model.arrange(key, "")
    assert addresses(model) == expected


def test_the_search_takes_all_words_and_leaves_out_others(model: PropertyModel) -> None:
    model.arrange("sheet", "winnipeg elm")
    assert addresses(model) == ["1 Elm"]
    model.arrange("sheet", "!elm")
    assert addresses(model) == ["9 Oak", "5 Ash"]
    assert model.row_of("prop_1") == -1


def test_an_edit_moves_no_row(model: PropertyModel) -> None:
    model.arrange("arv", "")
    model.show_frame(frame("9 Oak", "1 Elm", "5 Ash", arv=[99.0, 3.0, 2.0]))
    assert addresses(model) == ["1 Elm", "5 Ash", "9 Oak"]
    assert model.line(2).arv == 99.0
    model.show_frame(frame("9 Oak", "1 Elm", "5 Ash", "7 Fir", arv=[99.0, 3.0, 2.0, 4.0]))
    assert addresses(model) == ["9 Oak", "7 Fir", "1 Elm", "5 Ash"]


def test_a_line_says_everything_to_a_screen_reader(model: PropertyModel) -> None:
    risk: dict[str, list[Any]] = {"risk_low": [61.4], "risk_high": [61.4], "stop": [True]}
    model.show_frame(frame("1 Elm", arv=[200_000.0], mao=[130_000.0], stale_was=[120_000.0], **risk))
    spoken = model.data(model.index(0), int(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken == "1 Elm, Winnipeg, ARV 200,000, MAO 130,000, risk 61, stop, stale MAO"
    model.show_frame(frame("1 Elm", risk_low=[9.1], risk_high=[59.2]))
    assert model.line(0).spoken == "1 Elm, Winnipeg, no ARV, risk 9 to 59"


@pytest.mark.parametrize(("span", "stop", "words", "role"), [
    (None, False, "no risk yet", Role.MUTED), ((29.9, 29.9), False, "30 medium", Role.WARNING),
    ((29.4, 29.4), False, "29 low", Role.GOOD), ((60.0, 60.0), False, "60 high", Role.DANGER),
    ((5.0, 5.0), True, "5 stop", Role.DANGER), ((0.0, 50.0), False, "0–50 unsure", Role.MUTED),
    ((1.0, 29.0), False, "1–29 low", Role.GOOD), ((29.2, 79.2), True, "29–79 stop", Role.DANGER),
])  # fmt: skip
def test_a_risk_has_a_word_beside_its_colour(
    span: tuple[float, float] | None, stop: bool, words: str, role: Role
) -> None:
    badge = risk_badge(span, stop=stop)
    assert (badge.text, badge.role) == (words, role)
    short = risk_badge(span, stop=stop, short=True)
    assert (short.text, short.role) == ("–" if span is None else words.split()[0], role)
