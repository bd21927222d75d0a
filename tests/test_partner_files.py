"""A partner's file in a real LibreOffice: opened, recalculated, edited where it may not be, saved again, unlocked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from app.partner_export.verify import State, verify
from io_xlsx.scan import read_sheets
from models.core.book import Book
from models.core.edit import set_fields
from models.settings import SETTINGS
from tests.app.partner_export.boards import demo_book, file_of, partner_ids, signer
from tests.app.partner_export.plants import BOOK, packed, unpacked
from tests.libreoffice import LibreOffice, LibreOfficeError
from tests.models.books import book_of
from tests.workbooks import NOW, new_copy

PASSWORD = "correct-horse-7"
TEXTS = ('=HYPERLINK("http://example.com")', "+1", "@x", "-2", "_x0041_", "line one\nline two", "1,500", "2026-03-05")


def known(book: Book) -> Book:
    return book.apply(set_fields(book, SETTINGS, "seal_public_keys", {"value": signer().public}, NOW))


@pytest.fixture
def board(tmp_path: Path) -> Path:
    return written(tmp_path, demo_book(), partner_ids(demo_book())[0])


def written(folder: Path, book: Book, partner: str, password: str | None = None) -> Path:
    path = folder / "board.xlsx"
    path.write_bytes(file_of(book, partner, password))
    return path


def saved_by(libreoffice: LibreOffice, board: Path, statements: Iterable[str] = (), password: str = "") -> Path:
    """What LibreOffice saves under another name, as the file itself asks to be opened read-only.

    `statements` are Basic about the document `board`; they run while another workbook is the one that is edited.
    """
    out = board.with_name("saved.xlsx")
    out.unlink(missing_ok=True)
    other = new_copy(board.parent, "other.xlsx")
    lines = [
        "Dim how(0) As New com.sun.star.beans.PropertyValue",
        "Dim kind(0) As New com.sun.star.beans.PropertyValue",
        'how(0).Name = "Password"',
        f'how(0).Value = "{password}"',
        'kind(0).Name = "FilterName"',
        'kind(0).Value = "Calc MS Excel 2007 XML"',
        "Dim board As Object",
        f'board = StarDesktop.loadComponentFromURL("{board.resolve().as_uri()}", "_blank", 0, how())',
        *statements,
        f'board.storeToURL("{out.resolve().as_uri()}", kind())',
        "board.close(True)",
    ]
    libreoffice.edit_and_save(other, (), statements=lines)
    return out


def test_recalculated_it_holds_the_same_values_and_no_error(libreoffice: LibreOffice, board: Path) -> None:
    before, after = (read_sheets(path.read_bytes()) for path in (board, saved_by(libreoffice, board)))
    assert {name: dict(cells) for name, cells in after.items()} == {name: dict(cells) for name, cells in before.items()}


def test_it_asks_to_be_opened_read_only(libreoffice: LibreOffice, board: Path) -> None:
    with pytest.raises(LibreOfficeError, match="storeSelf"):
        libreoffice.edit_and_save(board, ())


def test_texts_that_look_like_formulas_are_shown_as_typed(libreoffice: LibreOffice, tmp_path: Path) -> None:
    book = book_of(Partners=[{"name": "Ann"}], Deals=[{"partner_id": "ptr_0", "partner_notes": text} for text in TEXTS])
    types = (
        f'CellAt(board, "Types", "A{n}").Value = CellAt(board, "Deals", "J{4 + n}").Type'
        for n in range(1, len(TEXTS) + 1)
    )
    board = written(tmp_path, book, "ptr_0")
    cells = read_sheets(saved_by(libreoffice, board, ['board.Sheets.insertNewByName("Types", 2)', *types]).read_bytes())
    notes = {cell.value for (_, column), cell in cells["Deals"].items() if column == 10}
    assert notes == {"Partner Notes", *TEXTS}
    assert {cell.value for cell in cells["Types"].values()} == {2.0}  # com.sun.star.table.CellContentType.TEXT
    assert not any(cell.is_formula for held in cells.values() for cell in held.values())


@pytest.mark.parametrize(("sheet", "cell"), [("Overview", "A1"), ("Overview", "C5"), ("Deals", "G5"), ("Deals", "Z99")])
def test_a_protected_cell_refuses_an_edit(libreoffice: LibreOffice, board: Path, sheet: str, cell: str) -> None:
    parts = unpacked(board.read_bytes())
    parts[BOOK] = parts[BOOK].replace(b'<fileSharing readOnlyRecommended="1"/>', b"")  # it alone refuses every edit
    board.write_bytes(packed(parts))
    before = dict(read_sheets(board.read_bytes())[sheet])
    typed = _typed(sheet, cell)
    assert dict(read_sheets(saved_by(libreoffice, board, typed).read_bytes())[sheet]) == before
    unlocked = [f'board.Sheets.getByName("{sheet}").unprotect("")', *typed]
    assert dict(read_sheets(saved_by(libreoffice, board, unlocked).read_bytes())[sheet]) != before


def _typed(sheet: str, cell: str) -> list[str]:
    """Statements that type a 1 into the cell as a person does; a macro's own assignment passes any protection."""
    return [
        f'board.CurrentController.setActiveSheet(board.Sheets.getByName("{sheet}"))',
        "Dim place(0) As New com.sun.star.beans.PropertyValue",
        "Dim typed(0) As New com.sun.star.beans.PropertyValue",
        'place(0).Name = "ToPoint"',
        f'place(0).Value = "{cell}"',
        'typed(0).Name = "StringName"',
        'typed(0).Value = "1"',
        "Dim hand As Object",
        'hand = createUnoService("com.sun.star.frame.DispatchHelper")',
        'hand.executeDispatch(board.CurrentController.Frame, ".uno:GoToCell", "", 0, place())',
        'hand.executeDispatch(board.CurrentController.Frame, ".uno:EnterString", "", 0, typed())',
    ]


def test_a_copy_that_libreoffice_saved_again_is_told_from_a_changed_one(libreoffice: LibreOffice, board: Path) -> None:
    book = known(demo_book())
    assert verify(book, board.read_bytes()).state is State.UNCHANGED
    verdict = verify(book, saved_by(libreoffice, board).read_bytes())
    assert (verdict.state, verdict.export_id) == (State.RESAVED, "exp_0123456789ab")
    change = ['board.Sheets.getByName("Deals").unprotect("")', 'CellAt(board, "Deals", "G5").Value = 48500']
    assert verify(book, saved_by(libreoffice, board, change).read_bytes()).state is State.CHANGED


def test_an_encrypted_copy_opens_with_its_password_and_not_without(libreoffice: LibreOffice, tmp_path: Path) -> None:
    book = known(demo_book())
    board = written(tmp_path, book, partner_ids(book)[0], PASSWORD)
    for password in ("", "wrong"):
        with pytest.raises(LibreOfficeError):
            saved_by(libreoffice, board, password=password)
        assert not board.with_name("saved.xlsx").exists()
    verdict = verify(book, saved_by(libreoffice, board, password=PASSWORD).read_bytes())
    assert verdict.state is State.RESAVED
