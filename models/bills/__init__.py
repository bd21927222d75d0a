"""Bills: what has to be paid when, what was paid, and what reminds of it."""

from models.bills.tables import (
    AUTOPAY_STEPS,
    BILLS,
    NAMES,
    PAYMENTS,
    REMINDERS,
    TABLES,
    active,
    monthly_estimates,
    monthly_total,
    times_a_year,
)

__all__ = [
    "AUTOPAY_STEPS",
    "BILLS",
    "NAMES",
    "PAYMENTS",
    "REMINDERS",
    "TABLES",
    "active",
    "monthly_estimates",
    "monthly_total",
    "times_a_year",
]
