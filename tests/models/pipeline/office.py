"""A small office for the tests: one deal with all it needs, to be varied."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from models.core.book import Book
from models.core.schema import Value
from tests.models.books import book_of

Row = Mapping[str, Value]

NOON = datetime(2026, 3, 5, 18, 0, tzinfo=UTC)  # noon in Winnipeg
DEAL: Row = {
    "address": "12 Oak St", "city": "Winnipeg", "contact_id": "con_0", "stage": "new", "strategy": "wholesale",
    "property_id": "prop_0", "asking_price": 180_000.0, "mao": 132_500.0, "notes": "divorce",
}  # fmt: skip
CONTACT: Row = {
    "name": "Marta", "phone": "204 555 0100", "email": "m@example.com", "country": "CA", "region": "MB",
    "time_zone": "America/Winnipeg", "consent": "express",
}  # fmt: skip
TEMPLATES: Sequence[Row] = (
    {"kind": "sms", "tone": "neutral", "body": "Hi {contact_name}, {operator_name} about {deal_address}."},
    {"kind": "email", "tone": "warm", "subject": "{deal_address}", "body": "Hello {contact_name} in {deal_city}"},
    {"kind": "call_note", "tone": "neutral", "body": "Call {contact_name}"},
)
SETTINGS: Sequence[Row] = ({"key": "operator_name", "value": "Alex"},)


def office(*, deal: Row | None = None, contact: Row | None = None, **tables: Any) -> Book:
    """The office with some fields or whole tables changed."""
    rows: dict[str, Any] = {
        "Deals": [{**DEAL, **(deal or {})}], "Contacts": [{**CONTACT, **(contact or {})}],
        "Properties": [{"address": "12 Oak St", "arv": 230_000.0}], "Templates": TEMPLATES, "Settings": SETTINGS,
    }  # fmt: skip
    return book_of(**{**rows, **tables})
