"""The import of somebody's own spreadsheet: how it is read, what becomes of each row, and one step to take it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.frame.dialogs import Sheet
from app.frame.import_form import ImportForm
from app.frame.import_reading import Reading
from app.frame.import_rows import FileModel, RowsModel, RowsTable
from app.frame.strip import Pills
from app.tabs.needs import scrolled
from app.tabs.underwriting.words import Warned
from app.theme import Role, Size, Space, theme
from app.tr import marked, tr, tr_error, tr_n
from app.widgets import Button, Text, column, row
from app.words import counted, grouped
from models.core.book import Book
from models.core.refusal import Refused
from models.intake import Fate, Plan

FORM_WIDE = 404
MANY = 1000  # rows
_FATES: tuple[tuple[str, Fate | None], ...] = (
    (marked("All"), None), (marked("New"), Fate.NEW), (marked("Probably there"), Fate.SAME),
    (marked("Already there"), Fate.KNOWN), (marked("Cannot come in"), Fate.REJECTED),
)  # fmt: skip
_FILE = len(_FATES)  # the pill behind them
_MARKS = {Fate.SAME: Role.WARNING, Fate.REJECTED: Role.DANGER}


class ImportDialog(Sheet):
    """`take` brings the rows in, into a new workbook or the open one, and says why not, if not; `book` is either's."""

    def __init__(
        self,
        parent: QWidget,
        reading: Reading,
        here: str,
        book: Callable[[bool], Book],
        take: Callable[[Reading, bool], str],
    ) -> None:
        super().__init__(tr("Import {file_name}", file_name=reading.file_name), parent, icon="import")
        self.reading, self._book, self._take = reading, book, take
        self.plan: Plan | None = None
        self.refusal = ""
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
        self.refresh()
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

    # --- what it shows ---

    @property
    def book(self) -> Book:
        """What the rows would come into."""
        return self._book(self.form.is_new)

    def refresh(self) -> None:
        """What would come of the file as it is read now."""
        self.refusal = ""
        with patience(len(self.reading.sheet.lines)):
            try:
                self.plan = self.reading.plan(self.book)
            except Refused as refusal:
                self.plan, self.refusal = None, tr_error(refusal)
        self.file.show_sheet(self.reading.sheet, self.reading.layout.header)
        self.file_table.fit()
        self._show_rows()
        self._say()

    def _show_rows(self) -> None:
        place = max(0, self.pills.currentIndex())
        self.tables.setCurrentIndex(int(place == _FILE))
        fate = _FATES[place][1] if place < _FILE else None
        self.model.show_rows(self.plan, self.reading.sheet, self.book, fate)
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
        many = len(plan.of(Fate.NEW)) + len(self.reading.anew) if plan else 0
        self.accept_button.setText(tr("Import {rows}", rows=counted(many, 'row')) if many else tr("Import"))
        self.accept_button.setEnabled(not self.why_not() and bool(many))
        self.why.say((self.why_not(),) if self.why_not() else ())
        self.said.setText(_told(plan, many) if plan else "")

    def why_not(self) -> str:
        """What is still to be said before anything can be imported."""
        return self.refusal or self.reading.why_not()

    # --- doing it ---

    def commit(self) -> None:
        """Brings in what is new; the plan is made on the Book as it is then."""
        if self.why_not():
            return
        with patience(len(self.reading.sheet.lines)):
            why = self._take(self.reading, self.form.is_new)
        if why:
            self.why.say((why,))
        else:
            self.accept()


@contextmanager
def patience(rows: int) -> Iterator[None]:
    """The cursor says meanwhile that it takes a moment, where there are many rows."""
    if rows < MANY:
        yield
        return
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()


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
    said += [tr("Left out: {left_out}.", left_out=', '.join(plan.left_out))] if plan.left_out else []
    return " ".join(said)
