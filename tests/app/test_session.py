"""The Session: edits, undo, saves, what comes back after a crash, and other programs at the same file."""

import os
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.session import Session
from models.bills import BILLS, PAYMENTS
from models.budget import ENVELOPES, LEDGER
from models.core.change import ChangeSet
from models.core.edit import add_row, remove_rows, set_fields
from models.core.refusal import Refused
from models.core.schema import Value
from models.pipeline import CONTACTS, FOLLOWUPS
from models.pipeline.contact import do_not_contact
from models.settings import SETTINGS
from tests.workbooks import DAY, NOW, demo_copy, new_copy


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return demo_copy(tmp_path)


@pytest.fixture
def session(path: Path) -> Iterator[Session]:
    with closing(opened(path)) as session:
        yield session


def opened(path: Path, **more: Any) -> Session:
    return Session.open(path, journals=path.parent / "journals", as_of=DAY, clock=lambda: NOW, **more)


def reread(path: Path) -> Session:
    """What the file itself says: without a journal."""
    return Session.open(path, journals=path.parent / "none", as_of=DAY, write=False)


def first_bill(session: Session) -> str:
    return str(session.book[BILLS].index[0])


def rename(session: Session, name: str = "Renamed") -> ChangeSet:
    return set_fields(session.book, BILLS, first_bill(session), {"name": name}, session.now())


def cell_in_excel(path: Path, session: Session, name: str = "name") -> Any:
    """The first bill's cell in another program: give it a value and save."""
    book = load_workbook(path)
    return book, book["Bills"][session.place("Bills", first_bill(session), name)]


def test_an_edit_is_saved_read_back_and_everything_else_is_as_it_was(session: Session, path: Path) -> None:
    before = session.book
    session.do(rename(session))
    assert not session.is_saved
    session.save()
    assert session.is_saved
    again = reread(path)
    assert again.book == session.book
    assert again.book != before
    assert again.base.revision == 1


def test_undo_and_redo_name_what_they_do_and_are_saved_like_edits(session: Session, path: Path) -> None:
    first = session.book
    session.do(rename(session, "One"))
    session.do(remove_rows(session.book, BILLS, [first_bill(session)]))
    assert session.undo_label == "Delete from Bills"
    session.undo()
    session.undo()
    assert session.book == first
    assert session.is_saved
    assert session.redo_label == "Edit Bills"
    session.redo()
    session.save()
    assert reread(path).book == session.book


def test_what_was_undone_after_a_save_goes_back_in_the_file_in_its_old_place(session: Session, path: Path) -> None:
    first, row = session.book, first_bill(session)
    place = session.place("Bills", row, "id")
    session.do(remove_rows(session.book, BILLS, [row]))
    session.save()
    assert row not in reread(path).book[BILLS].index
    session.undo()
    session.save()
    assert reread(path).book == first
    assert reread(path).place("Bills", row, "id") == place


def test_a_calculated_cell_in_another_sheet_is_renewed_with_the_edit(session: Session, path: Path) -> None:
    envelope = session.book[ENVELOPES]["name"].iloc[0]
    row = session.book[ENVELOPES].index[0]
    cell = session.place("Envelopes", row, "spent_this_month")
    old = load_workbook(path, data_only=True)["Envelopes"][cell].value
    values: dict[str, Value] = {"date": DAY, "kind": "expense", "amount": 12.34, "envelope": envelope}
    session.do(add_row(session.book, LEDGER, values, session.now()))
    session.save()
    assert load_workbook(path, data_only=True)["Envelopes"][cell].value == pytest.approx(old + 12.34)
    assert load_workbook(path)["Envelopes"][cell].data_type == "f"


def test_a_crash_before_the_save_loses_nothing(path: Path) -> None:
    session = opened(path)
    session.do(rename(session, "Kept"))
    session.do(set_fields(session.book, BILLS, first_bill(session), {"amount": 77.0}, session.now()))
    session.close()  # the process is gone, nothing was saved
    again = opened(path)
    with closing(again):
        assert again.book.row(BILLS, first_bill(again)) == session.book.row(BILLS, first_bill(session))
        assert "came back" in again.notices[0]
        again.save()
    assert reread(path).book == session.book
    with closing(opened(path)) as third:
        assert third.notices == []


def test_an_older_copy_put_back_gets_the_newer_edits_again(path: Path) -> None:
    older = path.read_bytes()
    with closing(opened(path)) as session:
        session.do(rename(session, "Newer"))
        session.save()
        newest = session.book
    path.write_bytes(older)
    with closing(opened(path)) as again:
        assert again.book == newest
        assert again.notices


def test_a_save_in_another_program_is_merged(session: Session, path: Path) -> None:
    session.do(rename(session, "Mine"))
    book, cell = cell_in_excel(path, session, "amount")
    cell.value = 4321
    book.save(path)
    session.save()
    row = session.book.row(BILLS, first_bill(session)) or {}
    assert (row["name"], row["amount"]) == ("Mine", 4321.0)
    assert reread(path).book == session.book
    assert re.fullmatch(r"Excel's save of \d\d:\d\d is in: 1 row changed\.", session.notices[-1])


@pytest.mark.parametrize(("name", "program"), [("~${}", "Excel"), (".~lock.{}#", "LibreOffice")])
def test_a_workbook_open_elsewhere_is_not_written_and_saved_once_it_is_closed(
    session: Session, path: Path, name: str, program: str
) -> None:
    lock = path.with_name(name.format(path.name))
    lock.write_bytes(b"\x05Helga" if program == "Excel" else b",Helga,here,now;")
    before = path.read_bytes()
    session.do(rename(session))
    with pytest.raises(Refused, match=f"{program} has it open .Helga."):
        session.save()
    assert path.read_bytes() == before
    lock.unlink()
    session.save()
    assert session.is_saved


@pytest.mark.bad_input("LOC-08")
def test_a_second_valhalla_opens_read_only_and_names_the_first(session: Session, path: Path) -> None:
    with closing(opened(path)) as second:
        assert "another Valhalla has it open" in second.read_only
        with pytest.raises(Refused, match="Nothing can be changed"):
            second.do(rename(second))
    session.do(rename(session))
    session.save()


def test_a_row_without_an_id_gets_the_id_that_was_shown_with_the_next_save(tmp_path: Path) -> None:
    path = new_copy(tmp_path)
    book = load_workbook(path)
    book["Bills"]["B2"], book["Bills"]["C2"], book["Bills"]["D2"] = "Typed in Excel", 10, "monthly"
    book.save(path)
    with closing(opened(path)) as session:
        (row,) = session.book[BILLS].index
        session.do(set_fields(session.book, SETTINGS, "buffer_min", {"value": "600"}, session.now()))
        session.save()
    assert load_workbook(path)["Bills"]["A2"].value == row
    assert not [p for p in reread(path).problems() if "no ID" in p.message]


def test_a_fix_writes_the_real_value_and_the_problem_goes(tmp_path: Path) -> None:
    path = new_copy(tmp_path)
    book = load_workbook(path)
    for column, value in zip("ABCD", ("bill_1", "Rent", "$1,200.00", "monthly"), strict=True):
        book["Bills"][f"{column}2"] = value
    book.save(path)
    with closing(opened(path)) as session:
        (problem,) = [p for p in session.problems() if p.cell == "C2"]
        assert problem.fix is not None
        session.do(problem.fix.changes(session.book))
        assert not [p for p in session.problems() if p.cell == "C2"]
        session.save()
    assert load_workbook(path)["Bills"]["C2"].value == 1200
    assert not [p for p in reread(path).problems() if p.cell == "C2"]


def test_problems_of_the_book_have_the_cell_where_they_stand(session: Session) -> None:
    row = str(session.book[PAYMENTS].index[3])
    bill = str((session.book.row(PAYMENTS, row) or {})["bill_id"])
    session.do(remove_rows(session.book, BILLS, [bill]))
    dangling = [p for p in session.problems() if p.row_id == row]
    assert [(p.sheet, p.cell) for p in dangling] == [("Payments", session.place("Payments", row, "bill_id"))]


def test_the_demo_has_nothing_wrong(session: Session) -> None:
    assert [p for p in session.problems() if p.severity.value != "info"] == []


def test_an_older_copy_saved_over_an_open_workbook_gets_the_newer_edits_again(session: Session, path: Path) -> None:
    first, second = (str(row) for row in session.book[BILLS].index[:2])
    older = path.read_bytes()
    session.do(set_fields(session.book, BILLS, second, {"notes": "precious"}, session.now()))
    session.save()
    path.write_bytes(older)
    session.do(set_fields(session.book, BILLS, first, {"notes": "later"}, session.now()))
    session.save()
    again = reread(path)
    assert [(again.book.row(BILLS, row) or {})["notes"] for row in (first, second)] == ["later", "precious"]
    assert again.base.revision == 2


def test_a_row_below_the_table_is_never_written_over(path: Path) -> None:
    book = load_workbook(path)
    sheet = book["Envelopes"]
    below = sheet.max_row + 2
    sheet.cell(below, 1, "env_mine")
    sheet.cell(below, 2, "typed below")
    book.save(path)
    with closing(opened(path)) as session:
        for name in ("one", "two"):
            session.do(add_row(session.book, ENVELOPES, {"name": name}, session.now()))
        with pytest.raises(Refused, match="in use"):
            session.save()
    assert load_workbook(path)["Envelopes"].cell(below, 2).value == "typed below"


def test_what_counts_for_a_cell_that_cannot_be_read_is_not_written(path: Path) -> None:
    book = load_workbook(path)
    sheet = book["Contacts"]
    (head,) = [cell for row in sheet.iter_rows(max_row=6) for cell in row if cell.value == "Do Not Contact"]
    mark = sheet.cell(head.row + 1, head.column, "please!").coordinate
    book.save(path)
    session = opened(path)
    contact = str(session.book[CONTACTS].index[0])
    assert do_not_contact(session.book, contact) is not None
    session.do(set_fields(session.book, CONTACTS, contact, {"notes": "Called twice"}, session.now()))
    session.save()
    assert load_workbook(path)["Contacts"][mark].value == "please!"
    session.do(set_fields(session.book, CONTACTS, contact, {"do_not_contact": False}, session.now()))
    session.save()
    assert load_workbook(path)["Contacts"][mark].value is False
    session.close()


def test_one_odd_sheet_does_not_stop_the_others_from_being_saved(path: Path) -> None:
    book = load_workbook(path)
    sheet = book["Envelopes"]
    sheet["A2"] = None
    sheet.protection.enable()
    book.save(path)
    with closing(opened(path)) as session:
        session.do(rename(session))
        session.save()
        assert session.is_saved
        assert session.base.layout.places["Envelopes"].unwritten


def test_what_can_no_longer_be_undone_does_not_stand_in_the_way(session: Session, path: Path) -> None:
    first, second = (str(row) for row in session.book[BILLS].index[:2])
    session.do(set_fields(session.book, BILLS, second, {"notes": "earlier"}, session.now()))
    session.do(set_fields(session.book, BILLS, first, {"notes": "mine"}, session.now()))
    session.save()
    book, cell = cell_in_excel(path, session, "notes")
    cell.value = "theirs"
    book.save(path)
    session.do(rename(session))
    session.save()
    session.undo()
    with pytest.raises(Refused, match="can no longer be done"):
        session.undo()
    session.undo()
    assert (session.book.row(BILLS, second) or {})["notes"] != "earlier"


def test_a_write_protected_file_opens_read_only(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.access.os.access", lambda *_: False)  # root may write whatever the mode says
    with closing(opened(path)) as session:
        assert session.read_only == "the file is write-protected"


def test_a_day_typed_over_today_is_told_and_the_sheet_counts_from_it(path: Path) -> None:
    book = load_workbook(path)
    name = book.defined_names["AsOf"].attr_text.split("!")[1].replace("$", "")
    book["Dashboard"][name] = date(2026, 2, 1)
    book.save(path)
    with closing(opened(path)) as session:
        (problem,) = [p for p in session.problems() if p.sheet == "Dashboard"]
        assert (problem.cell, problem.seen) == (name, "2026-02-01")
        assert "=TODAY()" in problem.remedy


def test_a_workbook_without_our_sheets_opens_read_only(tmp_path: Path) -> None:
    from tests.io_xlsx.sheets import write_workbook

    with closing(opened(write_workbook(tmp_path / "own.xlsx", {"Mine": [["a", 1.0]]}))) as session:
        assert "none of Valhalla's sheets" in session.read_only
        assert [(s.name, s.table) for s in session.sheets()] == [("Mine", "")]
        assert list(session.raw_sheet("Mine").rows) == [["a", "1"]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"a,b\n", "workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook|encrypted|old"),
    ],
)
def test_what_is_no_workbook_is_refused_in_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refused, match=words) as caught:
        opened(path)
    assert str(caught.value).startswith("bad.xlsx")
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("number", [5, 13])  # EIO, EACCES
def test_a_folder_that_tells_nothing_is_refused_in_one_sentence(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    sound = Path.stat

    def fails(one: Path, **named: Any) -> os.stat_result:
        if one == path:
            raise OSError(number, os.strerror(number))
        return sound(one, **named)

    monkeypatch.setattr(Path, "stat", fails)
    with pytest.raises(Refused, match=rf"^demo.xlsx could not be read: {os.strerror(number)}\.$"):
        opened(path)


@pytest.mark.bad_input("STO-05")
def test_a_folder_that_tells_nothing_for_a_while_loses_no_edit(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Path) -> NoReturn:
        raise OSError(5, "Input/output error")

    session.do(rename(session))
    with monkeypatch.context() as patched:
        patched.setattr(Path, "exists", fails)
        with pytest.raises(Refused, match=r"^demo.xlsx could not be written: Input/output error\.$"):
            session.save()
    assert not session.is_saved
    session.save()
    assert session.is_saved


def test_a_cut_off_workbook_and_a_missing_one_are_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(Refused):
        opened(path)
    with pytest.raises(Refused, match="There is no file"):
        opened(path.with_name("other.xlsx"))


@pytest.mark.bad_input("STO-02")
def test_an_edit_that_the_journal_cannot_hold_does_not_happen(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = session.book

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("io_xlsx.records.os.write", full)
        with pytest.raises(Refused, match="No space left"):
            session.do(rename(session))
    assert session.book is before
    assert session.undo_label == ""


def test_edits_made_while_a_save_runs_stay_unsaved_until_the_next(session: Session, path: Path) -> None:
    session.do(rename(session, "First"))
    job = session.prepare_save()
    session.do(rename(session, "Second"))
    session.finish_save(job.run())
    assert not session.is_saved
    assert (reread(path).book.row(BILLS, first_bill(session)) or {})["name"] == "First"
    session.save()
    assert (reread(path).book.row(BILLS, first_bill(session)) or {})["name"] == "Second"


STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "set", "remove", "undo", "redo", "save"]), st.integers(0, 999)), max_size=12
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_after_any_edits_the_file_saved_and_read_is_the_book(
    tmp_path_factory: Any, steps: list[tuple[str, int]]
) -> None:
    path = demo_copy(tmp_path_factory.mktemp("random"))
    with closing(opened(path)) as session:
        for kind, number in steps:
            step(session, kind, number)
        session.save()
        again = reread(path)
        assert again.book == session.book
        assert {k: p.rows for k, p in again.base.layout.places.items()} == {
            k: p.rows for k, p in session.base.layout.places.items()
        }
        assert [p for p in again.problems() if p.severity.value == "error"] == [
            p for p in session.problems() if p.severity.value == "error"
        ]


def step(session: Session, kind: str, number: int) -> None:
    ids = list(session.book[BILLS].index)
    row = ids[number % len(ids)] if ids else ""
    if kind == "add":
        values: dict[str, Value] = {
            "name": f"Bill {number}",
            "amount": number / 10,
            "start_date": date(2026, 1, 1 + number % 28),
        }
        session.do(add_row(session.book, BILLS, values, session.now()))
    elif kind == "set" and row:
        session.do(
            set_fields(session.book, BILLS, row, {"amount": float(number), "notes": "x" * (number % 3)}, session.now())
        )
    elif kind == "remove" and row:
        session.do(remove_rows(session.book, BILLS, [row]))
    elif kind in ("undo", "redo", "save"):
        getattr(session, kind)()


def test_an_edit_of_a_bill_or_payment_is_done_with_what_follows_from_it(session: Session, path: Path) -> None:
    before = session.book
    bill = add_row(before, BILLS, {"name": "Internet", "amount": 60.0, "start_date": date(2026, 3, 20)}, session.now())
    row = bill.changes[0].row
    assert session.do(bill).label == "Add to Bills"
    added = session.book
    assert (added.row(BILLS, row) or {})["next_due"] == date(2026, 3, 20)
    paid = add_row(added, PAYMENTS, {"bill_id": row, "paid_on": date(2026, 3, 5), "amount": 60.0}, session.now())
    assert {one.table for one in session.do(paid).changes} == {"Payments", "Bills"}
    assert (session.book.row(BILLS, row) or {})["next_due"] == date(2026, 4, 20)
    session.save()
    assert reread(path).book == session.book
    assert (session.undo() or ChangeSet("")).tables == {"Payments", "Bills"}
    assert session.book == added
    session.undo()
    assert session.book == before


def test_an_edit_of_a_row_that_is_gone_is_refused_as_any_other(session: Session) -> None:
    late = set_fields(session.book, BILLS, first_bill(session), {"amount": 7.0}, session.now())
    session.do(remove_rows(session.book, BILLS, [first_bill(session)]))
    with pytest.raises(Refused, match="can no longer be done"):
        session.do(late)


def test_a_follow_up_closed_in_a_grid_has_its_closed_at_in_the_same_undo_step(session: Session) -> None:
    before = session.book
    frame = before[FOLLOWUPS]
    step = str(frame.index[(frame["status"] == "open").to_numpy(dtype=bool)][0])
    session.do(set_fields(before, FOLLOWUPS, step, {"status": "done"}, session.now()))
    assert (session.book.row(FOLLOWUPS, step) or {})["closed_at"] == "2026-03-05T15:30:00Z"
    session.undo()
    assert session.book == before
