"""What the buttons and commands of the tab do with the chosen partner; each says what happened."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path

from app.command import Frame
from app.document import Document
from app.outside import open_in_spreadsheet
from app.partner_export.pages import report
from app.partner_export.places import place_of
from app.partner_export.seen import Seen, seen
from app.tabs.jv.dialogs import AddPartner, NewToken, Revoke, Secret
from app.tabs.jv.export_dialog import ExportDialog
from app.tabs.jv.verify_dialog import VerifyDialog
from app.tabs.jv.words import token_name
from app.tr import marked, tr, tr_error
from models.core.change import ChangeSet, Fields
from models.core.edit import add_row
from models.core.refusal import Refused
from models.jv import EXPORTS, PARTNERS, SHARE_TOKENS
from models.jv.overview import usable_tokens
from models.jv.tokens import create_token, revoke_token, token_text
from models.jv.view import partner_view

NO_PARTNER = marked("Choose a partner first.")


class PartnerActions:
    """`chosen` is the partner that the page shows. `added` follows a partner just made; `open` shows a folder."""

    def __init__(self, document: Document, frame: Frame, chosen: Callable[[], str]) -> None:
        self.document, self.frame, self.chosen = document, frame, chosen
        self.added: Callable[[str], object] = lambda _: None
        self.open: Callable[[Path], bool] = open_in_spreadsheet  # a folder opens in the system's file manager

    # --- what a partner sees ---

    def seen_by(self, partner_id: str, token_id: str | None = None) -> Seen:
        """Their file with that token, without one with the first that opens their board. Raises Refused."""
        book, today = self.document.book, self.document.as_of
        usable = usable_tokens(book, partner_id, today)
        row = book.row(SHARE_TOKENS, token_id or usable[0]) if token_id or usable else None
        ends = (row or {}).get("expires_on")
        return seen(report(partner_view(book, partner_id, today, ends if isinstance(ends, date) else None), {}))

    def name(self, partner_id: str) -> str:
        return str((self.document.book.row(PARTNERS, partner_id) or {}).get("name") or partner_id)

    # --- partners ---

    def add_partner(self) -> None:
        self.frame.show_dialog(lambda parent: AddPartner(parent, self._add_partner))

    def _add_partner(self, fields: Fields) -> str:
        """Why the partner was not added; blank where they were."""
        try:
            changes = add_row(self.document.book, PARTNERS, fields, self.document.now())
        except Refused as refusal:
            return tr_error(refusal, hint=False)
        if self.document.do(changes):
            self.frame.say(tr("Added {name}.", name=fields["name"]), undo=True)
            self.added(changes.changes[0].row)
        return ""

    # --- tokens ---

    def new_token(self, then: Callable[[str], object] = lambda _: None) -> None:
        """Asks for what a token opens; the secret is shown once. `then` gets the new row's ID."""
        if not self.chosen():
            self.frame.say(tr(NO_PARTNER))
            return
        names = [(str(one), self.name(str(one))) for one in self.document.book[PARTNERS].index]
        today = self.document.as_of
        self.frame.show_dialog(lambda parent: NewToken(
            parent, names, self.chosen(), today, lambda *given: self._create(then, *given)))  # fmt: skip

    def _create(self, then: Callable[[str], object], partner_id: str, scope: str, ends: date | None, label: str) -> str:
        """Why no token was made; blank where one was."""
        token = token_text(secrets.token_bytes(32))
        document = self.document
        try:
            changes = create_token(document.book, token, document.now(), subject_id=partner_id, scope=scope,
                                   expires_on=ends, label=label or None)  # fmt: skip
        except Refused as refusal:
            return tr_error(refusal, hint=False)
        if not document.do(changes):
            return tr("It could not be written.")
        name = self.name(partner_id) if partner_id else tr("nobody")
        self.frame.show_dialog(lambda parent: Secret(parent, token, name))
        then(changes.changes[0].row)
        return ""

    def revoke(self, token_id: str) -> None:
        """Asks first, with what revoking can and cannot do for what was sent already."""
        book = self.document.book
        row = book.row(SHARE_TOKENS, token_id)
        if row is None:
            return
        sent = [str(book[EXPORTS].at[one, "file_name"]) for one in book[EXPORTS].index
                if (book.row(EXPORTS, str(one)) or {}).get("token_id") == token_id]  # fmt: skip
        name = token_name(token_id, row)
        self.frame.show_dialog(lambda parent: Revoke(parent, name, sent, lambda: self._revoke(token_id, name)))

    def _revoke(self, token_id: str, name: str) -> None:
        self._try(lambda: revoke_token(self.document.book, token_id, self.document.now()),
                  tr("{name} opens nothing any more.", name=name))  # fmt: skip

    # --- exports ---

    def export(self) -> None:
        chosen = self.chosen()
        if not chosen:
            self.frame.say(tr(NO_PARTNER))
        elif self.document.read_only:
            self.frame.say(
                tr(
                    "Nothing can be exported: {why}. The log could not be written.",
                    why=self.document.read_only,
                )
            )
        else:
            self.frame.show_dialog(lambda parent: ExportDialog(parent, self, chosen))

    def show_in_folder(self, export_id: str) -> None:
        """The folder that the file was put in, on this machine."""
        row = self.document.book.row(EXPORTS, export_id) or {}
        path = place_of(export_id)
        if path is None:
            self.frame.say(tr("{file} was not made on this machine, or long ago.", file=row.get("file_name")))
        elif not path.parent.is_dir():
            self.frame.say(tr("There is no folder {parent} any more.", parent=path.parent))
        else:
            gone = "" if path.exists() else tr("{name} is no longer in this folder. ", name=path.name)
            shown = self.open(path.parent)
            words = gone or (
                "" if shown else tr("No program here shows folders. It is in {parent}.", parent=path.parent)
            )
            if words:
                self.frame.say(words.strip())

    def verify(self, path: Path | None = None) -> None:
        """A copy that came back: unchanged, saved again or changed."""
        self.frame.show_dialog(lambda parent: VerifyDialog(parent, self.document, self.name, path))

    # --- doing it ---

    def _try(self, make: Callable[[], ChangeSet], said: str) -> bool:
        try:
            changes = make()
        except Refused as refusal:
            self.document.refused.emit(refusal)
            return False
        done = self.document.do(changes)
        if done and changes:
            self.frame.say(said, undo=True)
        return done
