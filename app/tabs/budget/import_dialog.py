"""The import of a bank's file: how it is read, what becomes of each line, and one step to take it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.box import Box
from app.document import Document
from app.frame.dialogs import Sheet
from app.frame.strip import Pills
from app.row_table import RowTable
from app.tabs.budget.import_columns import NONE, ColumnsForm
from app.tabs.budget.import_lines import WIDTHS, LinesModel
from app.tabs.budget.reading import Fate, Reading, lines_of
from app.theme import Role, Size, Space, theme
from app.tr import marked, tr, tr_error, tr_n
from app.widgets import Button, Text, Warned, column, row, scrolled
from app.words import counted, grouped
from models.budget import ENVELOPES
from models.budget.importing import Imported, ImportPlan, import_lines
from models.core.refusal import Refused
from models.core.values import plain

FORM_WIDE = 336
_FATES: tuple[tuple[str, Fate | None], ...] = (
    (marked("All"), None), (marked("New"), Fate.NEW), (marked("Probably there"), Fate.SAME),
    (marked("Already there"), Fate.KNOWN), (marked("Cannot be read"), Fate.REJECTED),
)  # fmt: skip
_MARKS = {Fate.SAME: Role.WARNING, Fate.REJECTED: Role.DANGER}


class ImportDialog(Sheet):
    """`take` gets what is to be imported, and says why not, if not."""

    def __init__(
        self, parent: QWidget, document: Document, name: str, reading: Reading, take: Callable[[Imported], str]
    ) -> None:
        super().__init__(tr("Import {name}", name=name), parent, icon="drop")
        self.document, self.reading, self._take = document, reading, take
        self.plan: ImportPlan | None = None
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
        self.refresh()
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
        self.add_button(Button(tr("Cancel"), self.reject))
        self.add_button(self.accept_button)
        self.setMinimumSize(theme().pixels(960), theme().pixels(480))
        self.resize(theme().pixels(1080), theme().pixels(640))

    def _connect(self) -> None:
        self.pills.currentChanged.connect(lambda _: self._show_lines())
        self.table.looked.connect(self._look)
        self.model.decided.connect(self._decided)
        if self.form is not None:
            self.form.changed.connect(self.refresh)
        names = [str(plain(name)) for name in self.document.book[ENVELOPES]["name"].dropna()]
        self.envelope.offer([("", NONE), *((name, name) for name in names)], "")

    # --- what it shows ---

    def refresh(self) -> None:
        """What would come of the file as it is read now."""
        self.plan = self.reading.plan(self.document.book)
        self._show_lines()
        self._say()

    def _show_lines(self) -> None:
        lines = lines_of(self.plan) if self.plan else []
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
        self.accept_button.setEnabled(not self.why_not() and bool(many or same))
        self.why.say((self.why_not(),) if self.why_not() else ())
        parts = [tr("Nothing new comes into the ledger")]
        if many:
            parts = [tr_n("{n} line comes into the ledger", "{n} lines come into the ledger", many)]
        if same:
            parts.append(tr_n(
                    "{n} is there already and marked as the bank’s",
                    "{n} are there already and marked as the bank’s",
                    len(same),
                ))
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
        """Imports what is new; the plan is made on the Book as it is now."""
        plan = self.reading.plan(self.document.book)
        if plan is None or self.why_not():
            return
        place = self.envelope.currentIndex()
        envelope = self.envelope.values[place] if place >= 0 else ""
        try:
            book, now = self.document.book, self.document.now()
            found = import_lines(book, plan, envelope or None, now, self.reading.same(plan))
            why = self._take(found)
        except Refused as refusal:
            why = tr_error(refusal, hint=False)
        if why:
            self.why.say((why,))
        else:
            self.accept()
