"""What the button of each line of *Needs you now* does, and what stands on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.command import Frame
from app.document import Document
from app.frame.dialogs import Confirm
from app.tabs.needs import Deed
from app.tr import marked, tr, tr_phrase
from app.words import amount
from models.catalog import BY_KEY
from models.core.change import ChangeSet
from models.core.edit import set_fields
from models.core.refusal import Refused
from models.ops.needs import DONE, LOOK, PAY, RUN, SEND, WRITE_MAO, Need
from models.pipeline import DEALS, DRAFTS, FOLLOWUPS
from models.pipeline.steps import close_step
from models.underwriting.written import write_again

DEEDS: Mapping[str, Deed] = {
    PAY: Deed(marked("Pay…"), "check", marked("Pay")),
    RUN: Deed(marked("Run…"), "pipeline", marked("Run")),
    SEND: Deed(marked("Send…"), "go", marked("Send the message to")),
    WRITE_MAO: Deed(marked("Write MAO"), "underwriting", marked("Write the MAO of")),
    DONE: Deed(marked("Done"), "check", marked("Done:")),
    LOOK: Deed(marked("Look"), "", marked("Look at")),
}


class NeedActions:
    """Each leads to a dialog or a tab, or is done at once and can be undone; a read-only workbook is only looked at."""

    def __init__(self, document: Document, frame: Frame) -> None:
        self.document, self.frame = document, frame
        self._acts: Mapping[str, Callable[[Need], None]] = {
            PAY: self._pay, RUN: self._run, SEND: self._send, WRITE_MAO: self._write_mao, DONE: self._tick_off,
            LOOK: self.look,
        }  # fmt: skip

    def deed(self, need: Need) -> Deed:
        return DEEDS[LOOK if self.document.read_only else need.action]

    def do(self, need: Need) -> None:
        self._acts[LOOK if self.document.read_only else need.action](need)

    def look(self, need: Need) -> None:
        """Goes to the row, or to the table where it is about no single one."""
        self.frame.go_to(BY_KEY[need.table].sheet, need.row_id, need.field)

    def _pay(self, need: Need) -> None:
        from app.tabs.bills.actions import BillActions

        BillActions(self.document, self.frame).pay(need.row_id, need.due)

    def _run(self, need: Need) -> None:
        from app.tabs.pipeline import Pipeline

        deal_id = str((self.document.book.row(FOLLOWUPS, need.row_id) or {}).get("deal_id") or "")
        self.frame.show_tab("pipeline")
        if isinstance(self.frame.page, Pipeline):
            self.frame.page.answer(deal_id, need.row_id)

    def _send(self, need: Need) -> None:
        from app.tabs.pipeline import Pipeline

        deal_id = str((self.document.book.row(DRAFTS, need.row_id) or {}).get("deal_id") or "")
        self.frame.show_tab("pipeline")
        if isinstance(self.frame.page, Pipeline):
            self.frame.page.write_to(deal_id, need.row_id)

    def _write_mao(self, need: Need) -> None:
        changes = self._tried(lambda: write_again(self.document.book, need.row_id, self.document.now()))
        if changes is None:
            return
        mao = (self.document.book.apply(changes).row(DEALS, need.row_id) or {})["mao"]
        assert isinstance(mao, (int, float))
        said = tr("MAO of {mao} written to {title}.", mao=amount(mao), title=tr_phrase(need.title))
        if mao >= 0:
            self._make(changes, said)
            return
        words = tr(
            "The result is {mao}: no offer works at these numbers. Write it to the deal anyway?", mao=amount(mao)
        )
        self.frame.show_dialog(lambda parent: Confirm(
            parent, tr("Write a MAO below zero?"), words, tr("Write"), lambda: self._make(changes, said)))  # fmt: skip

    def _tick_off(self, need: Need) -> None:
        document, table = self.document, BY_KEY[need.table]

        def close() -> ChangeSet:
            if table is FOLLOWUPS:
                return close_step(document.book, need.row_id, document.now())
            return set_fields(document.book, table, need.row_id, {"status": "done"}, document.now())

        changes = self._tried(close)
        if changes is not None:
            self._make(changes, tr("Done: {title}", title=tr_phrase(need.title)))

    def _tried(self, make: Callable[[], ChangeSet]) -> ChangeSet | None:
        try:
            return make()
        except Refused as refusal:
            self.document.refused.emit(refusal)
            return None

    def _make(self, changes: ChangeSet, said: str) -> None:
        if self.document.do(changes):
            self.frame.say(said, undo=True)
