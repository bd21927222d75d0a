"""Budget: envelopes, income, the ledger, and whether the month is safe."""

from models.budget import envelopes, ledger
from models.budget.envelopes import ENVELOPES, bills_monthly, carried_in, remaining, spent
from models.budget.ledger import LEDGER, cash_by_month, expenses_by_month, month_number
from models.budget.tables import INCOME, TABLES

NAMES = (*envelopes.NAMES, *ledger.NAMES)

__all__ = [
    "ENVELOPES",
    "INCOME",
    "LEDGER",
    "NAMES",
    "TABLES",
    "bills_monthly",
    "carried_in",
    "cash_by_month",
    "expenses_by_month",
    "month_number",
    "remaining",
    "spent",
]
