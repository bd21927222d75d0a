"""The theme: the colours are those of the design, every pair can be read, and the choice is kept to."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QMenuBar,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app import theme as theme_module
from app.theme import DARK, LIGHT, Appearance, Role, Size, contrast, drawn, mixed, theme
from tests.app.windows import themed

SURFACES = (Role.WINDOW, Role.CARD, Role.RAISED)
WORDS = (Role.TEXT, Role.MUTED, Role.ACCENT, Role.GOOD, Role.WARNING, Role.DANGER, Role.INFO)
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> None:
    themed(qapp)


def test_the_colours_are_those_of_the_design() -> None:
    assert (LIGHT[Role.WINDOW], LIGHT[Role.CARD], LIGHT[Role.LINE]) == ("#f5f6f8", "#ffffff", "#dde1e7")
    assert (DARK[Role.WINDOW], DARK[Role.CARD], DARK[Role.LINE]) == ("#16181c", "#1f2227", "#343941")
    assert (LIGHT[Role.TEXT], LIGHT[Role.MUTED], LIGHT[Role.ACCENT]) == ("#1b1f24", "#59626e", "#1f5fbf")
    assert (DARK[Role.TEXT], DARK[Role.MUTED], DARK[Role.ACCENT]) == ("#e8eaed", "#a2abb7", "#7fb0ff")
    states = (Role.GOOD, Role.WARNING, Role.DANGER, Role.INFO)
    assert [LIGHT[role] for role in states] == ["#1a7f4b", "#8a5a00", "#b3261e", "#2a6f97"]
    assert [DARK[role] for role in states] == ["#5bd39a", "#f0b955", "#ff8a80", "#7cc4e8"]


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_every_word_can_be_read_on_every_surface(colors: dict[Role, str]) -> None:
    for word, surface in product(WORDS, SURFACES):
        assert contrast(colors[word], colors[surface]) >= 4.5, (word, surface)
    for word, surface in product((Role.TEXT, Role.MUTED, Role.DANGER), (Role.SELECTION, Role.HOVER)):
        assert contrast(colors[word], colors[surface]) >= 4.5, (word, surface)
    for background in (Role.ACCENT, Role.WARNING, Role.DANGER):
        assert contrast(colors[Role.ON_ACCENT], colors[background]) >= 4.5, background


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_every_edge_can_be_seen(colors: dict[Role, str]) -> None:
    for surface in SURFACES:
        assert contrast(colors[Role.EDGE], colors[surface]) >= 3, surface


def test_contrast_is_that_of_the_guideline() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert mixed("#ffffff", "#000000", 0.5) == "#808080"


def test_the_choice_decides_and_tells(qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme().changed):
        theme().use(Appearance.DARK)
    assert theme().dark
    assert QApplication.palette().color(QPalette.ColorRole.Window).name() == DARK[Role.WINDOW]
    theme().use(Appearance.LIGHT)
    assert QApplication.palette().color(QPalette.ColorRole.Window).name() == LIGHT[Role.WINDOW]


def test_the_system_is_followed_while_nothing_else_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    theme().use(Appearance.SYSTEM)  # offscreen names no scheme: light
    assert not theme().dark


def test_a_dressed_control_changes_with_the_theme(qtbot: QtBot) -> None:
    button = QPushButton("Pay")
    qtbot.addWidget(button)
    theme().dress(button)
    assert LIGHT[Role.EDGE] in button.styleSheet()
    theme().use(Appearance.DARK)
    assert DARK[Role.EDGE] in button.styleSheet()
    theme().use(Appearance.LIGHT)


def test_the_stylesheet_names_roles_only() -> None:
    text = (files("resources") / "style.qss").read_text("utf-8")
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb\(", text)
    assert "@" not in theme().sheet()


@pytest.mark.parametrize("kind", [QPushButton, QToolButton, QCheckBox, QRadioButton, QMenuBar, QScrollBar])
def test_a_control_that_reads_only_its_part_has_every_rule_for_it(qtbot: QtBot, kind: type[QWidget]) -> None:
    control = kind()
    qtbot.addWidget(control)
    theme().dress(control)
    rules = re.findall(rf"^.*{kind.__name__}.*$", theme().sheet(), re.MULTILINE)
    assert rules
    assert [rule for rule in rules if rule not in control.styleSheet()] == []
    assert len(control.styleSheet()) < len(theme().sheet())


def test_no_widget_names_a_colour() -> None:
    for path in (REPOSITORY / "app").rglob("*.py"):
        if path.name != "theme.py":
            assert not re.search(
                r"[\"']#[0-9a-fA-F]{6}[\"']|QColor\(\d|Qt\.GlobalColor\.(?!transparent)", path.read_text()
            ), path


def test_the_sizes_of_text_stand_in_their_order() -> None:
    heights = [theme().font(size).pixelSize() for size in (Size.TITLE, Size.SECTION, Size.BODY, Size.CAPTION)]
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 4


def test_every_icon_is_drawn_in_the_colour_asked_for_and_every_one_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in (REPOSITORY / "app").rglob("*.py"))
    icons = [entry.name for entry in (files("resources") / "icons").iterdir()]
    assert "LICENSE" in icons
    for name in sorted(Path(name).stem for name in icons if name.endswith(".svg")):
        image = drawn(name, "#ff0000", 16).toImage()
        pixels = [image.pixelColor(x, y) for x in range(16) for y in range(16)]
        assert any(color.alpha() > 128 and color.red() > 200 and color.blue() < 60 for color in pixels), name
        assert f'"{name}"' in code, f"{name}.svg is used nowhere"


def test_the_system_font_decides_how_large_text_is(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    font = qapp.font()
    font.setPixelSize(26)
    assert theme_module._system_scale(font) == 2
    font.setPixelSize(9)
    assert theme_module._system_scale(font) == 1
