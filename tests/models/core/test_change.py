"""The laws of change sets, on random edits."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bills import BILLS, PAYMENTS
from models.core.book import Book, Conflicts, frame_of
from models.core.change import Change, ChangeSet, from_json, net, new_id, to_json, together
from models.core.schema import Table, Value

TABLES = (BILLS, PAYMENTS)
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "name": st.none() | st.text(max_size=8),
    "amount": st.none() | st.integers(0, 10**6).map(lambda cents: cents / 100),
    "due_day": st.none() | st.integers(1, 31),
    "autopay": st.none() | st.booleans(),
    "start_date": st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    "paid_on": st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1)),
}


def some_book(rows: int) -> Book:
    bills: list[dict[str, Value]] = [
        {"name": f"Bill {n}", "amount": n + 0.5, "autopay": n % 2 == 0} for n in range(rows)
    ]
    return Book(TABLES, {"Bills": frame_of(BILLS, [f"bill_{n}" for n in range(rows)], bills)})


@st.composite
def histories(draw: st.DrawFn) -> tuple[Book, list[ChangeSet]]:
    """A Book and change sets, each made on the Book that those before it lead to."""
    book = first = some_book(draw(st.integers(0, 4)))
    sets = []
    for number in range(draw(st.integers(0, 8))):
        changes = draw(edits(book, number))
        sets.append(changes)
        book = book.apply(changes)
    return first, sets


@st.composite
def edits(draw: st.DrawFn, book: Book, number: int) -> ChangeSet:
    found: dict[tuple[str, str], Change] = {}
    for step in range(draw(st.integers(1, 3))):
        table = draw(st.sampled_from(TABLES))
        ids = [row for row in book[table].index if (table.key, row) not in found]
        kind = draw(st.sampled_from(["insert", "update", "delete"] if ids else ["insert"]))
        if kind == "insert":
            row = draw(st.none() | st.sampled_from(["bill_0", "pay_x"]))  # an ID may come back
            row = row if row is not None and row not in book[table].index else f"{table.prefix}_{number}_{step}"
            at = draw(st.none() | st.integers(0, len(book[table])))
            change = Change(table.key, row, None, draw(fields(table)), at)
        else:
            row = draw(st.sampled_from(ids))
            held = book.row(table, row) or {}
            if kind == "delete":
                before = {name: value for name, value in held.items() if value is not None}
                change = Change(table.key, row, before, None, list(book[table].index).index(row))
            else:
                after = draw(fields(table))
                change = Change(table.key, row, {name: held[name] for name in after}, after)
        found.setdefault((change.table, change.row), change)
    return ChangeSet(f"step {number}", tuple(found.values()))


def fields(table: Table) -> st.SearchStrategy[dict[str, Value]]:
    names = [name for name in VALUES if name in table]
    return st.fixed_dictionaries({}, optional={name: VALUES[name] for name in names})


def applied(book: Book, sets: list[ChangeSet]) -> Book:
    for changes in sets:
        book = book.apply(changes)
    return book


@given(histories())
def test_undoing_everything_gives_the_first_book_in_its_order(history: tuple[Book, list[ChangeSet]]) -> None:
    first, sets = history
    back = applied(applied(first, sets), [changes.inverse() for changes in reversed(sets)])
    assert back == first
    assert all(list(back[table].index) == list(first[table].index) for table in TABLES)


@given(histories())
def test_the_net_is_the_sum_of_the_parts(history: tuple[Book, list[ChangeSet]]) -> None:
    first, sets = history
    assert first.apply(net(sets)) == applied(first, sets)


@given(histories())
def test_the_net_of_there_and_back_is_nothing(history: tuple[Book, list[ChangeSet]]) -> None:
    _, sets = history
    changed = [s for s in sets if all(dict(c.before or {}) != dict(c.after or {}) or c.is_insert for c in s.changes)]
    back = net([*sets, *(changes.inverse() for changes in reversed(sets))])
    if changed == sets:
        assert not [c for c in back.changes if c.before is None or c.after is None]
        assert all(dict(c.before or {}) == dict(c.after or {}) for c in back.changes)


@given(histories())
def test_the_journals_form_keeps_everything(history: tuple[Book, list[ChangeSet]]) -> None:
    _, sets = history
    by_key = {table.key: table for table in TABLES}
    assert [from_json(to_json(changes), by_key) for changes in sets] == sets


@given(histories())
def test_on_its_own_book_a_set_rebases_to_itself_and_once_done_to_nothing(
    history: tuple[Book, list[ChangeSet]],
) -> None:
    book, sets = history
    for changes in sets:
        fitting, conflicts = book.rebase(changes)
        assert not conflicts
        after = book.apply(changes)
        assert book.apply(fitting) == after
        again, clashes = after.rebase(changes)
        assert not [c for c in again.changes if c.before != c.after]
        assert not [c for c in clashes if c.field]
        book = after


def test_an_edit_on_another_state_is_refused_whole() -> None:
    book = some_book(2)
    good = Change("Bills", "bill_0", {"amount": 0.5}, {"amount": 9.0})
    stale = Change("Bills", "bill_1", {"amount": 7.0}, {"amount": 8.0})
    with pytest.raises(Conflicts) as caught:
        book.apply(ChangeSet("both", (good, stale)))
    assert [(c.row, c.field, c.theirs, c.mine) for c in caught.value.conflicts] == [("bill_1", "amount", 1.5, 8.0)]


def test_a_rebase_keeps_what_fits_and_reports_the_rest() -> None:
    mine = ChangeSet(
        "mine",
        (
            Change("Bills", "bill_0", {"amount": 0.5, "name": "Bill 0"}, {"amount": 9.0, "name": "Rent"}),
            Change("Bills", "bill_1", {"name": "Bill 1"}, {"name": "Water"}),
            Change("Bills", "bill_2", {"name": "Bill 2", "amount": 2.5, "autopay": True}, None),
        ),
    )
    theirs = some_book(3).apply(
        ChangeSet(
            "theirs",
            (
                Change("Bills", "bill_0", {"amount": 0.5}, {"amount": 1.0}),
                Change("Bills", "bill_1", {"name": "Bill 1"}, {"name": "Water"}),
                Change("Bills", "bill_2", {"name": "Bill 2"}, {"name": "Gas"}),
            ),
        )
    )
    fitting, conflicts = theirs.rebase(mine)
    assert [(c.row, dict(c.after or {})) for c in fitting.changes] == [("bill_0", {"name": "Rent"})]
    assert [(c.row, c.field) for c in conflicts] == [("bill_0", "amount"), ("bill_2", "name")]


def test_a_wish_to_write_a_value_afresh_survives_the_net() -> None:
    afresh = ChangeSet("tidy", (Change("Bills", "bill_0", {"amount": 0.5}, {"amount": 0.5}),))
    assert net([afresh]).changes == afresh.changes


def test_a_deletion_that_was_overruled_blanks_nothing_in_the_row_that_stayed() -> None:
    gone = ChangeSet("delete", (Change("Bills", "bill_0", {"name": "Rent", "amount": 1.0}, None),))
    later = ChangeSet("edit", (Change("Bills", "bill_0", {"amount": 1.0}, {"amount": 2.0}),))
    assert net([gone, later]).changes == later.changes


def test_together_is_one_step() -> None:
    book = some_book(1)
    one = ChangeSet("one", (Change("Bills", "bill_0", {"amount": 0.5}, {"amount": 1.0}),))
    two = ChangeSet("two", (Change("Bills", "bill_0", {"amount": 1.0}, {"amount": 2.0}),))
    both = together("both", one, two)
    assert both.label == "both"
    assert book.apply(both) == book.apply(one).apply(two)


def test_ids_are_the_prefix_and_twelve_hex_digits() -> None:
    made = {new_id(BILLS) for _ in range(100)}
    assert len(made) == 100
    assert all(one.startswith("bill_") and len(one) == 17 and int(one[5:], 16) >= 0 for one in made)


def test_a_book_never_changes() -> None:
    book = some_book(2)
    before = book["Bills"].copy()
    book.apply(ChangeSet("x", (Change("Bills", "bill_0", {"amount": 0.5}, {"amount": 9.0}),)))
    assert book["Bills"].equals(before)
