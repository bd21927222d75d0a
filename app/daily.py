"""The daily tick of the open window: at its opening, when the day changes, and after the computer slept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.fault_log import log, trace_of
from app.jobs import Job
from app.tr import tr, tr_phrase

if TYPE_CHECKING:
    from app.document import Document
    from models.ops.tick import Ticked

LOOK_MS = 60_000  # a timer that fires late after a sleep still fires then


class Daily(QObject):
    """Once a day for each workbook that is opened, never two at once, never on one that is read-only.

    What it did is one change set, that can be undone, and one sentence by `Document.noticed`; silent where it did
    nothing.
    """

    found = Signal(str)  # once after a tick that did something: how much waits, without names or amounts; never blank

    def __init__(self, document: Callable[[], Document | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._handled: tuple[Document, date] | None = None
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Runs the tick where the day of the open workbook has not had it from here."""
        document = self._document()
        if self._job is not None or document is None or document.read_only:
            return
        if self._handled == (document, document.as_of):
            return
        book, now, sheets = document.book, document.now(), set(document.session.base.layout.writable)

        def work(_: Job) -> Ticked:
            from models.ops.tick import tick  # it brings pandas in, which is read by now, in this thread

            return tick(book, now, sheets, lambda fault: log(trace_of(fault)))

        self._job = Job(tr("Daily round"), work)
        self._job.done.connect(lambda done: self._ticked(document, book, now.date(), done))
        self._job.failed.connect(lambda fault: self._failed(document, now.date(), fault))
        self._job.start()

    def _ticked(self, document: Document, book: object, day: date, done: Ticked) -> None:
        self._job = None
        if self._document() is not document:
            self.look()
            return
        if document.book is not book or document.read_only:  # somebody typed meanwhile: it is worked out again
            self.look()
            return
        self._handled = (document, day)
        if document.do(done.changes) and done.changes:
            self._tell(document, done)
        document.state_changed.emit()  # whatever shows the day shows the new one

    def _tell(self, document: Document, done: Ticked) -> None:
        from app.tabs.needs import needs_of
        from models.ops.notice import notice
        from models.ops.tick import digest

        said = digest(done.data)
        if said:
            document.noticed.emit(tr_phrase(said))
        counts = notice(needs_of(document), done.data["pipeline"].get("created", 0))
        if counts:
            self.found.emit(tr_phrase(counts))

    def _failed(self, document: Document, day: date, fault: BaseException) -> None:
        """Not again every minute; the next opening, or the next day, tries anew."""
        self._job, self._handled = None, (document, day)
        raise fault
