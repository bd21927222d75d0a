"""The message: from its template to a draft that a person rewrites, and from there to sent."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal

from app.command import Frame
from app.document import Document
from app.guard import guard
from app.tabs.pipeline.actions import PROGRAMS, DealActions
from app.tabs.pipeline.message_form import MessageForm, Texts
from app.tabs.pipeline.part import DealPart, moment_words
from app.theme import Space
from app.tr import marked, tr, tr_error
from app.widgets import Button, IconButton, column, row
from app.words import spoken_choice
from models.core.refusal import Refused
from models.core.schema import Value
from models.pipeline.board import newest_first
from models.pipeline.compose import Message, edited, figures_of, moved_since, preview, private_figures
from models.pipeline.contact import do_not_contact
from models.pipeline.merge import message_fields
from models.pipeline.steps import edit_draft
from models.pipeline.tables import DRAFTS, PIPELINE_RUNS
from models.pipeline.templates import template_id_for

SOON_MS = 250  # after the last key, the warnings follow
NEW = ""  # in place of a draft's ID: a message that is no draft yet
OPEN = {"sms": marked("Open in messages"), "email": marked("Open in mail"), "call_note": marked("Call")}


class MessagePart(DealPart):
    """A new message or one of the drafts that wait. What is typed into a new one is kept while others are shown."""

    reads = ("Deals", "Contacts", "Templates", "Properties", "Underwrites", "Drafts", "PipelineRuns", "SendLog",
             "ContactRules", "Settings")  # fmt: skip
    template_wanted = Signal(str)

    def __init__(self, document: Document, frame: Frame, acts: DealActions) -> None:
        super().__init__(document, frame, acts)
        self.draft_id = NEW
        self.answers = ""  # the follow-up that the next run answers
        self.message: Message | None = None
        self._kept: dict[tuple[str, str, str], Texts] = {}
        self._drafts: list[str] = []
        self.form = MessageForm()
        self.open = Button("", self._open, icon="external")
        self.cancel = IconButton("delete", tr("Cancel this draft"), self._cancel)
        self.run = Button(tr("Run…"), self.start_run, kind="primary")
        self.sent = Button(tr("Sent…"), self.start_sent, kind="primary")
        self.run.setToolTip(tr("Write the draft, a run and a follow-up (Ctrl+G)"))
        self.sent.setToolTip(tr("Say how it was sent and what came of it (Ctrl+Shift+S)"))
        foot = row(self.open, self.cancel, gap=Space.S)
        foot.addStretch()
        foot.addWidget(self.run)
        foot.addWidget(self.sent)
        whole = column(self.form, gap=Space.S)
        whole.addLayout(foot)
        self.setLayout(whole)
        self.setFocusProxy(self.form)
        self._connect()

    def _connect(self) -> None:
        form = self.form
        form.which.changed.connect(lambda _: self.show_draft([NEW, *self._drafts][form.which.box.currentIndex()]))
        form.kind.changed.connect(lambda _: self._another(self.draft_id))
        form.tone.changed.connect(lambda _: self._another(self.draft_id))
        form.mend_wanted.connect(self._mend)
        form.done.connect(self._done)
        self._warning = QTimer(self)
        self._warning.setSingleShot(True)
        self._warning.setInterval(SOON_MS)
        self._warning.timeout.connect(self._warn)
        form.typed.connect(self._warning.start)

    # --- which message ---

    def show_for(self, property_id: str | None) -> None:
        if property_id != self.property_id:
            self.commit()
            self._forget()
            self.answers = ""
            waiting = self._waiting(property_id or "")
            self.draft_id = waiting[0] if waiting else NEW  # what was written last is what waits to be sent
            self._seen = ()
        super().show_for(property_id)

    def show_draft(self, draft_id: str) -> None:
        """One of the deal's drafts; blank = a new message."""
        if self.commit():
            self._another(draft_id)
        else:
            self._list_messages()

    @property
    def draft(self) -> Mapping[str, Value]:
        """The draft's fields; none for a new message."""
        return (self.book.row(DRAFTS, self.draft_id) if self.draft_id else None) or {}

    def _waiting(self, deal_id: str) -> list[str]:
        """The deal's drafts that are neither sent nor canceled, what was written last first."""
        frame = self.book[DRAFTS]
        mine = (frame["deal_id"] == deal_id).to_numpy(dtype=bool) & ~frame["status"].isin(["sent", "canceled"])
        return [str(row_id) for row_id in newest_first(frame[mine]).index]

    def _another(self, draft_id: str) -> None:
        self._forget()
        self.draft_id = draft_id
        self._draw_anew()

    def _draw_anew(self) -> None:
        self._seen = ()
        self.refresh()

    def _forget(self) -> None:
        """What stands in the fields is nobody's any more; of a new message it is noted for its return."""
        if self.message is not None and self.form.is_typed:
            self._kept[self.message.deal_id, self.message.kind, self.message.tone] = self.form.texts
        self.form.set_typed(False)
        self.message = None

    # --- drawing ---

    def draw(self) -> None:
        if not self.deal:
            return
        self._drafts = self._waiting(self.deal_id)
        if self.draft_id and self.draft_id not in self._drafts:
            self._forget()
            self.draft_id = NEW
        self._list_messages()
        if self.draft_id:
            self._draw_draft()
        else:
            self._draw_new()
        locked, kind = bool(self.document.read_only), self.form.kind.word
        self.form.allow(choices=not self.draft_id, texts=not locked)
        self.open.setText(tr(OPEN[kind]))
        self.open.setToolTip(
            tr("In this machine’s own {program} program, with the draft filled in", program=PROGRAMS[kind])
        )
        for button in (self.open, self.cancel, self.sent):
            button.setVisible(bool(self.draft_id))
        self.run.setVisible(not self.draft_id)
        self.run.setEnabled(self.message is not None and not locked)
        self.sent.setEnabled(bool(self.run_id) and not locked)
        self.cancel.setEnabled(not locked)
        self._warn()

    def _list_messages(self) -> None:
        words, now = [tr("New message")], self.document.now()
        for draft_id in self._drafts:
            draft = self.book.row(DRAFTS, draft_id) or {}
            words.append(
                tr(
                    "Draft: {kind}, {moment}",
                    kind=spoken_choice(str(draft["kind"])),
                    moment=moment_words(draft["created_at"], now),
                )
            )
        self.form.list_messages(words, [NEW, *self._drafts].index(self.draft_id))

    def _draw_draft(self) -> None:
        draft, form = self.draft, self.form
        self.message = None
        form.kind.say(str(draft["kind"] or "sms"))
        form.tone.say(str(draft["tone"] or "neutral"))
        if not form.is_typed:
            form.fill(*(str(draft[name] or "") for name in ("to", "subject", "body")))
        form.refuse()
        form.body.setEnabled(True)
        lines = str(draft["merged_values"] or "").splitlines()
        self._tell_values(dict(line.split(": ", 1) for line in lines if ": " in line))

    def _draw_new(self) -> None:
        form = self.form
        kind, tone = form.kind.word, form.tone.word
        kept = self._kept.pop((self.deal_id, kind, tone), None)
        if kept is not None:
            form.fill(*kept)
            form.set_typed(True)
        to = form.to.line.text().strip() if form.to.line.isModified() else ""
        try:
            self.message = preview(self.book, self.deal_id, self.document.now(), kind, tone, to or None)
        except Refused as refusal:
            self._forget()
            if kept is not None:
                self._kept[self.deal_id, kind, tone] = kept
            form.fill("", "", "")
            form.body.setEnabled(False)
            form.refuse(tr_error(refusal, hint=False), refusal.hint, template=True)
            self._tell_values({})
            return
        form.body.setEnabled(True)
        form.refuse()
        form.fill_rest(self.message.to or "", self.message.subject or "", self.message.body)
        self._tell_values(self.message.merged)

    def _tell_values(self, merged: Mapping[str, str]) -> None:
        known = message_fields(self.book)
        used = {name: value for name, value in merged.items() if name in known}
        self.form.values.show_values(used, {name: value for name, value in merged.items() if name not in known})

    @guard(None)
    def _warn(self) -> None:
        """What to look at before it goes out, by what stands in the fields now."""
        gone = self.draft_id and not self.draft  # undone while another tab was in front
        if self.deal and not gone:
            self.form.warned.say(self._of_draft() if self.draft_id else self._of_new())

    def _of_draft(self) -> tuple[str, ...]:
        to, subject, body = self.form.texts
        written = Message(self.deal_id, None, self.form.kind.word, self.form.tone.word, to, subject, body)
        moved = [
            tr("Since it was written, {sentence}", sentence=one.sentence) for one in moved_since(self.book, self.draft)
        ]
        contact_id = str(self.draft["contact_id"]) if self.draft["contact_id"] else None
        barred = do_not_contact(self.book, contact_id, to)
        return (*([barred] if barred else ()), *moved, *private_figures(written, figures_of(self.book, self.deal)))

    def _of_new(self) -> tuple[str, ...]:
        try:
            return self.as_typed().warnings if self.message is not None else ()
        except Refused as refusal:
            return (tr_error(refusal, hint=False),)

    # --- what is done with it ---

    @property
    def run_id(self) -> str:
        """The run that made the draft; blank where none did."""
        runs = self.book[PIPELINE_RUNS]
        found = list(runs.index[(runs["draft_id"] == self.draft_id).to_numpy(dtype=bool)]) if self.draft_id else []
        return str(found[-1]) if found else ""

    def as_typed(self) -> Message:
        """The new message as it stands in the fields. Refused where it is empty or its template cannot be sent."""
        to, subject, body = self.form.texts
        kind, tone = self.form.kind.word, self.form.tone.word
        message = preview(self.book, self.deal_id, self.document.now(), kind, tone, to.strip() or None)
        return edited(message, subject if kind == "email" else None, body)

    def start_run(self) -> None:
        """Asks for what a run needs; afterwards its draft is shown. From a draft it goes to a new message first."""
        if self.draft_id:
            self.show_draft(NEW)
            self.frame.say(tr("This is a new message. Look at it, then run it."))
            return
        try:
            message = self.as_typed()
        except Refused as refusal:
            self.document.refused.emit(refusal)
            return
        self.acts.run(message, self._ran, self.answers)

    def _ran(self) -> None:
        self.form.set_typed(False)  # it is in the draft now
        self.message, self.answers = None, ""
        self.draft_id = self._waiting(self.deal_id)[0]
        self._draw_anew()
        self.form.body.setFocus()

    def start_sent(self) -> None:
        """Asks how the draft was sent; what is being typed into it is taken first."""
        if not self.draft_id or not self.run_id:
            self.frame.say(tr("Run a message first; then its draft can be marked as sent."))
        elif self.commit():
            self.acts.mark_sent(self.run_id)

    def _open(self) -> None:
        if self.commit():
            draft = self.draft
            names = ("to", "subject", "contact_id")
            to, subject, contact_id = (str(draft[name]) if draft[name] else None for name in names)
            self.acts.open_program(str(draft["kind"] or "sms"), to, subject, str(draft["body"] or ""), contact_id)

    def _cancel(self) -> None:
        self._forget()
        self.acts.cancel_draft(self.draft_id)

    def _mend(self) -> None:
        kind, tone = self.form.kind.word, self.form.tone.word
        self.template_wanted.emit(template_id_for(self.book, self.deal, kind, tone) or "")

    @guard(None)
    def _done(self) -> None:
        if self.draft_id:
            self.commit()
        elif self.form.to.line.isModified():
            self._draw_anew()  # another address may be barred

    def commit(self) -> bool:
        """Writes what was typed into a draft; False where it is refused, and stays to be mended."""
        if not self.draft_id or not self.form.is_typed:
            return True
        try:
            changes = edit_draft(self.book, self.draft_id, *self.form.texts, self.document.now())
        except Refused as refusal:
            self.form.refuse(tr_error(refusal))
            return False
        self.form.set_typed(False)
        self.form.refuse()
        return self.acts.make(changes, "")

    def finish(self) -> bool:
        return self.commit()

    def give_up(self) -> None:
        self._forget()
