"""Colours by role, four font sizes and steps of space: everything that more than one widget looks like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum, StrEnum
from functools import cache, lru_cache
from pathlib import Path
from weakref import WeakSet

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenuBar, QScrollBar, QWidget
from shiboken6 import isValid

import resources


class Role(StrEnum):
    """What a colour is for. A widget names a role, never a colour."""

    WINDOW = "window"
    CARD = "card"
    RAISED = "raised"
    LINE = "line"
    EDGE = "edge"  # around what can be typed into or pressed: 3 to 1 on a card
    TEXT = "text"
    MUTED = "muted"
    ACCENT = "accent"
    ON_ACCENT = "on_accent"  # text on the accent
    SELECTION = "selection"  # behind selected cells and words
    HOVER = "hover"
    GOOD = "good"
    WARNING = "warning"
    DANGER = "danger"
    INFO = "info"


class Space(IntEnum):
    """Steps of space between and inside widgets."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24


class Size(IntEnum):
    """The four sizes of text, in pixels where the system's own text has 13; they grow with it."""

    TITLE = 20
    SECTION = 15
    BODY = 13
    CAPTION = 11


class Appearance(StrEnum):
    """What the person chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


CORNER = 6
STYLE = ("-style", "Fusion")  # for the QApplication to be made with: to set it later, PySide has to read QStyle in
RESOURCES = Path(resources.__file__).parent  # not by importlib.resources: bringing that in is felt at the start
MARK = "valhalla"  # the program's own icon
_MARK_SIZES = (16, 24, 32, 48, 64, 128)


def mixed(one: str, other: str, share: float) -> str:
    """`share` of the first colour in the second, as #rrggbb."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two #rrggbb colours after WCAG 2: 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(color))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _with_derived(base: dict[Role, str], on_accent: str, *, raised: str, tint: float) -> Mapping[Role, str]:
    card = base[Role.CARD]
    return base | {
        Role.RAISED: raised,
        Role.EDGE: mixed(base[Role.MUTED], card, 0.75),
        Role.ON_ACCENT: on_accent,
        Role.SELECTION: mixed(base[Role.ACCENT], card, tint),
        Role.HOVER: mixed(base[Role.TEXT], card, 0.06),
    }


LIGHT = _with_derived(
    {
        Role.WINDOW: "#f5f6f8", Role.CARD: "#ffffff", Role.LINE: "#dde1e7", Role.TEXT: "#1b1f24",
        Role.MUTED: "#59626e", Role.ACCENT: "#1f5fbf", Role.GOOD: "#1a7f4b", Role.WARNING: "#8a5a00",
        Role.DANGER: "#b3261e", Role.INFO: "#2a6f97",
    },
    "#ffffff", raised="#ffffff", tint=0.12,
)  # fmt: skip
DARK = _with_derived(
    {
        Role.WINDOW: "#16181c", Role.CARD: "#1f2227", Role.LINE: "#343941", Role.TEXT: "#e8eaed",
        Role.MUTED: "#a2abb7", Role.ACCENT: "#7fb0ff", Role.GOOD: "#5bd39a", Role.WARNING: "#f0b955",
        Role.DANGER: "#ff8a80", Role.INFO: "#7cc4e8",
    },
    "#16181c", raised="#272b31", tint=0.18,
)  # fmt: skip


class Theme(QObject):
    """The look in force. `changed` follows the system or the person's choice; whoever paints then paints again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choice = Appearance.SYSTEM
        self.colors = LIGHT
        self._scale = 1.0
        self._sheets: dict[str, str] = {}  # by part, filled in once for the colours and the scale in force
        self._dressed: WeakSet[QWidget] = WeakSet()

    @property
    def dark(self) -> bool:
        return self.colors is DARK

    def install(self, app: QApplication) -> None:
        """Takes the application's palette and font over; once, before its first window."""
        self._scale = _system_scale(app.font())
        app.setFont(self.font())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self.use(self.choice)

    def use(self, choice: Appearance) -> None:
        """The system's appearance, or one of the two whatever the system says."""
        self.choice = choice
        # Bare X11 and offscreen ignore the wish and name no scheme, so the palette below is set in any case.
        QGuiApplication.styleHints().setColorScheme(_SCHEMES[choice])
        self._follow()

    def _follow(self) -> None:
        system_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        dark = system_dark if self.choice is Appearance.SYSTEM else self.choice is Appearance.DARK
        self.colors = DARK if dark else LIGHT
        self._sheets.clear()
        QApplication.setPalette(palette_of(self.colors))
        for widget in [widget for widget in self._dressed if isValid(widget)]:
            widget.setStyleSheet(self._sheet_for(widget))
        self.changed.emit()

    def color(self, role: Role) -> QColor:
        return QColor(self.colors[role])

    def font(self, size: Size = Size.BODY, *, strong: bool = False, figures: bool = False) -> QFont:
        """The system's font in one of the four sizes; `figures` makes digits equally wide, for columns of numbers."""
        font = QFont(QApplication.font())
        font.setPixelSize(self.pixels(size))
        if strong:
            font.setWeight(QFont.Weight.DemiBold)
        if figures:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def pixels(self, size: int) -> int:
        """A length that belongs to text, grown as the system's text is."""
        return round(size * self._scale)

    def icon(self, name: str, role: Role = Role.TEXT, size: int = 16) -> QIcon:
        """One of resources/icons in a role's colour; greyed where disabled. Ask again when the theme changed."""
        icon = QIcon()
        for scale in (1, 2):
            icon.addPixmap(drawn(name, self.colors[role], size, scale))
            faint = mixed(self.colors[Role.MUTED], self.colors[Role.CARD], 0.5)
            icon.addPixmap(drawn(name, faint, size, scale), QIcon.Mode.Disabled)
        return icon

    def dress(self, widget: QWidget) -> None:
        """Gives controls (buttons, fields, lists, menus) their look, and keeps it up to date.

        Never for a table view or what holds one: a stylesheet makes each painted cell half as dear again.
        """
        self._dressed.add(widget)
        widget.setStyleSheet(self._sheet_for(widget))

    def sheet(self, part: str = "") -> str:
        """resources/style.qss with its @roles and @sizes filled in: all of it, or what is for all and one part."""
        if part not in self._sheets:
            words = {role.value: color for role, color in self.colors.items()}
            words |= {f"{size.name.lower()}_px": f"{self.pixels(size)}px" for size in Size}
            parts = _sheet_parts()
            text = parts["all"] + parts[part] if part else "".join(parts.values())
            self._sheets[part] = re.sub(r"@(\w+)", lambda match: words[match[1]], text)
        return self._sheets[part]

    def _sheet_for(self, widget: QWidget) -> str:
        """No more than the widget needs: Qt reads it anew for each, and there are hundreds."""
        return self.sheet(next((part for kind, part in _PARTS.items() if isinstance(widget, kind)), ""))


@lru_cache(maxsize=512)
def drawn(name: str, color: str, size: int, scale: float = 1) -> QPixmap:
    """An icon of resources/icons as a picture in one colour; `MARK` has its own colours."""
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(_svg(name).replace("currentColor", color).encode()))
    pixmap = QPixmap(round(size * scale), round(size * scale))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


@cache
def mark() -> QIcon:
    """The program's icon, the one drawing that the desktop entry and the packages have, drawn for each size."""
    icon = QIcon()
    for size in _MARK_SIZES:
        icon.addPixmap(drawn(MARK, "", size))
    return icon


def palette_of(colors: Mapping[Role, str]) -> QPalette:
    """The roles as Qt's own, so that every stock widget keeps to them."""
    palette = QPalette()
    color = {role: QColor(value) for role, value in colors.items()}
    for role, of in _PALETTE.items():
        palette.setColor(role, color[of])
    faint = QColor(mixed(colors[Role.MUTED], colors[Role.CARD], 0.7))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, faint)
    return palette


@cache
def theme() -> Theme:
    """The application's one theme, as its palette is one."""
    return Theme()


@cache
def _svg(name: str) -> str:
    folder = "desktop" if name == MARK else "icons"
    return (RESOURCES / folder / f"{name}.svg").read_text("utf-8")


@cache
def _sheet_parts() -> Mapping[str, str]:
    """By the heading of each."""
    _, *found = re.split(r"/\* :: (.+) :: \*/", (RESOURCES / "style.qss").read_text("utf-8"))
    return dict(zip(found[::2], found[1::2], strict=True))


def _system_scale(font: QFont) -> float:
    """How much larger than 13 pixels the system's text is: never smaller, at most double."""
    pixels = (
        font.pixelSize()
        if font.pixelSize() > 0
        else font.pointSizeF() * QGuiApplication.primaryScreen().logicalDotsPerInchY() / 72
    )
    return min(2.0, max(1.0, pixels / Size.BODY))


_PARTS = {QAbstractButton: "buttons", QMenuBar: "menu bar", QScrollBar: "scroll bars"}  # all others have the whole
_SCHEMES = {
    Appearance.SYSTEM: Qt.ColorScheme.Unknown,
    Appearance.LIGHT: Qt.ColorScheme.Light,
    Appearance.DARK: Qt.ColorScheme.Dark,
}
_PALETTE = {
    QPalette.ColorRole.Window: Role.WINDOW,
    QPalette.ColorRole.WindowText: Role.TEXT,
    QPalette.ColorRole.Base: Role.CARD,
    QPalette.ColorRole.AlternateBase: Role.WINDOW,
    QPalette.ColorRole.Text: Role.TEXT,
    QPalette.ColorRole.PlaceholderText: Role.MUTED,
    QPalette.ColorRole.Button: Role.CARD,
    QPalette.ColorRole.ButtonText: Role.TEXT,
    QPalette.ColorRole.BrightText: Role.DANGER,
    QPalette.ColorRole.Highlight: Role.SELECTION,
    QPalette.ColorRole.HighlightedText: Role.TEXT,
    QPalette.ColorRole.Accent: Role.ACCENT,
    QPalette.ColorRole.Link: Role.ACCENT,
    QPalette.ColorRole.LinkVisited: Role.ACCENT,
    QPalette.ColorRole.ToolTipBase: Role.RAISED,
    QPalette.ColorRole.ToolTipText: Role.TEXT,
    QPalette.ColorRole.Light: Role.RAISED,
    QPalette.ColorRole.Midlight: Role.LINE,
    QPalette.ColorRole.Mid: Role.LINE,
    QPalette.ColorRole.Dark: Role.EDGE,
    QPalette.ColorRole.Shadow: Role.LINE,
}
