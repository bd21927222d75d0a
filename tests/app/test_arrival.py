"""Somebody else saved the open workbook: what is taken in, what a person decides, and what is asked first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.arrival import Arrival
from app.new import create_workbook
from app.session import Session
from models.bills import BILLS
from models.core.edit import remove_rows, set_fields
from models.core.merge import Side
from models.core.refusal import Refused
from tests.app.windows import opened_session as opened
from tests.workbooks import NOW, demo_copy


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return demo_copy(tmp_path)


@pytest.fixture
def session(path: Path) -> Iterator[Session]:
    with closing(opened(path)) as session:
        yield session


def bill(session: Session, number: int = 0) -> str:
    return str(session.book[BILLS].index[number])


def edit(session: Session, row: str, **fields: Any) -> None:
    session.do(set_fields(session.book, BILLS, row, fields, session.now()))


def excel(path: Path, session: Session, *cells: tuple[str, str, Any]) -> None:
    """Another program: row, field and value of bills."""
    book = load_workbook(path)
    for row, name, value in cells:
        book["Bills"][session.place("Bills", row, name)] = value
    book.save(path)


def without_bills(path: Path, session: Session, *rows: str) -> None:
    """Another program empties these rows."""
    book = load_workbook(path)
    for row in rows:
        number = int("".join(filter(str.isdigit, session.place("Bills", row, "name"))))
        for cell in book["Bills"][number]:
            cell.value = None
    book.save(path)


def arrival(session: Session, keep: frozenset[str] = frozenset()) -> Arrival:
    found = session.prepare_look(keep).run()
    assert found is not None
    return found


def value(session: Session, row: str, name: str) -> Any:
    return (session.book.row(BILLS, row) or {}).get(name)


def in_file(path: Path, row: str, name: str) -> Any:
    return value(Session.open(path, journals=path.parent / "none", write=False), row, name)


def test_an_unchanged_file_and_a_save_of_ours_bring_nothing(session: Session) -> None:
    assert session.prepare_look().run() is None
    edit(session, bill(session), name="Mine")
    session.save()
    assert session.prepare_look().run() is None


def test_theirs_is_taken_in_with_mine_on_top_and_undo_goes_on(session: Session, path: Path) -> None:
    row = bill(session)
    was = value(session, row, "name")
    edit(session, row, name="Mine")
    excel(path, session, (row, "amount", 4321))
    found = arrival(session)
    later = bill(session, 1)
    edit(session, later, notes="typed while it was read")
    session.take_in(found)
    assert [value(session, row, name) for name in ("name", "amount")] == ["Mine", 4321.0]
    assert value(session, later, "notes") == "typed while it was read"
    assert session.notices == [f"Excel's save of {found.at:%H:%M} is in: 1 row changed."]
    session.undo()
    session.undo()
    assert [value(session, row, name) for name in ("name", "amount")] == [was, 4321.0]
    assert session.is_saved


def test_the_same_cell_on_both_sides_keeps_both_until_it_is_decided(session: Session, path: Path) -> None:
    row = bill(session)
    was = value(session, row, "name")
    edit(session, row, name="Mine", notes="mine alone")
    excel(path, session, (row, "name", "Theirs"))
    session.save()
    [one] = session.conflicts
    assert (one.was, one.theirs, one.mine) == ({"name": was}, {"name": "Theirs"}, {"name": "Mine"})
    assert [in_file(path, row, name) for name in ("name", "notes")] == ["Theirs", "mine alone"]
    assert session.is_saved
    [line] = session.conflict_lines()
    assert line == (
        f"Bills {session.place('Bills', row, 'name')}, Theirs, Name: "
        f"it was “{was}”, the file has “Theirs”, yours is “Mine”."
    )


def conflicting(path: Path, session: Session) -> str:
    row = bill(session)
    edit(session, row, name="Mine")
    excel(path, session, (row, "name", "Theirs"))
    session.take_in(arrival(session))
    return row


@pytest.mark.parametrize("saved", [False, True])
def test_both_values_survive_a_crash_before_and_after_the_save(path: Path, saved: bool) -> None:
    with closing(opened(path)) as session:
        row = conflicting(path, session)
        if saved:
            edit(session, bill(session, 1), notes="so that there is something to save")
            session.save()
        conflicts = session.conflicts
    for _ in range(2):
        with closing(opened(path)) as again:
            assert again.conflicts == conflicts
            assert value(again, row, "name") == "Theirs"
            assert "changed on both sides" in again.notices[-1]


@pytest.mark.parametrize(("side", "stands"), [(Side.MINE, "Mine"), (Side.THEIRS, "Theirs")])
def test_a_decision_is_one_undo_and_survives_a_crash(path: Path, side: Side, stands: str) -> None:
    with closing(opened(path)) as session:
        row = conflicting(path, session)
        session.decide([(one, side) for one in session.conflicts])
        assert (value(session, row, "name"), session.conflicts) == (stands, ())
        assert session.undo_label == "Decide 1 conflict"
    with closing(opened(path)) as again:
        assert (value(again, row, "name"), again.conflicts) == (stands, ())
        again.save()
    assert in_file(path, row, "name") == stands


@pytest.mark.parametrize("side", Side)
def test_an_undone_decision_is_open_again_after_a_crash_too(path: Path, side: Side) -> None:
    with closing(opened(path)) as session:
        row = conflicting(path, session)
        conflicts = session.conflicts
        session.decide([(one, side) for one in conflicts])
        session.undo()
        assert session.conflicts == conflicts
        session.redo()
        assert session.conflicts == ()
        session.undo()
    with closing(opened(path)) as again:
        assert (value(again, row, "name"), again.conflicts) == ("Theirs", conflicts)


def test_typing_over_the_cell_decides_it(session: Session, path: Path) -> None:
    row = conflicting(path, session)
    edit(session, bill(session, 1), name="Another row")
    assert session.conflicts
    edit(session, row, name="A third name")
    assert not session.conflicts


def test_a_row_deleted_there_and_edited_here_stays_and_is_shown(session: Session, path: Path) -> None:
    row = bill(session)
    amount = value(session, row, "amount")
    edit(session, row, name="Mine")
    without_bills(path, session, row)
    session.save()
    [one] = session.conflicts
    assert (one.field, one.theirs) == ("", None)
    assert [in_file(path, row, name) for name in ("name", "amount")] == ["Mine", amount]
    session.decide([(one, Side.THEIRS)])
    assert session.book.row(BILLS, row) is None
    session.undo()
    assert session.conflicts == (one,)
    session.decide([(one, Side.MINE)])
    assert value(session, row, "name") == "Mine"


def test_a_row_kept_against_a_deletion_is_still_there_after_a_crash(path: Path) -> None:
    with closing(opened(path)) as session:
        row = bill(session)
        edit(session, row, name="Mine")
        amount = value(session, row, "amount")
        without_bills(path, session, row)
        session.take_in(arrival(session))
        conflicts = session.conflicts
    with closing(opened(path)) as again:
        assert [value(again, row, name) for name in ("name", "amount")] == ["Mine", amount]
        assert again.conflicts == conflicts
        again.save()
    assert in_file(path, row, "amount") == amount


def test_a_row_deleted_here_and_edited_there_stays_and_is_shown(session: Session, path: Path) -> None:
    row = bill(session)
    session.do(remove_rows(session.book, BILLS, [row]))
    excel(path, session, (row, "notes", "important"))
    session.save()
    [one] = session.conflicts
    assert (one.field, one.mine, one.theirs) == ("", None, {"notes": "important"})
    assert in_file(path, row, "notes") == "important"
    session.decide([(one, Side.MINE)])
    session.save()
    assert in_file(path, row, "notes") is None


def test_a_row_that_outlived_its_deletion_stays_whole_when_an_older_copy_comes_back(
    session: Session, path: Path
) -> None:
    older, row = path.read_bytes(), bill(session)
    before = session.book.row(BILLS, row) or {}
    edit(session, bill(session, 1), notes="first")
    session.save()
    session.do(remove_rows(session.book, BILLS, [row]))
    excel(path, session, (row, "payee", "Theirs"))
    session.save()
    path.write_bytes(older)
    edit(session, row, notes="later")
    session.save()
    now = session.book.row(BILLS, row) or {}
    assert {name for name in before if now[name] != before[name]} <= {"notes", "payee", "updated_at"}
    assert now["notes"] == "later"


def test_many_rows_gone_are_asked_about_and_neither_saved_over_nor_lost(session: Session, path: Path) -> None:
    rows = [bill(session, number) for number in range(4)]
    count = len(session.book[BILLS])
    without_bills(path, session, *rows)
    edit(session, bill(session, 5), notes="mine")
    there = path.read_bytes()
    with pytest.raises(Refused, match=f"removed 4 of {count} Bills") as caught:
        session.save()
    assert (caught.value.code, path.read_bytes()) == ("confirm", there)
    assert arrival(session).doubts == (("Bills", f"removed 4 of {count} Bills"),)

    kept = arrival(session, frozenset({"Bills"}))
    assert kept.doubts == ()
    session.take_in(kept)
    assert all(value(session, row, "name") for row in rows)
    session.save()
    assert all(in_file(path, row, "name") for row in rows)
    assert in_file(path, bill(session, 5), "notes") == "mine"
    assert session.undo_label == "Keep our Bills"
    session.undo()
    assert session.book.row(BILLS, rows[0]) is None
    [copy] = [one for one in path.with_name(f"{path.name}.backups").iterdir() if one.read_bytes() == there]
    assert copy


def test_one_column_sorted_alone_is_asked_about(session: Session, path: Path) -> None:
    rows = [str(row) for row in session.book[BILLS].index]
    amounts = sorted((value(session, row, "amount") for row in rows), reverse=True)
    excel(path, session, *((row, "amount", amount) for row, amount in zip(rows, amounts, strict=True)))
    [(table, words)] = arrival(session).doubts
    assert table == "Bills"
    assert words.startswith("put Amount of ")
    assert "sort of one column" in words


def test_rows_sorted_in_excel_are_no_change(session: Session, path: Path) -> None:
    book = load_workbook(path)
    sheet = book["Bills"]
    last = 1 + len(session.book[BILLS])
    lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2, max_row=last)]
    for number, line in enumerate(reversed(lines), 2):
        for column, content in enumerate(line, 1):
            sheet.cell(number, column).value = content
    book.save(path)
    found = arrival(session)
    assert (found.differences, found.doubts) == ((), ())
    assert found.words.endswith("is in: no row of ours changed.")


def test_an_older_copy_saved_over_ours_gets_newer_edits_back_and_one_undo_keeps_the_copy(
    session: Session, path: Path
) -> None:
    older = path.read_bytes()
    first, second = bill(session), bill(session, 1)
    was = [value(session, first, "name"), value(session, second, "notes")]
    edit(session, first, name="Newer")
    session.save()
    edit(session, second, notes="newest")
    session.save()
    newest = session.book
    path.write_bytes(older)
    session.take_in(arrival(session))
    assert session.book == newest
    assert not session.is_saved
    assert "was an older copy: 2 rows changed since came back" in session.notices[-1]
    assert session.undo_label == "Bring back newer edits"
    session.undo()
    assert [value(session, first, "name"), value(session, second, "notes")] == was
    assert session.is_saved
    session.redo()
    session.save()
    assert in_file(path, first, "name") == "Newer"


def test_an_older_copy_found_at_the_start_has_the_same_undo(path: Path) -> None:
    older = path.read_bytes()
    with closing(opened(path)) as session:
        row = bill(session)
        was = value(session, row, "name")
        edit(session, row, name="Newer")
        session.save()
    path.write_bytes(older)
    with closing(opened(path)) as again:
        again.notices.clear()
        if again.base.workbook_id:  # a file that no Valhalla has saved yet bears no id and no revision
            assert again.undo_label == "Bring back newer edits"
        again.save()
    older = path.read_bytes()
    with closing(opened(path)) as session:
        edit(session, row, notes="newest")
        session.save()
    path.write_bytes(older)
    with closing(opened(path)) as again:
        assert value(again, row, "notes") == "newest"
        assert "older copy" in again.notices[0]
        assert again.undo_label == "Bring back newer edits"
        again.undo()
        assert value(again, row, "notes") != "newest"
        assert value(again, row, "name") in ("Newer", was)


def test_another_workbook_under_the_same_name_is_not_merged(session: Session, path: Path, tmp_path: Path) -> None:
    edit(session, bill(session), name="Mine")
    session.save()
    other = tmp_path / "other.xlsx"
    create_workbook(other, NOW, demo=True)
    path.write_bytes(other.read_bytes())
    edit(session, bill(session), notes="mine too")
    found = arrival(session)
    assert found.is_stranger
    with pytest.raises(Refused, match="another workbook"):
        session.take_in(found)
    with pytest.raises(Refused, match="another workbook"):
        session.save()
    assert value(session, bill(session), "notes") == "mine too"
    assert path.read_bytes() == other.read_bytes()


def test_a_mark_that_is_left_behind_can_be_ignored_until_it_is_made_anew(session: Session, path: Path) -> None:
    from io_xlsx.guard import mark

    excel_mark = path.with_name(f"~${path.name}")
    excel_mark.write_bytes(b"\x05Helga")
    edit(session, bill(session), name="Mine")
    with pytest.raises(Refused, match="Helga"):
        session.save()
    session.ignored = mark(path)
    session.save()
    assert session.is_saved
    assert excel_mark.exists()
    excel_mark.unlink()
    excel_mark.with_suffix(".new").write_bytes(b"\x05Helga")
    excel_mark.with_suffix(".new").rename(excel_mark)
    edit(session, bill(session), name="Mine again")
    with pytest.raises(Refused, match="Helga"):
        session.save()


def test_rows_put_back_have_what_was_edited_in_them_meanwhile_after_a_crash_too(path: Path) -> None:
    with closing(opened(path)) as session:
        rows = [bill(session, number) for number in range(4)]
        edit(session, rows[0], notes="mine")
        without_bills(path, session, *rows)
        session.take_in(arrival(session, frozenset({"Bills"})))
        book = session.book
        assert value(session, rows[0], "notes") == "mine"
    with closing(opened(path)) as again:
        assert again.book == book
        assert again.conflicts == ()
    with closing(opened(path)) as session:
        session.save()
    assert [in_file(path, row, "notes") for row in rows[:1]] == ["mine"]
