"""How each dialog is brought up, by name. What they show comes from the demo and is always the same."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import app
from app.backups import Damaged
from app.conflict_text import difference_lines
from app.frame.backups import Recover
from app.frame.dialogs import Confirm, Sheet, WhatsNew
from app.frame.others import Changes
from app.frame.password import Password
from app.frame.window import Window
from app.tabs.budget import Budget
from app.tabs.jv.dialogs import Revoke, Secret
from app.tabs.jv.export_dialog import ExportDialog
from app.tabs.pipeline import Pipeline
from io_xlsx.backups import Backup, Reason
from models.bills import BILLS
from models.core.edit import set_cells
from models.core.refusal import Refused
from models.pipeline.board import drafts_waiting
from tests.workbooks import NOW

BANK_FILE = "tests/data/bank/canada.csv"


def _command(key: str) -> Callable[[Window], None]:
    """A command, once its row is chosen: one that edits at once shows its tab first."""
    return lambda window: window.actions_[key].trigger()


def _confirm(window: Window) -> None:
    words = "The mortgage of 1,850 is not in Payments, and 12 of its due dates are marked as paid."
    window.show_dialog(lambda parent: Confirm(parent, "Pay it a second time?", words, "Pay again", lambda: None))


def _changes(window: Window) -> None:
    assert window.document is not None
    book = window.document.book
    names = [(str(row), "name", f"Bill {number}") for number, row in enumerate(book[BILLS].index[:8], 1)]
    theirs = book.apply(set_cells(book, BILLS, names, NOW))
    lines = difference_lines(book, theirs)
    window.show_dialog(lambda parent: Changes("Excel’s save changes 8 of 15 bills", lines, parent))


def _recover(window: Window) -> None:
    assert window.document is not None
    kept = Backup("20260304T180000.xlsx", datetime(2026, 3, 4, 18, tzinfo=UTC), 245_760, "", Reason())
    refusal = Refused("Valhalla Demo.xlsx is cut off: the end of the file is missing.", code="damaged")
    damage = Damaged(refusal, Path("Valhalla Demo.xlsx"), kept)
    window.show_dialog(lambda parent: Recover(parent, window, damage))


def _password(window: Window) -> None:
    window.show_dialog(lambda parent: Password("Household.xlsx", parent, lambda _: None, was_wrong=True))


def _secret(window: Window) -> None:
    window.show_dialog(lambda parent: Secret(parent, "vt_9Xw2-kQ4p-7Lm0-RtE5", "Selma Nordin"))


def _revoke(window: Window) -> None:
    window.show_dialog(lambda parent: Revoke(parent, "The token of Selma Nordin", ["Selma.xlsx"], lambda: None))


def _fault(window: Window) -> None:
    window.show_fault("ValueError\n  window.py:1 in run\n  pages.py:20 in show")


def _sent(window: Window) -> None:
    """Of a deal whose draft waits to be sent."""
    assert window.document is not None
    window.show_tab("pipeline")
    page, drafts = cast(Pipeline, window.page), drafts_waiting(window.document.book)
    page.choose(str(drafts["deal_id"].iloc[0]))
    page.detail.show_draft(str(drafts.index[0]))
    window.actions_["pipeline.mark_sent"].trigger()


def _export(window: Window) -> None:
    window.actions_["jv.export"].trigger()
    dialog = dialog_of(window)
    if isinstance(dialog, ExportDialog):
        dialog.folder.line.setText("Documents")  # else the folder of the copy that the pictures are made of


def _spreadsheet(window: Window) -> None:
    """Somebody's own spreadsheet; it is read on another thread."""
    window.importing.read(Path(__file__).parents[2] / BANK_FILE)
    _until_planned(window)


def _until_planned(window: Window) -> None:
    for _ in range(200):
        dialog = dialog_of(window)
        if dialog is not None and not getattr(dialog, "busy", False):
            return
        QTest.qWait(20)


def _print(window: Window) -> None:
    window.show_tab("workbook")
    window.actions_["file.print"].trigger()


def _news(window: Window) -> None:
    window.show_dialog(lambda parent: WhatsNew("0.0.1", parent))


def _bank_file(window: Window) -> None:
    window.show_tab("budget")
    cast(Budget, window.page).acts.read(Path(__file__).parents[2] / BANK_FILE)
    _until_planned(window)


DIALOGS: dict[str, Callable[[Window], None]] = {
    "add-property": _command("deal.add_property"),
    "attach": _command("deal.attach"),
    "resolve-flag": _command("deal.resolve_flag"),
    "offer-sheet": _command("deal.offer_sheet"),
    "add-bill": _command("bills.add"),
    "edit-bill": _command("bills.edit"),
    "pay": _command("bills.pay"),
    "close-short": _command("bills.close_short"),
    "import": _bank_file,
    "import-spreadsheet": _spreadsheet,
    "print": _print,
    "news": _news,
    "balance": _command("budget.set_balance"),
    "add-deal": _command("pipeline.add_deal"),
    "run": _command("pipeline.run"),
    "sent": _sent,
    "next-step": _command("pipeline.add_step"),
    "add-partner": _command("jv.add_partner"),
    "export": _export,
    "verify": _command("jv.verify"),
    "new-token": _command("jv.new_token"),
    "token": _secret,
    "revoke": _revoke,
    "versions": _command("file.versions"),
    "confirm": _confirm,
    "their-changes": _changes,
    "recover": _recover,
    "password": _password,
    "help": _command("help.help"),
    "shortcuts": _command("help.shortcuts"),
    "about": _command("help.about"),
    "fault": _fault,
}


def dialog_of(window: Window) -> Sheet | None:
    """The dialog in front."""
    shown = [one for one in window.findChildren(Sheet) if one.isVisible()]
    return shown[-1] if shown else None


def brought(window: Window, name: str, milliseconds: int = 300) -> Sheet:
    """The dialog of that name after a moment; a command may show its tab at first, and what it is about."""
    for _ in range(2):
        DIALOGS[name](window)
        QTest.qWait(milliseconds)
        dialog = dialog_of(window)
        if dialog is not None:
            return dialog
    raise LookupError(f"{name} does not come up")


def put_away(window: Window) -> None:
    for one in window.findChildren(Sheet):
        one.close()
        one.deleteLater()
    QApplication.sendPostedEvents(None, 52)  # what is to be deleted


def every_dialog() -> set[type]:
    """All dialogs that the program declares, whether or not anything imports their module."""
    found: set[type] = set()
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.endswith("__main__"):
            members: list[tuple[str, Any]] = inspect.getmembers(import_module(module.name), inspect.isclass)
            found |= {one for _, one in members if issubclass(one, Sheet) and one is not Sheet}
    return found
