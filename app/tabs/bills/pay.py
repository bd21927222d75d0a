"""The dialogs of a payment: what was paid of which due date, seen before it is recorded; and closing one for less."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.fields import Choice, Field, Tick
from app.frame.dialogs import Confirm, Sheet
from app.tabs.bills.actions import BillActions
from app.tabs.bills.effect import Effect
from app.tabs.bills.frames import name_of
from app.tabs.bills.words import occurrence_words
from app.theme import Space, theme
from app.tr import tr, tr_error
from app.values import parse
from app.widgets import Button, Text
from app.words import amount, day_words, relative
from models.bills import PAYMENTS
from models.bills.payments import Paid, chosen
from models.bills.status import DONE, Occurrence
from models.bills.upcoming import occurrences_of
from models.budget.payments import bank_lines_of
from models.core.refusal import Refused
from models.core.schema import Value
from models.core.values import Invalid

AHEAD_DAYS, BACK_DAYS = 400, 60
MOST = 40
_OLDEST = "oldest"


def offered(acts: BillActions, bill_id: str, day: date | None = None) -> list[Occurrence]:
    """The due dates that a payment can go to: all unpaid ones from the oldest on, those paid lately, and `day`."""
    back = acts.as_of - timedelta(days=BACK_DAYS)
    oldest = chosen(acts.book, bill_id, acts.as_of, acts.as_of, acts.zone)
    firsts = [back, *([oldest.moved_to] if oldest else []), *([day - timedelta(days=3)] if day else [])]
    last = max(acts.as_of + timedelta(days=AHEAD_DAYS), (day or acts.as_of) + timedelta(days=3))
    found = occurrences_of(acts.book, bill_id, min(firsts), last, acts.as_of, acts.zone)
    kept = [one for one in found if one.status not in DONE or one.moved_to >= back or one.due == day]
    past = [one for one in kept if one.moved_to <= acts.as_of]
    return past + [one for one in kept if one.moved_to > acts.as_of][:12] if len(kept) > MOST else kept


class PayDialog(Sheet):
    """What was paid, on which day, of which due date; under it what that changes."""

    def __init__(self, parent: QWidget, acts: BillActions, bill_id: str, day: date | None) -> None:
        name = name_of(acts.book, bill_id)
        autopay = (acts.book.row("Bills", bill_id) or {}).get("autopay") is True
        title = tr("Confirm the payment of {name}", name=name) if autopay else tr("Pay {name}", name=name)
        super().__init__(title, parent, icon="bills")
        self.acts, self.bill_id = acts, bill_id
        self.paid: Paid | None = None
        oldest = chosen(acts.book, bill_id, acts.as_of, acts.as_of, acts.zone)
        self.choices = offered(acts, bill_id, day)
        self.target = Choice(tr("For the due date"), self._targets(oldest), tr("Which due date the payment settles"))
        self.amount = Field(PAYMENTS["amount"])
        self.on = Field(PAYMENTS["paid_on"])
        self.notes = Field(PAYMENTS["notes"])
        self.ledger = Tick(tr("Also write it to the ledger"))
        self.line = Choice(tr("In the ledger"), [(None, tr("A line of its own"))])
        self.effect = Effect()
        self.target.say(day.isoformat() if day and any(one.due == day for one in self.choices) else _OLDEST)
        self._lay_out()
        self._connect()
        self.on.say(acts.as_of)
        self._default_amount()
        self.add_button(Button(tr("Cancel"), self.reject))
        self.add_button(Button(tr("Confirm payment") if autopay else tr("Pay"), self.commit, kind="primary"))
        self.resize(theme().pixels(560), theme().pixels(470))
        self.amount.setFocus()
        self.amount.line.selectAll()

    def _targets(self, oldest: Occurrence | None) -> list[tuple[Value, str]]:
        today = self.acts.as_of
        first = (
            tr("Oldest unpaid: {occurrence}", occurrence=occurrence_words(oldest, today))
            if oldest
            else tr("None is open: keep it as credit")
        )
        return [(_OLDEST, first), *((one.due.isoformat(), occurrence_words(one, today)) for one in self.choices)]

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.M)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.target, 0, 0, 1, 2, top)
        grid.addWidget(self.amount, 1, 0, top)
        grid.addWidget(self.on, 1, 1, top)
        grid.addWidget(self.notes, 2, 0, 1, 2, top)
        grid.addWidget(self.ledger, 3, 0, 1, 2, top)
        grid.addWidget(self.line, 4, 0, 1, 2, top)
        for number in range(2):
            grid.setColumnStretch(number, 1)
        self.body.addLayout(grid)
        self.body.addWidget(self.effect)
        self.body.addStretch()
        self.line.hide()

    def _connect(self) -> None:
        self.target.chosen.connect(self._default_amount)
        self.ledger.toggled.connect(lambda _: self._show_lines())
        for one in (self.amount, self.on):
            one.line.textChanged.connect(lambda _: self.show_effect())

    # --- what stands there ---

    @property
    def due(self) -> date | None:
        """The due date that was chosen; None for the oldest unpaid one."""
        value = self.target.read()
        return None if value in (None, _OLDEST) else date.fromisoformat(str(value))

    def _default_amount(self) -> None:
        """What remains of the chosen due date, else the bill's amount."""
        day = self.due
        acts = self.acts
        one = (
            next((one for one in self.choices if one.due == day), None)
            if day
            else chosen(acts.book, self.bill_id, acts.as_of, acts.as_of, acts.zone)
        )
        bill = acts.book.row("Bills", self.bill_id) or {}
        self.amount.say(one.remaining if one and one.remaining else bill.get("amount"))
        self.show_effect()

    def show_effect(self) -> None:
        """What recording it now would do."""
        self.paid = None
        money, day = _read(self.amount), _read(self.on)
        if not isinstance(money, (int, float)) or not isinstance(day, date):
            self.effect.say(tr("Type an amount and the day."))
            return
        try:
            self.paid = self._payment(float(money), day, yes=True)
        except Refused as refusal:
            self.effect.say(tr_error(refusal, hint=False))
            return
        self.effect.show_paid(self.acts, self.bill_id, self.paid)
        self._show_lines()

    def _show_lines(self) -> None:
        """Where the bank's import holds the payment already, that line may be it."""
        paid = self.paid
        if not self.ledger.isChecked() or paid is None:
            self.line.hide()
            return
        book = self.acts.book.apply(paid.changes)
        found = bank_lines_of(book, paid.payment_id)
        lines: list[tuple[Value, str]] = []
        for row_id in found:
            row = book.row("Ledger", row_id) or {}
            said = row["description"] or row["merchant"] or ""
            lines.append((row_id, tr("It is the bank’s line of {date}: {said}", date=str(row["date"]), said=said)))
        if [value for value, _ in lines] != self.line.values[: len(lines)] or not lines:
            self.line.offer([*lines, (None, tr("A line of its own"))])
        self.line.setVisible(bool(lines))

    def _payment(self, money: float, day: date, *, yes: bool) -> Paid:
        notes = self.notes.read()
        return self.acts.payment(self.bill_id, day, money, self.due, str(notes) if notes else None, yes=yes)

    # --- recording it ---

    def commit(self) -> None:
        money, day = self.amount.read(), self.on.read()
        if money is None and not self.amount.is_refused:
            self.amount.refuse(tr("Type what was paid."))
        if day is None and not self.on.is_refused:
            self.on.refuse(tr("Type the day on which it was paid."))
        refused = [one for one in (self.amount, self.on, self.notes) if one.is_refused]
        if refused or not isinstance(money, (int, float)) or not isinstance(day, date):
            refused[0].setFocus()
            return
        try:
            paid = self._payment(float(money), day, yes=False)
        except Refused as refusal:
            if refusal.code == "confirm":
                self._ask(refusal, float(money), day)
            else:
                self.amount.refuse(tr_error(refusal))
                self.amount.setFocus()
            return
        self._record(paid)

    def _ask(self, refusal: Refused, money: float, day: date) -> None:
        """Whether it is meant that way: the due date is settled, or nothing is open."""
        words = tr(
            "{refusal} Record another {money} all the same? What is over is kept for the next due date.",
            refusal=refusal,
            money=amount(money),
        )
        asked = Confirm(self, tr("Paid already?"), words, tr("Record it"), lambda: self._record_anyway(money, day))
        asked.setWindowModality(Qt.WindowModality.WindowModal)
        asked.show()

    def _record_anyway(self, money: float, day: date) -> None:
        self._record(self._payment(money, day, yes=True))

    def _record(self, paid: Paid) -> None:
        line = self.line.read() if self.line.isVisibleTo(self) else None
        try:
            done = self.acts.record(self.bill_id, paid, ledger=self.ledger.isChecked(),
                                    bank_line=str(line) if line else None)  # fmt: skip
        except Refused as refusal:
            self.amount.refuse(tr_error(refusal))
            return
        if done:
            self.accept()


class CloseShort(Sheet):
    """A due date accepted as settled for less, with what was paid last on top."""

    def __init__(self, parent: QWidget, acts: BillActions, bill_id: str, one: Occurrence) -> None:
        super().__init__(tr("Close {name} short", name=name_of(acts.book, bill_id)), parent, icon="bills")
        self.acts, self.bill_id, self.one = acts, bill_id, one
        day = f"{day_words(one.moved_to, acts.as_of)}, {relative(one.moved_to, acts.as_of)}"
        words = tr(
            "{day}: {paid} of {expected} was paid, {remaining} is left. ",
            day=day,
            paid=amount(one.paid),
            expected=amount(one.expected),
            remaining=amount(one.remaining),
        )
        self.body.addWidget(Text(words + tr("Closing it says that nothing more is owed."), wrap=True))
        self.amount = Field(PAYMENTS["amount"], caption=tr("Paid now on top"))
        self.amount.say(0.0)
        self.notes = Field(PAYMENTS["notes"], caption=tr("Why less was accepted"))
        self.body.addWidget(self.amount)
        self.body.addWidget(self.notes)
        self.body.addStretch()
        self.add_button(Button(tr("Cancel"), self.reject))
        self.add_button(Button(tr("Close it"), self.commit, kind="primary"))
        self.resize(theme().pixels(460), theme().pixels(320))
        self.notes.setFocus()

    def commit(self) -> None:
        money, notes = self.amount.read(), self.notes.read()
        if self.amount.is_refused or self.notes.is_refused:
            return
        value = float(money) if isinstance(money, (int, float)) else 0.0
        why = self.acts.close_short(self.bill_id, self.one.due, value, str(notes) if notes else None)
        if why:
            self.amount.refuse(why)
            self.amount.setFocus()
        else:
            self.accept()


def _read(field: Field) -> Value:
    """What stands in a field, without saying anything about it; None where that is nothing."""
    try:
        return parse(field.declared, field.line.text())
    except Invalid:
        return None
