"""New workbooks: with what everybody starts from, or with a believable year of data to look around in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from io_xlsx.backups import Reason, Why, keep
from io_xlsx.guard import Fingerprint, beside, foreign_lock, put_in_place
from io_xlsx.lock import Busy, Lock
from io_xlsx.stamp import Stamp
from io_xlsx.template import new_workbook
from models.core.book import Book
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.dashboard import DASHBOARD
from models.starter import starter


def create_workbook(path: Path, now: datetime, *, demo: bool = False, force: bool = False) -> Book:
    """Makes the file and returns what it holds; `now` is the day that its data count from.

    Refused where the file exists, unless `force` puts the new one in its place; the old one is kept as a copy.
    """
    if path.suffix.lower() != ".xlsx":
        raise Refused(
            phrase("{name} has to end in .xlsx.", name=path.name),
            hint=phrase("Name it {stem}.xlsx.", stem=path.stem),
            code="bad_name",
        )
    if path.exists() and not force:
        raise Refused(
            phrase("{name} exists already.", name=path.name),
            hint=phrase("Choose another name, or --force to replace it."),
            code="exists",
        )
    book = _content(now, demo=demo)
    try:
        _write(path, book, now.date())
    except FileNotFoundError:
        raise Refused(phrase("There is no folder {parent}.", parent=path.parent), code="no_folder") from None
    except OSError as problem:
        raise Refused(
            phrase("{path} cannot be written: {why}.", path=path, why=problem.strerror), code="not_saved"
        ) from None
    return book


def _content(now: datetime, *, demo: bool) -> Book:
    if not demo:
        return starter(now)
    from models.demo import demo as demo_book  # a year of data that a plain new workbook does not need

    return demo_book(now.date())


def _write(path: Path, book: Book, as_of: date) -> None:
    path = path.resolve()
    who = foreign_lock(path)
    if who:
        raise Refused(
            phrase("{name} cannot be replaced now: {who}.", name=path.name, who=who),
            hint=phrase("Close it there first."),
            code="locked",
        )
    lock = Lock(path)
    try:
        lock.acquire()
        _put(path, book, as_of)
    except Busy as holder:
        raise Refused(
            phrase("{name} cannot be replaced now: {holder}.", name=path.name, holder=holder),
            hint=phrase("Close it there first."),
            code="locked",
        ) from None
    finally:
        lock.release()


def _put(path: Path, book: Book, as_of: date) -> None:
    with beside(path) as (temp, file):
        file.close()
        new_workbook(temp, book, as_of, DASHBOARD, Stamp(uuid4().hex[:16]).properties)
        if path.exists():
            keep(path, Fingerprint.of_file(path).digest, Reason(Why.REPLACE), datetime.now(UTC))
        put_in_place(temp, path)
