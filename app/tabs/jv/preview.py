"""What a partner will see: the two sheets of their file, laid out for the screen from the report that makes it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from app.guard import guard
from app.partner_export.seen import Seen, Tile
from app.tabs.jv.deals_table import LINE, DealsTable
from app.tabs.jv.stage_chart import StageChart
from app.theme import Role, Size, Space, theme
from app.tr import tr
from app.widgets import Panel, Text, column

NARROW = 760  # pixels below which the six figures stand in two lines
LEAST_ROWS = 6  # rows of deals that are in view at once, if there are so many


class Preview(QScrollArea):
    """`show_seen` shows a file; everything on it is a text of that file."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Seen | None = None
        self.head = Banner()
        self.tiles = Tiles()
        self.heading = Text("", strong=True)
        self.chart = StageChart()
        self.deals_title = Text("", strong=True)
        self.deals_line = Text("", Size.CAPTION, Role.MUTED, wrap=True)
        self.deals = DealsTable()
        self.none = Text("", role=Role.MUTED)
        self.note = Text("", Size.CAPTION, Role.MUTED, wrap=True)
        self.footer = Text("", Size.CAPTION, Role.MUTED, wrap=True)
        body = QWidget()
        body.setLayout(self._laid_out())
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        self.setFocusProxy(self.deals)
        theme().dress(self.verticalScrollBar())

    def _laid_out(self) -> Any:
        whole = column(self.head, self.tiles, gap=Space.S, margins=(0, 0, Space.XS, Space.XS))
        for text in (self.heading, self.deals_title, self.deals_line, self.none, self.note, self.footer):
            text.setContentsMargins(Space.S, 0, Space.S, 0)
        whole.addSpacing(Space.XS)
        whole.addWidget(self.heading)
        whole.addWidget(self.chart)
        whole.addSpacing(Space.XS)
        whole.addWidget(self.deals_title)
        whole.addWidget(self.deals_line)
        whole.addWidget(self.none)
        whole.addWidget(self.deals, 1)
        whole.addWidget(self.note)
        whole.addWidget(self.footer)
        whole.addStretch()
        return whole

    def show_seen(self, shown: Seen) -> None:
        if shown == self.seen:
            return
        self.seen = shown
        self.head.show_words(shown.title, shown.subtitle)
        self.tiles.show_tiles(shown.tiles)
        self.heading.setText(shown.heading)
        self.chart.show_seen(shown)
        self.deals_title.setText(shown.deals_title)
        self.deals_line.setText(shown.deals_line)
        self.deals.show_seen(shown)
        self.none.setText(shown.none)
        self.none.setVisible(bool(shown.none))
        self.deals.setVisible(not shown.none)
        most = _height(len(shown.deals))
        self.deals.setMinimumHeight(min(most, _height(LEAST_ROWS)))
        self.deals.setMaximumHeight(most)
        self.note.setText(shown.note)
        self.footer.setText(tr("On each printed page: {footer}", footer=shown.footer))

    @guard(None)
    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.tiles.arrange(6 if self.viewport().width() >= theme().pixels(NARROW) else 3)


def _height(rows: int) -> int:
    """Of the deals' table with so many rows, its header and the bar under it."""
    return theme().pixels(LINE) * (rows + 1) + Space.XL


class Banner(Panel):
    """The file's title and for whom it is."""

    def __init__(self) -> None:
        super().__init__(Role.SELECTION)
        self.title = Text("", Size.SECTION, strong=True)
        self.subtitle = Text("", wrap=True)
        self.setLayout(column(self.title, self.subtitle, gap=2, margins=(Space.S, Space.S, Space.S, Space.S)))

    def show_words(self, title: str, subtitle: str) -> None:
        self.title.setText(title)
        self.subtitle.setText(subtitle)


class Tiles(QWidget):
    """The figures side by side; in a narrow place in two lines."""

    def __init__(self) -> None:
        super().__init__()
        self.tiles: list[FigureTile] = []
        self._across = 3
        self._grid = QGridLayout()
        self._grid.setContentsMargins(Space.S, 0, Space.S, 0)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.S)
        self.setLayout(self._grid)

    def show_tiles(self, tiles: tuple[Tile, ...]) -> None:
        while len(self.tiles) < len(tiles):
            self.tiles.append(FigureTile())
            self._place(len(self.tiles) - 1)
        for shown, tile in zip(self.tiles, tiles, strict=True):
            shown.show_tile(tile)

    def arrange(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        for number in range(len(self.tiles)):
            self._place(number)
        for number in range(6):
            self._grid.setColumnStretch(number, 1 if number < across else 0)

    def _place(self, number: int) -> None:
        line, place = divmod(number, self._across)
        self._grid.addWidget(self.tiles[number], line, place, Qt.AlignmentFlag.AlignTop)
        self._grid.setColumnStretch(place, 1)


class FigureTile(QWidget):
    """A label, its figure, and what belongs to it."""

    def __init__(self) -> None:
        super().__init__()
        self.label, self.figure = Text("", Size.CAPTION, Role.MUTED, elide=True), Text("", Size.SECTION, strong=True)
        self.below = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.setLayout(column(self.label, self.figure, self.below, gap=0))

    def show_tile(self, tile: Tile) -> None:
        for text, words in ((self.label, tile.label), (self.figure, tile.figure), (self.below, tile.below)):
            text.setText(words)
            text.setToolTip(words)
        self.below.setVisible(bool(tile.below))
