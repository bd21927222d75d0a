"""The bars over the page: a question or a state that stays until somebody does something about it; none stops work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.guard import guard
from app.theme import Role, Size, Space, theme
from app.tr import tr
from app.widgets import Button, Panel, Picture, Text, column, empty, faded, row
from models.core.phrase import both

if TYPE_CHECKING:
    from app.document import Document


@dataclass(frozen=True)
class Acts:
    """What the bars' buttons do."""

    look: Callable[[], object]
    save_copy: Callable[[], object]
    take_over: Callable[[], object]
    open_anew: Callable[[], object]
    import_rows: Callable[[], object]


@dataclass(frozen=True)
class Notice:
    """One bar: `words` is the sentence, `more` what follows from it, `acts` are its buttons."""

    icon: str
    role: Role
    words: str
    more: str = ""
    acts: tuple[tuple[str, Callable[[], object]], ...] = ()


class Bars(QWidget):
    """Between the tabs and the page; gone where there is nothing to say."""

    def __init__(self, acts: Acts) -> None:
        super().__init__()
        self._acts = acts
        self._shown: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
        self.bars: list[Bar] = []
        self.setLayout(column(gap=0))
        self.hide()

    def show_document(self, document: Document | None) -> None:
        """Brings the bars up to date; one that says the same stays, with the focus."""
        notices = notices_of(document, self._acts) if document is not None else []
        shown = tuple((one.words, one.more, tuple(name for name, _ in one.acts)) for one in notices)
        if shown == self._shown:
            return
        self._shown = shown
        layout = self.layout()
        assert layout is not None  # set at its making
        empty(layout)
        self.bars = [Bar(one) for one in notices]
        for bar in self.bars:
            layout.addWidget(bar)
        self.setVisible(bool(notices))


class Bar(Panel):
    """Icon, sentence and buttons on a tinted ground."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(Role.WINDOW, Qt.Edge.BottomEdge)
        self._tint = notice.role
        self.setAccessibleName(notice.words)
        self.words = Text(notice.words, strong=True, wrap=True)
        self.more = Text(notice.more, Size.CAPTION, Role.MUTED, wrap=True)
        self.more.setVisible(bool(notice.more))
        self.buttons = [Button(name, act) for name, act in notice.acts]
        said = column(self.words, self.more, gap=2)
        line = row(Picture(notice.icon, notice.role), gap=Space.M, margins=(Space.L, Space.S, Space.M, Space.S))
        line.addLayout(said, 1)
        for button in self.buttons:
            line.addWidget(button)
        self.setLayout(line)

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        color = theme().color(self._tint)
        painter.fillRect(self.rect().adjusted(0, 0, 0, -1), faded(color, 0.10))
        painter.fillRect(0, 0, 3, self.height() - 1, color)


def notices_of(document: Document, acts: Acts) -> list[Notice]:
    """What the bars say, the gravest first."""
    found = []
    question = document.sync.question
    if question is not None and question.is_stranger:
        found.append(_stranger(document, acts))
    elif question is not None:
        found.append(_doubtful(document, acts))
    if document.read_only:
        found.append(_read_only(document, acts))
    if document.lock.leftover:
        words = tr("{why}, but that mark looks left behind after a crash.", why=document.lock.words)
        more = tr(
            "Looked: {found}. If nobody works in it there, saves can go on; the mark is not deleted.",
            found=document.lock.leftover,
        )
        found.append(Notice("lock", Role.WARNING, words, more, ((tr("Ignore the mark"), document.lock.ignore),)))
    return found


def _stranger(document: Document, acts: Acts) -> Notice:
    words = tr("{name} is another workbook now: something else was saved under its name.", name=document.name)
    more = tr("Nothing was merged. What you see is the workbook you had open; its edits are kept safe.")
    buttons = ((tr("Open it"), acts.open_anew), (tr("Save mine as a copy…"), acts.save_copy))
    return Notice("error", Role.DANGER, words, more, buttons)


def _doubtful(document: Document, acts: Acts) -> Notice:
    question = document.sync.question
    assert question is not None  # asked before
    words = tr("{headline} {what}.", headline=question.headline, what=both(words for _, words in question.doubts))
    more = tr("Saves wait for your answer; everything you do meanwhile is kept safe.")
    if document.read_only:
        return Notice("warning", Role.WARNING, words, "", ((tr("Show it"), lambda: document.sync.answer(keep=False)),))
    take, keep = (lambda: document.sync.answer(keep=False)), (lambda: document.sync.answer(keep=True))
    return Notice(
        "warning", Role.WARNING, words, more, ((tr("Take it"), take), (tr("Keep mine"), keep), (tr("Look"), acts.look))
    )


def _read_only(document: Document, acts: Acts) -> Notice:
    words = tr("Read-only: {why}.", why=document.read_only)
    buttons: tuple[tuple[str, Callable[[], object]], ...] = ((tr("Save a copy…"), acts.save_copy),)
    if not document.session.base.layout.places:
        more = tr("To work with its rows here, import them: you say which column is which.")
        buttons = ((tr("Import its rows…"), acts.import_rows), *buttons)
        return Notice("lock", Role.WARNING, words, more, buttons)
    if document.session.locked_by is not None:
        buttons = (*buttons, (tr("Take over…"), acts.take_over))
    return Notice(
        "lock", Role.WARNING, words, tr("You can look at everything; nothing is changed in the file."), buttons
    )
