"""The dialogs of the page: a new property, which deal it belongs to, how a flag was resolved, and one question."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QGridLayout, QLineEdit, QListView, QPlainTextEdit, QWidget

from app.chips import Chip
from app.fields import Field
from app.frame.dialogs import Sheet
from app.guard import guard
from app.tabs.underwriting.chips import SEVERITIES
from app.theme import Role, Size, Space, theme
from app.tr import tr
from app.widgets import Button, Text, row
from app.words import spoken_choice
from models.core.book import Book
from models.core.change import Fields
from models.core.values import plain
from models.underwriting.intel import PROPERTIES
from models.underwriting.legal import DEALS, Flag, deal_of

_ID = int(Qt.ItemDataRole.UserRole)
_NEW = "+"


class AddProperty(Sheet):
    """A new property: its place, and its size for what comps say by square foot. `add` returns why not, if not."""

    fields_ = ("address", "city", "region", "country", "sqft", "projected_rent", "neighborhood_score")

    def __init__(self, parent: QWidget, values: Fields, add: Callable[[Fields], str]) -> None:
        super().__init__(tr("Add a property"), parent, icon="home")
        self._add = add
        self.fields = {name: Field(PROPERTIES[name]) for name in self.fields_}
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.M)
        places = ((0, 0, 1, 6), (1, 0, 1, 2), (1, 2, 1, 2), (1, 4, 1, 2), (2, 0, 1, 2), (2, 2, 1, 2), (2, 4, 1, 2))
        for (name, one), place in zip(self.fields.items(), places, strict=True):
            one.say(values.get(name))
            grid.addWidget(one, *place, Qt.AlignmentFlag.AlignTop)
        for number in range(6):
            grid.setColumnStretch(number, 1)
        self.body.addLayout(grid)
        self.body.addWidget(Text(tr("Only the address is needed; the rest can follow."), Size.CAPTION, Role.MUTED))
        self.body.addStretch()
        cancel = Button(tr("Cancel"), self.reject)
        self.add_button(cancel)
        self.add_button(Button(tr("Add"), self.commit, kind="primary"))
        self.resize(theme().pixels(520), theme().pixels(340))
        self.fields["address"].setFocus()

    def commit(self) -> None:
        values = {name: one.read() for name, one in self.fields.items()}
        refused = [one for one in self.fields.values() if one.is_refused]
        if not refused and not values["address"]:
            refused = [self.fields["address"]]
            refused[0].refuse(tr("A property needs its address."))
        if refused:
            refused[0].setFocus()
            return
        why = self._add({name: value for name, value in values.items() if value is not None})
        if why:
            self.fields["address"].refuse(why)
            self.fields["address"].setFocus()
            return
        self.accept()


class AttachDeal(Sheet):
    """Which deal the property belongs to; the first line makes a new one. `take` gets the IDs, blank for a new deal."""

    def __init__(self, parent: QWidget, book: Book, property_id: str, take: Callable[[str, str], None]) -> None:
        house = book.row(PROPERTIES, property_id) or {}
        super().__init__(tr("Attach to a deal"), parent, icon="pipeline")
        self._take, self._property_id = take, property_id
        address = str(house.get("address") or property_id)
        self.body.addWidget(
            Text(tr("Which deal does {address} belong to? Both will name each other.", address=address), wrap=True)
        )
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a deal by address, city or stage"))
        self.search.setAccessibleName(tr("Find a deal"))
        theme().dress(self.search)
        self.search.textChanged.connect(self._find)
        self.search.installEventFilter(self)
        self.list = QListView()
        self.list.setAccessibleName(tr("Deals"))
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # what is too long is elided
        self.items = QStandardItemModel(self)
        self.list.setModel(self.items)
        theme().dress(self.list)
        self.list.doubleClicked.connect(lambda _: self.commit())
        self._lines = _deal_lines(book, property_id, address)
        self.body.addWidget(self.search)
        self.body.addWidget(self.list, 1)
        self.add_button(Button(tr("Cancel"), self.reject))
        self.add_button(Button(tr("Attach"), self.commit, kind="primary"))
        self.resize(theme().pixels(600), theme().pixels(420))
        self._find("")
        self.search.setFocus()

    def commit(self) -> None:
        chosen = self.list.currentIndex().data(_ID)
        if chosen is not None:
            self.accept()
            self._take(self._property_id, "" if chosen == _NEW else str(chosen))

    def _find(self, words: str) -> None:
        self.items.clear()
        for deal_id, text in self._lines:
            if all(word in text.casefold() for word in words.casefold().split()):
                item = QStandardItem(text)
                item.setData(deal_id, _ID)
                self.items.appendRow(item)
        self.list.setCurrentIndex(self.items.index(0, 0))

    @guard(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows go through the list while one types."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            place = self.list.currentIndex().row() + step
            if step and 0 <= place < self.items.rowCount():
                self.list.setCurrentIndex(self.items.index(place, 0))
            return bool(step)
        return super().eventFilter(watched, event)


def _deal_lines(book: Book, property_id: str, address: str) -> list[tuple[str, str]]:
    """A new deal first, then all others: those at the same address, those without a property, the rest."""
    frame, current = book[DEALS], deal_of(book, property_id)
    lines = []
    for place, deal_id in enumerate(frame.index):
        row = {name: plain(frame[name].array[place]) for name in ("address", "city", "stage", "property_id")}
        same = str(row["address"] or "").casefold() == address.casefold()
        rank = 0 if deal_id == current else 1 if same else 2 if row["property_id"] is None else 3
        words = [str(row["address"] or deal_id), str(row["city"] or ""), spoken_choice(str(row["stage"] or "")).lower()]
        other = tr("has another property") if row["property_id"] else ""
        note = tr("attached now") if row["property_id"] == property_id else other
        lines.append((rank, str(deal_id), "  ·  ".join(part for part in (*words, note) if part)))
    lines.sort(key=lambda line: (line[0], line[2].casefold()))
    new = (_NEW, tr("New deal for {address}", address=address))
    known = [(deal_id, text) for _, deal_id, text in lines]
    return [*known, new] if lines and lines[0][0] < 2 else [new, *known]


class ResolveFlag(Sheet):
    """How a legal question was answered. `resolve` returns why not, if not."""

    def __init__(self, parent: QWidget, flag: Flag, resolve: Callable[[str, str], str]) -> None:
        super().__init__(tr("Resolve a flag"), parent, icon="shield")
        self._flag, self._resolve = flag, resolve
        line = row(gap=Space.S)
        line.addWidget(Chip(SEVERITIES.get(flag.severity, SEVERITIES["info"])), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text(flag.message, wrap=True), 1)
        self.body.addLayout(line)
        self.body.addWidget(Text(tr("How was it resolved?"), Size.CAPTION, Role.MUTED))
        self.notes = QPlainTextEdit()
        self.notes.setAccessibleName(tr("How was it resolved?"))
        self.notes.setTabChangesFocus(True)
        theme().dress(self.notes)
        self.body.addWidget(self.notes, 1)
        self.why = Text("", Size.CAPTION, Role.DANGER, wrap=True)
        self.why.hide()
        self.body.addWidget(self.why)
        self.add_button(Button(tr("Cancel"), self.reject))
        self.add_button(Button(tr("Resolve"), self.commit, kind="primary"))
        self.resize(theme().pixels(480), theme().pixels(320))
        self.notes.setFocus()

    def commit(self) -> None:
        why = self._resolve(self._flag.id, self.notes.toPlainText())
        self.why.setText(why)
        self.why.setVisible(bool(why))
        if why:
            self.notes.setFocus()
        else:
            self.accept()

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter resolves; Enter alone is a new line of the note."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
        else:
            super().keyPressEvent(event)
