"""Envelopes, fifteen bills of every cadence with a year of payments, autopay steps and reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from dateutil.relativedelta import relativedelta

from models.bills import AUTOPAY_STEPS, BILLS, PAYMENTS
from models.bills.autopay import STEPS, steps_words
from models.bills.follow import renew_next_due
from models.bills.reminders import push_reminders
from models.budget import ENVELOPES
from models.core.book import Book
from models.core.change import Change, ChangeSet
from models.demo.days import Row, Rows, ago, made, stamp
from models.starter import named_id

TARGETS = {
    "rent": (2_150.0, False), "utilities": (640.0, False), "groceries": (820.0, False), "fuel": (310.0, False),
    "insurance": (420.0, True), "kids": (860.0, True), "debt": (700.0, False), "misc": (260.0, False),
    "repairs": (180.0, True),
}  # fmt: skip


@dataclass(frozen=True)
class Bill:
    """One bill of the demo; it starts on `day` of the month that is `first` months before the demo's."""

    name: str
    amount: float
    cadence: str
    envelope: str
    day: int
    months: int = 1
    first: int = 12
    autopay: bool = False
    status: str = "active"
    payee: str = ""
    weekend: str = "none"
    ends_after: int | None = None


BILL_PLAN = (
    Bill("Mortgage", 1_850.00, "monthly", "rent", 1, autopay=True, payee="Red River Credit Union"),
    Bill("Electricity", 142.50, "monthly", "utilities", 18, payee="Prairie Power"),
    Bill("Water and waste", 165.40, "every_n_months", "utilities", 9, 3, 12, payee="City of Winnipeg"),
    Bill("Internet", 89.95, "monthly", "utilities", 12, autopay=True, payee="Northern Fibre"),
    Bill("Phones", 130.00, "monthly", "utilities", 23, autopay=True, payee="Longspur Mobile"),
    Bill("Vegetable box", 38.00, "weekly", "groceries", 6, payee="Seine Valley Farm"),
    Bill("Car insurance", 168.00, "monthly", "insurance", 31, autopay=True, payee="Provincial Auto"),
    Bill("Home insurance", 1_980.00, "yearly", "insurance", 14, first=9, payee="Stonehouse Mutual"),
    Bill("Life insurance", 62.40, "monthly", "insurance", 5, autopay=True, payee="Stonehouse Life"),
    Bill("Daycare", 310.00, "biweekly", "kids", 7, payee="Little Bison Daycare"),
    Bill("Hockey registration", 780.00, "once", "kids", 20, first=-1, payee="East Side Hockey"),
    Bill("Credit card", 250.00, "monthly", "debt", 28, payee="Red River Credit Union"),
    Bill("Line of credit", 420.00, "monthly", "debt", 15, payee="Red River Credit Union", weekend="after"),
    Bill("Accountant", 450.00, "every_n_months", "misc", 10, 6, 11, payee="Pelham & Roy"),
    Bill("Storage unit", 95.00, "monthly", "misc", 3, status="archived", payee="Box Depot", ends_after=7),
)
# What went wrong with which occurrence, counted from the latest that was due: 0 is the latest.
UNPAID = {("Electricity", 0), ("Water and waste", 0), ("Vegetable box", 1)}
PARTIAL = {("Credit card", 0): 100.0, ("Daycare", 0): 150.0}
SKIPPED, SHORT = {("Vegetable box", 20)}, {("Accountant", 1): 400.0}


def household_rows(as_of: date, dice: Random) -> Rows:
    """Envelopes, bills, payments and autopay steps; what follows from them is written by `followed_up`."""
    rows: Rows = {
        ENVELOPES.key: [_envelope(name, as_of) for name in TARGETS],
        **{table.key: [] for table in (BILLS, PAYMENTS, AUTOPAY_STEPS)},
    }
    for plan in BILL_PLAN:
        bill_id = named_id(BILLS, "demo", plan.name)
        dates = _due_dates(plan, as_of)
        past = [due for due in dates if due <= as_of]
        for place, due in enumerate(reversed(past)):
            rows[PAYMENTS.key] += _payment(plan, bill_id, due, place, as_of, dice)
        rows[BILLS.key].append(_bill(plan, bill_id, as_of))
    for number, name in enumerate(("Mortgage", "Phones", "Electricity")):
        plan = next(plan for plan in BILL_PLAN if plan.name == name)
        rows[AUTOPAY_STEPS.key] += [_step(plan, step, as_of, done=number < 2 or step < 4) for step in STEPS]
    rows[PAYMENTS.key].sort(key=lambda row: (str(row["paid_on"]), str(row["id"])))
    return rows


def followed_up(book: Book, as_of: date, now: datetime) -> Book:
    """The Book with each bill's Next Due, the words of the autopay steps, and the reminders of a push on the day."""
    book = book.apply(renew_next_due(book, as_of, now))
    book = book.apply(ChangeSet("Steps", tuple(_worded(book, str(row), as_of) for row in book[AUTOPAY_STEPS].index)))
    return book.apply(push_reminders(book, as_of, now).changes)


def _worded(book: Book, row_id: str, as_of: date) -> Change:
    row = book.row(AUTOPAY_STEPS, row_id) or {}
    words = steps_words(book, str(row["bill_id"]), as_of, UTC)
    return Change(AUTOPAY_STEPS.key, row_id, {"text": None}, {"text": words[int(str(row["step"])) - 1]})


def _envelope(name: str, as_of: date) -> Row:
    target, rolls = TARGETS[name]
    return {
        "id": named_id(ENVELOPES, name),
        "name": name,
        "monthly_target": target,
        "rollover": rolls,
        "created_at": stamp(as_of.replace(day=1) - relativedelta(months=6), 0),
        "updated_at": stamp(as_of, 40),
    }


def _start(plan: Bill, as_of: date) -> date:
    month = as_of.replace(day=1) - relativedelta(months=plan.first)
    return month + relativedelta(day=plan.day)


def _due_dates(plan: Bill, as_of: date) -> list[date]:
    """All due dates from the first to two months from now, and one at least after the day; always from the anchor."""
    start, until = _start(plan, as_of), as_of + relativedelta(months=14)
    if plan.cadence == "once":
        return [start]
    if plan.cadence in ("weekly", "biweekly"):
        step = 7 if plan.cadence == "weekly" else 14
        return [start + timedelta(days=step * k) for k in range((until - start).days // step + 1)]
    step = {"monthly": 1, "yearly": 12}.get(plan.cadence, plan.months)
    first = start.replace(day=1)
    return [first + relativedelta(months=step * k, day=plan.day) for k in range(26 // step + 1)]


def _ended(plan: Bill, as_of: date) -> date | None:
    if plan.ends_after is None:
        return None
    return _start(plan, as_of).replace(day=1) + relativedelta(months=plan.ends_after, day=plan.day)


def _payment(plan: Bill, bill_id: str, due: date, place: int, as_of: date, dice: Random) -> list[Row]:
    """What was paid for one occurrence: nothing, all, a part, or a skip. `place` 0 is the latest that was due."""
    ended = _ended(plan, as_of)
    late = 0 if plan.autopay else dice.choice((-2, -1, 0, 0, 0, 1, 3, 9))
    if (plan.name, place) in UNPAID or (ended is not None and due > ended):
        return []
    kind, amount = "payment", plan.amount
    if (plan.name, place) in SKIPPED:
        kind, amount = "skip", 0.0
    elif (plan.name, place) in SHORT:
        kind, amount = "closed_short", SHORT[plan.name, place]
    row = {
        "id": named_id(PAYMENTS, "demo", plan.name, due.isoformat()),
        "bill_id": bill_id,
        "bill_name": plan.name,
        "due_date": due,
        "paid_on": min(due + timedelta(days=late), as_of),
        "amount": PARTIAL.get((plan.name, place), amount),
        "kind": kind,
        "notes": "Holiday week, no box." if kind == "skip" else None,
        **made(as_of, max(0, (as_of - due).days)),
    }
    return [row]


def _bill(plan: Bill, bill_id: str, as_of: date) -> Row:
    start = _start(plan, as_of)
    return {
        "id": bill_id,
        "name": plan.name,
        "amount": plan.amount,
        "cadence": plan.cadence,
        "due_day": None if plan.cadence in ("weekly", "biweekly", "once") else plan.day,
        "due_months": plan.months,
        "start_date": start,
        "end_date": _ended(plan, as_of),
        "payee": plan.payee,
        "account": "Chequing",
        "autopay": plan.autopay,
        "envelope": plan.envelope,
        "grace_days": 3 if plan.name == "Credit card" else None,
        "weekend_rule": plan.weekend,
        "status": plan.status,
        **made(min(start, as_of), 0),
    }


def _step(plan: Bill, step: int, as_of: date, *, done: bool) -> Row:
    return {
        "id": named_id(AUTOPAY_STEPS, "demo", plan.name, str(step)),
        "bill_id": named_id(BILLS, "demo", plan.name),
        "step": step,
        "done_on": ago(as_of, 100 - step) if done else None,
        **made(as_of, 110),
    }
