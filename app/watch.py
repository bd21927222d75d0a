"""Watches the open workbook for other programs: whether the file was saved, and whether one has it open."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from app.jobs import Job

POLL_MS = 2000
SOON_MS = 80  # several signals of one save are one look
REST_MS = 250  # a file that is the same after this time is no longer being written
GONE_S = 1.0  # LibreOffice's mark vanishes for half a second while it saves

Identity = tuple[int, int, int]


@dataclass(frozen=True)
class Sighting:
    """What was seen: the file's inode, size and time (None: it is not there), who has it open, and by which marks."""

    identity: Identity | None
    lock: str
    mark: str


class Watch(QObject):
    """Looks when the system says that something happened, and every two seconds in any case; on another thread."""

    moved = Signal()  # the file is another than before and has come to rest; our own saves are told, too
    lock_changed = Signal()  # `lock` is another

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lock = ""  # who else has the workbook open, in words; blank if nobody
        self.mark = ""  # names the marks that say so
        self._path = path.resolve()
        self._known: Identity | None = None
        self._last: Identity | None = None
        self._gone_at = 0.0
        self._job: Job | None = None
        self._again = False
        self._soon = self._timer(SOON_MS)
        self._rest = self._timer(REST_MS)
        self._poll = self._timer(POLL_MS)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._look_soon)
        self._watcher.directoryChanged.connect(self._look_soon)

    def begin(self, identity: Identity | None) -> None:
        """From now on; `identity` is the file's as it was read."""
        self._known = self._last = identity
        self._watcher.addPath(str(self._path.parent))
        self.look()

    def look(self) -> None:
        """Looks now."""
        if self._job is not None:
            self._again = True
            return
        path = self._path
        self._job = Job("Watching", lambda _: sight(path))
        self._job.done.connect(self._seen)
        self._job.failed.connect(self._not_seen)
        self._job.start()

    def end(self) -> None:
        for timer in (self._soon, self._rest, self._poll):
            timer.stop()
        if self._watcher.directories():
            self._watcher.removePaths([*self._watcher.directories(), *self._watcher.files()])
        if self._job is not None:
            self._job.done.disconnect(self._seen)
            self._job = None

    def _look_soon(self, _: str) -> None:
        self._soon.start()

    def _seen(self, sighting: Sighting) -> None:
        self._job = None
        self._poll.start()
        self._see_lock(sighting)
        self._see_file(sighting.identity)
        if self._again:
            self._again = False
            self._soon.start()

    def _not_seen(self, _: BaseException) -> None:
        """A disk that does not answer just now is asked again."""
        self._job = None
        self._poll.start()

    def _see_lock(self, sighting: Sighting) -> None:
        if sighting.lock:
            self._gone_at = 0.0
        elif self.lock and not self._gone_at:
            self._gone_at = time.monotonic()
        waiting = not sighting.lock and self.lock and time.monotonic() - self._gone_at < GONE_S
        if waiting:
            self._rest.start()
        elif (sighting.lock, sighting.mark) != (self.lock, self.mark):
            self.lock, self.mark = sighting.lock, sighting.mark
            self.lock_changed.emit()

    def _see_file(self, identity: Identity | None) -> None:
        if identity is None:
            return  # a program that is just replacing it; a save says so if it stays away
        if str(self._path) not in self._watcher.files():  # a file put in its place is another one to the system
            self._watcher.addPath(str(self._path))
        if identity == self._known:
            self._last = identity
        elif identity == self._last:
            self._known = identity
            self.moved.emit()
        else:
            self._last = identity
            self._rest.start()

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(self.look)
        return timer


def sight(path: Path) -> Sighting:
    """Looks once, in any thread."""
    from io_xlsx.guard import foreign_lock, mark

    return Sighting(identity_of(path), foreign_lock(path), mark(path))


def identity_of(path: Path) -> Identity | None:
    """What another program's save changes at least one of."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
