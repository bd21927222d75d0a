"""What the window shows while no workbook is open: what to begin with, and the files opened lately."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QProgressBar, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.guard import guard
from app.recent import recent_files
from app.theme import CORNER, MARK, Role, Size, Space, drawn, theme
from app.tr import tr
from app.widgets import Button, Picture, Text, column, empty, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.command import Frame

SHOWN = 6


class StartPage(QWidget):
    """New, demo, open and the recent files; while one is opened, how far that is."""

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self._frame = frame
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(tr("Start"))
        self.new = Choice(
            "new", tr("New workbook"), tr("Empty sheets, ready to type"), partial(frame.ask_new, demo=False)
        )
        self.demo = Choice("demo", tr("Try the demo"), tr("Sample deals and bills"), frame.try_demo)
        self.open = Choice("open", tr("Open a workbook"), tr("An .xlsx or .xlsm file"), frame.ask_open)
        self.bring = Choice(
            "import", tr("Import a spreadsheet"), tr("Your own list, from Excel or a CSV"), frame.ask_import
        )
        self.recent_title = Text(tr("Opened lately"), Size.CAPTION, Role.MUTED, strong=True)
        self.recent_title.setContentsMargins(0, Space.M, 0, 0)
        said = tr("Everything is kept in one Excel file, which Excel may change as well. Nothing leaves this machine.")
        self.first = QWidget()
        first = row(Picture("shield", Role.MUTED))
        first.addWidget(Text(said, role=Role.MUTED, wrap=True), 1)
        self.first.setLayout(first)
        self.recent = QVBoxLayout()
        self.recent.setSpacing(0)
        self._choices = QWidget()
        self._lay_out()
        self.refresh()

    def refresh(self) -> None:
        """Lists the recent files afresh."""
        empty(self.recent)
        paths = recent_files()[:SHOWN]
        self.recent_title.setVisible(bool(paths))
        self.first.setVisible(not paths)
        for path in paths:
            self.recent.addWidget(RecentFile(path, self._frame))

    def show_opening(self, name: str | None) -> None:
        """A name while that file is being opened, None when it no longer is."""
        self._choices.setVisible(name is None)
        self.opening.setVisible(name is not None)
        if name is not None:
            self.opening.title.setText(tr("Opening {name}", name=name))
        self.opening.step("", -1)

    @cached_property
    def opening(self) -> Opening:
        """Made when it is first asked for."""
        opening = Opening()
        self._inner.addWidget(opening)
        return opening

    def _lay_out(self) -> None:
        mark = row(Picture(MARK, Role.ACCENT, 32), gap=Space.M)
        mark.addLayout(
            column(
                Text("Valhalla", Size.TITLE, strong=True),
                Text(tr("Deals, bills and budget in one workbook that stays yours."), role=Role.MUTED),
                gap=2,
            )
        )
        mark.addStretch()
        choices = column(gap=Space.M)
        for pair in ((self.demo, self.new), (self.open, self.bring)):
            choices.addLayout(row(*pair, gap=Space.M))
        words = tr("Or drop a workbook or a spreadsheet anywhere in this window.")
        hint = row(Picture("drop", Role.MUTED), Text(words, role=Role.MUTED))
        hint.addStretch()
        inner = column(gap=Space.L)
        inner.addLayout(choices)
        inner.addLayout(hint)
        inner.addWidget(self.first)
        inner.addWidget(self.recent_title)
        inner.addLayout(self.recent)
        self._choices.setLayout(inner)
        middle = QWidget()
        middle.setMaximumWidth(theme().pixels(720))
        self._inner = column(gap=Space.XL)
        self._inner.addLayout(mark)
        self._inner.addWidget(self._choices)
        middle.setLayout(self._inner)
        outer = column(margins=(Space.XL, Space.XL, Space.XL, Space.XL))
        outer.addStretch(2)
        line = row()
        line.addStretch(1)
        line.addWidget(middle, 1000)  # all the room there is, up to its own width
        line.addStretch(1)
        outer.addLayout(line)
        outer.addStretch(3)
        body = QWidget()
        body.setLayout(outer)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        theme().dress(scroll.verticalScrollBar())
        self.setLayout(column(scroll))


class Choice(QAbstractButton):
    """A large button with an icon beside a title and a line under it."""

    def __init__(self, icon: str, title: str, note: str, press: Callable[[], object]) -> None:
        super().__init__()
        self._icon, self._note = icon, note
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(note)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda *_: press())
        theme().changed.connect(self.update)

    @guard(QSize(240, 76))
    def sizeHint(self) -> QSize:
        return QSize(theme().pixels(240), theme().pixels(76))

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colors = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pointed, focused = self.underMouse() or self.isDown(), self.hasFocus()
        painter.setPen(QPen(colors.color(Role.ACCENT if pointed or focused else Role.LINE), 2 if focused else 1))
        painter.setBrush(colors.color(Role.CARD))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER, CORNER)
        room = self.rect().adjusted(Space.L, 0, -Space.M, 0)
        icon = drawn(self._icon, colors.colors[Role.ACCENT], 24, self.devicePixelRatioF())
        painter.drawPixmap(room.left(), room.center().y() - 11, icon)
        room.setLeft(room.left() + 24 + Space.L)
        top, left = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignLeft
        title, note = colors.font(Size.SECTION, strong=True), colors.font(Size.CAPTION)
        high, low = QFontMetrics(title).height(), QFontMetrics(note).height()
        room.setTop(room.center().y() - (high + Space.XS + low) // 2)
        painter.setPen(colors.color(Role.TEXT))
        painter.setFont(title)
        painter.drawText(room, top | left, self.text())
        room.setTop(room.top() + high + Space.XS)
        painter.setPen(colors.color(Role.MUTED))
        painter.setFont(note)
        painter.drawText(room, top | left, self._note)


class RecentFile(QAbstractButton):
    """A file by its name, with its folder; one that is gone says so when it is pressed."""

    def __init__(self, path: Path, frame: Frame) -> None:
        super().__init__()
        self.path = path
        self.setText(path.name)
        self.setAccessibleName(tr("Open {name}", name=path.name))
        self.setToolTip(str(path))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda *_: frame.open_path(path))
        theme().changed.connect(self.update)

    @guard(QSize(300, 34))
    def sizeHint(self) -> QSize:
        return QSize(theme().pixels(300), theme().pixels(34))

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colors = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setPen(colors.color(Role.ACCENT) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colors.color(Role.HOVER))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        room = self.rect().adjusted(Space.S, 0, -Space.S, 0)
        icon = drawn("file", colors.colors[Role.MUTED], 16, self.devicePixelRatioF())
        painter.drawPixmap(room.left(), room.center().y() - 7, icon)
        room.setLeft(room.left() + 16 + Space.S)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(colors.font())
        painter.setPen(colors.color(Role.TEXT))
        painter.drawText(room, middle, self.text())
        room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(self.text()) + Space.M)
        painter.setFont(colors.font(Size.CAPTION))
        painter.setPen(colors.color(Role.MUTED))
        folder = painter.fontMetrics().elidedText(str(self.path.parent), Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, middle, folder)


class Opening(QWidget):
    """How far the opening of a file is, with Cancel."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Text("", Size.SECTION, strong=True, elide=True)
        self.words = Text("", role=Role.MUTED)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of opening"))
        theme().dress(self.bar)
        self.cancel = Button(tr("Cancel"), lambda: None)
        buttons = row(self.words)
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        inner = column(self.title, self.bar, gap=Space.M)
        inner.addLayout(buttons)
        self.setLayout(inner)
        self.hide()

    def step(self, words: str, share: float) -> None:
        self.words.setText(words)
        self.bar.setMaximum(1000 if share >= 0 else 0)
        self.bar.setValue(round(max(share, 0) * 1000))
