"""The dialogs of the tab: a new deal, a next step, a run, and how a message was sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.fields import Field
from app.frame.dialogs import Sheet
from app.tabs.pipeline.fields import Choice
from app.theme import Role, Size, Space, theme
from app.tr import marked, tr
from app.widgets import Button, Text, Warned, row
from app.words import day_words, relative, spoken_choice
from models.core.change import Fields
from models.core.phrase import phrase
from models.core.schema import Column, Kind, Value
from models.pipeline.compose import Message
from models.pipeline.deals import CONTACTS, DEALS, STRATEGIES
from models.pipeline.tables import FOLLOWUPS

CHANNELS = {"sms": "text", "email": "mail", "call_note": "phone"}
RESULTS = {
    "sms": ("sent", "answered", "no answer"),
    "email": ("sent", "delivered", "bounced"),
    "call_note": ("answered", "left a message", "no answer"),
}
SOON = ((marked("Today"), 0), (marked("Tomorrow"), 1), (marked("In 3 days"), 3), (marked("In a week"), 7))
_REASON = Column(phrase("Reason"), Kind.NOTE, marked("Kept with the run, beside what spoke against it."))
_DAYS = Column(
    phrase("Days"), Kind.INT, marked("From today until the deal is looked at again."), minimum=0, maximum=3650
)


class AddDeal(Sheet):
    """A new deal and who sells it. `add` gets the deal's fields and the contact's, and returns why not, if not."""

    def __init__(self, parent: QWidget, country: Value, add: Callable[[Fields, Fields], str]) -> None:
        super().__init__(tr("Add a deal"), parent, icon="pipeline")
        self._add = add
        self.deal = {name: Field(DEALS[name]) for name in ("address", "city", "region", "country", "asking_price")}
        self.deal["country"].say(country)
        self.strategy = Choice(tr("Strategy"), STRATEGIES)
        self.contact = {name: Field(CONTACTS[name]) for name in ("name", "phone", "email")}
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.M)
        places: tuple[tuple[QWidget, int, int, int], ...] = (
            (self.deal["address"], 0, 0, 6),
            (self.deal["city"], 1, 0, 2), (self.deal["region"], 1, 2, 2), (self.deal["country"], 1, 4, 2),
            (self.deal["asking_price"], 2, 0, 3), (self.strategy, 2, 3, 3),
            (self.contact["name"], 4, 0, 2), (self.contact["phone"], 4, 2, 2), (self.contact["email"], 4, 4, 2),
        )  # fmt: skip
        for widget, line, left, wide in places:
            grid.addWidget(widget, line, left, 1, wide, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Text(tr("Who sells it"), strong=True), 3, 0, 1, 6)
        for number in range(6):
            grid.setColumnStretch(number, 1)
        self.body.addLayout(grid)
        self.body.addWidget(Text(tr("Only the address is needed; the rest can follow."), Size.CAPTION, Role.MUTED))
        self.body.addStretch()
        self.add_button(Button(tr("Cancel"), self.reject))
        self.add_button(Button(tr("Add"), self.commit, kind="primary"))
        self.resize(theme().pixels(560), theme().pixels(430))
        self.deal["address"].setFocus()

    def commit(self) -> None:
        deal = {**{name: one.read() for name, one in self.deal.items()}, "strategy": self.strategy.word}
        contact = {name: one.read() for name, one in self.contact.items()}
        refused = [one for one in (*self.deal.values(), *self.contact.values()) if one.is_refused]
        if not refused and not deal["address"]:
            refused = [self.deal["address"]]
            refused[0].refuse(tr("A deal needs its address."))
        elif not refused and any(contact.values()) and not contact["name"]:
            refused = [self.contact["name"]]
            refused[0].refuse(tr("Say who this is."))
        if refused:
            refused[0].setFocus()
            return
        why = self._add({name: value for name, value in deal.items() if value is not None}, contact)
        if why:
            self.deal["address"].refuse(why)
            self.deal["address"].setFocus()
            return
        self.accept()


class Step(Sheet):
    """What comes next and when. `take` gets both and returns why not, if not."""

    def __init__(
        self, parent: QWidget, heading: str, title: str, due: date, today: date, take: Callable[[str, date], str]
    ) -> None:
        super().__init__(heading, parent, icon="reminder")
        self._take, self._today = take, today
        self.what = Field(FOLLOWUPS["title"], caption=tr("What"))
        self.when = Field(FOLLOWUPS["due_date"], caption=tr("When"))
        self.what.say(title)
        self.when.say(due)
        quick = row(gap=Space.S)
        for words, days in SOON:
            button = Button(tr(words), lambda days=days: self.when.say(today + timedelta(days)), kind="link")  # type: ignore[misc]
            button.setAutoDefault(False)
            quick.addWidget(button)
        quick.addStretch()
        self.body.addWidget(self.what)
        self.body.addWidget(self.when)
        self.body.addLayout(quick)
        self.body.addStretch()
        self.add_button(Button(tr("Cancel"), self.reject))
        self.add_button(Button(tr("Save"), self.commit, kind="primary"))
        self.resize(theme().pixels(440), theme().pixels(300))
        self.what.setFocus()
        self.what.line.selectAll()

    def commit(self) -> None:
        title, due = self.what.read(), self.when.read()
        for field, value, words in ((self.what, title, tr("Say what comes next.")), (self.when, due, tr("Say when."))):
            if value is None and not field.is_refused:
                field.refuse(words)
            if field.is_refused:
                field.setFocus()
                return
        assert isinstance(due, date)
        why = self._take(str(title), due)
        if why:
            self.what.refuse(why)
            self.what.setFocus()
            return
        self.accept()


class Run(Sheet):
    """The last look before a draft, its run and its follow-up are written. `go` gets the days and the reason."""

    def __init__(
        self,
        parent: QWidget,
        message: Message,
        cautions: Sequence[str],
        days: int,
        today: date,
        go: Callable[[int, str], str],
    ) -> None:
        super().__init__(tr("Run this deal"), parent, icon="pipeline")
        self._go, self._today = go, today
        what = tr(
            "{kind}, {tone}, to {name}.", kind=spoken_choice(message.kind), tone=message.tone,
            name=message.to or tr("nobody yet"),
        )  # fmt: skip
        said = tr("{what} This makes a draft, a run and a follow-up; nothing is sent.", what=what)
        self.body.addWidget(Text(said, wrap=True))
        self.days = Field(_DAYS, caption=tr("Follow up in days"))
        self.days.say(days)
        self.days.setMaximumWidth(theme().pixels(140))
        self.day = Text("", role=Role.MUTED)
        line = row(self.days, gap=Space.M)
        line.addWidget(self.day, 1, Qt.AlignmentFlag.AlignBottom)
        self.day.setContentsMargins(0, 0, 0, Space.S)
        self.body.addLayout(line)
        self.days.line.textChanged.connect(lambda _: self._tell())
        self.warned = Warned()
        self.body.addWidget(self.warned)
        self.warned.say(message.warnings)
        self.reason = Field(_REASON, caption=tr("Why write now all the same? (may stay blank until it is sent)"))
        self.body.addWidget(self.reason)
        self.reason.setVisible(bool(cautions))
        self.body.addStretch()
        self.add_button(Button(tr("Cancel"), self.reject))
        self.add_button(Button(tr("Run"), self.commit, kind="primary"))
        self._tell()
        self.resize(theme().pixels(480), max(theme().pixels(280), self.body.sizeHint().height() + theme().pixels(150)))

    def commit(self) -> None:
        days, reason = self.days.read(), self.reason.line.text()
        if days is None and not self.days.is_refused:
            self.days.refuse(tr("Say in how many days."))
        if self.days.is_refused:
            self.days.setFocus()
            return
        why = self._go(int(str(days)), reason)
        if why:
            self.days.refuse(why)
            return
        self.accept()

    def _tell(self) -> None:
        text = self.days.line.text().strip()
        due = self._today + timedelta(int(text)) if text.isdigit() and int(text) <= 3650 else None
        self.day.setText("" if due is None else f"{day_words(due, self._today)}, {relative(due, self._today)}")


class Sent(Sheet):
    """How it was sent and what came of it. What moved or was sent before is shown first, and then asked again.

    `send` gets channel, result and reason, and returns why not, if not.
    """

    def __init__(
        self,
        parent: QWidget,
        name: str,
        kind: str,
        questions: Sequence[str],
        cautions: Sequence[str],
        send: Callable[[str, str, str], str],
    ) -> None:
        super().__init__(tr("Mark as sent"), parent, icon="check")
        self._send, self._cautions = send, cautions
        self.body.addWidget(Text(tr("{kind} to {name}.", kind=spoken_choice(kind), name=name), wrap=True))
        self.questions = Warned(Role.DANGER, "error")
        self.body.addWidget(self.questions)
        self.questions.say(questions)
        self.channel = Choice(
            tr("How"), tuple(dict.fromkeys((CHANNELS[kind], *CHANNELS.values(), "in person"))), free=True
        )
        self.outcome = Choice(tr("What came of it"), RESULTS[kind], free=True)
        line = row(self.channel, self.outcome, gap=Space.M)
        line.setStretch(0, 1)
        line.setStretch(1, 1)
        self.body.addLayout(line)
        self.cautions = Warned()
        self.reason = Field(_REASON, caption=tr("Why all the same?"))
        self.why = Text("", Size.CAPTION, Role.DANGER, wrap=True)
        self.why.hide()
        for part in (self.cautions, self.reason, self.why):
            self.body.addWidget(part)
        self.cautions.say(cautions)
        self.reason.setVisible(bool(cautions))
        self.body.addStretch()
        self.add_button(Button(tr("Cancel"), self.reject))
        self.add_button(Button(tr("Mark sent anyway") if questions else tr("Mark sent"), self.commit, kind="primary"))
        self.resize(theme().pixels(480), max(theme().pixels(280), self.body.sizeHint().height() + theme().pixels(150)))
        (self.reason if cautions else self.channel).setFocus()

    def commit(self) -> None:
        reason = self.reason.line.text().strip()
        if self._cautions and not reason:
            self.reason.refuse(tr("Say why it is sent all the same; it is kept with the run."))
            self.reason.setFocus()
            return
        why = self._send(self.channel.word, self.outcome.word, reason)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        if not why:
            self.accept()
