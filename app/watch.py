"""Watches the open workbook for other programs: whether the file was saved, and whether one has it open."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QFileSystemWatcher, QObject, QStorageInfo, QTimer, Signal

from app.jobs import Job
from app.tr import tr

POLL_MS = 2000  # where the system may not tell: a save is to be seen within three seconds
CALM_MS = 60_000  # where it tells; only for what it may have dropped, as an idle window is to use no CPU
SOON_MS = 80  # several signals of one save are one look
REST_MS = 250  # a file that is the same after this time is no longer being written
GONE_S = 1.0  # LibreOffice's mark vanishes for half a second while it saves

# Disks of this machine: the system tells of every change on them. Network drives, and folders that a virtual
# machine or a cloud program brings in, only tell of what was done on this side.
OWN_DISKS = frozenset({
    "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "reiserfs", "tmpfs", "vfat", "exfat", "ntfs", "ntfs3",
    "apfs", "hfs",
})  # fmt: skip
_OWN_VOLUME = "\\\\?\\volume{"  # how Windows names a disk of its own; a share has another name

Identity = tuple[int, int, int]


@dataclass(frozen=True)
class Sighting:
    """What was seen: the file's inode, size and time (None: it is not there), who has it open, and by which marks."""

    identity: Identity | None
    lock: str
    mark: str


class Watch(QObject):
    """Looks when the system says that something happened, and from time to time in any case; on another thread.

    That is every two seconds on drives where the system may not say it, and seldom on the machine's own disks.
    """

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
        self._own_disk = is_own_disk(self._path.parent)
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
        self._job = Job(tr("Watching"), lambda _: sight(path))
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
        self._see_lock(sighting)
        self._see_file(sighting.identity)
        self._poll.start(CALM_MS if self._is_told(sighting) else POLL_MS)
        if self._again:
            self._again = False
            self._soon.start()

    def _not_seen(self, _: BaseException) -> None:
        """A disk that does not answer just now is asked again."""
        self._job = None
        self._poll.start(POLL_MS)

    def _is_told(self, sighting: Sighting) -> bool:
        """Whether the system will tell of the next change: both the file and its folder are being watched."""
        watched = {*self._watcher.directories(), *self._watcher.files()}
        there = sighting.identity is not None and {str(self._path), str(self._path.parent)} <= watched
        return self._own_disk and there and not sighting.lock

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
        # A file put in its place is another one to the system; what happened since the look is told by nobody.
        if str(self._path) not in self._watcher.files() and self._watcher.addPath(str(self._path)):
            self._again = True
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


def is_own_disk(folder: Path) -> bool:
    """Whether a folder lies on a disk of this machine; False where that cannot be told."""
    disk = QStorageInfo(str(folder))
    if sys.platform == "win32":
        return _words(disk.device()).startswith(_OWN_VOLUME)
    return _words(disk.fileSystemType()) in OWN_DISKS


def _words(name: QByteArray) -> str:
    return bytes(name.data()).decode("utf-8", "replace").casefold()


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
