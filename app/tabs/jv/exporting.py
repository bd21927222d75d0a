"""An export in the background: made and proved on another thread, logged and put in its place on this one."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.jobs import Job
from app.partner_export.export import (
    Asked,
    Prepared,
    granted,
    prepare,
    refuse_target,
    refuse_unread,
    refuse_unread_deals,
)
from app.partner_export.places import remember_place
from app.partner_export.seal import signer_in
from app.partner_export.temps import Staged, staged
from app.recent import own_folder
from app.tr import tr, tr_phrase
from models.core.book import Book
from models.core.refusal import Refused

READS = ("Partners", "ShareTokens", "Exports", "Deals", "Settings")
MOST_TIMES = 3  # that it is made again because the workbook changed meanwhile


@dataclass(frozen=True)
class Ready:
    """Files that are made, proved and written under other names beside their places; `stack` holds them."""

    book: Book
    prepared: Prepared
    place: Staged
    stack: ExitStack


class Exporting(QObject):
    """One export at a time. Exactly one of `done` and `failed` follows a start; no file is there after `failed`."""

    done = Signal(object)  # the Prepared
    failed = Signal(object)  # a Refused, Cancelled or OSError
    progress = Signal(str, float)

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self.document = document
        self._job: Job | None = None

    @property
    def busy(self) -> bool:
        return self._job is not None

    def start(self, token_id: str, asked: Asked, *, times: int = 1) -> None:
        self._token_id, self._asked, self._times = token_id, asked, times
        document = self.document
        book, now = document.book, document.now()
        try:
            refuse_unread(document.session, token_id)
            grant = granted(book, token_id, now, rows_too=True)
            refuse_unread_deals(document.session, grant.partner_id)
        except Refused as refusal:
            self.failed.emit(refusal)
            return

        def work(job: Job) -> Ready:
            def step(words: str, share: float) -> None:
                job.step(tr_phrase(words), share)

            prepared = prepare(book, grant, now, asked, signer_in(own_folder()), step)
            with ExitStack() as stack:
                place = stack.enter_context(staged(prepared.files, prepared.export_id, document.session.path))
                job.step(tr("Putting it in its place"), 0.95)
                return Ready(book, prepared, place, stack.pop_all())

        self._job = Job(tr("Exporting"), work, discard=lambda ready: ready.stack.close())
        self._job.progress.connect(self.progress)
        self._job.done.connect(self._made)
        self._job.failed.connect(self._not_made)
        self._job.start()

    def cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _made(self, ready: Ready) -> None:
        self._job = None
        try:
            with ready.stack:
                same = all(self.document.book[key] is ready.book[key] for key in READS)
                if same:
                    self._put_in_place(ready)
        except (Refused, OSError) as problem:
            self.failed.emit(problem)
            return
        if same:
            self.done.emit(ready.prepared)
        elif self._times < MOST_TIMES:
            self.start(self._token_id, self._asked, times=self._times + 1)
        else:
            self.failed.emit(Refused(tr("The workbook goes on changing; no file was made."), code="conflict"))

    def _put_in_place(self, ready: Ready) -> None:
        """First the log, then the file: there is none that the log does not know. A kill in between leaves the file
        beside its place, and whoever opens the workbook next puts it there.
        """
        prepared, document = ready.prepared, self.document
        for path, _ in prepared.files:
            refuse_target(path, replace=self._asked.replace)
        if not document.do(prepared.changes, undoable=False):
            raise Refused(tr("The log of exports could not be written; no file was made."), code="not_written")
        try:
            ready.place.put()
        except OSError:
            document.do(prepared.changes.inverse(), undoable=False)
            raise
        remember_place(prepared.export_id, self._asked.out)

    def _not_made(self, problem: BaseException) -> None:
        self._job = None
        self.failed.emit(problem)
