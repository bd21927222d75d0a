"""A page of the help in the theme's look: as a document for the screen or for paper, and the widget that shows it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from app.help.page import Page
from app.theme import LIGHT, Role, Size, Space, theme

_SECTION_LEVEL = 3
_SIZES = {1: Size.TITLE, 2: Size.SECTION, 3: Size.BODY}
_POINTS = 0.7  # of a pixel of the screen, on paper


class PageText(QTextBrowser):
    """Shows a page; Tab goes through its links, and whoever made it follows them."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._page: Page | None = None
        self.setAccessibleName(name)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setOpenLinks(False)
        self.viewport().setAutoFillBackground(False)
        theme().dress(self.verticalScrollBar())
        theme().changed.connect(self._draw)

    def show_text(self, page: Page) -> None:
        """The page without its title, from its start."""
        self._page = page
        self._draw()

    def _draw(self) -> None:
        if self._page is not None:
            self.setDocument(document_of(self._page, self))

    def mark(self, words: str) -> None:
        """Marks each place of each word."""
        self.setExtraSelections(highlights(self.document(), words))

    def scroll_to(self, place: int) -> None:
        """To a section, counted from 0; to the start for any other."""
        cursor, bar = section_at(self.document(), place), self.verticalScrollBar()
        self.setTextCursor(cursor)
        bar.setValue(bar.value() + self.cursorRect(cursor).top() - Space.S if place >= 0 else 0)


def document_of(page: Page, parent: QObject | None, *, paper: bool = False) -> QTextDocument:
    """Markdown brings neither our sizes nor space between things. A paragraph that is all emphasised is small print."""
    document = QTextDocument(parent)
    document.setDefaultFont(_font(Size.BODY, paper))
    document.setMarkdown(page.text if paper else page.body)
    for block in _blocks(document):
        _dress(block, paper)
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            frame.removeRows(0, 1)  # Markdown has no table without a head; ours is blank
            _dress_table(frame)
    return document


def section_at(document: QTextDocument, place: int) -> QTextCursor:
    """At the heading of the section, counted from 0; at the document's start for any other."""
    headings = [block for block in _blocks(document) if block.blockFormat().headingLevel() == _SECTION_LEVEL]
    return QTextCursor(headings[place]) if 0 <= place < len(headings) else QTextCursor(document)


def highlights(document: QTextDocument, words: str) -> list[QTextEdit.ExtraSelection]:
    """Each place of each word that was searched for."""
    found = []
    for word in words.split():
        cursor = document.find(word)
        while not cursor.isNull():
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor
            mark.format = _marked()
            found.append(mark)
            cursor = document.find(word, cursor)
    return found


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.firstBlock()
    while block.isValid():
        yield block
        block = block.next()


def _dress(block: QTextBlock, paper: bool) -> None:
    cursor = QTextCursor(block)
    level, in_list = block.blockFormat().headingLevel(), block.textList() is not None
    look = QTextBlockFormat()
    look.setTopMargin({0: 0, 1: 0, 2: Space.L}.get(level, Space.M))
    look.setBottomMargin(Space.XS if level or in_list or cursor.currentTable() is not None else Space.S)
    look.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor.mergeBlockFormat(look)
    cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
    letters = QTextCharFormat()
    if level:
        letters.setProperty(QTextCharFormat.Property.FontSizeAdjustment, 0)  # Markdown's own idea of a heading
        letters.setFont(_font(_SIZES[min(level, _SECTION_LEVEL)], paper, strong=True))
    elif _is_small_print(block):
        letters.setFontItalic(False)
        letters.setForeground(_color(Role.MUTED, paper))
    cursor.mergeCharFormat(letters)
    _dress_runs(block, paper)


def _dress_runs(block: QTextBlock, paper: bool) -> None:
    """Links in the accent, and code in the system's equally wide letters of our size."""
    runs = block.begin()
    found = []
    while not runs.atEnd():
        run = runs.fragment()
        found.append((run.position(), run.length(), run.charFormat()))
        runs += 1
    for position, length, given in found:
        letters = QTextCharFormat()
        if given.isAnchor():
            letters.setForeground(_color(Role.ACCENT, paper))
        if given.fontFixedPitch():
            letters.setFont(_font(Size.BODY, paper))
            letters.setFontFamilies(["monospace"])
            letters.setFontFixedPitch(True)
        cursor = QTextCursor(block.document())
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(letters)


def _is_small_print(block: QTextBlock) -> bool:
    runs = block.begin()
    if runs.atEnd():
        return False
    while not runs.atEnd():
        if not runs.fragment().charFormat().fontItalic():
            return False
        runs += 1
    return True


def _dress_table(table: QTextTable) -> None:
    look = table.format()
    look.setBorder(0)
    look.setCellPadding(2)
    look.setCellSpacing(0)
    look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(look)


def _font(size: Size, paper: bool, *, strong: bool = False) -> QFont:
    font = theme().font(size, strong=strong)
    if paper:
        font.setPointSizeF(size * _POINTS)
    return font


def _color(role: Role, paper: bool) -> QColor:
    return QColor(LIGHT[role]) if paper else theme().color(role)


def _marked() -> QTextCharFormat:
    look = QTextCharFormat()
    look.setBackground(theme().color(Role.SELECTION))
    return look
