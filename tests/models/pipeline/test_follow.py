"""A follow-up that is closed by hand says when, and one that is opened again forgets it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.book import Book
from models.core.change import ChangeSet, together
from models.core.edit import add_row, remove_rows, set_fields
from models.core.schema import Value
from models.pipeline import FOLLOWUPS
from models.pipeline.follow import followed
from models.pipeline.steps import close_step
from tests.models.pipeline.office import NOON, office

STAMP = "2026-03-05T18:00:00Z"
EARLIER = "2026-02-01T09:00:00Z"


def planned(**more: Value) -> Book:
    return office(Followups=[{"title": "Call", "due_date": NOON.date(), "deal_id": "deal_0", "status": "open", **more}],
                  PipelineRuns=[{"deal_id": "deal_0", "kind": "sms"}])  # fmt: skip


def edited(book: Book, **values: Value) -> ChangeSet:
    return set_fields(book, FOLLOWUPS, "fu_0", values, NOON, by_app=True)


def row(book: Book, changes: ChangeSet, row_id: str = "fu_0") -> dict[str, Any]:
    return dict(book.apply(followed(book, changes, NOON)).row(FOLLOWUPS, row_id) or {})


@pytest.mark.parametrize("status", ["done", "canceled"])
def test_closing_by_hand_stamps_it(status: str) -> None:
    book = planned()
    changes = followed(book, edited(book, status=status), NOON)
    after = book.apply(changes).row(FOLLOWUPS, "fu_0") or {}
    assert (after["status"], after["closed_at"], after["closed_by_run_id"]) == (status, STAMP, None)
    assert len(changes.changes) == 1  # one row, one undo
    assert changes.label == edited(book, status=status).label


@pytest.mark.parametrize("status", ["open", None])
def test_opening_again_clears_when_and_by_which_run_it_was_closed(status: str | None) -> None:
    book = planned(status="done", closed_at=EARLIER, closed_by_run_id="run_0")
    after = row(book, edited(book, status=status))
    assert (after["status"], after["closed_at"], after["closed_by_run_id"]) == (status, None, None)


def test_what_is_written_with_it_stays() -> None:
    book = planned()
    assert row(book, edited(book, status="done", closed_at=EARLIER))["closed_at"] == EARLIER
    closed = planned(status="done", closed_at=EARLIER)
    assert row(closed, edited(closed, status="canceled"))["closed_at"] == EARLIER
    assert row(closed, edited(closed, status="open", closed_by_run_id="run_0"))["closed_by_run_id"] == "run_0"


def test_a_row_that_is_added_closed_is_stamped_and_a_deleted_one_is_not() -> None:
    book = planned()
    fresh: dict[str, Value] = {"title": "Rang her", "due_date": NOON.date(), "status": "done"}
    added = add_row(book, FOLLOWUPS, fresh, NOON)
    assert row(book, added, added.changes[0].row)["closed_at"] == STAMP
    gone = together("", edited(book, status="done"), remove_rows(book.apply(edited(book, status="done")), FOLLOWUPS,
                                                                 ["fu_0"]))  # fmt: skip
    assert followed(book, gone, NOON) == gone


def test_nothing_follows_from_another_edit() -> None:
    book = planned()
    for changes in (edited(book, title="Text"), close_step(book, "fu_0", NOON)):
        assert followed(book, changes, NOON) is changes


statuses = st.sampled_from(["open", "done", "canceled", None])


@given(statuses, statuses, st.booleans())
def test_followed_again_adds_nothing(before: str | None, after: str | None, stamped: bool) -> None:
    book = planned(status=before, closed_at=EARLIER if stamped else None)
    once = followed(book, edited(book, status=after), NOON)
    assert followed(book, once, NOON) == once
