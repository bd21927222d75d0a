"""Bank files through the whole way: into an open workbook, saved, read again, and imported once more."""

from contextlib import closing
from pathlib import Path

import pytest

from app.session import Session
from models.budget import LEDGER
from models.budget.buffer import buffer_check, push_buffer_reminder
from models.budget.importing import (
    Imported,
    Statement,
    all_probable,
    guess_layout,
    import_lines,
    is_ofx,
    plan_import,
    read_csv,
    read_ofx,
)
from models.budget.targets import budget_of, set_budget
from tests.models.budget.importing.files import FOLDER, text_of
from tests.workbooks import DAY, NOW, demo_copy


def opened(path: Path) -> Session:
    return Session.open(path, journals=path.parent / "journals", as_of=DAY, clock=lambda: NOW)


def read(name: str) -> Statement:
    text = text_of(name)
    return read_ofx(text) if is_ofx(text) else read_csv(text, guess_layout(text).layout)


def imported(session: Session, name: str) -> Imported:
    plan = plan_import(session.book, read(name))
    return import_lines(session.book, plan, "misc", session.now(), all_probable(plan))


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
def test_importing_twice_adds_nothing_after_the_file_was_saved(tmp_path: Path, name: str) -> None:
    path = demo_copy(tmp_path)
    with closing(opened(path)) as session:
        lines = len(session.book[LEDGER])
        first = imported(session, name)
        session.do(first.changes)
        session.save()
        held = session.book
    with closing(opened(path)) as session:
        assert session.book == held
        assert len(session.book[LEDGER]) == lines + first.imported > lines
        again = imported(session, name)
        assert (again.imported, again.skipped_duplicates) == (0, first.imported + first.skipped_duplicates)


def test_the_plan_and_the_buffers_reminder_are_saved(tmp_path: Path) -> None:
    path = demo_copy(tmp_path)
    with closing(opened(path)) as session:
        session.do(set_budget(session.book, {"income_target": 1000.0}, {"rent": 1.5}, session.now()))
        session.do(push_buffer_reminder(session.book, DAY, session.now()))
        session.save()
    with closing(opened(path)) as session:
        assert budget_of(session.book).categories["rent"] == 1.5
        check = buffer_check(session.book, DAY)
        assert check.alert is not None
        assert check.income_target == 1000
        assert not push_buffer_reminder(session.book, DAY, session.now())
