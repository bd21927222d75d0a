"""The tab: what is known of each partner, tokens made and revoked, files exported, refused, proved and verified."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast
from zipfile import ZipFile, is_zipfile

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.catalog import COMMANDS
from app.frame.dialogs import Sheet
from app.frame.window import Window
from app.partner_export.export import prepare
from app.partner_export.temps import staged
from app.tabs.jv import JvBoard
from app.tabs.jv.dialogs import AddPartner, NewToken, Revoke, Secret
from app.tabs.jv.export_dialog import ExportDialog
from app.tabs.jv.list import PartnerModel
from app.tabs.jv.verify_dialog import VerifyDialog
from app.tabs.jv.words import SHOWN_ONCE
from app.zone import local_zone
from io_xlsx.encryption import decrypted, is_encrypted
from models.catalog import BY_KEY
from models.core.book import Book
from models.core.change import Change, ChangeSet
from models.core.edit import remove_rows, set_fields
from models.core.refusal import Refused
from models.jv.exports import add_export
from models.jv.tokens import create_token, revoke_token, token_text
from tests.app.windows import MOST_MS, opened_window, saved
from tests.workbooks import DAY, NOW, demo_copy, new_copy

D = TypeVar("D", bound=QWidget)
TOKEN = token_text(bytes(range(32)))


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    (tmp_path / "book").mkdir()
    yield opened_window(qtbot, demo_copy(tmp_path / "book"), (1440, 900))  # noqa: PT022  # qtbot closes it


@pytest.fixture
def page(window: Window) -> JvBoard:
    """The page at one moment, whatever the clock says here."""
    window.show_tab("jv")
    assert window.document is not None
    window.document.now = lambda: NOW  # type: ignore[method-assign]
    return cast(JvBoard, window.page)


@pytest.fixture
def token(page: JvBoard) -> str:
    return with_token(page, expires_on=date(2026, 6, 30), label="Spring")


def with_token(page: JvBoard, number: int = 0, **given: Any) -> str:
    document = page.document
    text = TOKEN if not number else token_text(bytes([number] * 32))
    changes = create_token(document.book, text, NOW, **{"subject_id": page.partner_id, **given})
    assert document.do(changes)
    return changes.changes[0].row


def command(window: Window, key: str) -> None:
    window.run(next(one for one in COMMANDS if one.key == key))


def shown(window: Window, kind: type[D]) -> D:
    [found] = [one for one in window.findChildren(kind) if one.isVisible()]
    return found


def said(window: Window) -> str:
    return window.toast.words.text()


def chips(page: JvBoard) -> dict[str, str]:
    """What the list says of each partner, as a screen reader has it."""
    model, spoken = page.list.model, Qt.ItemDataRole.AccessibleTextRole
    return {line.name: str(model.index(at).data(spoken)) for at, line in enumerate(model.lines)}


# --- partners ---


def test_the_list_says_what_is_known_of_each_partner(page: JvBoard, token: str) -> None:
    page.list.choose(page.list.model.lines[1].partner_id)
    with_token(page, 1, expires_on=date(2026, 3, 12))
    assert chips(page) == {
        "Selma Nordin": "Selma Nordin, Northgate Capital Partners, token active, 3 deals  ·  never exported",
        "Owen Castellan": "Owen Castellan, Riverbend Holdings, token ends in 7 days, 2 deals  ·  never exported",
        "Lucia Ferrand": "Lucia Ferrand, Palm & Pine Ventures, token no token, 3 deals  ·  never exported",
    }


def test_the_search_narrows_the_list_and_the_board_stays(page: JvBoard) -> None:
    page.list.search.setText("palm")
    page.list.search.now()
    assert [line.name for line in page.list.model.lines] == ["Lucia Ferrand"]
    assert page.centre.title.text() == "Selma Nordin"
    page.list.search.setText("nobody")
    page.list.search.now()
    assert page.list.no_match.isVisible()
    assert page.choose(str(page.document.book["Partners"].index[1]))
    assert page.centre.title.text() == "Owen Castellan"


@pytest.mark.parametrize("partner", ["", " ", "ptr_none", "PTR_"])
def test_an_unknown_or_blank_partner_never_shows_everything(page: JvBoard, partner: str) -> None:
    before = page.centre.board.preview.seen
    assert not page.choose(partner)
    assert page.centre.board.preview.seen == before
    with pytest.raises(Refused, match=r"[Pp]artner"):
        page.acts.seen_by(partner)


def test_a_partner_who_is_gone_takes_their_board_along(page: JvBoard) -> None:
    document, gone = page.document, page.partner_id
    assert document.do(remove_rows(document.book, BY_KEY["Partners"], [gone]))
    assert page.centre.title.text() == "Owen Castellan"
    rest = [str(one) for one in document.book["Partners"].index]
    assert document.do(remove_rows(document.book, BY_KEY["Partners"], rest))
    assert page.partner_id == ""
    assert page.centre.board.start.isVisible()
    assert not page.centre.board.preview.isVisible()
    assert not page.right.isVisible()
    page.acts.export()
    assert not [one for one in page.window().findChildren(ExportDialog) if one.isVisible()]


def test_the_board_follows_an_edit_of_a_deal(page: JvBoard) -> None:
    document = page.document
    deal = str(document.book["Deals"].index[document.book["Deals"]["partner_id"] == page.partner_id][0])
    assert document.do(set_fields(document.book, BY_KEY["Deals"], deal, {"partner_capital": 1.5}, NOW))
    assert any("1.50" in cell for row in page.centre.board.preview.chart.rows() for cell in row)
    document.undo()
    assert not any("1.50" in cell for row in page.centre.board.preview.chart.rows() for cell in row)


def test_a_partner_is_added_and_has_no_deals(window: Window, page: JvBoard) -> None:
    command(window, "jv.add_partner")
    dialog = shown(window, AddPartner)
    dialog.commit()
    assert dialog.fields["name"].why.text() == "A partner needs a name."
    dialog.fields["name"].line.setText("Ines Okafor")
    dialog.commit()
    assert page.centre.title.text() == "Ines Okafor"
    assert page.centre.board.preview.none.text() == "No deals at the moment."
    assert "No deal names Ines Okafor" in page.centre.board.hint.text()
    assert page.centre.board.hint.isVisible()
    page.document.undo()
    assert page.centre.title.text() == "Selma Nordin"


def test_an_empty_workbook_says_what_comes_first(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, new_copy(tmp_path))
    window.show_tab("jv")
    page = cast(JvBoard, window.page)
    assert page.list.first.isVisible()
    assert page.centre.board.start.isVisible()
    assert not page.centre.export.isVisible()
    page.list.first.click()
    assert shown(window, AddPartner)


def test_a_thousand_partners_are_one_model(qtbot: QtBot) -> None:
    from PySide6.QtTest import QAbstractItemModelTester

    from models.jv.overview import partner_lines
    from tests.app.partner_export.boards import many

    model = PartnerModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_lines(partner_lines(many(), DAY), DAY)
    assert model.rowCount() == 200
    model.search("Quarry007x")
    assert [line.partner_id for line in model.lines] == ["ptr_7"]
    model.search("")
    assert model.row_of("ptr_199") == 199
    assert tester is not None


# --- tokens ---


def test_a_token_is_made_shown_once_and_kept_as_a_hash(
    qtbot: QtBot, window: Window, page: JvBoard, tmp_path: Path, data_folder: Path
) -> None:
    command(window, "jv.new_token")
    dialog = shown(window, NewToken)
    assert (dialog.partner.read(), dialog.ends.line.text()) == (page.partner_id, "2026-06-03")
    dialog.label.line.setText("For the spring")
    dialog.commit()
    secret = shown(window, Secret)
    token = secret.token.text()
    assert token.startswith("vt_")
    assert any(SHOWN_ONCE in one.text() for one in secret.findChildren(type(secret.copied)))
    secret.copy.click()
    assert QGuiApplication.clipboard().text() == token
    secret.accept()
    QGuiApplication.clipboard().clear()
    [line] = page.detail.tokens.lines.values()
    assert (line.name.text(), line.chip.badge.text) == ("For the spring", "active")
    assert line.note.text() == f"…{token[-4:]}  ·  good through Wed 3 Jun  ·  never used"
    assert "token active" in chips(page)["Selma Nordin"]
    saved(qtbot, page.document)
    nowhere(token, tmp_path, data_folder)


def nowhere(token: str, *folders: Path) -> None:
    """No file that was written holds the token: workbook, backups, journal, logs, what the window remembers."""
    written = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".xlsx" for path in written)
    assert any("journal" in str(path) for path in written)
    for path in written:
        held = [path.read_bytes()]
        if is_zipfile(path):
            with ZipFile(path) as archive:
                held += [archive.read(name) for name in archive.namelist()]
        for text in (token.encode(), token[3:].encode(), token.encode("utf-16-le")):
            assert not any(text in one for one in held), path


def test_what_a_token_lacks_is_said_under_its_field(window: Window, page: JvBoard) -> None:
    page.acts.new_token()
    dialog = shown(window, NewToken)
    dialog.partner.say("")
    dialog.commit()
    assert dialog.partner.why.text() == "subject_id required for jv_board tokens"
    dialog.scope.say("other")
    dialog.scope.chosen.emit()
    assert not dialog.partner.is_refused
    for text, words in (("2026-03-04", "That day is over already."), ("soon", "date")):
        dialog.ends.line.setText(text)
        dialog.commit()
        assert words in dialog.ends.why.text()
    dialog.ends.line.setText("2026-03-05")
    dialog.commit()
    assert shown(window, Secret)
    [row] = [page.document.book.row("ShareTokens", str(one)) or {} for one in page.document.book["ShareTokens"].index]
    assert (row["scope"], row["subject_id"], row["expires_on"]) == ("other", None, date(2026, 3, 5))


def test_each_token_says_its_state_and_the_usable_ones_come_first(page: JvBoard) -> None:
    with_token(page, 1, expires_on=date(2026, 3, 1))
    revoked = with_token(page, 2)
    assert page.document.do(revoke_token(page.document.book, revoked, NOW))
    with_token(page, 3, scope="other")
    with_token(page, 4, expires_on=date(2026, 3, 5))
    found = [(line.chip.badge.text, not line.revoke.isHidden()) for line in page.detail.tokens.lines.values()]
    assert found[0] == ("ends today", True)
    assert set(found[1:]) == {("expired", True), ("revoked", False), ("other scope", True)}


def test_revoking_says_what_it_can_and_cannot_do(window: Window, page: JvBoard, token: str, tmp_path: Path) -> None:
    export_to(window, page, tmp_path / "Board.xlsx")
    page.detail.tokens.lines[token].revoke.click()
    dialog = shown(window, Revoke)
    words = " ".join(label.text() for label in dialog.findChildren(type(page.centre.title)))
    assert "opens no board" in words
    assert "1 file went out with it (Board.xlsx) and cannot be called back" in words
    assert "stays readable to everybody who has it" in words
    dialog.reject()
    assert page.detail.tokens.lines[token].chip.badge.text == "active"
    page.detail.tokens.lines[token].revoke.click()
    shown(window, Revoke).commit()
    assert page.detail.tokens.lines[token].chip.badge.text == "revoked"
    assert "opens nothing any more" in said(window)


# --- the export ---


def start_export(window: Window, page: JvBoard, path: Path) -> ExportDialog:
    """The dialog, with a place typed in and Export pressed."""
    command(window, "jv.export")
    dialog = shown(window, ExportDialog)
    dialog.folder.line.setText(str(path.parent))
    dialog.file.line.setText(path.name)
    return dialog


def pressed(qtbot: QtBot, dialog: ExportDialog) -> ExportDialog:
    """Export, and its end."""
    dialog.export_button.click()
    qtbot.waitUntil(lambda: not dialog.exporting.busy, timeout=MOST_MS)
    return dialog


def export_to(window: Window, page: JvBoard, path: Path) -> None:
    dialog = start_export(window, page, path)
    dialog.export_button.click()
    for _ in range(2000):
        if not dialog.exporting.busy:
            break
        QTest.qWait(10)
    assert dialog.stack.currentWidget() is dialog.ending, dialog.file.why.text()
    dialog.accept()


def test_an_export_is_made_proved_logged_and_shown(
    qtbot: QtBot, window: Window, page: JvBoard, token: str, tmp_path: Path
) -> None:
    path = tmp_path / "Board.xlsx"
    dialog = start_export(window, page, path)
    assert dialog.preview.seen == page.centre.board.preview.seen
    pressed(qtbot, dialog)
    assert dialog.ending.isVisible()
    assert dialog.ending.head.text() == "Board.xlsx: 3 deals"
    assert "Not encrypted: a read-only copy" in dialog.ending.how.text()
    assert not dialog.ending.copy.isVisible()
    sheet = load_workbook(path).worksheets[1]
    assert [sheet.cell(5 + at, 1).value for at in range(3)] == [
        row[0] for row in page.acts.seen_by(page.partner_id).deals
    ]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o400
    opened: list[Path] = []

    def note(folder: Path) -> bool:
        opened.append(folder)
        return True

    page.acts.open = note
    dialog.ending.folder.click()
    dialog.ending.finish.click()
    page.detail.bring(page.detail.exports)
    [entry] = page.detail.exports.list.entries
    assert (entry.text, entry.note) == (
        "Board.xlsx", f"Thu 5 Mar {NOW.astimezone(local_zone()):%H:%M} · 3 deals · sealed · not encrypted",
    )  # fmt: skip
    assert "exported today" in chips(page)["Selma Nordin"]
    page.detail.exports.folder.click()
    assert opened == [tmp_path, tmp_path]
    QTest.keyClick(page.detail.exports.list, Qt.Key.Key_Return)
    assert page.detail.current is page.detail.proof
    words = " ".join(one.text() for one in page.detail.proof.lines.findChildren(type(page.centre.title)))
    assert "none found" in words
    assert "3 rows and all totals equal to the board" in words
    assert "stand in this partner’s own cells, too" in words
    row = page.document.book.row("ShareTokens", token) or {}
    assert row["last_used_at"] == "2026-03-05T15:30:00Z"


def test_undo_does_not_take_an_export_out_of_the_log(window: Window, page: JvBoard, token: str, tmp_path: Path) -> None:
    export_to(window, page, tmp_path / "Board.xlsx")
    page.document.undo()
    assert len(page.document.book["Exports"]) == 1


def test_password_and_pdf(qtbot: QtBot, window: Window, page: JvBoard, token: str, tmp_path: Path) -> None:
    dialog = start_export(window, page, tmp_path / "Board")
    dialog.pdf.click()
    dialog.password.wanted.click()
    assert dialog.password.field.line.echoMode() == QLineEdit.EchoMode.Password
    pressed(qtbot, dialog)
    assert dialog.password.field.why.text() == "Type a password, or generate one."
    assert not list(tmp_path.glob("Board*"))
    dialog.password.field.line.setText("short")
    assert dialog.password.weak.isVisible()
    dialog.password.generate.click()
    password = dialog.password.text
    assert dialog.password.field.line.echoMode() == QLineEdit.EchoMode.Normal
    assert len(password) == 23
    pressed(qtbot, dialog)
    assert dialog.ending.head.text() == "Board.xlsx and a PDF of the same name: 3 deals"
    assert "not kept" in dialog.ending.how.text()
    dialog.ending.copy.click()
    assert QGuiApplication.clipboard().text() == password
    content = (tmp_path / "Board.xlsx").read_bytes()
    assert is_encrypted(content)
    assert is_zipfile(tmp_path / "book" / "demo.xlsx")
    assert decrypted(content, password)
    assert b"/Encrypt" in (tmp_path / "Board.pdf").read_bytes()
    assert password not in str(dict(page.document.book.row("Exports", page.document.book["Exports"].index[0]) or {}))


def test_an_existing_file_stays_until_its_replacing_is_wanted(
    qtbot: QtBot, window: Window, page: JvBoard, token: str, tmp_path: Path
) -> None:
    path = tmp_path / "Board.xlsx"
    path.write_text("mine")
    dialog = pressed(qtbot, start_export(window, page, path))
    assert dialog.file.why.text() == "Board.xlsx exists already."
    assert path.read_text() == "mine"
    assert len([one for one in window.findChildren(Sheet) if one.isVisible()]) == 1  # no dialog on top
    dialog.other_name.click()
    assert dialog.file.line.text() == "Board-2.xlsx"
    assert not dialog.replace.isVisible()
    dialog.file.line.setText("Board.xlsx")
    pressed(qtbot, dialog)
    dialog.replace.click()
    pressed(qtbot, dialog)
    assert dialog.ending.isVisible()
    assert is_zipfile(path)


@pytest.mark.bad_input("EXP-17")
def test_a_file_that_is_open_elsewhere_is_left_alone_and_another_name_offered(
    qtbot: QtBot, window: Window, page: JvBoard, token: str, tmp_path: Path
) -> None:
    """EXP-17."""
    path = tmp_path / "Board.xlsx"
    path.write_text("mine")
    (tmp_path / "~$Board.xlsx").write_bytes(b"\x03Ann")
    dialog = pressed(qtbot, start_export(window, page, path))
    assert dialog.file.why.text() == "Board.xlsx cannot be replaced now: Excel has it open (Ann)."
    assert not dialog.replace.isVisible()
    assert path.read_text() == "mine"
    dialog.other_name.click()
    pressed(qtbot, dialog)
    assert (tmp_path / "Board-2.xlsx").exists()
    assert path.read_text() == "mine"


def test_refusals_stand_where_they_belong(
    qtbot: QtBot, window: Window, page: JvBoard, token: str, tmp_path: Path
) -> None:
    dialog = pressed(qtbot, start_export(window, page, tmp_path / "none" / "Board.xlsx"))
    assert dialog.folder.why.text() == f"There is no folder {tmp_path / 'none'}."
    for name, words in (
        ("", "Name the file."),
        ("../Board.xlsx", "Only a name; the folder stands above."),
        ("Board for Riverbend Holdings.xlsx", "not this partner's to see"),
    ):
        dialog.folder.line.setText(str(tmp_path))
        dialog.file.line.setText(name)
        pressed(qtbot, dialog)
        assert words in dialog.file.why.text(), name
    dialog.file.line.setText("Board.xlsx")
    dialog.folder.line.setText("~nobody-of-this-name/boards")
    pressed(qtbot, dialog)
    assert dialog.folder.why.text() == f"There is no folder {Path('~nobody-of-this-name/boards')}."
    dialog.folder.line.setText(str(page.document.session.path.parent))
    dialog.file.line.setText(page.document.name)
    pressed(qtbot, dialog)
    assert dialog.file.why.text() == "That is the workbook itself."
    assert not list(tmp_path.glob("*.xlsx"))
    assert len(page.document.book["Exports"]) == 0
    dialog.reject()


@pytest.mark.parametrize("reason", ["revoked", "expired", "wrong_scope", "unknown_partner"])
def test_a_token_that_no_longer_opens_the_board_makes_no_file(
    qtbot: QtBot, window: Window, page: JvBoard, token: str, tmp_path: Path, data_folder: Path, reason: str
) -> None:
    """It was chosen while it still did; the sentence is the same for each reason, which is in the log."""
    dialog = start_export(window, page, tmp_path / "Board.xlsx")
    document, table = page.document, BY_KEY["ShareTokens"]
    if reason == "revoked":
        assert document.do(revoke_token(document.book, token, NOW))
    elif reason == "unknown_partner":
        assert document.do(remove_rows(document.book, BY_KEY["Partners"], [page.partner_id]))
    else:
        fields: Any = {"expires_on": date(2026, 3, 4)} if reason == "expired" else {"scope": "other"}
        assert document.do(set_fields(document.book, table, token, fields, NOW, by_app=True))
    pressed(qtbot, dialog)
    assert dialog.token.why.text().startswith("This token opens no board.")
    assert not list(tmp_path.glob("*Board*"))
    assert f"refused: {reason} {token}" in (data_folder / "exports.log").read_text("utf-8")
    assert TOKEN not in (data_folder / "exports.log").read_text("utf-8")
    assert len(document.book["Exports"]) == 0


def test_without_a_token_the_dialog_makes_one(window: Window, page: JvBoard) -> None:
    page.acts.export()
    dialog = shown(window, ExportDialog)
    assert not dialog.export_button.isEnabled()
    assert dialog.no_token.text() == "No token opens the board of Selma Nordin now."
    dialog.make_token.click()
    shown(window, NewToken).commit()
    shown(window, Secret).accept()
    assert dialog.export_button.isEnabled()
    assert "good through Wed 3 Jun" in dialog.token.box.currentText()
    assert dialog.preview.tiles.tiles[1].figure.text() == "3 Jun 2026"


def test_a_note_that_names_somebody_else_is_asked_about(
    qtbot: QtBot, window: Window, page: JvBoard, token: str, tmp_path: Path
) -> None:
    document = page.document
    deal = str(document.book["Deals"].index[document.book["Deals"]["partner_id"] == page.partner_id][0])
    note: Any = {"partner_notes": "Owen Castellan wants in"}
    assert document.do(set_fields(document.book, BY_KEY["Deals"], deal, note, NOW))
    dialog = pressed(qtbot, start_export(window, page, tmp_path / "Board.xlsx"))
    assert "says “Owen Castellan”" in dialog.names.text.text()
    assert not (tmp_path / "Board.xlsx").exists()
    dialog.send_named.click()
    pressed(qtbot, dialog)
    assert (tmp_path / "Board.xlsx").exists()


def test_cancelling_leaves_no_file(
    qtbot: QtBot, window: Window, page: JvBoard, token: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    going: list[bool] = []

    def slow(*given: Any) -> Any:
        while True:
            given[-1]("Looking", 0.5)  # raises once it is cancelled
            going.append(True)
            QTest.qSleep(5)

    monkeypatch.setattr("app.tabs.jv.exporting.prepare", slow)
    dialog = start_export(window, page, tmp_path / "Board.xlsx")
    dialog.export_button.click()
    qtbot.waitUntil(lambda: bool(going), timeout=MOST_MS)
    assert dialog.progress.isVisible()
    assert not dialog.export_button.isEnabled()
    dialog.cancel_button.click()
    qtbot.waitUntil(lambda: not dialog.exporting.busy, timeout=MOST_MS)
    assert dialog.why.text.text() == "Stopped. No file was made."
    assert dialog.isVisible()
    assert not list(tmp_path.glob("*Board*"))
    assert len(page.document.book["Exports"]) == 0


def test_closing_the_dialog_stops_the_work(
    qtbot: QtBot, window: Window, page: JvBoard, token: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was ready in the last moment is thrown away with its unfinished files."""
    ready: list[bool] = []

    def last(*given: Any) -> Any:
        ready.append(True)
        return staged(*given)

    monkeypatch.setattr("app.tabs.jv.exporting.staged", last)
    dialog = start_export(window, page, tmp_path / "Board.xlsx")
    dialog.export_button.click()
    while not ready:  # without the event loop: its end cannot be handled before it is closed
        QTest.qSleep(2)
    dialog.reject()
    qtbot.waitUntil(lambda: not list(tmp_path.glob(".*tmp")), timeout=MOST_MS)
    QTest.qWait(50)
    assert not list(tmp_path.glob("*Board*"))
    assert len(page.document.book["Exports"]) == 0


def test_a_file_that_cannot_be_put_in_its_place_is_not_in_the_log(
    qtbot: QtBot, window: Window, page: JvBoard, token: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("app.partner_export.temps._put", fail)
    dialog = pressed(qtbot, start_export(window, page, tmp_path / "Board.xlsx"))
    assert dialog.file.why.text() == "It could not be written: Permission denied. No file was made."
    assert not list(tmp_path.glob("*Board*"))
    assert len(page.document.book["Exports"]) == 0


def test_what_changed_while_the_file_was_made_is_in_the_file(
    qtbot: QtBot, window: Window, page: JvBoard, token: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = page.document
    deal = str(document.book["Deals"].index[document.book["Deals"]["partner_id"] == page.partner_id][0])
    books: list[Book] = []

    def noted(*given: Any) -> Any:
        books.append(given[0])
        return prepare(*given)

    monkeypatch.setattr("app.tabs.jv.exporting.prepare", noted)
    dialog = start_export(window, page, tmp_path / "Board.xlsx")
    dialog.export_button.click()
    late: Any = {"partner_notes": "Said at the last moment"}
    assert document.do(set_fields(document.book, BY_KEY["Deals"], deal, late, NOW))
    qtbot.waitUntil(lambda: dialog.ending.isVisible(), timeout=MOST_MS)
    assert len(books) == 2
    cells = [cell.value for row in load_workbook(tmp_path / "Board.xlsx").worksheets[1].iter_rows() for cell in row]
    assert "Said at the last moment" in cells


def test_a_read_only_workbook_exports_nothing(window: Window, page: JvBoard, token: str) -> None:
    page.document.session.read_only = "in use by Ann"
    page.refresh()
    page.acts.export()
    assert "Nothing can be exported" in said(window)
    assert not [one for one in window.findChildren(ExportDialog) if one.isVisible()]
    assert not page.centre.export.isEnabled()


# --- copies that come back ---


def verified(qtbot: QtBot, window: Window, page: JvBoard, path: Path, password: str = "") -> VerifyDialog:
    page.acts.verify(path)
    dialog = shown(window, VerifyDialog)
    qtbot.waitUntil(lambda: dialog._job is None, timeout=MOST_MS)
    if password:
        dialog.password.line.setText(password)
        dialog.commit()
        qtbot.waitUntil(lambda: dialog._job is None, timeout=MOST_MS)
    return dialog


def rewritten(source: Path, target: Path, old: bytes, new: bytes) -> Path:
    """The same zip with one text of its parts another; packed anew in any case."""
    with ZipFile(source) as archive, ZipFile(target, "w") as copy:
        for name in archive.namelist():
            copy.writestr(name, archive.read(name).replace(old, new))
    return target


def test_each_answer_of_verifying(qtbot: QtBot, window: Window, page: JvBoard, token: str, tmp_path: Path) -> None:
    path = tmp_path / "Board.xlsx"
    export_to(window, page, path)
    again = rewritten(path, tmp_path / "again.xlsx", b"", b"")
    other = rewritten(path, tmp_path / "other.xlsx", b"<v>47500</v>", b"<v>48500</v>")
    plain = page.document.session.path
    for copy, words in (
        (path, "Unchanged"), (again, "Saved again, values unchanged"), (other, "Changed since it was made"),
        (plain, "Not an export of Valhalla"),
    ):  # fmt: skip
        dialog = verified(qtbot, window, page, copy)
        assert dialog.answer.isVisible()
        assert dialog.head.text() == words, copy
        if copy is path:
            assert "made for Selma Nordin" in dialog.about.text()
        dialog.reject()
    keys: Any = {"value": "another"}
    document = page.document
    assert document.do(set_fields(document.book, BY_KEY["Settings"], "seal_public_keys", keys, NOW, by_app=True))
    dialog = verified(qtbot, window, page, path)
    assert dialog.head.text() == "Sealed with an unknown key"
    dialog.file.line.setText(str(tmp_path / "gone.xlsx"))
    assert not dialog.answer.isVisible()
    dialog.commit()
    qtbot.waitUntil(lambda: dialog._job is None, timeout=MOST_MS)
    assert dialog.file.why.text() == "There is no such file."


def test_an_encrypted_copy_asks_for_its_password(
    qtbot: QtBot, window: Window, page: JvBoard, token: str, tmp_path: Path
) -> None:
    dialog = start_export(window, page, tmp_path / "Board.xlsx")
    dialog.password.wanted.click()
    dialog.password.field.line.setText("correct horse")
    pressed(qtbot, dialog).accept()
    check = verified(qtbot, window, page, tmp_path / "Board.xlsx")
    assert check.password.why.text() == "The file is encrypted: type its password."
    check.reject()
    check = verified(qtbot, window, page, tmp_path / "Board.xlsx", "wrong horse")
    assert check.password.why.text() == "The password does not open the file."
    check.password.line.setText("correct horse")
    check.commit()
    qtbot.waitUntil(lambda: check._job is None, timeout=MOST_MS)
    assert check.head.text() == "Unchanged"


def test_a_changed_row_of_the_log_is_said_beside_its_proof(
    window: Window, page: JvBoard, token: str, tmp_path: Path
) -> None:
    export_to(window, page, tmp_path / "Board.xlsx")
    document = page.document
    row_id = str(document.book["Exports"].index[0])
    page.detail.show_proof(row_id)
    assert not page.detail.proof.broken.isVisible()
    row = dict(document.book.row("Exports", row_id) or {})
    forged = Change("Exports", row_id, {"file_name": row["file_name"]}, {"file_name": "Other.xlsx"})
    assert document.do(ChangeSet("Forge", (forged,)))
    assert "not as it was written" in page.detail.proof.broken.text.text()


def test_a_file_made_elsewhere_is_said_to_be(window: Window, page: JvBoard) -> None:
    fields: Any = {"partner_id": page.partner_id, "file_name": "a.xlsx", "sha256": "0"}
    assert page.document.do(add_export(page.document.book, "exp_a", fields, NOW))
    page.detail.bring(page.detail.exports)
    page.detail.exports.folder.click()
    assert said(window) == "a.xlsx was not made on this machine, or long ago."


# --- the page among others ---


def test_going_to_a_token_shows_whose_it_is(window: Window, page: JvBoard) -> None:
    second = str(page.document.book["Partners"].index[1])
    page.choose(second)
    token = with_token(page, 5)
    page.choose(str(page.document.book["Partners"].index[0]))
    window.go_to("Share Tokens", token, "expires_on")
    assert page.partner_id == second
    assert page.grid is not None
    assert page.grid.current_row == token


def test_the_keyboard_goes_through_list_board_and_side(window: Window, page: JvBoard) -> None:
    page.list.view.setFocus()
    QTest.keyClick(page.list.view, Qt.Key.Key_Down)
    assert page.centre.title.text() == "Owen Castellan"
    QTest.keyClick(page.list.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.list.search.hasFocus()
    assert page.panes() == [page.list, page.centre, page.right]
    page.next_table(1)
    assert page.grid is not None
    page.next_table(-1)
    assert page.grid is None
