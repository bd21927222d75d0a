"""Contacts and partners: invented names, 555 numbers and addresses at example.com."""

from __future__ import annotations

from datetime import date

from models.demo.days import Row, Rows, ago, made
from models.jv import PARTNERS
from models.pipeline import CONTACTS
from models.starter import named_id

SELLERS_CA = (
    "Marta Lindqvist", "Devon Okafor", "Irene Pelletier", "Tomasz Wrobel", "Grace Beaulieu", "Harpreet Gill",
    "Lorne Sutherland", "Abena Mensah", "Nils Fredriksen", "Yvonne Desjarlais", "Peter Klassen", "Rosa Tavares",
)  # fmt: skip
SELLERS_US = (
    "Calvin Whitlock", "Denise Arroyo", "Martin Eubanks", "Sofia Delacruz", "Raymond Pruitt", "Joyce Hartwell",
    "Bennie Sandoval", "Ellen Marchetti",
)  # fmt: skip
OTHERS = (
    ("Priya Raman", "agent", "CA", "MB"), ("Colin Ashdown", "lender", "CA", "MB"),
    ("Walt Bergstrom", "contractor", "CA", "MB"), ("Tessa Moreau", "agent", "US", "FL"),
    ("Hank Delaney", "contractor", "US", "FL"), ("Blue Kettle Homes", "buyer", "US", "FL"),
)  # fmt: skip
ZONES = {"CA": "America/Winnipeg", "US": "America/New_York"}
AREAS = {"CA": "204", "US": "813"}
CONSENTS = ("express", "implied", "unknown", "express", "none")
UNREACHABLE = "Raymond Pruitt"  # asked not to be contacted

PARTNER_ROWS = (
    ("Northgate Capital Partners", "jv_partner", "Selma Nordin"),
    ("Riverbend Holdings", "jv_partner", "Owen Castellan"),
    ("Palm & Pine Ventures", "jv_partner", "Lucia Ferrand"),
)


def people_rows(as_of: date) -> Rows:
    """20 sellers in the order of the deals, six others, and three partners."""
    sellers = [(name, "seller", "CA", "MB") for name in SELLERS_CA] + [
        (name, "seller", "US", "FL") for name in SELLERS_US
    ]
    contacts = [_contact(number, *person, as_of) for number, person in enumerate((*sellers, *OTHERS))]
    partners = [_partner(number, *partner, as_of) for number, partner in enumerate(PARTNER_ROWS)]
    return {CONTACTS.key: contacts, PARTNERS.key: partners}


def _contact(number: int, name: str, role: str, country: str, region: str, as_of: date) -> Row:
    consent = CONSENTS[number % len(CONSENTS)] if role == "seller" else "express"
    return {
        "id": named_id(CONTACTS, "demo", str(number)),
        "name": name,
        "role": role,
        "phone": f"+1 {AREAS[country]} 555 {100 + number:04}",
        "email": f"{name.lower().replace(' ', '.')}@example.com",
        "country": country,
        "region": region,
        "time_zone": ZONES[country],
        "do_not_contact": name == UNREACHABLE,
        "consent": consent,
        "consent_on": ago(as_of, 200 - 5 * number) if consent in ("express", "implied") else None,
        "notes": "Asked on the phone not to be called again." if name == UNREACHABLE else None,
        **made(as_of, 220 - 5 * number),
    }


def _partner(number: int, company: str, kind: str, name: str, as_of: date) -> Row:
    return {
        "id": named_id(PARTNERS, "demo", str(number)),
        "name": name,
        "type": kind,
        "email": f"{name.lower().replace(' ', '.')}@example.com",
        "phone": f"+1 204 555 {170 + number:04}",
        "company": company,
        "status": "active",
        **made(as_of, 300 - number * 40),
    }
