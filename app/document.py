"""The Qt side of the Session: what is open, as signals; edits and undo, with what becomes of them behind the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.checking import Checking
from app.foreign_lock import ForeignLock
from app.sync import Sync
from app.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from app.session import Session
    from models.core.book import Book
    from models.core.change import ChangeSet
    from models.core.merge import OpenConflict, Side
    from models.core.problem import Problem


class Document(QObject):
    """The open workbook for the window: every edit goes through `do`, every screen listens here.

    `sync` saves it and takes in what others saved; `lock` says who else has the file open.
    """

    changed = Signal(object)  # a ChangeSet was done or undone; `book` is already the new one
    done = Signal(object)  # the ChangeSet of an edit just made; not sent for undo and redo
    replaced = Signal()  # a whole other Book
    state_changed = Signal()  # saved, saving, read-only or problems
    refused = Signal(object)  # the Refused of an edit that did not happen
    questioned = Signal()  # the question, `conflicts` or who else has the file open are others than before
    noticed = Signal(str)  # what happened without the person: edits brought back, another program's save merged

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._conflicts = session.conflicts
        self._unsaved: dict[str, set[tuple[str, str]]] = {}
        self._checking = Checking(session, self)
        self._checking.ended.connect(self.state_changed)
        self.watch = Watch(session.path, self)
        self.lock = ForeignLock(session, self.watch, self)
        self.lock.changed.connect(self.state_changed)
        self.lock.changed.connect(self.questioned)
        self.lock.judged.connect(self.questioned)
        self.sync = Sync(session, self.watch, self.lock, self)
        self.sync.changed.connect(self.state_changed)
        self.sync.filed.connect(self._filed)
        self.sync.replaced.connect(self._replaced)
        self.sync.refused.connect(self.refused)
        self.sync.questioned.connect(self.questioned)
        self.sync.noticed.connect(self.noticed)

    def begin(self) -> None:
        """Tells what came back at opening; once whoever shows it listens. Problems are looked for a moment later."""
        self.sync.begin()
        self._checking.check_soon()
        self.state_changed.emit()
        self.questioned.emit()

    # --- what is open ---

    @property
    def book(self) -> Book:
        return self.session.book

    @property
    def as_of(self) -> date:
        return self.session.as_of

    @property
    def read_only(self) -> str:
        """Why nothing can be edited; blank where it can."""
        return self.session.read_only

    @property
    def name(self) -> str:
        return self.session.name

    def now(self) -> datetime:
        """The moment that edits are stamped with: the day worked with, at the clock's time of day."""
        return self.session.now()

    # --- edits ---

    def do(self, changes: ChangeSet, *, undoable: bool = True) -> bool:
        """Makes the edit; False, with `refused` said, where it cannot be made. An empty one is done already.

        One that is not `undoable` records what has happened outside of the workbook, and stays.
        """
        if not changes:
            return True
        from models.core.refusal import Refused  # it brings pandas in, which a window without a file does not need

        try:
            changes = self.session.do(changes, undoable=undoable)
        except Refused as refusal:
            self.refused.emit(refusal)
            if refusal.code == "taken":
                self.questioned.emit()
                self.state_changed.emit()
            return False
        self._edited(changes)
        self.done.emit(changes)
        return True

    def undo(self) -> None:
        self._travel(lambda: self.session.undo())

    def redo(self) -> None:
        self._travel(lambda: self.session.redo())

    @property
    def can_undo(self) -> str:
        """What Undo would undo, in words; blank where there is nothing."""
        return self.session.undo_label

    @property
    def can_redo(self) -> str:
        return self.session.redo_label

    def _travel(self, move: Callable[[], ChangeSet | None]) -> None:
        from models.core.refusal import Refused

        try:
            moved = move()
        except Refused as refusal:
            self.refused.emit(refusal)
            return
        if moved is not None:
            self._edited(moved)

    def _edited(self, changes: ChangeSet) -> None:
        self._unsaved.clear()
        self.sync.save_soon()
        self._checking.edited(changes)
        self.changed.emit(changes)
        self.state_changed.emit()
        if self.session.conflicts is not self._conflicts:
            self._conflicts = self.session.conflicts
            self.questioned.emit()

    def unsaved(self, table_key: str) -> set[tuple[str, str]]:
        """The cells that the file does not hold yet: (row ID, field)."""
        if table_key not in self._unsaved:
            own = self.session.unsaved.of(table_key)
            self._unsaved[table_key] = {(change.row, name) for change in own for name in change.after or ()}
        return self._unsaved[table_key]

    def _filed(self) -> None:
        self._unsaved.clear()

    def _replaced(self) -> None:
        self.replaced.emit()
        self._checking.check_soon()

    # --- what others changed too ---

    @property
    def conflicts(self) -> tuple[OpenConflict, ...]:
        """What both sides changed and nobody has decided yet."""
        return self.session.conflicts

    def decide(self, choices: list[tuple[OpenConflict, Side]]) -> bool:
        """Decides conflicts as one edit that can be undone."""
        from models.core.merge import decision

        return self.do(decision(self.book, choices))

    # --- problems ---

    def problems(self) -> list[Problem]:
        """What was wrong when last looked at; `state_changed` follows when a look after an edit has ended."""
        return self._checking.problems

    def problems_of(self, table_key: str) -> Mapping[tuple[str, str], Problem]:
        """The gravest problem of each cell of a table, by (row ID, field)."""
        return self._checking.problems_of(table_key)

    @property
    def is_checking(self) -> bool:
        """Whether what `problems` says may be behind the Book."""
        return self._checking.is_behind

    # --- the end ---

    def close(self) -> None:
        """Lets the file go; call it once `sync.settle` has answered."""
        self._checking.end()
        self.sync.end()
        self.session.close()
