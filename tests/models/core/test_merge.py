"""Both sides changed the same: what fits, what a person decides, and that neither value is ever lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.bills import BILLS
from models.core.book import Book, frame_of
from models.core.change import Change, ChangeSet
from models.core.merge import (
    OpenConflict,
    Side,
    conflicts_from_json,
    conflicts_to_json,
    decision,
    is_moot,
    merge,
)

FIELDS = ("name", "notes", "payee")


def book(rows: dict[str, dict[str, str]]) -> Book:
    return Book([BILLS], {BILLS.key: frame_of(BILLS, list(rows), list(rows.values()))})


def edits(was: Book, rows: dict[str, dict[str, str | None] | None]) -> ChangeSet:
    """New values by row; None deletes it."""
    made = []
    for row, fields in rows.items():
        before = {name: value for name, value in (was.row(BILLS, row) or {}).items() if value is not None}
        if fields is None:
            made.append(Change("Bills", row, before, None))
        else:
            made.append(Change("Bills", row, {name: before.get(name) for name in fields}, fields))
    return ChangeSet("Edit", tuple(made))


def test_of_two_stamps_the_later_counts_and_is_no_conflict() -> None:
    was = book({"a": {"name": "one", "updated_at": "2026-01-01T00:00:00Z"}})
    theirs = was.apply(edits(was, {"a": {"name": "theirs", "updated_at": "2026-01-02T00:00:00Z"}}))
    mine = edits(was, {"a": {"notes": "mine", "updated_at": "2026-01-03T00:00:00Z"}})
    merged = merge(theirs, mine, was)
    assert merged.conflicts == ()
    assert theirs.apply(merged.fitting).row(BILLS, "a") == {
        **(theirs.row(BILLS, "a") or {}), "notes": "mine", "updated_at": "2026-01-03T00:00:00Z",
    }  # fmt: skip


def test_where_every_value_conflicts_the_stamp_stays_theirs() -> None:
    was = book({"a": {"name": "one", "updated_at": "2026-01-01T00:00:00Z"}})
    theirs = was.apply(edits(was, {"a": {"name": "theirs"}}))
    merged = merge(theirs, edits(was, {"a": {"name": "mine", "updated_at": "2026-01-03T00:00:00Z"}}), was)
    assert (len(merged.conflicts), merged.fitting.changes) == (1, ())


def test_the_same_row_added_on_both_sides_conflicts_cell_by_cell() -> None:
    theirs = book({"a": {"name": "theirs", "payee": "same"}})
    added = ChangeSet("Add", (Change("Bills", "a", None, {"name": "mine", "payee": "same", "notes": "only mine"}),))
    found = {one.field: (one.was, one.theirs, one.mine) for one in merge(theirs, added).conflicts}
    assert found == {
        "name": ({"name": None}, {"name": "theirs"}, {"name": "mine"}),
        "notes": ({"notes": None}, {"notes": None}, {"notes": "only mine"}),
    }


def test_several_cells_of_a_row_are_decided_each_as_chosen_by_one_change() -> None:
    was = book({"a": {"name": "one", "notes": "two"}})
    theirs = was.apply(edits(was, {"a": {"name": "their name", "notes": "their notes"}}))
    name, notes = merge(theirs, edits(was, {"a": {"name": "my name", "notes": "my notes"}}), was).conflicts
    changes = decision(theirs, [(name, Side.MINE), (notes, Side.THEIRS)])
    assert changes.label == "Decide 2 conflicts"
    assert len(changes.changes) == 1
    row = theirs.apply(changes).row(BILLS, "a") or {}
    assert (row["name"], row["notes"]) == ("my name", "their notes")


TEXTS = st.sampled_from(["x", "y", "z"])
ROW = st.fixed_dictionaries(dict.fromkeys(FIELDS, TEXTS))
EDIT = st.none() | st.dictionaries(st.sampled_from(FIELDS), st.none() | TEXTS, min_size=1, max_size=3)
IDS = st.sampled_from("abc")


@given(st.fixed_dictionaries({"a": ROW, "b": ROW, "c": ROW}), st.dictionaries(IDS, EDIT), st.dictionaries(IDS, EDIT))
def test_every_value_of_both_sides_stands_there_or_is_in_a_conflict(
    rows: dict[str, dict[str, str]],
    there: dict[str, dict[str, str | None] | None],
    here: dict[str, dict[str, str | None] | None],
) -> None:
    was = book(rows)
    theirs, mine = was.apply(edits(was, there)), edits(was, here)
    merged = merge(theirs, mine, was)
    now, ours = theirs.apply(merged.fitting), was.apply(mine)
    conflicts = {one.cell: one for one in merged.conflicts}
    for row in rows:
        base, left, right, result = (one.row(BILLS, row) for one in (was, theirs, ours, now))
        if (row_conflict := conflicts.get(("Bills", row, ""))) is not None:
            assert result is not None
            assert row_conflict.theirs is None or row_conflict.mine is None
            assert result == (right if left is None else left)
            continue
        if left is None or right is None:
            assert result is None
            assert left == right or base in (left, right)
            continue
        for name in FIELDS:
            assert base is not None
            assert result is not None
            values = {left[name], right[name]}
            conflict = conflicts.get(("Bills", row, name))
            if conflict is not None:
                assert ({*(conflict.theirs or {}).values()}, {*(conflict.mine or {}).values()}) == (
                    {left[name]}, {right[name]},
                )  # fmt: skip
                assert result[name] == left[name]
            else:
                assert len(values) == 1 or base[name] in values
                assert result[name] == (right[name] if left[name] == base[name] else left[name])


@given(st.fixed_dictionaries({"a": ROW, "b": ROW}), st.dictionaries(IDS, EDIT), st.dictionaries(IDS, EDIT))
def test_mine_for_all_gives_mine_everywhere_and_nothing_is_left_to_decide(
    rows: dict[str, dict[str, str]],
    there: dict[str, dict[str, str | None] | None],
    here: dict[str, dict[str, str | None] | None],
) -> None:
    there, here = ({row: one for row, one in side.items() if row in rows} for side in (there, here))
    was = book(rows)
    theirs, mine = was.apply(edits(was, there)), edits(was, here)
    merged = merge(theirs, mine, was)
    now = theirs.apply(merged.fitting)
    decided = now.apply(decision(now, [(one, Side.MINE) for one in merged.conflicts]))
    ours = was.apply(mine)
    for one in merged.conflicts:
        stands, wanted = decided.row(BILLS, one.row), ours.row(BILLS, one.row)
        assert (stands or {}).get(one.field or "name") == (wanted or {}).get(one.field or "name")
        assert is_moot(decided, one) or one.theirs is None
    again = conflicts_from_json(conflicts_to_json(merged.conflicts), {"Bills": BILLS})
    assert again == merged.conflicts
    assert all(isinstance(one, OpenConflict) for one in again)
