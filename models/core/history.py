"""What was done and can be undone, what was undone and can be done again."""

from __future__ import annotations

from models.core.change import ChangeSet


class History:
    """Two stacks of change sets; a new one makes what was undone unreachable."""

    def __init__(self) -> None:
        self._done: list[ChangeSet] = []
        self._undone: list[ChangeSet] = []

    @property
    def undo_label(self) -> str:
        """What Undo would take back, in words; blank if nothing."""
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        return self._undone[-1].label if self._undone else ""

    def did(self, changes: ChangeSet) -> None:
        self._done.append(changes)
        self._undone.clear()

    def undoing(self) -> ChangeSet | None:
        """The change set that takes the last one back; `undid` says that it was applied."""
        return self._done[-1].inverse() if self._done else None

    def undid(self) -> None:
        self._undone.append(self._done.pop())

    def drop_undo(self) -> None:
        """Forgets the last one: it no longer fits the Book."""
        self._done.pop()

    def drop_redo(self) -> None:
        self._undone.pop()

    def redoing(self) -> ChangeSet | None:
        return self._undone[-1] if self._undone else None

    def redid(self) -> None:
        self._done.append(self._undone.pop())

    def clear(self) -> None:
        """Forgets everything: another Book came that these sets were not made on."""
        self._done.clear()
        self._undone.clear()
