"""The fields of a message: which one it is, kind and tone, to whom, what it says, and what there is to say about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.fields import Field
from app.tabs.pipeline.fields import Choice, Message
from app.tabs.pipeline.values import FieldValues
from app.theme import Role, Size, Space, theme
from app.tr import tr
from app.widgets import Button, Text, Warned, column, row, scrolled
from models.core.columns import MESSAGE_KINDS, TONES
from models.pipeline.tables import DRAFTS

Texts = tuple[str, str, str]  # to, subject and body


class MessageForm(QWidget):
    """`mend_wanted` asks for the template that is refused; `typed` follows each key."""

    mend_wanted = Signal()
    typed = Signal()
    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.which = Choice(tr("Message"), ("",))
        self.kind, self.tone = Choice(tr("Kind"), MESSAGE_KINDS), Choice(tr("Tone"), TONES)
        self.to, self.subject = Field(DRAFTS["to"]), Field(DRAFTS["subject"])
        self.body = Message(tr("Message text"))
        self.body.setMinimumHeight(theme().pixels(104))
        self.refusal, self.warned = Warned(Role.DANGER, "error"), Warned()
        self.open_template = Button(tr("Open the template"), self.mend_wanted.emit, kind="link")
        self.values = FieldValues()
        how = row(self.kind, self.tone, gap=Space.S)
        how.setStretch(0, 1)
        how.setStretch(1, 1)
        whole = column(self.which, gap=Space.S, margins=(Space.XS, 0, Space.S, 0))
        whole.addLayout(how)
        for part in (self.to, self.subject, Text(tr("Text"), Size.CAPTION, Role.MUTED), self.body, self.refusal):
            whole.addWidget(part)
        whole.addWidget(self.open_template, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(self.warned)
        whole.addWidget(self.values)
        whole.addStretch()
        inner = QWidget()
        inner.setLayout(whole)
        self.setLayout(column(scrolled(inner)))
        self.setFocusProxy(self.body)
        for line in (self.to.line, self.subject.line):
            line.done.connect(self.done)
            line.textEdited.connect(lambda _: self.typed.emit())
        self.body.done.connect(self.done)
        self.body.textChanged.connect(lambda: self.typed.emit() if self.body.is_modified else None)

    @property
    def texts(self) -> Texts:
        """What stands in the fields."""
        return self.to.line.text(), self.subject.line.text(), self.body.toPlainText()

    @property
    def is_typed(self) -> bool:
        """Whether a person changed anything since it was filled in."""
        return self.to.line.isModified() or self.subject.line.isModified() or self.body.is_modified

    def set_typed(self, typed: bool) -> None:
        """What stands in the fields counts as a person's from now on, or as taken."""
        for line in (self.to.line, self.subject.line):
            line.setModified(typed)
        self.body.document().setModified(typed)

    def fill(self, to: str, subject: str, body: str) -> None:
        """Whatever was typed."""
        self.to.say(to or None)
        self.subject.say(subject or None)
        self.body.say(body)

    def fill_rest(self, to: str, subject: str, body: str) -> None:
        """What a person did not change."""
        if not self.to.line.isModified():
            self.to.say(to or None)
        if not self.subject.line.isModified():
            self.subject.say(subject or None)
        if not self.body.is_modified:
            self.body.say(body)

    def list_messages(self, words: list[str], place: int) -> None:
        """The messages to choose from; a single one is not offered."""
        self.which.offer(words)
        self.which.box.setCurrentIndex(place)
        self.which.setVisible(len(words) > 1)

    def allow(self, *, choices: bool, texts: bool) -> None:
        """Whether kind and tone can be chosen, and the texts be written."""
        for choice in (self.kind, self.tone):
            choice.setEnabled(choices)
        for line in (self.to.line, self.subject.line):
            line.setReadOnly(not texts)
        self.body.setReadOnly(not texts)
        self.subject.setVisible(self.kind.word == "email")
        self.body.setMaximumHeight(theme().pixels(240 if self.kind.word == "email" else 132))

    def refuse(self, *sentences: str, template: bool = False) -> None:
        """Says why it cannot be sent; with `template`, that its template is at fault. No sentence takes that back."""
        self.refusal.say([sentence for sentence in sentences if sentence])
        self.open_template.setVisible(template)
