"""The window's dialogs: About, the keyboard shortcuts, help, and what to say when the program itself is at fault."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import metadata
from importlib.resources import files
from platform import python_version

from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import (
    QDesktopServices,
    QGuiApplication,
    QKeySequence,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QDialog, QGridLayout, QLayout, QScrollArea, QTextBrowser, QWidget

from app.command import Command
from app.fault_log import details, log_path
from app.theme import Role, Size, Space, theme
from app.widgets import Button, Picture, Text, column, row

# What the grid answers to by itself, for the list of shortcuts.
GRID_KEYS = (
    ("Edit the cell", "F2 or typing"),
    ("Finish and go down", "Enter"),
    ("Finish and go right", "Tab"),
    ("Give up an edit", "Esc"),
    ("Clear the selected cells", "Del"),
    ("Type today’s date", "Ctrl+;"),
    ("Open the list or calendar", "Alt+Down"),
    ("Column menu: sort, filter, hide", "Ctrl+Shift+L"),
    ("Copy with headers", "Ctrl+Shift+C"),
    ("Select the column, the row", "Ctrl+Space, Shift+Space"),
)


class Sheet(QDialog):
    """A dialog with a title, a body and a row of buttons; Esc closes it."""

    def __init__(self, title: str, parent: QWidget, *, icon: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body = column(gap=Space.M)
        head = row(Picture(icon, Role.ACCENT, 20) if icon else QWidget(), Text(title, Size.TITLE, strong=True))
        head.addStretch()
        self.buttons = row()
        self.buttons.addStretch()
        whole = column(gap=Space.L, margins=(Space.XL, Space.XL, Space.XL, Space.L))
        whole.addLayout(head)
        whole.addLayout(self.body, 1)
        whole.addLayout(self.buttons)
        whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setLayout(whole)

    def add_button(self, button: Button) -> None:
        """To the row of buttons; the primary one answers to Return."""
        primary = button.property("kind") == "primary"
        button.setAutoDefault(primary)
        button.setDefault(primary)
        self.buttons.addWidget(button)
        if primary:
            button.setFocus()


class Confirm(Sheet):
    """One question with what happens said on its button."""

    def __init__(self, parent: QWidget, title: str, words: str, yes: str, act: Callable[[], object]) -> None:
        super().__init__(title, parent, icon="warning")
        self._act = act
        self.body.addWidget(Text(words, wrap=True))
        self.body.addStretch()
        self.add_button(Button(yes, self.commit))
        self.add_button(Button("Cancel", self.reject, kind="primary"))
        self.resize(theme().pixels(440), theme().pixels(200))

    def commit(self) -> None:
        self.accept()
        self._act()


class About(Sheet):
    """The version, and what it is made of."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Valhalla", parent, icon="home")
        self.body.addWidget(Text("Deals, bills and budget in one workbook that stays yours.", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.XL)
        grid.setVerticalSpacing(Space.XS)
        facts = (
            ("Version", metadata.version("valhalla")),
            ("Licence", "MIT"),
            ("Made with", f"Qt {qVersion()} (LGPL), Python {python_version()}"),
            ("Icons", "Lucide (ISC)"),
            ("Network", "Never used. Nothing leaves this machine."),
        )
        for line, (name, value) in enumerate(facts):
            grid.addWidget(Text(name, role=Role.MUTED), line, 0)
            grid.addWidget(Text(value), line, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addStretch()
        self.add_button(Button("Close", self.accept, kind="primary"))
        self.resize(theme().pixels(460), theme().pixels(280))


class Shortcuts(Sheet):
    """Every command that has keys, from the list that the menus are made of."""

    def __init__(self, commands: Sequence[Command], parent: QWidget) -> None:
        super().__init__("Keyboard shortcuts", parent, icon="keyboard")
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.XL)
        grid.setVerticalSpacing(Space.XS)
        groups: dict[str, list[tuple[str, str]]] = {}
        for command in commands:
            if command.shortcut:
                groups.setdefault(command.menu.split("/")[0], []).append((command.title, native(command.shortcut)))
        groups["In a table"] = [(what, keys) for what, keys in GRID_KEYS]
        halves = (("File", "Edit", "Deal", "Pipeline"), ("Bills", "Budget", "JV Board", "View", "Help", "In a table"))
        for side, names in enumerate(halves):
            grid.addLayout(_key_column([(name, groups[name]) for name in names if name in groups]), 0, side)
        body = QWidget()
        body.setLayout(grid)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(body)
        theme().dress(scroll.verticalScrollBar())
        self.body.addWidget(scroll)
        self.add_button(Button("Close", self.accept, kind="primary"))
        self.resize(theme().pixels(720), theme().pixels(640))


class Help(Sheet):
    """How Valhalla works, from resources/help.md."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("How Valhalla works", parent, icon="help")
        text = QTextBrowser()
        text.setAccessibleName("Help")
        text.setFrameShape(QTextBrowser.Shape.NoFrame)
        text.setOpenExternalLinks(False)
        text.setMarkdown((files("resources") / "help.md").read_text("utf-8"))
        _give_room(text.document())
        text.viewport().setAutoFillBackground(False)
        theme().dress(text.verticalScrollBar())
        self.body.addWidget(text)
        self.add_button(Button("Close", self.accept, kind="primary"))
        self.resize(theme().pixels(680), theme().pixels(600))


class Fault(Sheet):
    """Something went wrong inside: that nothing is lost, and the details to pass on. It shows no values."""

    def __init__(self, trace: str, parent: QWidget) -> None:
        super().__init__("Something went wrong inside Valhalla", parent, icon="warning")
        self.details = details(trace)
        said = "Nothing is lost: every edit that was accepted is on the disk and comes back with the workbook."
        self.body.addWidget(Text(said, wrap=True))
        more = "The details say where in the program it was; they hold no names, texts or amounts of yours."
        self.body.addWidget(Text(more, role=Role.MUTED, wrap=True))
        self.body.addWidget(Text(trace.splitlines()[0], Size.CAPTION, Role.MUTED))
        self.body.addStretch()
        self.add_button(Button("Copy details", self._copy, icon="copy"))
        self.add_button(Button("Open log", self._open, icon="external"))
        self.add_button(Button("Go on", self.accept, kind="primary"))
        self.resize(theme().pixels(520), theme().pixels(240))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_path())))


def _give_room(document: QTextDocument) -> None:
    """Space around headings and paragraphs, and the theme's sizes: Markdown brings neither."""
    cursor = QTextCursor(document)
    block = document.firstBlock()
    while block.isValid():
        cursor.setPosition(block.position())
        look = QTextBlockFormat()
        heading, item = block.blockFormat().headingLevel(), block.textList() is not None
        look.setTopMargin(Space.L if heading and block.blockNumber() else 0)
        look.setBottomMargin(Space.XS if heading or item else Space.S)
        look.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(look)
        if heading:
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            letters = QTextCharFormat()
            letters.setFont(theme().font(Size.SECTION, strong=True))
            cursor.mergeCharFormat(letters)
        block = block.next()


def native(keys: str) -> str:
    """A shortcut as this system writes it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _key_column(groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(Space.XS + 2)
    grid.setColumnStretch(0, 1)
    line = 0
    for name, keys in groups:
        head = Text(name, Size.CAPTION, Role.MUTED, strong=True)
        head.setContentsMargins(0, Space.S if line else 0, 0, 0)
        grid.addWidget(head, line, 0)
        for title, key in keys:
            line += 1
            grid.addWidget(Text(title), line, 0)
            grid.addWidget(Text(key, role=Role.MUTED), line, 1, Qt.AlignmentFlag.AlignRight)
        line += 1
    grid.setRowStretch(line, 1)
    return grid
