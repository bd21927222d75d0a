"""The left side of the import: which sheet, what its rows are, and what becomes of each of its columns."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.box import WRITTEN, Box
from app.fields import Tick
from app.frame.import_reading import Reading
from app.theme import Role, Size, Space, theme
from app.tr import marked, tr
from app.widgets import Text, Warned, column, empty, row
from app.words import counted
from models.core.texts import folded
from models.intake import IMPORTED, names_of, words_of
from models.intake.sheet import LOOKED_AT

LEFT_OUT = marked("Left out")
BOX_WIDE = 176
HEADS = 12  # rows that may be chosen as the one with the headings
QUESTIONS: dict[str, tuple[str, dict[Any, str]]] = {
    "date_order": WRITTEN["date_order"],
    "decimal": WRITTEN["decimal"],
    "percent": (marked("A plain 50 in a column of shares is"), {True: "50%", False: marked("50 times the whole")}),
}
HERE, NEW = "here", "new"


class ImportForm(QWidget):
    """`changed` follows each correction: the reading has been told, and is to be read anew; `show_reading` takes that.

    `moved` says that the rows go elsewhere.
    """

    changed = Signal()
    moved = Signal()

    def __init__(self, reading: Reading, here: str) -> None:
        """`here` is the name of the open workbook; blank where none can take anything."""
        super().__init__()
        self.reading = reading
        self.sheet, self.table = Box(tr("Sheet")), Box(tr("Each row is one of"))
        self.header, self.into = Box(tr("Headings")), Box(tr("Into"))
        self.linked = Tick(tr("Find or make each deal’s property"))
        self.asked = {name: Box(tr(title)) for name, (title, _) in QUESTIONS.items()}
        self.sentences = {name: Warned() for name in QUESTIONS}
        self.boxes: dict[int, Box] = {}
        self.meanings: dict[tuple[str, str], Box] = {}
        self._columns, self._words = _grid(), _grid()
        self.words_title = Text(tr("Words that are none of the choices"), strong=True)
        self.into.offer([*([(HERE, here)] if here else []), (NEW, tr("a new workbook…"))], HERE if here else NEW)
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        top = QGridLayout()
        top.setHorizontalSpacing(Space.S)
        top.setVerticalSpacing(Space.XS)
        for place, box in enumerate((self.sheet, self.table, self.header, self.into)):
            top.addWidget(box.caption, 2 * (place // 2), place % 2)
            top.addWidget(box, 2 * (place // 2) + 1, place % 2)
            top.setColumnStretch(place % 2, 1)
        whole = column(gap=Space.S, margins=(0, 0, Space.S, 0))
        whole.addLayout(top)
        for name, box in self.asked.items():
            whole.addWidget(self.sentences[name])
            whole.addWidget(box.caption)
            whole.addWidget(box)
        whole.addSpacing(Space.S)
        head = row(Text(tr("Their column"), strong=True))
        head.addStretch()
        ours = Text(tr("becomes"), strong=True)
        ours.setFixedWidth(theme().pixels(BOX_WIDE))
        head.addWidget(ours)
        whole.addLayout(head)
        whole.addLayout(self._columns)
        whole.addWidget(self.linked)
        whole.addSpacing(Space.XS)
        whole.addWidget(self.words_title)
        whole.addLayout(self._words)
        whole.addStretch()
        self.setLayout(whole)

    def _connect(self) -> None:
        self.sheet.picked.connect(self._choose)
        self.table.picked.connect(lambda key: self._say(table=key))
        self.header.picked.connect(lambda number: self._say(header=number))
        self.into.picked.connect(lambda _: self.moved.emit())
        self.linked.toggled.connect(lambda on: self._say(linked=on))
        for name, box in self.asked.items():
            box.picked.connect(lambda value, name=name: self._say(**{name: value}))

    @property
    def is_new(self) -> bool:
        """Whether the rows go into a workbook that is still to be made."""
        return bool(self.into.values[self.into.currentIndex()] == NEW)

    @property
    def first_open(self) -> QWidget | None:
        """The first question that waits for an answer."""
        return next((self.asked[name] for name in self.reading.questions()), None)

    # --- what it shows ---

    def show_reading(self, reading: Reading) -> None:
        """The file as it was read anew."""
        self.reading = reading
        self.refresh()

    def refresh(self) -> None:
        """What the reading says now."""
        reading, layout = self.reading, self.reading.layout
        sheets = [(sheet, f"{sheet.name}  ·  {counted(len(sheet.lines), 'row')}") for sheet in reading.sheets]
        self.sheet.offer(sheets, reading.sheet)
        self.table.offer([(table.key, table.sheet) for table in IMPORTED], layout.table)
        self.header.offer(self._heads(), layout.header)
        self._show_questions()
        self._show_columns()
        self.linked.setVisible(layout.table == "Deals")
        was = self.linked.blockSignals(True)
        self.linked.setChecked(layout.linked)
        self.linked.blockSignals(was)
        self._show_words()

    def _heads(self) -> list[tuple[int | None, str]]:
        lines = self.reading.sheet.lines[:LOOKED_AT][:HEADS]
        found: list[tuple[int | None, str]] = [(None, tr("there are none"))]
        for line in lines:
            words = ", ".join(words_of(cell) for cell in line.cells if cell is not None)
            found.append(
                (
                    line.number,
                    tr(
                        "row {number}: {words}",
                        number=line.number,
                        words=words if len(words) <= 13 else words[:12] + "…",
                    ),
                )
            )
        chosen = self.reading.layout.header
        return (
            found
            if any(number == chosen for number, _ in found)
            else [*found, (chosen, tr("row {chosen}", chosen=chosen))]
        )

    def _show_questions(self) -> None:
        questions, written = self.reading.questions(), self.reading.layout.written
        for name, box in self.asked.items():
            words = QUESTIONS[name][1]
            open_ = name in questions
            box.offer([(value, tr(words[value])) for value in (questions[name][1] if open_ else words)],
                      getattr(written, name), open_=open_)  # fmt: skip
            self.sentences[name].say((questions[name][0],) if open_ else ())
            shown = open_ or name in self.reading.given
            box.setVisible(shown)
            box.caption.setVisible(shown)

    def _show_columns(self) -> None:
        """A box for each of their columns; the boxes stay while the columns do, so that the focus does."""
        theirs = self.reading.columns()
        names = names_of(self.reading.sheet, self.reading.layout.header)
        shown = [(one.place, names[one.place]) for one in theirs]
        if shown != [(place, box.accessibleName()) for place, box in self.boxes.items()]:
            empty(self._columns)
            self.boxes = {}
            for line, one in enumerate(theirs):
                box = self.boxes[one.place] = Box(one.name)
                box.picked.connect(partial(self._map, one.place))
                _put(self._columns, line, one.name, one.sample, box)
        choices = [(None, tr(LEFT_OUT)), *((path, target.title) for path, target in self._offered())]
        for place, box in self.boxes.items():
            box.offer(choices, self.reading.layout.columns.get(place))

    def _offered(self) -> list[tuple[str, Any]]:
        layout, targets = self.reading.layout, self.reading.targets
        alone = layout.table == "Deals" and not layout.linked
        return [(path, one) for path, one in targets.items() if not (alone and one.beside == "property_id")]

    def _show_words(self) -> None:
        words = self.reading.words()
        self.words_title.setVisible(bool(words))
        if [(one.path, folded(one.word)) for one in words] != list(self.meanings):
            empty(self._words)
            self.meanings = {}
            for line, one in enumerate(words):
                target = self.reading.targets[one.path]
                box = self.meanings[one.path, folded(one.word)] = Box(f"{target.title}: {one.word}")
                choices = [(None, tr("Left blank")), *((choice, choice) for choice in target.column.choices)]
                box.offer(choices, self.reading.layout.written.meanings.get((one.path, folded(one.word))))
                box.picked.connect(partial(self._mean, one.path, one.word))
                many = f", {counted(one.count, 'row')}" if one.count else ""
                _put(self._words, line, f"“{one.word}”", f"{target.title}{many}", box)

    # --- what a person says ---

    def _choose(self, sheet: Any) -> None:
        self.reading.choose(sheet)
        self._tell()

    def _say(self, **fields: Any) -> None:
        self.reading.say(**fields)
        self._tell()

    def _map(self, place: int, path: str | None) -> None:
        self.reading.map(place, path)
        self._tell()

    def _mean(self, path: str, word: str, choice: str | None) -> None:
        self.reading.mean(path, word, choice)
        self._tell()

    def _tell(self) -> None:
        self.changed.emit()


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(Space.S)
    grid.setVerticalSpacing(Space.S)
    grid.setColumnStretch(0, 1)
    return grid


def _put(grid: QGridLayout, line: int, name: str, sample: str, box: Box) -> None:
    title, below = Text(name, elide=True), Text(sample, Size.CAPTION, Role.MUTED, elide=True)
    title.setToolTip(name)
    said = QWidget()
    said.setLayout(column(title, below, gap=0))
    box.setFixedWidth(theme().pixels(BOX_WIDE))
    grid.addWidget(said, line, 0)
    grid.addWidget(box, line, 1, Qt.AlignmentFlag.AlignVCenter)
