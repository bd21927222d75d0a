"""The Help window: its list of pages, what a search finds in them, and the page in view, which can be printed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, QUrl
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from app.frame.dialogs import Sheet, native
from app.frame.page_text import PageText, document_of
from app.guard import guard
from app.help.contents import all_pages
from app.help.page import SCHEME, Hit, Page, find
from app.theme import Role, Size, Space, theme
from app.tr import tr
from app.widgets import Button, IconButton, Text, column, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtPrintSupport import QPrinter

_LINK = int(Qt.ItemDataRole.UserRole)
_DECODED = QUrl.ComponentFormattingOption.FullyDecoded
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_PAGE_KEYS = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@cache
def pages() -> Sequence[Page]:
    """Every page, with shortcuts as this system writes them."""
    return all_pages(native)


class HelpWindow(Sheet):
    """Beside the window, not in front of it. Type to search; arrows choose, Alt+Left goes back, Esc closes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Help"), parent, icon="help")
        self.setModal(False)
        self._pages = {page.key: page for page in pages()}
        self._behind: list[str] = []
        self._ahead: list[str] = []
        self._is_choosing = False
        self.link = ""
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Search the help"))
        self.field.setAccessibleName(tr("Search the help"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        theme().dress(self.field)
        self.found = QStandardItemModel(self)
        self.list = QListView()
        self.list.setModel(self.found)
        self.list.setAccessibleName(tr("Pages"))
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.viewport().setAutoFillBackground(False)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        theme().dress(self.list)
        theme().dress(self.list.verticalScrollBar())
        self.nothing = Text(tr("Nothing is said of that. Try one word."), role=Role.MUTED, wrap=True)
        self.text = PageText(tr("Page"))
        self.text.anchorClicked.connect(self._follow)
        self.title = Text("", role=Role.MUTED, elide=True)
        self._lay_out()

    def _lay_out(self) -> None:
        self.back = IconButton("back", tr("Back (Alt+Left)"), self.go_back)
        self.forward = IconButton("go", tr("Forward (Alt+Right)"), self.go_forward)
        for keys, act in (("Alt+Left", self.go_back), ("Alt+Right", self.go_forward), ("Ctrl+F", self._start_search)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        steps = row(self.back, self.forward, self.title, gap=Space.XS)
        steps.setStretch(2, 1)
        left = column(self.field, self.nothing, self.list)
        left.setStretch(2, 1)
        right = column(self.text)
        right.insertLayout(0, steps)
        side = QWidget()
        side.setLayout(left)
        side.setFixedWidth(theme().pixels(276))
        whole = row(side, gap=Space.XL)
        whole.addLayout(right, 1)
        self.body.addLayout(whole)
        self.add_button(Button(tr("Print…"), self._ask_printer))
        self.add_button(Button(tr("Close"), self.accept))
        self.resize(theme().pixels(940), theme().pixels(640))

    # --- what is shown ---

    def show_page(self, link: str = "") -> None:
        """Shows a page, or a section of one: `table/Bills#amount`; one that there is not is the first page."""
        self.field.clear()
        self._search("")
        self._go(link)
        self.show()
        self.activateWindow()
        self.field.setFocus()

    def go_back(self) -> None:
        self._step(self._behind, self._ahead)

    def go_forward(self) -> None:
        self._step(self._ahead, self._behind)

    @property
    def page(self) -> Page:
        return self._pages[self.link.partition("#")[0]]

    def _step(self, taken: list[str], kept: list[str]) -> None:
        if taken:
            kept.append(self.link)
            self._show(taken.pop())

    def _go(self, link: str) -> None:
        if link.partition("#")[0] not in self._pages:
            link = next(iter(self._pages))
        if link == self.link:
            return
        if self.link:
            self._behind.append(self.link)
            self._ahead.clear()
        self._show(link)

    def _show(self, link: str) -> None:
        turned = link.partition("#")[0] != self.link.partition("#")[0]
        self.link = link
        if turned:
            self.title.setText(f"{self.page.chapter} › {self.page.title}")
            self.text.show_text(self.page)
            self.text.mark(self.field.text())
        self.text.scroll_to(self.page.place_of(link.partition("#")[2]))
        self._choose(link)
        self.back.setEnabled(bool(self._behind))
        self.forward.setEnabled(bool(self._ahead))

    # --- the list ---

    def _search(self, words: str) -> None:
        self.found.clear()
        hits = find(pages(), words) if words.strip() else [Hit(page, "", page.title) for page in pages()]
        self._list_hits(hits, by_chapter=not words.strip())
        self.nothing.setVisible(not hits)
        self.list.setVisible(bool(hits))
        self.text.mark(words)
        if words.strip() and hits:
            self._go(hits[0].link)

    def _list_hits(self, hits: Sequence[Hit], *, by_chapter: bool) -> None:
        chapter = ""
        for hit in hits:
            if by_chapter and hit.page.chapter != chapter:
                chapter = hit.page.chapter
                self.found.appendRow(_heading(chapter))
            item = QStandardItem(hit.shown)
            item.setEditable(False)
            item.setToolTip(item.text())
            item.setData(hit.link, _LINK)
            self.found.appendRow(item)

    def _choose(self, link: str) -> None:
        """Marks it in the list, or else its page."""
        links = [self.found.item(place).data(_LINK) for place in range(self.found.rowCount())]
        for wanted in (link, link.partition("#")[0]):
            if wanted in links:
                self._is_choosing = True
                self.list.setCurrentIndex(self.found.index(links.index(wanted), 0))
                self._is_choosing = False
                return
        self.list.selectionModel().clear()

    def _chosen(self, index: QModelIndex | QPersistentModelIndex, _: object) -> None:
        link = index.data(_LINK)
        if isinstance(link, str) and not self._is_choosing and (self.list.hasFocus() or self.field.hasFocus()):
            self._go(link)

    def _follow(self, url: QUrl) -> None:
        """A link on a page; any other than ours names nothing here."""
        if url.scheme() == SCHEME.rstrip(":"):
            self._go("#".join(part for part in (url.path(_DECODED), url.fragment(_DECODED)) if part))

    def _start_search(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    @guard(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search field arrows move in the list and page keys scroll the page."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.field:
            if event.key() in _LIST_KEYS:
                self.list.keyPressEvent(event)
                return True
            if event.key() in _PAGE_KEYS:
                self.text.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.text.setFocus()
                return True
        return False

    # --- on paper ---

    def _ask_printer(self) -> None:
        from app.paper.preview import ask_printer  # printing is loaded by those who print

        ask_printer(self, f"Valhalla – {self.page.title}", self.print_on)

    def print_on(self, printer: QPrinter) -> None:
        """The page in view, on paper or as PDF: dark on white whatever the window looks like."""
        document_of(self.page, None, paper=True).print_(printer)


def _heading(title: str) -> QStandardItem:
    item = QStandardItem(title)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    item.setFont(theme().font(Size.CAPTION, strong=True))
    item.setForeground(theme().color(Role.MUTED))
    item.setSizeHint(QSize(0, theme().pixels(32)))
    return item
