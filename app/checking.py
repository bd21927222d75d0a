"""What is wrong with the open workbook, looked for on another thread after every edit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.jobs import Job
from app.tr import tr
from models.core.problem import Problem, Severity

if TYPE_CHECKING:
    from app.session import Session
    from models.core.change import ChangeSet

CHECK_MS = 250
_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_NOTHING: Mapping[tuple[str, str], Problem] = MappingProxyType({})


class Checking(QObject):
    """The problems of a Session's Book as last looked at; `ended` after each look."""

    ended = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._job: Job | None = None
        self.problems: list[Problem] = []  # the gravest first
        self._by_table: dict[str, dict[tuple[str, str], Problem]] = {}
        self._tables: dict[str, str] = {}  # the key of the table on each sheet
        self._edits: list[ChangeSet] = []  # those since the look under way began
        self._soon = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._soon.timeout.connect(self.check)

    def check_soon(self) -> None:
        """Looks once nothing has been edited for a moment."""
        self._soon.start()

    def edited(self, changes: ChangeSet) -> None:
        """Looks soon; what was said of the cells that an edit touched no longer counts."""
        if self._job is not None:
            self._edits.append(changes)
        self._forget(changes)
        self.check_soon()

    def _forget(self, changes: ChangeSet) -> None:
        rows = {table: {row_id for row_id, _ in self.problems_of(table)} for table in changes.tables}
        cells = {
            (change.table, change.row, name)
            for change in changes.changes
            if change.row in rows[change.table]
            for name in (*(change.before or ()), *(change.after or ()))
        }
        if cells:
            self._take([p for p in self.problems if (self._tables.get(p.sheet), p.row_id, p.column) not in cells])

    def problems_of(self, table_key: str) -> Mapping[tuple[str, str], Problem]:
        """The gravest problem of each cell of a table, by (row ID, field)."""
        return self._by_table.get(table_key, _NOTHING)

    @property
    def is_behind(self) -> bool:
        """Whether `problems` may be those of an earlier Book."""
        return self._job is not None or self._soon.isActive()

    def check(self) -> None:
        """Looks now, or as soon as the look under way has ended."""
        if self._job is not None:
            self._soon.start()
            return
        self._edits.clear()
        self._job = Job(tr("Looking for problems"), lambda _: self._session.problems())
        self._job.done.connect(self._checked)
        self._job.failed.connect(self._failed)
        self._job.start()

    def end(self) -> None:
        self._soon.stop()

    def _checked(self, problems: list[Problem]) -> None:
        self._job = None
        self._tables = {sheet.name: sheet.table for sheet in self._session.sheets()}
        self._take(sorted(problems, key=lambda p: _WEIGHT[p.severity]))
        for changes in self._edits:
            self._forget(changes)
        self.ended.emit()

    def _take(self, problems: list[Problem]) -> None:
        self.problems, self._by_table = problems, _by_cell(problems, self._tables)

    def _failed(self, problem: BaseException) -> None:
        self._job = None
        raise problem


def _by_cell(problems: list[Problem], tables: Mapping[str, str]) -> dict[str, dict[tuple[str, str], Problem]]:
    """By table and cell; `tables` has the key of the table on each sheet."""
    found: dict[str, dict[tuple[str, str], Problem]] = defaultdict(dict)
    for problem in problems:
        key = tables.get(problem.sheet)
        if key:
            found[key].setdefault((problem.row_id, problem.column), problem)
    return dict(found)
