"""The import of a bank's file: how it is read, what becomes of each line, and one step to take it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.box import Box
from app.document import Document
from app.frame.dialogs import Sheet
from app.frame.status import Work
from app.frame.strip import Pills
from app.jobs import Job, Latest
from app.row_table import RowTable
from app.tabs.budget.import_columns import NONE, ColumnsForm
from app.tabs.budget.import_lines import WIDTHS, LinesModel
from app.tabs.budget.reading import Fate, FileLine, Reading, lines_of
from app.theme import Role, Size, Space, theme
from app.tr import marked, tr, tr_error, tr_n
from app.widgets import Button, Text, Warned, column, row, scrolled
from app.words import counted, grouped
from models.budget import ENVELOPES
from models.budget.importing import Imported, ImportPlan, all_probable, import_lines
from models.core.book import Book
from models.core.refusal import Refused
from models.core.values import plain

FORM_WIDE = 336
_FATES: tuple[tuple[str, Fate | None], ...] = (
    (marked("All"), None), (marked("New"), Fate.NEW), (marked("Probably there"), Fate.SAME),
    (marked("Already there"), Fate.KNOWN), (marked("Cannot be read"), Fate.REJECTED),
)  # fmt: skip
_MARKS = {Fate.SAME: Role.WARNING, Fate.REJECTED: Role.DANGER}


@dataclass(frozen=True)
class Planned:
    """The file as it was read, and what its lines would come to in this Book; no plan where it cannot be read."""

    reading: Reading
    book: Book
    plan: ImportPlan | None
    lines: list[FileLine]


class ImportDialog(Sheet):
    """`take` gets what is to be imported, and says why not, if not.

    The file is read and planned elsewhere: meanwhile what was planned last stays in view and nothing can be imported; a
    correction begins it anew.
    """

    def __init__(
        self, parent: QWidget, document: Document, name: str, reading: Reading, take: Callable[[Imported], str]
    ) -> None:
        super().__init__(tr("Import {name}", name=name), parent, icon="drop")
        self.document, self.reading, self._take = document, reading, take
        self.planned: Planned | None = None
        self._planning, self._bringing = Latest(self), Latest(self)
        self.work = Work()
        self.work.cancel.hide()  # the dialog's own does it
        self.model = LinesModel(reading.anew)
        self.table = RowTable(self.model, tr("Lines of the file"), WIDTHS)
        self.pills = Pills(tr("Which lines are shown"), pad=Space.S)
        self.reason = Text("", Size.CAPTION, Role.MUTED, wrap=True)
        self.form = None if reading.is_ofx else ColumnsForm(reading)
        self.envelope = Box(tr("Envelope of what went out"))
        self.why = Warned(Role.WARNING, "info")
        self.said = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.accept_button = Button(tr("Import"), self.commit, kind="primary")
        self._lay_out()
        self._connect()
        self._plan(lambda: reading)
        (self.form.first_open if self.form and self.form.first_open else self.table).setFocus()

    def _lay_out(self) -> None:
        for title, _ in _FATES:
            self.pills.addTab(tr(title))
        right = column(gap=Space.S)
        head = row(self.pills)
        head.addStretch()
        right.addLayout(head)
        right.addWidget(self.table, 1)
        self.reason.setMinimumHeight(theme().pixels(30))
        self.reason.setAlignment(Qt.AlignmentFlag.AlignTop)
        right.addWidget(self.reason)
        left = column(gap=Space.S, margins=(0, 0, Space.S, 0))
        if self.form is not None:
            left.addWidget(Text(tr("How the file is read"), strong=True))
            left.addWidget(self.form)
            left.addSpacing(Space.S)
        left.addWidget(self.envelope.caption)
        left.addWidget(self.envelope)
        left.addStretch()
        side = QWidget()
        side.setLayout(left)
        place = scrolled(side)
        place.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        place.setFixedWidth(theme().pixels(FORM_WIDE))
        middle = row(place, gap=Space.M)
        middle.addLayout(right, 1)
        self.body.addLayout(middle, 1)
        self.body.addWidget(self.why)
        self.buttons.insertWidget(0, self.said, 1)
        self.buttons.insertWidget(1, self.work)
        self.add_button(Button(tr("Cancel"), self.reject))
        self.add_button(self.accept_button)
        self.setMinimumSize(theme().pixels(960), theme().pixels(480))
        self.resize(theme().pixels(1080), theme().pixels(640))

    def _connect(self) -> None:
        self.pills.currentChanged.connect(lambda _: self._show_lines())
        self.table.looked.connect(self._look)
        self.model.decided.connect(self._decided)
        self._planning.done.connect(self._show_planned)
        self._planning.failed.connect(self._fail)
        self._bringing.done.connect(self._bring)
        self._bringing.failed.connect(self._fail)
        self.finished.connect(self._stop)
        if self.form is not None:
            self.form.changed.connect(self.refresh)
        names = [str(plain(name)) for name in self.document.book[ENVELOPES]["name"].dropna()]
        self.envelope.offer([("", tr(NONE)), *((name, name) for name in names)], "")

    # --- what it shows ---

    @property
    def busy(self) -> bool:
        """Whether something is being worked out."""
        return self._planning.busy or self._bringing.busy

    @property
    def plan(self) -> ImportPlan | None:
        """What becomes of the lines, as far as it is known."""
        return self.planned.plan if self.planned else None

    def refresh(self) -> None:
        """What would come of the file as it is to be read now."""
        self._plan(self.reading.read_anew())

    def _plan(self, read: Callable[[], Reading]) -> None:
        self.work.follow(self._planning.start(tr("Reading the lines…"), _planning(read, self.document.book)))
        self._say()

    def _show_planned(self, planned: Planned) -> None:
        self.planned, self.reading = planned, planned.reading
        if self.form is not None:
            self.form.show_reading(self.reading)
        self._show_lines()
        self._say()

    def _show_lines(self) -> None:
        lines = self.planned.lines if self.planned else []
        self.model.show_lines(lines, _FATES[max(0, self.pills.currentIndex())][1])
        for place, (title, fate) in enumerate(_FATES):
            many = sum(one.fate is fate for one in lines) if fate else len(lines)
            role = _MARKS.get(fate, Role.MUTED) if fate and many else Role.MUTED
            self.pills.mark(
                place,
                grouped(many) if many or fate is None else "",
                role,
                tr("{title}: {many}", title=tr(title), many=many),
            )
        if self.model.rows:
            self.table.setCurrentIndex(self.model.index(0, 1))
        self._look(0)

    def _look(self, place: int) -> None:
        self.reason.setText(self.model.words(place) if 0 <= place < len(self.model.rows) else "")

    def _decided(self) -> None:
        self._look(self.table.currentIndex().row())
        self._say()

    def _say(self) -> None:
        """How many lines the button imports, and why it cannot be pressed, if so."""
        plan, reading = self.plan, self.reading
        same = reading.same(plan) if plan else frozenset()
        many = len(plan.new) + len(plan.probable) - len(same) if plan else 0
        self.accept_button.setText(
            tr("Import {lines}", lines=counted(many, "line")) if many else tr("Link lines") if same else tr("Import")
        )
        self.accept_button.setEnabled(not self.why_not() and not self.busy and bool(many or same))
        for part in (self.form, self.table, self.pills, self.envelope):
            if part is not None:
                part.setEnabled(not self._bringing.busy)
        self.why.say((self.why_not(),) if self.why_not() else ())
        parts = [tr("Nothing new comes into the ledger")]
        if many:
            parts = [tr_n("{n} line comes into the ledger", "{n} lines come into the ledger", many)]
        if same:
            parts.append(
                tr_n(
                    "{n} is there already and marked as the bank’s",
                    "{n} are there already and marked as the bank’s",
                    len(same),
                )
            )
        self.said.setText("; ".join(parts) + "." if plan else "")

    def why_not(self) -> str:
        """What is still to be said before anything can be imported."""
        if self.document.read_only:
            return tr("Nothing can be imported: {why}.", why=self.document.read_only)
        if self.reading.open_questions:
            return tr("Say first: {sentence}", sentence=self.reading.open_questions[0].sentence)
        return self.reading.why_not

    # --- doing it ---

    def commit(self) -> None:
        """Imports what is new; what is planned on an older Book is planned once more."""
        if self.planned is None or self.plan is None or self.why_not() or self.busy:
            return
        place = self.envelope.currentIndex()
        envelope = self.envelope.values[place] if place >= 0 else ""
        work = _making_ready(self.planned, self.document.book, envelope, self.document.now())
        self.work.follow(self._bringing.start(tr("Bringing the lines in…"), work))
        self._say()

    def _bring(self, ready: tuple[Book, Imported]) -> None:
        book, found = ready
        if book is not self.document.book:  # somebody else saved meanwhile
            self.commit()
            return
        why = self._take(found)
        if why:
            self._say()
            self.why.say((why,))
        else:
            self.accept()

    def _fail(self, problem: BaseException) -> None:
        self._say()
        if not isinstance(problem, Refused):
            raise problem
        self.why.say((tr_error(problem, hint=False),))

    def _stop(self) -> None:
        self._planning.cancel()
        self._bringing.cancel()


def _planning(read: Callable[[], Reading], book: Book) -> Callable[[Job], Planned]:
    def work(job: Job) -> Planned:
        job.step(tr("Reading the lines…"), -1)
        reading = read()
        job.step(tr("Reading the lines…"), -1)
        plan = reading.plan(book)
        return Planned(reading, book, plan, lines_of(plan) if plan else [])

    return work


def _making_ready(planned: Planned, book: Book, envelope: str, now: datetime) -> Callable[[Job], tuple[Book, Imported]]:
    reading, anew = planned.reading, frozenset(planned.reading.anew)

    def work(job: Job) -> tuple[Book, Imported]:
        job.step(tr("Bringing the lines in…"), -1)
        plan = planned.plan if planned.book is book else reading.plan(book)
        assert plan is not None  # a file that cannot be read has no button
        return book, import_lines(book, plan, envelope or None, now, all_probable(plan) - anew)

    return work
