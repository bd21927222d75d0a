"""Cells of other people's spreadsheets as values of ours."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from models.bills import BILLS
from models.core.schema import Table
from models.core.values import Invalid
from models.intake import Written
from models.intake.convert import converted
from models.pipeline import CONTACTS, DEALS
from models.underwriting import COMPS, PROPERTIES

DMY = Written(date_order="dmy")
COMMA = Written(decimal=",")


@pytest.mark.parametrize(
    ("table", "field", "raw", "written", "value"),
    [
        (DEALS, "asking_price", "$1,234.50", Written(), 1234.5),
        (DEALS, "asking_price", "120k", Written(), 120_000),
        (DEALS, "asking_price", "$1.2M", Written(), 1_200_000),
        (DEALS, "asking_price", "1.234,50 $", COMMA, 1234.5),
        (DEALS, "asking_price", 0.1 + 0.2, Written(), 0.3),
        (DEALS, "asking_price", "TBD", Written(), None),
        (DEALS, "asking_price", "-", Written(), None),
        (DEALS, "milestone_date", "03/04/2026", Written(), date(2026, 3, 4)),
        (DEALS, "milestone_date", "03/04/2026", DMY, date(2026, 4, 3)),
        (DEALS, "milestone_date", "Mar 4th, 2026", Written(), date(2026, 3, 4)),
        (DEALS, "milestone_date", "Wed 4 March 2026", Written(), date(2026, 3, 4)),
        (DEALS, "milestone_date", datetime(2026, 3, 4, 9), Written(), date(2026, 3, 4)),
        (DEALS, "milestone_date", 46085.0, Written(), date(2026, 3, 4)),
        (DEALS, "partner_share", "50%", Written(), 0.5),
        (DEALS, "partner_share", "50", Written(), 0.5),
        (DEALS, "partner_share", 50.0, Written(), 0.5),
        (DEALS, "partner_share", 0.5, Written(percent=False), 0.5),
        (DEALS, "stage", "Under Contract", Written(), "under_contract"),
        (DEALS, "stage", "offer-sent", Written(), "offer_sent"),
        (DEALS, "stage", "Sold", Written(), "closed"),
        (DEALS, "stage", "Zombie", Written(meanings={("stage", "zombie"): "dead"}), "dead"),
        (DEALS, "stage", "Zombie", Written(meanings={("stage", "zombie"): None}), None),
        (DEALS, "country", "U.S.A.", Written(), "US"),
        (DEALS, "address", 12.0, Written(), "12"),
        (CONTACTS, "consent", "none", Written(), "none"),
        (CONTACTS, "do_not_contact", "✓", Written(), True),
        (CONTACTS, "do_not_contact", "N", Written(), False),
        (CONTACTS, "phone", 2045550101.0, Written(), "2045550101"),
        (PROPERTIES, "sqft", "1,200 sq. ft.", Written(), 1200),
        (PROPERTIES, "beds", "3 bd", Written(), 3),
        (PROPERTIES, "baths", "2.5 baths", Written(), 2.5),
        (PROPERTIES, "baths", "2,5", COMMA, 2.5),
        (COMPS, "distance_km", "1.25 km", Written(), 1.25),
        (BILLS, "due_day", "31st", Written(), 31),
        (BILLS, "cadence", "Quarterly", Written(), "every_n_months"),
        (BILLS, "notes", " as it is ", Written(), "as it is"),
    ],
)  # fmt: skip
def test_read(table: Table, field: str, raw: Any, written: Written, value: Any) -> None:
    assert converted(table[field], raw, written) == value


@pytest.mark.parametrize(
    ("table", "field", "raw", "why"),
    [
        (DEALS, "asking_price", "call", "no amount"),
        (DEALS, "asking_price", "-5", "out of range"),
        (DEALS, "partner_capital", 1e26, "too large"),
        (DEALS, "asking_price", "#REF!", "the error #REF!"),
        (DEALS, "milestone_date", "soon", "no date"),
        (DEALS, "milestone_date", 2026.0, "a year and no date"),
        (DEALS, "stage", "Zombie", "not one of new"),
        (DEALS, "partner_share", "150%", "out of range"),
        (PROPERTIES, "beds", "2.5", "no whole number"),
        (CONTACTS, "do_not_contact", "maybe", "neither yes nor no"),
        (BILLS, "due_day", "32", "between 1 and 31"),
    ],
)
def test_refused(table: Table, field: str, raw: Any, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        converted(table[field], raw, Written())
