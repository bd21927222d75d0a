"""What the buttons and commands of the page do with bills; each is one edit, says what happened, and offers Undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, tzinfo
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.command import Frame
from app.document import Document
from app.frame.choosing import choose_target
from app.frame.dialogs import Confirm
from app.tabs.bills.frames import name_of
from app.tr import marked, tr, tr_error
from app.words import amount, counted, day_words
from app.zone import local_zone
from models.bills.autopay import tick
from models.bills.payments import Paid, chosen, close_short, pay, skip
from models.bills.registry import add_bill, edit_bill
from models.bills.reminders import push_reminders
from models.bills.status import DONE, Occurrence
from models.bills.tables import BILLS
from models.budget.payments import payment_line
from models.core.book import Book
from models.core.change import ChangeSet, Fields, together
from models.core.refusal import Refused

MONTHS = 12  # that an exported calendar holds
NO_BILL = marked("Choose a bill first.")


class BillActions:
    """`chosen` is the bill in the list, `occurrence` the due date chosen of it; blank and None where none is."""

    def __init__(
        self, document: Document, frame: Frame, chosen: Callable[[], str] = str,
        occurrence: Callable[[], date | None] = lambda: None,
    ) -> None:  # fmt: skip
        self.document, self.frame = document, frame
        self.chosen, self.occurrence = chosen, occurrence
        self.added: Callable[[str], object] = lambda _: None

    @property
    def book(self) -> Book:
        return self.document.book

    @property
    def as_of(self) -> date:
        return self.document.as_of

    @property
    def zone(self) -> tzinfo:
        return local_zone()

    @property
    def now(self) -> datetime:
        """The moment that edits bear, in the zone in which the page reckons dates."""
        return self.document.now().astimezone(self.zone)

    # --- the registry ---

    def add(self) -> None:
        from app.tabs.bills.form import BillForm

        self.frame.show_dialog(lambda parent: BillForm(parent, self, "", self._add))

    def edit(self, bill_id: str = "") -> None:
        from app.tabs.bills.form import BillForm

        bill = bill_id or self.chosen()
        if self.book.row(BILLS, bill) is None:
            self.frame.say(tr(NO_BILL))
            return
        self.frame.show_dialog(lambda parent: BillForm(parent, self, bill, lambda values: self._edit(bill, values)))

    def _add(self, values: Fields) -> str:
        """Why the bill was not added; blank where it was."""
        try:
            changes = add_bill(self.book, values, self.as_of, self.now)
        except Refused as refusal:
            return tr_error(refusal)
        if self._make(changes, tr("Added {name}.", name=values["name"])):
            self.added(changes.changes[0].row)
        return ""

    def _edit(self, bill_id: str, values: Fields) -> str:
        try:
            changes = edit_bill(self.book, bill_id, values, self.as_of, self.now)
        except Refused as refusal:
            return tr_error(refusal)
        self._make(changes, tr("{name} changed.", name=name_of(self.book, bill_id)))
        return ""

    # --- paying ---

    def pay(self, bill_id: str = "", due: date | None = None) -> None:
        """Asks what was paid: of the occurrence given or chosen, else of the oldest unpaid one."""
        from app.tabs.bills.pay import PayDialog

        bill = bill_id or self.chosen()
        if not self._has_dates(bill):
            return
        day = due if bill_id else due or self.occurrence()
        self.frame.show_dialog(lambda parent: PayDialog(parent, self, bill, day))

    def _has_dates(self, bill_id: str) -> bool:
        """Whether there is such a bill and its due dates can be known; says what is wrong where not."""
        if self.book.row(BILLS, bill_id) is None:
            self.frame.say(tr(NO_BILL))
            return False
        try:
            chosen(self.book, bill_id, self.as_of, self.as_of, self.zone)
        except Refused as refusal:
            self.document.refused.emit(refusal)
            return False
        return True

    def payment(
        self, bill_id: str, on: date, money: float, due: date | None, notes: str | None, *, yes: bool
    ) -> Paid:  # fmt: skip
        """What recording it would do. Refused as `models.bills.payments.pay` says."""
        return pay(self.book, bill_id, self.as_of, self.now, on=on, amount=money, due=due, notes=notes, yes=yes)

    def record(self, bill_id: str, paid: Paid, *, ledger: bool, bank_line: str | None = None) -> bool:
        """The payment, with its line in the ledger where that is wanted, as one edit."""
        changes = paid.changes
        if ledger:
            line = payment_line(self.book.apply(changes), paid.payment_id, self.now, bank_line)
            changes = together(changes.label, changes, line)
        return self._make(changes, self._paid_words(bill_id, paid))

    def _paid_words(self, bill_id: str, paid: Paid) -> str:
        row = next(one.after or {} for one in paid.changes.changes if one.row == paid.payment_id)
        money = row["amount"]
        words = tr("Paid {money}", money=amount(float(money))) if isinstance(money, (int, float)) else tr("Paid")
        name, after = name_of(self.book, bill_id), paid.after
        if after is None:
            return tr("{words} on {name}: kept as credit.", words=words, name=name)
        left = tr("{remaining} left", remaining=amount(after.remaining)) if after.remaining else tr("settled")
        return tr(
            "{words} on {name} of {day}: {left}.",
            words=words,
            name=name,
            day=day_words(after.moved_to, self.as_of),
            left=left,
        )

    # --- an occurrence that is not paid ---

    def skip(self, *, yes: bool = False, bill_id: str = "", due: date | None = None) -> None:
        """The chosen occurrence is not owed; asks where something was paid on it."""
        bill = bill_id or self.chosen()
        if not self._has_dates(bill):
            return
        day = due or self._open_day(bill)
        if day is None:
            self.frame.say(tr("Nothing of this bill is left to skip."))
            return
        try:
            done = skip(self.book, bill, day, self.as_of, self.now, yes=yes)
        except Refused as refusal:
            if refusal.code == "confirm":
                words = tr("{refusal} Skipping makes that credit for the next due date.", refusal=refusal)
                self.frame.show_dialog(lambda parent: Confirm(
                    parent, tr("Skip what was part paid?"), words, tr("Skip"),
                    lambda: self.skip(yes=True, bill_id=bill, due=day)))  # fmt: skip
            else:
                self.document.refused.emit(refusal)
            return
        self._make(
            done.changes,
            tr("Skipped {name} of {day}.", name=name_of(self.book, bill), day=day_words(day, self.as_of)),
        )

    def ask_close_short(self) -> None:
        from app.tabs.bills.pay import CloseShort

        bill = self.chosen()
        if not self._has_dates(bill):
            return
        day = self._open_day(bill)
        one = self._occurrence(bill, day) if day else None
        if one is None:
            self.frame.say(tr("Nothing of this bill is left to close."))
            return
        if one.status in DONE:
            self.frame.say(
                tr(
                    "{name} of {day} is settled already.",
                    name=name_of(self.book, bill),
                    day=day_words(one.moved_to, self.as_of),
                )
            )
            return
        self.frame.show_dialog(lambda parent: CloseShort(parent, self, bill, one))

    def close_short(self, bill_id: str, due: date, money: float, notes: str | None) -> str:
        """Why it was not closed; blank where it was."""
        try:
            done = close_short(self.book, bill_id, due, self.as_of, self.now, amount=money, notes=notes)
        except Refused as refusal:
            return tr_error(refusal)
        self._make(
            done.changes,
            tr("Closed {name} of {day}.", name=name_of(self.book, bill_id), day=day_words(due, self.as_of)),
        )
        return ""

    def _open_day(self, bill_id: str) -> date | None:
        """The occurrence chosen, else the oldest unpaid one that is in reach, else the next one."""
        from app.tabs.bills.pay import offered

        picked = self.occurrence() if bill_id == self.chosen() else None
        if picked is not None:
            return picked
        return next((one.due for one in offered(self, bill_id) if one.status not in DONE), None)

    def _occurrence(self, bill_id: str, day: date) -> Occurrence | None:
        from app.tabs.bills.pay import offered

        return next((one for one in offered(self, bill_id) if one.due == day), None)

    # --- reminders and autopay ---

    def push(self) -> None:
        try:
            pushed = push_reminders(self.book, self.as_of, self.now)
        except Refused as refusal:
            self.document.refused.emit(refusal)
            return
        doubts = (
            tr(" {bills} without dates left out.", bills=counted(len(pushed.warnings), "bill"))
            if pushed.warnings
            else ""
        )
        if not pushed.changes:
            self.frame.say(
                tr(
                    "Every reminder is there already: {reminders}.{doubts}",
                    reminders=counted(pushed.skipped, "reminder"),
                    doubts=doubts,
                )
            )
            return
        made = counted(pushed.created, "reminder")
        self._make(
            pushed.changes,
            tr("{made} made, {skipped} there already.{doubts}", made=made, skipped=pushed.skipped, doubts=doubts),
        )

    def ask_calendar(self, parent: QWidget) -> None:
        """Asks where the calendar file is to go, and writes it there."""
        beside = self.document.session.path.with_suffix(".ics")
        choose_target(parent, tr("Export the calendar"), beside, tr("Calendars (*.ics)"), self.export_calendar)

    def export_calendar(self, path: Path) -> None:
        """The next twelve months of due dates, for a calendar program; one that has them already changes them."""
        from app.calendar_file import write  # its library is loaded by those who export

        try:
            events = write(self.book, path, self.as_of, self.now, MONTHS, self.document.session.path)
        except Refused as refusal:
            self.document.refused.emit(refusal)
            return
        self.frame.say(
            tr(
                "{due_dates} of the next {months} months written to {name}.",
                due_dates=counted(events, "due date"),
                months=MONTHS,
                name=path.name,
            )
        )

    def tick(self, bill_id: str, step: int, *, done: bool) -> None:
        """One step of the autopay checklist, done today or not yet."""
        change = {"done": [step]} if done else {"undone": [step]}
        try:
            changes = tick(self.book, bill_id, self.as_of, self.now, **change)
        except Refused as refusal:
            self.document.refused.emit(refusal)
            return
        if changes:
            self._make(
                changes, tr("Step {step} done.", step=step) if done else tr("Step {step} to do again.", step=step)
            )

    def set_autopay(self, bill_id: str, *, on: bool) -> None:
        why = self._edit(bill_id, {"autopay": on})
        if why:
            self.frame.say(why)

    # --- doing it ---

    def _make(self, changes: ChangeSet, said: str) -> bool:
        if not changes:
            self.frame.say(tr("That is so already."))
            return True
        done = self.document.do(changes)
        if done:
            self.frame.say(said, undo=True)
        return done
