"""What the import of a spreadsheet works out elsewhere than on the UI thread: the plan, and the change set."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from app.frame.import_reading import Reading
from app.jobs import Job
from app.tr import tr, tr_error
from models.core.book import Book
from models.core.refusal import Refused
from models.intake import Imported, Plan, import_rows


@dataclass(frozen=True)
class Planned:
    """The file as it was read, and what becomes of its rows in this Book; `refusal` says why there is no plan."""

    reading: Reading
    book: Book
    plan: Plan | None
    refusal: str = ""


@dataclass(frozen=True)
class Ready:
    """An import that only has to be done, as long as the workbook is at this Book."""

    book: Book
    plan: Plan
    found: Imported
    file_name: str


def planning(read: Callable[[], Reading], book: Book) -> Callable[[Job], Planned]:
    """Reads the file as the person said, and plans it."""

    def work(job: Job) -> Planned:
        words = tr("Reading the rows…")
        job.step(words, -1)
        reading = read()
        try:
            return Planned(reading, book, reading.plan(book, lambda share: job.step(words, share)))
        except Refused as refusal:
            return Planned(reading, book, None, tr_error(refusal))

    return work


def making_ready(
    reading: Reading, anew: Collection[int], book: Book, now: datetime, planned: Planned | None = None
) -> Callable[[Job], Ready]:
    """Plans it on this Book, if `planned` is not that already, and makes the change set. Raises Refused."""

    def work(job: Job) -> Ready:
        words = tr("Bringing the rows in…")
        job.step(words, -1)
        if planned is not None and planned.plan is not None and planned.book is book:
            plan = planned.plan
        else:
            plan = reading.plan(book, lambda share: job.step(words, share / 2))
        found = import_rows(book, plan, reading.file_name, now, anew, lambda share: job.step(words, share))
        return Ready(book, plan, found, reading.file_name)

    return work
