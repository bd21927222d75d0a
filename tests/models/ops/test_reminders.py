from datetime import UTC, date, datetime, timedelta

from models.core.book import Book
from models.core.change import Change, ChangeSet
from models.core.edit import remove_rows, set_fields
from models.core.schema import Value
from models.ops import ENTITIES
from models.ops.reminders import followed, push_reminders, row_of
from models.pipeline import DEALS, FOLLOWUPS
from tests.models.books import book_of

NOW = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)
DAY = NOW.date()


def day(days: int) -> date:
    return DAY + timedelta(days=days)


def step(days: int, **more: Value) -> dict[str, Value]:
    return {"title": "Call", "due_date": day(days), "status": "open", **more}


def pushed(book: Book) -> Book:
    return book.apply(push_reminders(book, DAY, NOW).changes)


def refs(book: Book, status: str = "active") -> list[object]:
    frame = book["Reminders"]
    return sorted(frame["ref"][frame["status"] == status])


def test_what_is_late_or_due_within_the_days_is_reminded_of_once() -> None:
    book = book_of(
        Followups=[step(-9), step(7), step(8), step(1, status="done")],
        Entities=[
            {"name": "Licence", "due_date": day(3), "status": "todo"},
            {"name": "Tax", "due_date": day(30)},
            {"name": "Trust", "due_date": day(1), "status": "done"},
            {"name": "Some day"},
        ],
    )
    found = push_reminders(book, DAY, NOW)
    after = book.apply(found.changes)
    assert (found.created, found.skipped) == (3, 0)
    assert refs(after) == ["entity:ent_0:2026-03-08", "followup:fu_0", "followup:fu_1"]
    row = after.row("Reminders", found.reminders[2]) or {}
    assert (row["title"], row["kind"], row["due_date"], row["priority"]) == ("Licence", "entity", day(3), "normal")
    again = push_reminders(after, DAY, NOW)
    assert (again.created, again.skipped, bool(again.changes)) == (0, 3, False)
    assert again.reminders == found.reminders


def test_one_that_was_dismissed_or_done_is_not_made_again() -> None:
    for status in ("dismissed", "done"):
        book = book_of(
            Followups=[step(0)],
            Reminders=[{"title": "Call", "due_date": day(-3), "ref": "followup:fu_0", "status": status}],
        )
        assert not push_reminders(book, DAY, NOW).changes


def test_a_followup_of_a_deal_that_is_over_is_not_reminded_of() -> None:
    deals: list[dict[str, Value]] = [{"stage": "dead"}, {"stage": "closed"}, {"stage": None}]
    book = book_of(Deals=deals, Followups=[step(0, deal_id=f"deal_{n}") for n in range(3)] + [step(0)])
    assert refs(pushed(book)) == ["followup:fu_2", "followup:fu_3"]


def test_a_reminder_is_completed_with_its_row() -> None:
    book = pushed(book_of(Deals=[{}], Followups=[step(0), step(0, deal_id="deal_0")], Entities=[
        {"name": "Licence", "due_date": day(3)}, {"name": "Tax", "due_date": day(2)},
    ]))  # fmt: skip
    for edit, ref in (
        (set_fields(book, FOLLOWUPS, "fu_0", {"status": "done"}, NOW), "followup:fu_0"),
        (remove_rows(book, FOLLOWUPS, ["fu_0"]), "followup:fu_0"),
        (set_fields(book, DEALS, "deal_0", {"stage": "dead"}, NOW), "followup:fu_1"),
        (set_fields(book, ENTITIES, "ent_1", {"status": "done"}, NOW), "entity:ent_1:2026-03-07"),
        (remove_rows(book, ENTITIES, ["ent_0"]), "entity:ent_0:2026-03-08"),
    ):
        whole = followed(book, edit, DAY, NOW)
        after = book.apply(whole)
        assert whole.label == edit.label
        assert (refs(after, "done"), len(refs(after))) == ([ref], 3)
        assert after.apply(whole.inverse()) == book
        assert pushed(book.apply(edit)) == after  # the tick finds the same of an edit that was made in Excel


def test_a_deal_that_comes_back_dead_completes_the_reminders_of_its_followups() -> None:
    book = pushed(book_of(Deals=[{}], Followups=[step(0, deal_id="deal_9")]))
    back, other = (ChangeSet("x", (Change("Deals", row, None, {"stage": "dead"}),)) for row in ("deal_9", "deal_8"))
    assert refs(book.apply(followed(book, back, DAY, NOW)), "done") == ["followup:fu_0"]
    assert followed(book, other, DAY, NOW) is other
    stale = book.apply(set_fields(book, FOLLOWUPS, "fu_0", {"status": "done"}, NOW))  # in Excel, say
    assert refs(stale.apply(followed(stale, other, DAY, NOW)), "done") == ["followup:fu_0"]


def test_another_day_moves_a_followups_reminder_and_replaces_an_entitys() -> None:
    book = pushed(book_of(Followups=[step(0)], Entities=[{"name": "Licence", "due_date": day(3)}]))
    moved = book.apply(followed(book, set_fields(book, ENTITIES, "ent_0", {"due_date": day(4)}, NOW), DAY, NOW))
    assert (refs(moved, "done"), refs(moved)) == (
        ["entity:ent_0:2026-03-08"], ["entity:ent_0:2026-03-09", "followup:fu_0"],
    )  # fmt: skip
    later = pushed(book.apply(set_fields(book, FOLLOWUPS, "fu_0", {"due_date": day(2)}, NOW)))
    assert [later["Reminders"]["due_date"].iloc[0].date(), len(later["Reminders"])] == [day(2), 2]


def test_an_edit_of_something_else_is_left_as_it_is() -> None:
    book = pushed(book_of(Followups=[step(0)], Entities=[{"name": "Licence", "due_date": day(3)}]))
    edit = set_fields(book, ENTITIES, "ent_0", {"notes": "Ring them"}, NOW)
    assert followed(book, edit, DAY, NOW) is edit
    found = [row_of(ref) for ref in ("followup:fu_0", "entity:ent_0:2026-03-08", "bill:b:2026-03-08")]
    assert found == ["fu_0", "ent_0", ""]


def test_a_reminder_of_ones_own_is_nobody_elses_to_complete() -> None:
    refs = (None, "bill:x:2026-01-01", "entity")
    rows = [{"title": "Mine", "due_date": DAY, "status": "active", "ref": ref} for ref in refs]
    assert not push_reminders(book_of(Reminders=rows), DAY, NOW).changes
