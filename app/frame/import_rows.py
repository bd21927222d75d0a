"""The rows of somebody's own sheet in a table: as they come in, or as they stand in the file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.row_table import RowModel, RowTable
from app.theme import Role, theme
from app.tr import marked, tr, tr_phrase
from app.values import show
from app.words import counted, grouped
from models.catalog import BY_KEY
from models.core.book import Book
from models.core.find import name_field
from models.core.schema import Kind
from models.intake import Fate, Line, Plan, Row, Sheet, Target, names_of, targets_of, words_of

ROW, FATE = 0, 1
FILE_ROWS = 200  # of the file itself are shown
WIDEST, NARROWEST = 260, 64
_ROLES = {Fate.NEW: Role.GOOD, Fate.SAME: Role.WARNING, Fate.KNOWN: Role.MUTED, Fate.REJECTED: Role.DANGER}
_WORDS = {
    Fate.NEW: marked("New"), Fate.SAME: marked("Probably there"),
    Fate.KNOWN: marked("Already there"), Fate.REJECTED: marked("Cannot come in"),
}  # fmt: skip


class RowsModel(RowModel):
    """`anew` are the numbers of probable rows that come in all the same."""

    def __init__(self, anew: set[int]) -> None:
        super().__init__()
        self.anew = anew
        self.rows: list[Row] = []
        self._targets: list[Target] = []
        self._book: Book | None = None
        self._cells: dict[tuple[int, str], str] = {}

    def show_rows(self, plan: Plan | None, sheet: Sheet, book: Book, fate: Fate | None) -> None:
        """Rows of one fate, or all."""
        self.beginResetModel()
        self.rows = [row for row in plan.rows if fate in (None, row.fate)] if plan else []
        self._book, self._cells = book, {}
        self._targets = []
        if plan is not None:
            targets = targets_of(plan.layout.target)
            self._targets = [targets[path] for path in dict.fromkeys(plan.layout.columns.values())]
            self._unread(plan, sheet)
        self.endResetModel()

    def _unread(self, plan: Plan, sheet: Sheet) -> None:
        """What stands in the cells that cannot be read."""
        lines = {line.number: line for line in sheet.lines}
        for row in plan.rows:
            for path in row.problems:
                places = [place for place, held in plan.layout.columns.items() if held == path]
                self._cells[row.number, path] = " ".join(words_of(lines[row.number].cell(place)) for place in places)

    def decide(self, row: int) -> None:
        """The other way round, where there is something to decide."""
        one = self.rows[row]
        if one.fate is not Fate.SAME:
            return
        self.anew ^= {one.number}
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))
        self.decided.emit()

    def words(self, row: int) -> str:
        """Why the row is not simply new, and which of its cells cannot be read; for the place under the table."""
        one = self.rows[row]
        said = [tr_phrase(one.reason)] if one.reason else []
        said += [tr("Tick it if it is another one.")] if one.fate is Fate.SAME else []
        titles = {target.path: target.title for target in self._targets}
        if one.fate in (Fate.NEW, Fate.SAME):
            said += [f"{titles.get(path, path)}: {tr_phrase(why)}" for path, why in one.problems.items()]
        return tr("Row {number}: {said}", number=one.number, said=" ".join(said)) if said else ""

    # --- the table asks ---

    def headers(self) -> Sequence[str]:
        return [tr("Row"), tr("What becomes of it"), *(target.title for target in self._targets)]

    def text(self, row: int, column: int) -> str:
        one = self.rows[row]
        if column == ROW:
            return grouped(one.number)
        if column == FATE:
            return self._fate_words(one)
        target = self._targets[column - 2]
        if target.path in one.problems:
            return self._cells.get((one.number, target.path), "")
        value = one.values.get(target.path)
        if target.column.kind is Kind.REF and value is not None:
            return self._called(target, str(value))
        return " ".join(show(target.column, value).split())

    def _fate_words(self, one: Row) -> str:
        if one.fate is Fate.SAME and one.number in self.anew:
            return tr("New, it is another")
        less = (
            tr(", without {cells}", cells=counted(len(one.problems), "cell"))
            if one.fate is Fate.NEW and one.problems
            else ""
        )
        return f"{tr(_WORDS[one.fate])}{less}"

    def _called(self, target: Target, value: str) -> str:
        """A row that is there by its name."""
        other = BY_KEY[target.column.refers]
        row = self._book.row(other, value) if self._book is not None else None
        return str(row[name_field(other)] or value) if row and name_field(other) else value

    def role(self, row: int, column: int) -> Role:
        one = self.rows[row]
        if column == FATE:
            return Role.WARNING if one.fate is Fate.NEW and one.problems else _ROLES[one.fate]
        if column > FATE and self._targets[column - 2].path in one.problems:
            return Role.DANGER
        return Role.TEXT if one.fate in (Fate.NEW, Fate.SAME) and column > FATE else Role.MUTED

    def tip(self, row: int, column: int) -> str:
        one = self.rows[row]
        return one.problems.get(self._targets[column - 2].path, "") if column > FATE else one.reason

    def is_number(self, row: int, column: int) -> bool:
        return column == ROW or (column > FATE and self._targets[column - 2].column.is_number)

    def ticked(self, row: int, column: int) -> bool | None:
        one = self.rows[row]
        return one.number in self.anew if column == FATE and one.fate is Fate.SAME else None


class FileModel(RowModel):
    """The first rows of a sheet as they stand in the file; the headings are strong."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Line] = ()
        self.header: int | None = None
        self._names: list[str] = []

    def show_sheet(self, sheet: Sheet, header: int | None) -> None:
        self.beginResetModel()
        self.rows, self.header = sheet.lines[:FILE_ROWS], header
        self._names = [tr("Row"), *(name.removeprefix("Column ") for name in names_of(sheet, None))]
        self.endResetModel()

    def headers(self) -> Sequence[str]:
        return self._names

    def text(self, row: int, column: int) -> str:
        line = self.rows[row]
        return f"{line.number:,}" if column == ROW else " ".join(words_of(line.cell(column - 1)).split())

    def role(self, row: int, column: int) -> Role:
        above = self.header is not None and self.rows[row].number < self.header
        return Role.MUTED if column == ROW or above else Role.TEXT

    def is_number(self, row: int, column: int) -> bool:
        return column == ROW or (row >= 0 and isinstance(self.rows[row].cell(column - 1), (int, float)))

    def is_strong(self, row: int) -> bool:
        return self.rows[row].number == self.header


class RowsTable(RowTable):
    """As many columns as there are, each as wide as it needs."""

    def __init__(self, model: RowModel, name: str) -> None:
        super().__init__(model, name)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setStretchLastSection(True)
        self.setCornerWidget(QWidget())

    def fit(self) -> None:
        """Each column as wide as what stands in its first rows, the last one as wide as there is room."""
        header, model = self.horizontalHeader(), self.shown
        letters, head = QFontMetrics(theme().font(strong=True)), header.fontMetrics()
        for column, title in enumerate(model.headers()):
            texts = [model.text(row, column) for row in range(min(60, len(model.rows)))]
            if isinstance(model, RowsModel) and column == FATE:
                texts += [tr("☐ New, it is another")]
            wide = max((letters.horizontalAdvance(text) for text in texts), default=0)
            least = 44 if column == ROW else NARROWEST
            wide = max(wide + 24, head.horizontalAdvance(title) + 24, theme().pixels(least))
            header.resizeSection(column, min(wide, theme().pixels(WIDEST)))
