"""The Problems panel: everything wrong with the workbook, where, what to do, and a fix where one is safe."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.command import Frame
from app.frame.problem_list import PROBLEM, WORDS, ProblemList, place_of
from app.frame.strip import Pills
from app.guard import guard
from app.theme import Role, Size, Space, theme
from app.tr import marked, tr, tr_phrase
from app.widgets import Button, IconButton, Panel, Picture, Text, column, row
from app.words import grouped
from models.core.phrase import phrase, phrase_n
from models.core.problem import Problem, Severity, counts

WIDTH = 404
_TITLES = {Severity.ERROR: marked("Errors"), Severity.WARNING: marked("Warnings"), Severity.INFO: marked("Notes")}


class ProblemsPanel(Panel):
    """A drawer at the right. Enter or a double click goes to the cell, F fixes."""

    closed = Signal()

    def __init__(self, frame: Frame) -> None:
        super().__init__(Role.CARD, Qt.Edge.LeftEdge)
        self._frame = frame
        self._all: list[Problem] = []
        self.setMinimumWidth(theme().pixels(320))
        self.filter = Pills(tr("Severity"), pad=6)
        for severity in (None, *Severity):
            self.filter.addTab(tr(_TITLES[severity]) if severity else tr("All"))
        self.filter.currentChanged.connect(self._show)
        self.list = ProblemList()
        self.list.go.connect(self._go)
        self.list.fix.connect(self._fix)
        self.list.selectionModel().currentChanged.connect(self._look)
        self.fix_all = Button(tr("Fix all notes"), self._fix_all, kind="quiet", icon="fix")
        self.detail = Detail(lambda: self._fix(self.current), lambda: self._go(self.current))
        self.empty = _nothing_wrong()
        self._lay_out()
        self.setFocusProxy(self.list)
        self.show_problems([])

    @property
    def current(self) -> Problem | None:
        found = self.list.currentIndex().data(PROBLEM)
        return found if isinstance(found, Problem) else None

    def show_problems(self, problems: list[Problem]) -> None:
        self._all = problems
        number = counts(problems)
        for index, severity in enumerate((None, *Severity)):
            count = number[severity.value] if severity else len(problems)
            title = tr(_TITLES[severity]) if severity else tr("All")
            self.filter.mark(index, grouped(count) if count else "", Role.MUTED, f"{title}: {count}")
        self.setMinimumWidth(max(theme().pixels(320), self.filter.sizeHint().width() + 2 * Space.L))
        self._show()

    def _show(self) -> None:
        severity = (None, *Severity)[max(self.filter.currentIndex(), 0)]
        shown = [p for p in self._all if severity is None or p.severity is severity]
        self.list.problems.show(shown)
        if shown and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.list.problems.index(0))
        self.list.setVisible(bool(shown))
        self.empty.setVisible(not shown)
        self.fix_all.setVisible(any(p.severity is Severity.INFO and p.fix for p in self._all))
        self._look()

    def _look(self, *_: object) -> None:
        document = self._frame.document
        self.detail.show_problem(self.current, can_fix=document is not None and not document.read_only)

    def _go(self, problem: Problem | None) -> None:
        if problem is not None:
            self._frame.go_to(problem.sheet, problem.row_id, problem.column)

    def _fix(self, problem: Problem | None) -> None:
        document = self._frame.document
        if problem is None or problem.fix is None or document is None:
            return
        from models.core.change import together

        # These words make the copy before it one before a repair.
        what = phrase("Fix {place}", place=f"{problem.sheet} {problem.cell}".strip())
        if document.do(together(what, problem.fix.changes(document.book))):
            self._frame.say(
                f"{problem.sheet} {problem.cell}: {tr_phrase(problem.fix.label)}".replace("  ", " "), undo=True
            )

    def _fix_all(self) -> None:
        """Every note that has a fix, as one undo."""
        from models.core.change import together

        document = self._frame.document
        if document is None:
            return
        fixes = [p.fix.changes(document.book) for p in self._all if p.severity is Severity.INFO and p.fix]
        label = phrase_n("Fix {n} note", "Fix {n} notes", len(fixes))
        if document.do(together(label, *fixes)):
            self._frame.say(tr("{label}: done.", label=tr_phrase(label)), undo=True)

    def _lay_out(self) -> None:
        title = Text(tr("Problems"), Size.SECTION, strong=True)
        head = row(title, margins=(Space.L, Space.M, Space.S, 0))
        head.addStretch()
        head.addWidget(self.fix_all)
        head.addWidget(IconButton("close", tr("Close the problems"), self.closed.emit))
        whole = column(gap=Space.S, margins=(1, 0, 0, 0))
        whole.addLayout(head)
        pills = row(self.filter, margins=(Space.M, 0, Space.M, 0))
        pills.addStretch()
        whole.addLayout(pills)
        whole.addWidget(self.empty, 1)
        whole.addWidget(self.list, 1)
        whole.addWidget(self.detail)
        self.setLayout(whole)

    @guard(QSize(WIDTH, 400))
    def sizeHint(self) -> QSize:
        return QSize(theme().pixels(WIDTH), 400)


class Detail(Panel):
    """The chosen problem in full, with what can be done."""

    def __init__(self, fix: Callable[[], object], go: Callable[[], object]) -> None:
        super().__init__(Role.CARD, Qt.Edge.TopEdge)
        self.place = Text("", Size.CAPTION, Role.MUTED, strong=True)
        self.message = Text("", wrap=True)
        self.remedy = Text("", role=Role.MUTED, wrap=True)
        self.fix = Button(tr("Fix"), fix, kind="primary", icon="fix")
        self.go = Button(tr("Go to cell"), go, icon="goto")
        buttons = row(self.fix, self.go)
        buttons.addStretch()
        whole = column(self.place, self.message, self.remedy, margins=(Space.L, Space.M, Space.L, Space.L))
        whole.addLayout(buttons)
        self.setLayout(whole)

    def show_problem(self, problem: Problem | None, *, can_fix: bool) -> None:
        self.setVisible(problem is not None)
        if problem is None:
            return
        self.place.setText(f"{tr(WORDS[problem.severity])} · {place_of(problem)}")
        seen = (
            tr(" It says “{seen}”.", seen=problem.seen) if problem.seen and problem.seen not in problem.message else ""
        )
        self.message.setText(tr_phrase(problem.message) + seen)
        self.remedy.setText(tr_phrase(problem.advice))
        self.remedy.setVisible(bool(problem.advice))
        self.fix.setVisible(problem.fix is not None and can_fix)
        self.fix.setText(tr_phrase(problem.fix.label) if problem.fix else "")
        self.go.setVisible(bool(problem.cell or problem.row_id))


def _nothing_wrong() -> QWidget:
    page = QWidget()
    icon = Picture("good", Role.GOOD, 24)
    whole = column(gap=Space.S)
    whole.addStretch(2)
    whole.addWidget(icon, 0, Qt.AlignmentFlag.AlignHCenter)
    whole.addWidget(Text(tr("Nothing is wrong here"), Size.SECTION, strong=True), 0, Qt.AlignmentFlag.AlignHCenter)
    note = Text(tr("What does not fit is listed as you type."), role=Role.MUTED, wrap=True)
    note.setAlignment(Qt.AlignmentFlag.AlignCenter)
    whole.addWidget(note)
    whole.addStretch(3)
    page.setLayout(whole)
    return page
