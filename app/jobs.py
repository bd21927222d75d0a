"""Background work: one function on a thread of the pool, its progress, its end and its cancelling on the UI thread."""

from __future__ import annotations

import gc
from collections.abc import Callable
from threading import Event
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThreadPool, Signal
from shiboken6 import isValid

# Jobs whose end has not arrived. While there are any, garbage is left lying: collected on their threads, what a window
# left behind (timers, models, actions) would be destroyed there, while the UI thread may be using it.
_running: set[Job] = set()


class Cancelled(Exception):
    """The person no longer wants the work; raised inside it at its next step."""


class Job(QObject):
    """Work under way. `done`, `failed` and `progress` arrive on the UI thread; of the first two exactly one does."""

    progress = Signal(str, float)
    done = Signal(object)
    failed = Signal(object)
    _ended = Signal(bool, object)

    def __init__(
        self, title: str, work: Callable[[Job], Any], discard: Callable[[Any], object] = lambda _: None
    ) -> None:
        """`discard` gets the result that nobody wants any more, because the work was cancelled in its last moment."""
        super().__init__(QCoreApplication.instance())  # so that a thread that lets go of it last does not destroy it
        self.title = title
        self._work: Callable[[Job], Any] = work
        self._discard = discard
        self._cancel = Event()
        # Queued although both ends are this object: the signal is sent from the worker's thread.
        self._ended.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    def start(self) -> Job:
        _running.add(self)
        gc.disable()
        QThreadPool.globalInstance().start(self._run)
        return self

    def cancel(self) -> None:
        self._cancel.set()

    @property
    def cancelled(self) -> bool:
        return self._cancel.is_set()

    def step(self, words: str, share: float) -> None:
        """What the work is at, and how far (0 to 1; below 0 = unknown). Called by the work; raises Cancelled."""
        if self._cancel.is_set():
            raise Cancelled(self.title)
        self.progress.emit(words, share)

    def _run(self) -> None:
        try:
            result = self._work(self)
        except BaseException as problem:  # whatever it is, the UI thread decides what to say
            self._ended.emit(False, problem)
        else:
            self._ended.emit(True, result)

    def _finish(self, worked: bool, result: object) -> None:
        self._let_go()
        if worked and self.cancelled:
            self._discard(result)
            worked, result = False, Cancelled(self.title)
        (self.done if worked else self.failed).emit(result)

    def _let_go(self) -> None:
        """What the work holds is given up here, not on its thread."""
        self._work = _no_work
        self.deleteLater()
        _running.discard(self)
        if not _running:
            gc.enable()


class Latest(QObject):
    """Work of which only the newest counts: what is started cancels what ran before and hears no more of it.

    `done` and `failed` are the newest Job's; a cancelled one says nothing.
    """

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job: Job | None = None

    @property
    def busy(self) -> bool:
        return self._job is not None

    def start(self, title: str, work: Callable[[Job], Any]) -> Job:
        self.cancel()
        job = self._job = Job(title, work)
        job.done.connect(lambda result: self._end(job, self.done, result))
        job.failed.connect(lambda problem: self._end(job, self.failed, problem))
        return job.start()

    def cancel(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _end(self, job: Job, signal: Any, what: object) -> None:
        if job is self._job and isValid(self):  # a window that was closed took this with it
            self._job = None
            signal.emit(what)


def _no_work(job: Job) -> None:
    """What an ended job still does."""


def wait_for_all(milliseconds: int = -1) -> bool:
    """Waits until no work runs; False when the time ran out first. Ends are still delivered by the event loop."""
    return QThreadPool.globalInstance().waitForDone(milliseconds)
