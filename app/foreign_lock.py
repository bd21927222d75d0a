"""Another program's lock on the open workbook: whose it is, whether it was left behind, whether saves wait for it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.jobs import Job
from app.tr import tr

if TYPE_CHECKING:
    from pathlib import Path

    from app.session import Session
    from app.watch import Watch


class ForeignLock(QObject):
    """What a Watch sees of it, and what the person says of it."""

    changed = Signal()  # somebody else has the file open, or nobody has any more, or the mark is to be ignored
    judged = Signal()  # `leftover` is another

    def __init__(self, session: Session, watch: Watch, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._watch = watch
        self._leftover = ""
        watch.lock_changed.connect(self._seen)

    @property
    def words(self) -> str:
        """Who else has the workbook open; blank if nobody."""
        return self._watch.lock

    @property
    def is_held(self) -> bool:
        """Whether saves have to wait for it."""
        return bool(self.words) and not self._is_ignored

    @property
    def leftover(self) -> str:
        """Why the mark of the program that seems to have the workbook open looks left behind; blank if it does not."""
        return "" if self._is_ignored else self._leftover

    def ignore(self) -> None:
        """The mark of another program was left behind: saves go on in spite of it. It is not deleted."""
        self._session.ignored = self._watch.mark
        self.changed.emit()

    @property
    def _is_ignored(self) -> bool:
        return bool(self._watch.mark) and self._session.ignored == self._watch.mark

    def _seen(self) -> None:
        self._leftover = ""
        self.changed.emit()
        if self.is_held:
            path = self._session.path
            job = Job(tr("Looking who has the workbook open"), lambda _: _left_behind(path))
            job.done.connect(self._judge)
            job.start()

    def _judge(self, why: str) -> None:
        self._leftover = why if self.words else ""
        self.judged.emit()


def _left_behind(path: Path) -> str:
    from io_xlsx.leftover import left_behind

    return left_behind(path.resolve(), datetime.now().astimezone())
