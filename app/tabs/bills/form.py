"""The form of a bill: what it is, when it comes back, and the next six due dates while one types."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.fields import Choice, Field, Tick
from app.frame.dialogs import Sheet
from app.tabs.bills.actions import BillActions
from app.tabs.bills.preview import DatesPreview
from app.tabs.bills.words import fault_words
from app.theme import Role, Size, Space, theme
from app.tr import marked, tr, tr_error
from app.values import parse
from app.widgets import Button, Text, column, row
from models.bills import BILLS
from models.bills.words import preview
from models.budget.envelopes import ENVELOPES
from models.core.change import Fields
from models.core.schema import Value
from models.core.values import Invalid, plain

CADENCES: tuple[tuple[Value, str], ...] = (
    ("monthly", marked("Monthly")),
    ("weekly", marked("Weekly")),
    ("biweekly", marked("Every 2 weeks")),
    ("every_n_months", marked("Every n months")),
    ("yearly", marked("Yearly")),
    ("once", marked("Once")),
)
WEEKEND: tuple[tuple[Value, str], ...] = (
    ("none", marked("Stays")), ("before", marked("Friday before")), ("after", marked("Monday after"))
)  # fmt: skip
STATUSES: tuple[tuple[Value, str], ...] = (
    ("active", marked("Active")),
    ("paused", marked("Paused")),
    ("archived", marked("Archived")),
)
_LINES = (
    "name", "amount", "due_day", "due_months", "start_date", "end_date", "payee", "account", "grace_days", "notes"
)  # fmt: skip
_RULE = ("cadence", "due_day", "due_months", "start_date", "end_date", "weekend_rule", "amount")
# Where each stands in the form's six columns: row, column, width.
_PLACES = {
    "name": (0, 0, 4), "amount": (0, 4, 2),
    "cadence": (1, 0, 2), "due_months": (1, 2, 2), "due_day": (1, 4, 2),
    "start_date": (2, 0, 2), "end_date": (2, 2, 2), "weekend_rule": (2, 4, 2),
    "payee": (3, 0, 3), "account": (3, 3, 3),
    "envelope": (4, 0, 2), "grace_days": (4, 2, 2), "status": (4, 4, 2),
    "notes": (5, 0, 6),
}  # fmt: skip


class BillForm(Sheet):
    """A new bill, or with an ID one that is there. `take` gets the values, and returns why not, if not."""

    def __init__(self, parent: QWidget, acts: BillActions, bill_id: str, take: Callable[[Fields], str]) -> None:
        super().__init__(tr("Edit bill") if bill_id else tr("Add a bill"), parent, icon="bills")
        self._acts, self._take = acts, take
        self._before: Mapping[str, Value] = (acts.book.row(BILLS, bill_id) if bill_id else None) or {}
        self.fields: dict[str, Field | Choice] = {}
        for name in _PLACES:
            self.fields[name] = self._field(name)
        self.autopay = Tick(tr("The bank pays it by itself (autopay)"))
        self.preview = DatesPreview()
        self._lay_out()
        self._fill()
        for one in self.fields.values():
            if isinstance(one, Field):
                one.line.textChanged.connect(lambda _: self.show_preview())
            else:
                one.chosen.connect(self.show_preview)
        self.add_button(Button(tr("Cancel"), self.reject))
        self.add_button(Button(tr("Save") if bill_id else tr("Add"), self.commit, kind="primary"))
        self.resize(theme().pixels(820), theme().pixels(530))
        self.show_preview()
        self.fields["name"].setFocus()

    def _field(self, name: str) -> Field | Choice:
        if name in _LINES:
            captions = {"due_day": tr("Due day"), "due_months": tr("Every how many months")}
            return Field(BILLS[name], caption=captions.get(name, ""))
        if name == "envelope":
            names = [str(one) for one in self._acts.book[ENVELOPES]["name"].dropna()]
            return Choice(tr("Envelope"), [(None, tr("None")), *((one, one) for one in names)], tr(BILLS[name].doc))
        known = {"cadence": CADENCES, "weekend_rule": WEEKEND, "status": STATUSES}[name]
        captions = {"cadence": tr("How often"), "weekend_rule": tr("On a weekend"), "status": tr("Status")}
        choices = [(value, tr(words)) for value, words in known]
        return Choice(captions[name], choices, tr(BILLS[name].doc))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S)
        for name, (line, place, wide) in _PLACES.items():
            grid.addWidget(self.fields[name], line, place, 1, wide, Qt.AlignmentFlag.AlignTop)
        for number in range(6):
            grid.setColumnStretch(number, 1)
        self.hint = Text("", Size.CAPTION, Role.MUTED, wrap=True)
        left = column(gap=Space.S)
        left.addLayout(grid)
        left.addWidget(self.autopay)
        left.addWidget(self.hint)
        left.addStretch()
        whole = row(gap=Space.XL)
        whole.addLayout(left, 1)
        whole.addWidget(self.preview)
        self.body.addLayout(whole)

    def _fill(self) -> None:
        new: dict[str, Value] = {"cadence": "monthly", "weekend_rule": "none", "status": "active"}
        values = {name: self._before.get(name) for name in _PLACES} if self._before else new
        for name, one in self.fields.items():
            value = plain(values.get(name))
            one.say(value if value is not None or name not in new else new[name])
        self.autopay.setChecked(self._before.get("autopay") is True)

    # --- while one types ---

    def show_preview(self) -> None:
        """The next dates of what stands there now, or why there are none, under the field at fault."""
        cadence = self.fields["cadence"].read()
        self.fields["due_months"].setVisible(cadence == "every_n_months")
        self.fields["due_day"].setVisible(cadence not in ("once", "yearly") or self._typed("due_day") is not None)
        found = preview(self._rule(), self._acts.as_of, self._acts.zone)
        for name in ("due_day", "due_months", "start_date", "end_date"):
            self._mark(name, "")
        fault = found.fault
        if fault is not None and fault.field != "amount" and self._is_begun(fault.field):
            self._mark(fault.field, fault_words(fault))
        self.preview.show_found(found, self._acts.as_of)
        weekly = cadence in ("weekly", "biweekly")
        self.hint.setText(
            tr("The start date says on which weekday it is due; all later dates are counted from it.") if weekly
            else tr("31 is the month’s last day. All later dates are counted from the start date.")
        )  # fmt: skip

    def _mark(self, name: str, why: str) -> None:
        """Refuses a field in words; one that cannot be read keeps its own."""
        one = self.fields[name]
        if isinstance(one, Field):
            try:
                one.value()
            except Invalid as problem:
                why = tr_error(problem, hint=False)
        one.refuse(why)

    def _is_begun(self, name: str) -> bool:
        """Nobody is told that a blank field is wrong before they have come to it: the preview says what is needed."""
        return self._typed(name) is not None

    def _typed(self, name: str) -> Value:
        one = self.fields[name]
        if isinstance(one, Choice):
            return one.read()
        try:
            return parse(one.declared, one.line.text())
        except Invalid:
            return None

    def _rule(self) -> dict[str, Value]:
        values = {name: self._typed(name) for name in _RULE}
        if not self.fields["due_months"].isVisibleTo(self):
            values["due_months"] = self._before.get("due_months")
        return {**values, "created_at": self._before.get("created_at") or _stamp(self._acts)}

    # --- taking it ---

    def commit(self) -> None:
        values = {name: one.read() for name, one in self.fields.items()}
        for name, words in (
            ("name", tr("A bill needs its name.")),
            ("amount", tr("A bill needs an amount; 0 is one.")),
        ):
            if values[name] is None and not self.fields[name].is_refused:
                self.fields[name].refuse(words)
        fault = preview(self._rule(), self._acts.as_of, self._acts.zone).fault
        if fault is not None and fault.field in self.fields and not self.fields[fault.field].is_refused:
            self.fields[fault.field].show()
            self.fields[fault.field].refuse(fault_words(fault))
        refused = [one for one in self.fields.values() if one.is_refused and one.isVisibleTo(self)]
        if refused:
            refused[0].setFocus()
            return
        if values["cadence"] != "every_n_months":
            values["due_months"] = self._before.get("due_months")
        why = self._take(self._wanted({**values, "autopay": self.autopay.isChecked()}))
        if why:
            self.fields["name"].refuse(why)
            self.fields["name"].setFocus()
            return
        self.accept()

    def _wanted(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Of a new bill what is given, of one that is there what is another."""
        if not self._before:
            return {name: value for name, value in values.items() if value is not None}
        return {name: value for name, value in values.items() if value != plain(self._before.get(name))}


def _stamp(acts: BillActions) -> str:
    from models.core.values import utc_text

    return utc_text(acts.now)
