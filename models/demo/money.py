"""Income and 500 ledger lines: every payment of a bill, what came in, and what was bought."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from dateutil.relativedelta import relativedelta

from models.bills import BILLS, PAYMENTS
from models.budget import INCOME, LEDGER
from models.demo.days import Row, Rows, ago, made
from models.starter import named_id

LINES = 500
SALARY, RENT_IN, FEES = 2_150.00, 1_450.00, ((118, 9_500.00), (31, 11_000.00))
SHOPS = (
    ("groceries", "Corner Pantry", 18, 145, 9), ("groceries", "Fort Street Market", 12, 95, 6),
    ("fuel", "Highway 9 Gas", 38, 96, 5), ("kids", "School supplies", 8, 60, 2), ("misc", "Hardware Barn", 9, 120, 3),
    ("misc", "Coffee on Osborne", 4, 19, 5), ("repairs", "Timber Yard", 25, 240, 1),
    ("utilities", "Propane Depot", 30, 70, 1),
)  # fmt: skip
Line = tuple[date, str, float, str | None, str, str | None, object]


def money_rows(as_of: date, dice: Random, household: Rows) -> Rows:
    """Income with its ledger lines; purchases fill the ledger up to 500 lines."""
    lines = [*_paid(household), *_earned(as_of), *_moved(as_of)]
    lines += [_bought(as_of, dice) for _ in range(LINES - len(lines))]
    lines.sort(key=lambda line: (line[0], line[4], line[2]))
    return {
        INCOME.key: _income(as_of),
        LEDGER.key: [_ledger_row(number, line, as_of) for number, line in enumerate(lines)],
    }


def _income(as_of: date) -> list[Row]:
    start = as_of.replace(day=1) - relativedelta(months=12)
    plan: tuple[Row, ...] = (
        {"name": "Contract work", "amount": SALARY, "cadence": "biweekly", "start_date": _payday(as_of)},
        {"name": "Rent, Aspen Gate", "amount": RENT_IN, "cadence": "monthly", "due_day": 1, "start_date": start},
        {"name": "Tax refund", "amount": 860.0, "cadence": "yearly", "due_day": 30,
         "start_date": start + relativedelta(day=30)},
        {"name": "Weekend shifts", "amount": 240.0, "cadence": "weekly", "start_date": start, "status": "paused"},
    )  # fmt: skip
    return [{"id": named_id(INCOME, "demo", str(row["name"])), **row, **made(as_of, 360)} for row in plan]


def _payday(as_of: date) -> date:
    """The first Friday of the year that is shown."""
    start = as_of.replace(day=1) - relativedelta(months=12)
    return start + timedelta(days=(4 - start.weekday()) % 7)


def _paid(household: Rows) -> list[Line]:
    envelopes = {row["id"]: row["envelope"] for row in household[BILLS.key]}
    payees = {row["id"]: row["payee"] for row in household[BILLS.key]}
    lines: list[Line] = []
    for row in household[PAYMENTS.key]:
        if row["kind"] == "skip" or not isinstance(row["paid_on"], date) or not isinstance(row["amount"], float):
            continue
        envelope, payee = str(envelopes[row["bill_id"]]), str(payees[row["bill_id"]])
        lines.append((row["paid_on"], "expense", row["amount"], envelope, str(row["bill_name"]), payee, row["id"]))
    return lines


def _earned(as_of: date) -> list[Line]:
    paydays = range(0, (as_of - _payday(as_of)).days + 1, 14)
    lines: list[Line] = [
        (_payday(as_of) + timedelta(days=days), "income", SALARY, None, "Contract work", "Ferrous Design", None)
        for days in paydays
    ]
    months = (as_of.replace(day=1) - relativedelta(months=back) for back in range(13))
    lines += [(day, "income", RENT_IN, None, "Rent, Aspen Gate", "Tenant", None) for day in months]
    return lines + [(ago(as_of, days), "income", fee, None, "Assignment fee", None, None) for days, fee in FEES]


def _moved(as_of: date) -> list[Line]:
    months = (as_of.replace(day=1) - relativedelta(months=back) for back in range(12))
    return [(day, "transfer", 300.0, None, "To savings", None, None) for day in months]


def _bought(as_of: date, dice: Random) -> Line:
    envelope, shop, low, high, _ = dice.choices(SHOPS, [shop[4] for shop in SHOPS])[0]
    day = ago(as_of, dice.randint(0, 365))
    return day, "expense", dice.randint(low * 100, high * 100) / 100, envelope, f"{shop} purchase", shop, None


def _ledger_row(number: int, line: Line, as_of: date) -> Row:
    day, kind, amount, envelope, description, merchant, payment = line
    return {
        "id": named_id(LEDGER, "demo", str(number)),
        "date": day,
        "kind": kind,
        "amount": amount,
        "envelope": envelope,
        "description": description,
        "merchant": merchant,
        "account": "Chequing",
        "payment_id": str(payment) if payment else None,
        **made(as_of, (as_of - day).days),
    }
