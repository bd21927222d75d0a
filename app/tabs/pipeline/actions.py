"""What the buttons and commands of the tab do with the chosen deal; each says what happened, with Undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.command import Frame
from app.document import Document
from app.tabs.pipeline.dialogs import AddDeal, Run, Sent, Step
from app.tr import marked, tr, tr_error
from app.words import day_words, spoken_choice
from models.core.change import ChangeSet, Fields, together
from models.core.refusal import Refused
from models.core.schema import Value
from models.pipeline.board import move
from models.pipeline.compose import Message
from models.pipeline.contact import may_contact, may_contact_person
from models.pipeline.deals import CONTACTS, DEALS, STAGES, name_of
from models.pipeline.links import link_for
from models.pipeline.runs import deal_contact, mark_sent, open_questions, refuse_barred, run, run_of
from models.pipeline.steps import add_deal, add_step, cancel_draft, change_step, close_step, deal_of
from models.pipeline.tables import DRAFTS, FOLLOWUPS, PIPELINE_RUNS
from models.settings import number_of, value_of

NO_DEAL = marked("Choose a deal first.")
PROGRAMS = {"sms": "messages", "email": "mail", "call_note": "phone"}


def open_link(link: str) -> bool:
    """Hands a link to the machine's own program; False where none answers. A test puts another function here."""
    return QDesktopServices.openUrl(QUrl(link, QUrl.ParsingMode.StrictMode))


class DealActions:
    """`chosen` is the deal that the page shows. `added` and `ran` follow what was made."""

    def __init__(self, document: Document, frame: Frame, chosen: Callable[[], str | None]) -> None:
        self.document, self.frame, self.chosen = document, frame, chosen
        self.added: Callable[[str], object] = lambda _: None
        self.open: Callable[[str], bool] = open_link

    # --- deals ---

    def add_deal(self) -> None:
        country = value_of(self.document.book, "default_country")
        self.frame.show_dialog(lambda parent: AddDeal(parent, country, self._add_deal))

    def _add_deal(self, deal: Fields, contact: Fields) -> str:
        """Why the deal was not added; blank where it was."""
        try:
            changes = add_deal(self.document.book, deal, contact, self.document.now())
        except Refused as refusal:
            return tr_error(refusal, hint=False)
        if self.document.do(changes):
            self.frame.say(tr("Added {address}.", address=deal["address"]), undo=True)
            self.added(deal_of(changes))
        return ""

    def move_to(self, deal_id: str, stage: str) -> bool:
        """The deal at another stage."""
        document = self.document
        said = f"{self.name(deal_id)}: {spoken_choice(stage)}."
        return self._try(lambda: move(document.book, deal_id, stage, document.now()), said)

    def shift(self, step: int) -> None:
        """The chosen deal by some stages on or back."""
        chosen = self.chosen()
        if chosen is None:
            self.frame.say(tr(NO_DEAL))
            return
        row = self.document.book.row(DEALS, chosen) or {}
        place = STAGES.index(str(row.get("stage") or STAGES[0])) + step
        if 0 <= place < len(STAGES):
            self.move_to(chosen, STAGES[place])
        else:
            self.frame.say(
                tr("{name} is at the last stage already.", name=self.name(chosen))
                if step > 0
                else tr("{name} is at the first stage already.", name=self.name(chosen))
            )

    def name(self, deal_id: str) -> str:
        row = self.document.book.row(DEALS, deal_id)
        return name_of(deal_id, row) if row else deal_id

    # --- next steps ---

    def add_step(self) -> None:
        chosen, document = self.chosen(), self.document
        if chosen is None:
            self.frame.say(tr(NO_DEAL))
            return
        due = document.as_of + timedelta(days=int(number_of(document.book, "followup_days")))

        def take(title: str, due: date) -> str:
            said = f"{title}: {day_words(due, document.as_of)}."
            return self._why_not(lambda: add_step(document.book, chosen, title, due, document.now()), said)

        title = tr("Follow up on {name}", name=self.name(chosen))
        self.frame.show_dialog(lambda parent: Step(parent, tr("Add a next step"), title, due, document.as_of, take))

    def change_step(self, step_id: str) -> None:
        document = self.document
        row = document.book.row(FOLLOWUPS, step_id) or {}
        due = row.get("due_date")

        def take(title: str, due: date) -> str:
            said = f"{title}: {day_words(due, document.as_of)}."
            return self._why_not(lambda: change_step(document.book, step_id, title, due, document.now()), said)

        day = due if isinstance(due, date) else document.as_of
        title = str(row.get("title") or "")
        self.frame.show_dialog(lambda parent: Step(parent, tr("Change a next step"), title, day, document.as_of, take))

    def move_step(self, step_id: str, due: date) -> None:
        """To another day."""
        document = self.document
        title = str((document.book.row(FOLLOWUPS, step_id) or {}).get("title") or "")
        said = f"{title}: {day_words(due, document.as_of)}."
        self._try(lambda: change_step(document.book, step_id, title, due, document.now()), said)

    def close_step(self, step_id: str) -> None:
        document = self.document
        title = (document.book.row(FOLLOWUPS, step_id) or {}).get("title")
        self._try(lambda: close_step(document.book, step_id, document.now()), tr("Done: {title}.", title=title))

    # --- messages ---

    def run(self, message: Message, ran: Callable[[], object], answers: str = "") -> None:
        """Asks when to follow up, then writes draft, run and follow-up as one edit. `ran` follows.

        `answers` is the follow-up that asked for it: it closes with a link to the run.
        """
        document = self.document
        try:
            refuse_barred(document.book, message.contact_id, message.to)
            found = may_contact(document.book, message.deal_id, document.now(), message.kind, message.to)
        except Refused as refusal:
            document.refused.emit(refusal)
            return
        days = int(number_of(document.book, "followup_days"))

        def made(days: int, reason: str) -> ChangeSet:
            changes = run(
                document.book, message.deal_id, document.now(), message.kind, message.tone,
                to=message.to, followup_days=days, subject=message.subject or "", body=message.body,
                override_reason=reason or None,
            )  # fmt: skip
            if not answers:
                return changes
            after = document.book.apply(changes)
            return together(tr("Run"), changes, close_step(after, answers, document.now(), run_id=run_of(changes)))

        def go(days: int, reason: str) -> str:
            why = self._why_not(lambda: made(days, reason.strip()), tr("Draft written, with a run and a follow-up."))
            if not why:
                ran()
            return why

        self.frame.show_dialog(lambda parent: Run(parent, message, found.sentences, days, document.as_of, go))

    def mark_sent(self, run_id: str) -> None:
        """Asks how it was sent. Do-not-contact is refused before anything is asked."""
        document = self.document
        book, now = document.book, document.now()
        row = book.row(PIPELINE_RUNS, run_id) or {}
        try:
            questions = open_questions(book, run_id)
            draft = book.row(DRAFTS, str(row.get("draft_id"))) or {}
            contact_id = draft.get("contact_id") or deal_contact(book, row)
            to = draft.get("to") or row.get("to")
            refuse_barred(book, _text(contact_id), _text(to))
        except Refused as refusal:
            document.refused.emit(refusal)
            return
        kind = str(draft.get("kind") or "sms")
        cautions = may_contact_person(book, str(contact_id), now, kind, _text(to)).sentences if contact_id else ()
        person = book.row(CONTACTS, str(contact_id)) if contact_id else None
        name = " · ".join(str(part) for part in ((person or {}).get("name"), to) if part) or tr("nobody yet")

        def send(channel: str, result: str, reason: str) -> str:
            return self._why_not(
                lambda: mark_sent(document.book, run_id, document.now(), channel, result, reason or None, yes=True),
                tr("Sent by {channel}: {result}.", channel=channel, result=result or tr("sent")),
            )

        self.frame.show_dialog(lambda parent: Sent(parent, name, kind, questions, cautions, send))

    def cancel_draft(self, draft_id: str) -> None:
        document = self.document
        self._try(lambda: cancel_draft(document.book, draft_id, document.now()), tr("Draft canceled."))

    def open_program(
        self, kind: str, to: str | None, subject: str | None, body: str, contact_id: str | None = None
    ) -> None:
        """The machine's own mail, messages or phone program with the message in it; not for do-not-contact."""
        try:
            refuse_barred(self.document.book, contact_id, to)
        except Refused as refusal:
            self.document.refused.emit(refusal)
            return
        link = link_for(kind, to, subject, body)
        if link is None:
            self.frame.say(tr("There is nobody to write to: fill in To."))
        elif not self.open(link):
            self.frame.say(
                tr(
                    "No {program} program answers here. Copy the message, and mark it sent afterwards.",
                    program=PROGRAMS[kind],
                )
            )

    # --- doing it ---

    def _why_not(self, make: Callable[[], ChangeSet], said: str) -> str:
        """Why it was not done; blank where it was."""
        try:
            changes = make()
        except Refused as refusal:
            return tr_error(refusal)
        return "" if self.make(changes, said) else tr("It could not be written.")

    def _try(self, make: Callable[[], ChangeSet], said: str) -> bool:
        try:
            changes = make()
        except Refused as refusal:
            self.document.refused.emit(refusal)
            return False
        return self.make(changes, said)

    def make(self, changes: ChangeSet, said: str) -> bool:
        """Makes an edit and says so; one that changes nothing is done already."""
        if not changes:
            return True
        done = self.document.do(changes)
        if done and said:
            self.frame.say(said, undo=True)
        return done


def _text(value: Value) -> str | None:
    return None if value is None else str(value)
