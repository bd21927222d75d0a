"""The message: from its template to a draft that a person rewrites, and from there to sent."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.command import Frame
from app.document import Document
from app.fields import Field
from app.guard import guard
from app.tabs.needs import scrolled
from app.tabs.pipeline.actions import PROGRAMS, DealActions
from app.tabs.pipeline.cards import spoken_choice
from app.tabs.pipeline.fields import Choice, Message
from app.tabs.pipeline.part import DealPart, moment_words
from app.tabs.pipeline.values import FieldValues
from app.tabs.underwriting.words import Warned
from app.theme import Role, Size, Space, theme
from app.widgets import Button, IconButton, Text, column, row
from models.core.columns import MESSAGE_KINDS, TONES
from models.core.refusal import Refused
from models.core.schema import Value
from models.pipeline import compose
from models.pipeline.board import newest_first
from models.pipeline.compose import edited, figures_of, moved_since, preview, private_figures
from models.pipeline.merge import message_fields
from models.pipeline.steps import edit_draft
from models.pipeline.tables import DRAFTS, PIPELINE_RUNS
from models.pipeline.templates import template_id_for

SOON_MS = 250  # after the last key, the warnings follow
NEW = ""  # in place of a draft's ID: a message that is no draft yet
Typed = tuple[str, str, str]  # to, subject and body as a person left them


class MessagePart(DealPart):
    """A new message or one of the drafts that wait. What is typed into a new one is kept while others are shown."""

    reads = ("Deals", "Contacts", "Templates", "Properties", "Underwrites", "Drafts", "PipelineRuns", "SendLog",
             "ContactRules", "Settings")  # fmt: skip
    template_wanted = Signal(str)

    def __init__(self, document: Document, frame: Frame, acts: DealActions) -> None:
        super().__init__(document, frame, acts)
        self.draft_id = NEW
        self.message: compose.Message | None = None
        self._kept: dict[tuple[str, str, str], Typed] = {}
        self._drafts: list[str] = []
        self.which = Choice("Message", (NEW,))
        self.kind, self.tone = Choice("Kind", MESSAGE_KINDS), Choice("Tone", TONES)
        self.to, self.subject = Field(DRAFTS["to"]), Field(DRAFTS["subject"])
        self.body = Message("Message text")
        self.body.setMinimumHeight(theme().pixels(104))
        self.refusal = Warned(Role.DANGER, "error")
        self.open_template = Button("Open the template", self._mend, kind="link")
        self.warned = Warned()
        self.values = FieldValues()
        self.open = Button("", self._open, icon="external")
        self.cancel = IconButton("delete", "Cancel this draft", self._cancel)
        self.run = Button("Run…", self.start_run, kind="primary")
        self.sent = Button("Sent…", self.start_sent, kind="primary")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        how = row(self.kind, self.tone, gap=Space.S)
        how.setStretch(0, 1)
        how.setStretch(1, 1)
        whole = column(self.which, gap=Space.S, margins=(Space.XS, 0, Space.S, 0))
        whole.addLayout(how)
        for part in (self.to, self.subject, Text("Text", Size.CAPTION, Role.MUTED), self.body, self.refusal):
            whole.addWidget(part)
        whole.addWidget(self.open_template, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(self.warned)
        whole.addWidget(self.values)
        whole.addStretch()
        body = QWidget()
        body.setLayout(whole)
        foot = row(self.open, self.cancel, gap=Space.S)
        foot.addStretch()
        foot.addWidget(self.run)
        foot.addWidget(self.sent)
        self.setLayout(column(scrolled(body), gap=Space.S))
        self.layout().addLayout(foot)  # type: ignore[union-attr]  # a column
        self.run.setToolTip("Write the draft, a run and a follow-up (Ctrl+G)")
        self.sent.setToolTip("Say how it was sent and what came of it (Ctrl+Shift+S)")
        self.setFocusProxy(self.body)

    def _connect(self) -> None:
        self.which.changed.connect(self._choose)
        self.kind.changed.connect(lambda _: self._another())
        self.tone.changed.connect(lambda _: self._another())
        self.to.line.done.connect(self._done)
        self.subject.line.done.connect(self._done)
        self.body.done.connect(self._done)
        self._warning = QTimer(self)
        self._warning.setSingleShot(True)
        self._warning.setInterval(SOON_MS)
        self._warning.timeout.connect(self._warn)
        for line in (self.to.line, self.subject.line):
            line.textEdited.connect(lambda _: self._warning.start())
        self.body.textChanged.connect(lambda: self._warning.start() if self.body.is_modified else None)

    # --- which message ---

    def show_for(self, property_id: str | None) -> None:
        if property_id != self.property_id:
            self.finish()
            self._keep()
            self._forget()
            self.draft_id = self._newest(property_id or "")
            self._seen = ()
        super().show_for(property_id)

    def show_draft(self, draft_id: str) -> None:
        """One of the deal's drafts; blank = a new message."""
        self.finish()
        self._keep()
        self._forget()
        self.draft_id = draft_id
        self._seen = ()
        self.refresh()

    @property
    def draft(self) -> Mapping[str, Value]:
        """The draft's fields; none for a new message."""
        return (self.book.row(DRAFTS, self.draft_id) if self.draft_id else None) or {}

    def _newest(self, deal_id: str) -> str:
        """The draft that was written last and still waits; blank without one."""
        waiting = self._waiting(deal_id)
        return waiting[0] if waiting else NEW

    def _waiting(self, deal_id: str) -> list[str]:
        frame = self.book[DRAFTS]
        mine = (frame["deal_id"] == deal_id).to_numpy(dtype=bool) & ~frame["status"].isin(["sent", "canceled"])
        return [str(row_id) for row_id in newest_first(frame[mine]).index]

    def _choose(self, _: str) -> None:
        self.show_draft(([NEW, *self._drafts])[self.which.box.currentIndex()])

    def _another(self) -> None:
        """Another kind or tone: what was typed for the one before waits for its return."""
        self._forget()
        self._seen = ()
        self.refresh()

    # --- what is typed ---

    @property
    def _key(self) -> tuple[str, str, str]:
        return self.deal_id, self.kind.word, self.tone.word

    @property
    def _typed(self) -> bool:
        return self.to.line.isModified() or self.subject.line.isModified() or self.body.is_modified

    def _keep(self) -> None:
        """Notes what was typed into a new message, for when the deal is shown again."""
        if not self.draft_id and self.message is not None and self._typed:
            key = (self.message.deal_id, self.message.kind, self.message.tone)
            self._kept[key] = (self.to.line.text(), self.subject.line.text(), self.body.toPlainText())

    def _forget(self) -> None:
        """What stands in the fields is nobody's any more."""
        self._keep()
        for line in (self.to.line, self.subject.line):
            line.setModified(False)
        self.body.document().setModified(False)
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
        for choice in (self.kind, self.tone):
            choice.setEnabled(not self.draft_id)
        if self.draft_id:
            self._draw_draft()
        else:
            self._draw_new()
        locked = bool(self.document.read_only)
        kind = self.kind.word
        self.subject.setVisible(kind == "email")
        self.body.setMaximumHeight(theme().pixels(240 if kind == "email" else 132))
        self.open.setText({"sms": "Open in messages", "email": "Open in mail", "call_note": "Call"}[kind])
        self.open.setToolTip(f"In this machine’s own {PROGRAMS[kind]} program, with the draft filled in")
        for button in (self.open, self.cancel, self.sent):
            button.setVisible(bool(self.draft_id))
        self.run.setVisible(not self.draft_id)
        self.run.setEnabled(self.message is not None and not locked)
        self.sent.setEnabled(bool(self.run_id) and not locked)
        self.cancel.setEnabled(not locked)
        for field in (self.to.line, self.subject.line):
            field.setReadOnly(locked)
        self.body.setReadOnly(locked)
        self._warn()

    def _list_messages(self) -> None:
        now, box = self.document.now(), self.which.box
        words = ["New message"]
        for draft_id in self._drafts:
            draft = self.book.row(DRAFTS, draft_id) or {}
            words.append(f"Draft: {spoken_choice(str(draft['kind']))}, {moment_words(draft['created_at'], now)}")
        if words != [box.itemText(number) for number in range(box.count())]:
            box.clear()
            box.addItems(words)
        box.setCurrentIndex(([NEW, *self._drafts]).index(self.draft_id))
        self.which.setVisible(bool(self._drafts))

    def _draw_draft(self) -> None:
        draft = self.draft
        self.message = None
        self.kind.say(str(draft["kind"] or "sms"))
        self.tone.say(str(draft["tone"] or "neutral"))
        if not self._typed:
            self._fill(str(draft["to"] or ""), str(draft["subject"] or ""), str(draft["body"] or ""))
        values = dict(line.split(": ", 1) for line in str(draft["merged_values"] or "").splitlines() if ": " in line)
        self._tell_values(values)
        self.refusal.say(())
        self.open_template.hide()
        self.body.setEnabled(True)

    def _draw_new(self) -> None:
        to = self.to.line.text().strip() if self.to.line.isModified() else ""
        kept = self._kept.pop(self._key, None)
        if kept is not None:
            to = kept[0]
        try:
            self.message = preview(
                self.book, self.deal_id, self.document.now(), self.kind.word, self.tone.word, to or None
            )
        except Refused as refusal:
            self.message = None
            self._fill("", "", "")
            self.body.setEnabled(False)
            self.refusal.say((str(refusal), *((refusal.hint,) if refusal.hint else ())))
            self.open_template.show()
            self._tell_values({})
            return
        self.body.setEnabled(True)
        self.refusal.say(())
        self.open_template.hide()
        message = self.message
        if kept is not None:
            self._fill(*kept)
            for line in (self.to.line, self.subject.line):
                line.setModified(True)
            self.body.document().setModified(True)
        else:
            if not self.to.line.isModified():
                self.to.say(message.to)
            if not self.subject.line.isModified():
                self.subject.say(message.subject)
            if not self.body.is_modified:
                self.body.say(message.body)
        self._tell_values(message.merged)

    def _fill(self, to: str, subject: str, body: str) -> None:
        self.to.say(to or None)
        self.subject.say(subject or None)
        self.body.say(body)

    def _tell_values(self, merged: Mapping[str, str]) -> None:
        known = message_fields(self.book)
        used = {name: value for name, value in merged.items() if name in known}
        private = {name: value for name, value in merged.items() if name not in known}
        self.values.show_values(used, private)

    @guard(None)
    def _warn(self) -> None:
        """What to look at before it goes out, by what stands in the fields now."""
        if not self.deal:
            return
        self.warned.say(self._warnings())

    def _warnings(self) -> tuple[str, ...]:
        if self.draft_id:
            draft = self.draft
            written = compose.Message(
                self.deal_id, None, self.kind.word, self.tone.word, None,
                self.subject.line.text(), self.body.toPlainText(),
            )  # fmt: skip
            figures = private_figures(written, figures_of(self.book, self.deal)) if self.deal else ()
            moved = [f"Since it was written, {one.sentence}" for one in moved_since(self.book, draft)]
            return (*moved, *figures)
        if self.message is None:
            return ()
        try:
            return self.as_typed().warnings
        except Refused as refusal:
            return (str(refusal),)

    # --- what is done with it ---

    @property
    def run_id(self) -> str:
        """The run that made the draft; blank where none did."""
        runs = self.book[PIPELINE_RUNS]
        found = list(runs.index[(runs["draft_id"] == self.draft_id).to_numpy(dtype=bool)]) if self.draft_id else []
        return str(found[-1]) if found else ""

    def as_typed(self) -> compose.Message:
        """The new message as it stands in the fields. Refused where it is empty or its template cannot be sent."""
        to = self.to.line.text().strip() or None
        message = preview(self.book, self.deal_id, self.document.now(), self.kind.word, self.tone.word, to)
        return edited(message, self.subject.line.text() if message.kind == "email" else None, self.body.toPlainText())

    def start_run(self) -> None:
        """Asks for what a run needs; afterwards its draft is shown."""
        if self.draft_id:
            self.show_draft(NEW)
            self.frame.say("This is a new message. Look at it, then run it.")
            return
        try:
            message = self.as_typed()
        except Refused as refusal:
            self.document.refused.emit(refusal)
            return
        self.acts.run(message, self._ran)

    def _ran(self) -> None:
        self._kept.pop(self._key, None)
        for line in (self.to.line, self.subject.line):
            line.setModified(False)
        self.body.document().setModified(False)
        self.message = None
        self.draft_id = self._newest(self.deal_id)
        self._seen = ()
        self.refresh()
        self.body.setFocus()

    def start_sent(self) -> None:
        """Asks how the draft was sent; what is being typed into it is taken first."""
        if not self.draft_id or not self.run_id:
            self.frame.say("Run a message first; then its draft can be marked as sent.")
        elif self.commit():
            self.acts.mark_sent(self.run_id)

    def _open(self) -> None:
        if self.commit():
            draft = self.draft
            to, subject = (str(draft[name]) if draft[name] else None for name in ("to", "subject"))
            self.acts.open_program(str(draft["kind"] or "sms"), to, subject, str(draft["body"] or ""))

    def _cancel(self) -> None:
        self._forget()
        self.acts.cancel_draft(self.draft_id)

    def _mend(self) -> None:
        self.template_wanted.emit(template_id_for(self.book, self.deal, self.kind.word, self.tone.word) or "")

    @guard(None)
    def _done(self) -> None:
        if self.draft_id:
            self.commit()
        elif self.to.line.isModified():
            self._seen = ()
            self.refresh()  # another address may be barred

    def commit(self) -> bool:
        """Writes what was typed into a draft; False where it is refused, and stays to be mended."""
        if not self.draft_id or not self._typed:
            return True
        texts = (self.to.line.text(), self.subject.line.text(), self.body.toPlainText())
        try:
            changes = edit_draft(self.book, self.draft_id, *texts, self.document.now())
        except Refused as refusal:
            self.refusal.say((f"{refusal} {refusal.hint}".strip(),))
            return False
        for line in (self.to.line, self.subject.line):
            line.setModified(False)
        self.body.document().setModified(False)
        self.refusal.say(())
        return self.acts.make(changes, "")

    def finish(self) -> bool:
        return self.commit()

    def give_up(self) -> None:
        self._forget()
