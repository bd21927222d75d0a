"""The rows of somebody's own sheet in a table: as they come in, or as they stand in the file."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from app.guard import guard
from app.tabs.budget.import_lines import LineDelegate
from app.theme import Role, Size, theme
from app.tr import marked, tr
from app.values import show
from app.widgets import stand_on_a_row
from app.words import counted, grouped
from models.catalog import BY_KEY
from models.core.book import Book
from models.core.find import name_field
from models.core.schema import Kind
from models.intake import Fate, Plan, Row, Sheet, Target, names_of, targets_of, words_of

Index = QModelIndex | QPersistentModelIndex
ROW, FATE = 0, 1
FILE_ROWS = 200  # of the file itself are shown
WIDEST, NARROWEST = 260, 64
_DISPLAY, _TIP, _COLOR = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.ForegroundRole
_CHECK, _ALIGN, _SPOKEN = (
    Qt.ItemDataRole.CheckStateRole, Qt.ItemDataRole.TextAlignmentRole, Qt.ItemDataRole.AccessibleTextRole,
)  # fmt: skip
_FONT = Qt.ItemDataRole.FontRole
_ROLES = {Fate.NEW: Role.GOOD, Fate.SAME: Role.WARNING, Fate.KNOWN: Role.MUTED, Fate.REJECTED: Role.DANGER}
_WORDS = {
    Fate.NEW: marked("New"), Fate.SAME: marked("Probably there"),
    Fate.KNOWN: marked("Already there"), Fate.REJECTED: marked("Cannot come in"),
}  # fmt: skip


class RowsModel(QAbstractTableModel):
    """`decided` follows each tick; `anew` are the numbers of probable rows that come in all the same."""

    decided = Signal()

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
        said = [one.reason] if one.reason else []
        said += [tr("Tick it if it is another one.")] if one.fate is Fate.SAME else []
        titles = {target.path: target.title for target in self._targets}
        if one.fate in (Fate.NEW, Fate.SAME):
            said += [f"{titles.get(path, path)}: {why}" for path, why in one.problems.items()]
        return tr("Row {number}: {said}", number=one.number, said=' '.join(said)) if said else ""

    # --- Qt asks ---

    @guard(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt has it
        return 0 if parent.isValid() else len(self.rows)

    @guard(0)
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else 2 + len(self._targets)

    @guard(None)
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _ALIGN:
            return self._align(section)
        return self._header(section) if role == _DISPLAY else None

    @guard(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags if index.isValid() else Qt.ItemFlag.NoItemFlags

    @guard(None)
    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        one, column = self.rows[index.row()], index.column()
        if role == _DISPLAY:
            return self._text(one, column)
        if role == _COLOR:
            return theme().color(self._role(one, column))
        if role == _ALIGN:
            return self._align(column)
        if role == _TIP:
            return one.problems.get(self._targets[column - 2].path) if column > FATE else one.reason or None
        if role == _SPOKEN:
            return f"{self._header(column)}: {self._text(one, column)}"
        if role == _CHECK and column == FATE and one.fate is Fate.SAME:
            return Qt.CheckState.Checked if one.number in self.anew else Qt.CheckState.Unchecked
        return None

    def _header(self, column: int) -> str:
        return (tr("Row"), tr("What becomes of it"))[column] if column <= FATE else self._targets[column - 2].title

    def _text(self, one: Row, column: int) -> str:
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

    def _role(self, one: Row, column: int) -> Role:
        if column == FATE:
            return Role.WARNING if one.fate is Fate.NEW and one.problems else _ROLES[one.fate]
        if column > FATE and self._targets[column - 2].path in one.problems:
            return Role.DANGER
        return Role.TEXT if one.fate in (Fate.NEW, Fate.SAME) and column > FATE else Role.MUTED

    def _align(self, column: int) -> int:
        number = column == ROW or (column > FATE and self._targets[column - 2].column.is_number)
        across = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
        return int(across | Qt.AlignmentFlag.AlignVCenter)


class FileModel(QAbstractTableModel):
    """The first rows of a sheet as they stand in the file; the headings are strong."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet: Sheet | None = None
        self.header: int | None = None

    def show_sheet(self, sheet: Sheet, header: int | None) -> None:
        self.beginResetModel()
        self.sheet, self.header = sheet, header
        self.endResetModel()

    @guard(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt has it
        return 0 if parent.isValid() or self.sheet is None else min(FILE_ROWS, len(self.sheet.lines))

    @guard(0)
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() or self.sheet is None else 1 + self.sheet.width

    @guard(None)
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != _DISPLAY or self.sheet is None:
            return None
        return tr("Row") if section == ROW else names_of(self.sheet, None)[section - 1].removeprefix("Column ")

    @guard(None)
    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if self.sheet is None:
            return None
        line = self.sheet.lines[index.row()]
        is_head = line.number == self.header
        if role == _DISPLAY:
            cell = line.cell(index.column() - 1)
            return f"{line.number:,}" if index.column() == ROW else " ".join(words_of(cell).split())
        if role == _COLOR:
            above = self.header is not None and line.number < self.header
            return theme().color(Role.MUTED if index.column() == ROW or above else Role.TEXT)
        if role == _FONT and is_head:
            return theme().font(strong=True)
        if role == _ALIGN:
            is_number = index.column() == ROW or isinstance(line.cell(index.column() - 1), (int, float))
            across = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
            return int(across | Qt.AlignmentFlag.AlignVCenter)
        return None


class RowsTable(QTableView):
    """Space or a click ticks a row that is probably there; `looked` says on which row the cursor is."""

    looked = Signal(int)

    def __init__(self, model: RowsModel | FileModel, name: str) -> None:
        super().__init__()
        self.rows = model
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(LineDelegate(self))
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setFont(theme().font(figures=True))
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme().pixels(26))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFont(theme().font(Size.CAPTION, strong=True))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        theme().dress(header)
        header.setMinimumSectionSize(theme().pixels(40))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setCornerWidget(QWidget())
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            theme().dress(bar)
        self.clicked.connect(self._click)
        self.selectionModel().currentChanged.connect(lambda now, _: self.looked.emit(now.row()))

    def fit(self) -> None:
        """Each column as wide as what stands in its first rows, the last one as wide as there is room."""
        header, model = self.horizontalHeader(), self.rows
        letters, head = QFontMetrics(theme().font(strong=True)), header.fontMetrics()
        for column in range(model.columnCount()):
            texts = [str(model.index(row, column).data() or "") for row in range(min(60, model.rowCount()))]
            if isinstance(model, RowsModel) and column == FATE:
                texts += [tr("☐ New, it is another")]
            wide = max((letters.horizontalAdvance(text) for text in texts), default=0)
            title = head.horizontalAdvance(str(model.headerData(column, Qt.Orientation.Horizontal) or ""))
            least = 44 if column == ROW else NARROWEST
            header.resizeSection(column, min(max(wide + 24, title + 24, theme().pixels(least)), theme().pixels(WIDEST)))
        header.setStretchLastSection(True)

    def _click(self, index: QModelIndex) -> None:
        if index.column() == FATE and isinstance(self.rows, RowsModel):
            self.rows.decide(index.row())

    @guard(None)
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        stand_on_a_row(self)
        self.viewport().update()

    @guard(None)
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        ticks = event.key() == Qt.Key.Key_Space and self.currentIndex().isValid()
        if ticks and isinstance(self.rows, RowsModel):
            self.rows.decide(self.currentIndex().row())
        else:
            super().keyPressEvent(event)
