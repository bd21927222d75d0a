"""The import of somebody's own spreadsheet: how it is read, what becomes of each row, and one step to take it back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.frame.dialogs import Sheet
from app.frame.import_form import ImportForm
from app.frame.import_reading import Reading
from app.frame.import_rows import FileModel, RowsModel, RowsTable
from app.frame.import_work import Planned, Ready, making_ready, planning
from app.frame.status import Work
from app.frame.strip import Pills
from app.jobs import Latest
from app.theme import Role, Size, Space, theme
from app.tr import marked, tr, tr_error, tr_n
from app.widgets import Button, Text, Warned, column, row, scrolled
from app.words import counted, grouped
from models.core.book import Book
from models.core.refusal import Refused
from models.intake import Fate, Plan

FORM_WIDE = 404
_FATES: tuple[tuple[str, Fate | None], ...] = (
    (marked("All"), None), (marked("New"), Fate.NEW), (marked("Probably there"), Fate.SAME),
    (marked("Already there"), Fate.KNOWN), (marked("Cannot come in"), Fate.REJECTED),
)  # fmt: skip
_FILE = len(_FATES)  # the pill behind them
_MARKS = {Fate.SAME: Role.WARNING, Fate.REJECTED: Role.DANGER}


class ImportDialog(Sheet):
    """`take` does what was made ready for the open workbook and says why not, if not; `make` makes a new one of it.

    `book` is what the rows would come into, a new workbook or the open one. The file is read and planned elsewhere:
    meanwhile what was planned last stays in view and nothing can be brought in; a correction begins it anew.
    """

    def __init__(
        self,
        parent: QWidget,
        reading: Reading,
        here: str,
        book: Callable[[bool], Book],
        now: Callable[[], datetime],
        take: Callable[[Ready], str],
        make: Callable[[Reading], object],
    ) -> None:
        super().__init__(tr("Import {file_name}", file_name=reading.file_name), parent, icon="import")
        self.reading, self._book, self._now, self._take, self._make = reading, book, now, take, make
        self.planned: Planned | None = None
        self._planning, self._bringing = Latest(self), Latest(self)
        self.work = Work()
        self.work.cancel.hide()  # the dialog's own does it
        self.form = ImportForm(reading, here)
        self.model, self.file = RowsModel(reading.anew), FileModel()
        self.table = RowsTable(self.model, tr("Rows as they come in"))
        self.file_table = RowsTable(self.file, tr("The file"))
        self.tables = QStackedWidget()
        self.pills = Pills(tr("Which rows are shown"), pad=Space.S)
        self.reason = Text("", Size.CAPTION, Role.MUTED, wrap=True)
        self.why = Warned(Role.WARNING, "info")
        self.said = Text("", Size.CAPTION, Role.MUTED, wrap=True)
        self.accept_button = Button(tr("Import"), self.commit, kind="primary")
        self._lay_out(parent)
        self._connect()
        self._plan(lambda: reading)
        (self.form.first_open or self.form.table).setFocus()

    def _lay_out(self, parent: QWidget) -> None:
        for title, _ in _FATES:
            self.pills.addTab(tr(title))
        self.pills.addTab(tr("As in the file"))
        self.tables.addWidget(self.table)
        self.tables.addWidget(self.file_table)
        right = column(gap=Space.S)
        head = row(self.pills)
        head.addStretch()
        right.addLayout(head)
        right.addWidget(self.tables, 1)
        self.reason.setMinimumHeight(theme().pixels(30))
        self.reason.setAlignment(Qt.AlignmentFlag.AlignTop)
        right.addWidget(self.reason)
        place = scrolled(self.form)
        place.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        place.setFixedWidth(theme().pixels(FORM_WIDE))
        middle = row(place, gap=Space.L)
        middle.addLayout(right, 1)
        self.body.addLayout(middle, 1)
        self.body.addWidget(self.why)
        self.buttons.insertWidget(0, self.said, 1)
        self.buttons.insertWidget(1, self.work)
        self.add_button(Button(tr("Cancel"), self.reject))
        self.add_button(self.accept_button)
        self.setMinimumSize(theme().pixels(960), theme().pixels(480))
        room = parent.size()
        self.resize(min(theme().pixels(1480), room.width() - 64), min(theme().pixels(860), room.height() - 48))

    def _connect(self) -> None:
        self.pills.currentChanged.connect(lambda _: self._show_rows())
        self.table.looked.connect(self._look)
        self.model.decided.connect(self._decided)
        self.form.changed.connect(self.refresh)
        self.form.moved.connect(self.refresh)
        self._planning.done.connect(self._show_planned)
        self._planning.failed.connect(self._fail)
        self._bringing.done.connect(self._bring)
        self._bringing.failed.connect(self._fail)
        self.finished.connect(self._stop)

    # --- what it shows ---

    @property
    def book(self) -> Book:
        """What the rows would come into."""
        return self._book(self.form.is_new)

    @property
    def busy(self) -> bool:
        """Whether something is being worked out."""
        return self._planning.busy or self._bringing.busy

    @property
    def plan(self) -> Plan | None:
        """What becomes of the rows, as far as it is known."""
        return self.planned.plan if self.planned else None

    def refresh(self) -> None:
        """What would come of the file as it is to be read now."""
        self._plan(self.reading.read_anew())

    def _plan(self, read: Callable[[], Reading]) -> None:
        self.work.follow(self._planning.start(tr("Reading the rows…"), planning(read, self.book)))
        self._say()

    def _show_planned(self, planned: Planned) -> None:
        self.planned, self.reading = planned, planned.reading
        self.form.show_reading(self.reading)
        self.file.show_sheet(self.reading.sheet, self.reading.layout.header)
        self.file_table.fit()
        self._show_rows()
        self._say()

    def _show_rows(self) -> None:
        place = max(0, self.pills.currentIndex())
        self.tables.setCurrentIndex(int(place == _FILE))
        fate = _FATES[place][1] if place < _FILE else None
        book = self.planned.book if self.planned else self.book
        self.model.show_rows(self.plan, self.reading.sheet, book, fate)
        self.table.fit()
        for number, (title, one) in enumerate(_FATES):
            many = (len(self.plan.of(one)) if one else len(self.plan.rows)) if self.plan else 0
            role = _MARKS.get(one, Role.MUTED) if one and many else Role.MUTED
            self.pills.mark(
                number,
                grouped(many) if many or one is None else "",
                role,
                tr("{title}: {many}", title=tr(title), many=many),
            )
        if self.model.rows:
            self.table.setCurrentIndex(self.model.index(0, 1))
        self._look(0)

    def _look(self, place: int) -> None:
        shown = 0 <= place < len(self.model.rows) and self.tables.currentIndex() == 0
        self.reason.setText(self.model.words(place) if shown else "")

    def _decided(self) -> None:
        self._look(self.table.currentIndex().row())
        self._say()

    def _say(self) -> None:
        """How many rows the button imports, what comes with them, and why it cannot be pressed, if so."""
        plan = self.plan
        many = _coming(plan, self.reading.anew) if plan else 0
        self.accept_button.setText(tr("Import {rows}", rows=counted(many, "row")) if many else tr("Import"))
        self.accept_button.setEnabled(not self.why_not() and not self.busy and bool(many))
        self.why.say((self.why_not(),) if self.why_not() else ())
        self.said.setText(_told(plan, many) if plan else "")
        for part in (self.form, self.tables, self.pills):
            part.setEnabled(not self._bringing.busy)

    def why_not(self) -> str:
        """What is still to be said before anything can be imported."""
        return (self.planned.refusal if self.planned else "") or self.reading.why_not()

    # --- doing it ---

    def commit(self) -> None:
        """Brings in what is new; into a new workbook once that is made."""
        if self.why_not() or self.busy or self.plan is None:
            return
        if self.form.is_new:
            self._make(self.reading)
            self.accept()
        else:
            self._make_ready()

    def _make_ready(self) -> None:
        work = making_ready(self.reading, frozenset(self.reading.anew), self.book, self._now(), self.planned)
        self.work.follow(self._bringing.start(tr("Bringing the rows in…"), work))
        self._say()

    def _bring(self, ready: Ready) -> None:
        if ready.book is not self.book:  # somebody else saved meanwhile
            self._make_ready()
            return
        why = self._take(ready)
        if why:
            self._say()
            self.why.say((why,))
        else:
            self.accept()

    def _fail(self, problem: BaseException) -> None:
        self._say()
        if not isinstance(problem, Refused):
            raise problem
        self.why.say((tr_error(problem),))

    def _stop(self) -> None:
        self._planning.cancel()
        self._bringing.cancel()


def _coming(plan: Plan, anew: Collection[int]) -> int:
    return sum(one.fate is Fate.NEW or (one.fate is Fate.SAME and one.number in anew) for one in plan.rows)


def _told(plan: Plan, many: int) -> str:
    """`120 rows come into Deals, and with them 118 rows of Properties. Left out: County.`"""
    sheet = plan.layout.target.sheet
    made = tr(" and ").join(tr("{n} of {sheet}", n=count, sheet=other) for other, count in plan.made.items())
    come = tr("Nothing new comes")
    if many:
        come = tr_n("{n} row comes into {sheet}", "{n} rows come into {sheet}", many, sheet=sheet)
    said = [f"{come}{tr(', with {made}', made=made) if made and many else ''}."]
    unread = sum(len(row.problems) for row in plan.of(Fate.NEW))
    kept = tr(" and kept in Notes") if "notes" in plan.layout.target else ""
    said += (
        [tr("{cells} cannot be read: left blank{kept}.", cells=counted(unread, "cell"), kept=kept)] if unread else []
    )
    said += [tr("Left out: {left_out}.", left_out=", ".join(plan.left_out))] if plan.left_out else []
    return " ".join(said)
