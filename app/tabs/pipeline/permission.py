"""*May I contact now?*: yes, with care or no; what time it is there, and from when on it is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from app.tabs.pipeline.actions import DealActions
from app.theme import Role, Size, Space
from app.tr import marked, tr
from app.widgets import Button, Card, Picture, Text, Warned, row
from app.words import day_words
from models.core.schema import Value
from models.pipeline.contact import Permission

FACTS = (marked("Their time"), marked("Next allowed"), marked("Consent"), marked("Last 24 hours"))


class PermissionCard(Card):
    """An answer in a word with its icon, four facts, and every sentence that speaks against it."""

    def __init__(self, acts: DealActions) -> None:
        super().__init__(margin=Space.M, gap=Space.S)
        self._acts = acts
        self.icon = Picture("good", Role.GOOD)
        self.answer = Text("", strong=True, wrap=True)
        head = row(gap=Space.S)
        head.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.answer, 1)
        self.column.addLayout(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(2)
        self.facts: dict[str, Text] = {}
        for line, name in enumerate(FACTS):
            self.facts[name] = Text("", Size.CAPTION, elide=True)
            grid.addWidget(Text(tr(name), Size.CAPTION, Role.MUTED), line, 0)
            grid.addWidget(self.facts[name], line, 1)
        grid.setColumnStretch(1, 1)
        self.column.addLayout(grid)
        self.blocks, self.cautions = Warned(Role.DANGER, "error"), Warned()
        self.column.addWidget(self.blocks)
        self.column.addWidget(self.cautions)
        self.call = Button("", lambda: self._open("call_note", self._phone), kind="link")
        self.text = Button(tr("Text"), lambda: self._open("sms", self._phone), kind="link")
        self.mail = Button("", lambda: self._open("email", self._email), kind="link")
        self.links = row(self.call, self.text, self.mail, gap=Space.M)
        self.links.addStretch()
        self.column.addLayout(self.links)
        self._phone, self._email = "", ""
        self.setAccessibleName(tr("May I contact now?"))

    def say(self, found: Permission, contact: Mapping[str, Value], now: datetime) -> None:
        """What holds at this moment for the deal's contact; no fields = the deal names none."""
        name = str(contact.get("name") or tr("them"))
        self.icon.show_icon(*_mark(found))
        self.answer.setText(_answer(found, name) if contact else tr("This deal names no contact yet"))
        self.setAccessibleDescription(self.answer.text())
        facts = (_time(found, now), _next(found, now), found.consent, _attempts(found))
        for text, said in zip(self.facts.values(), facts, strict=True):
            text.setText(said if contact else "–")
        self.blocks.say(found.blocks if contact else ())
        self.cautions.say(found.sentences)
        self._phone, self._email = str(contact.get("phone") or ""), str(contact.get("email") or "")
        self.call.setText(tr("Call {phone}", phone=self._phone))
        self.mail.setText(tr("Mail"))
        for button, address in ((self.call, self._phone), (self.text, self._phone), (self.mail, self._email)):
            button.setVisible(bool(address) and found.ok)
            button.setToolTip(address)

    def _open(self, kind: str, to: str) -> None:
        self._acts.open_program(kind, to, None, "")


def _mark(found: Permission) -> tuple[str, Role]:
    if not found.ok:
        return "error", Role.DANGER
    return ("warning", Role.WARNING) if found.cautions else ("good", Role.GOOD)


def _answer(found: Permission, name: str) -> str:
    if not found.ok:
        return tr("No: do not contact {name}", name=name)
    return (
        tr("With care: look at this before you contact {name}", name=name)
        if found.cautions
        else tr("Yes, contact {name} now", name=name)
    )


def _time(found: Permission, now: datetime) -> str:
    if found.local_time is not None:
        return _moment(found.local_time, now.date())
    if found.earliest is None or found.latest is None:
        return tr("not known")
    return tr(
        "between {earliest} and {latest}, as their place is not known",
        earliest=f"{found.earliest:%H:%M}", latest=f"{found.latest:%H:%M}",
    )  # fmt: skip


def _next(found: Permission, now: datetime) -> str:
    if not found.ok:
        return tr("never")
    if found.next_allowed is None:
        return tr("not known")
    if found.next_allowed <= now:
        return tr("now")
    there = found.local_time.tzinfo if found.local_time is not None else None
    where = tr("their time") if there is not None else tr("your time")
    return f"{_moment(found.next_allowed.astimezone(there), now.date())}, {where}"


def _attempts(found: Permission) -> str:
    return tr("nothing sent") if not found.attempts else tr("{attempts} sent", attempts=found.attempts)


def _moment(moment: datetime, today: date) -> str:
    return f"{day_words(moment.date(), today)} {moment:%H:%M}"
