"""What banks call their columns, in English, French and German; of several the earlier word is preferred."""

from __future__ import annotations

from collections.abc import Sequence

from models.core.texts import folded

DATE = (
    "transaction date", "date of transaction", "trans date", "booking date", "date", "posted date", "posting date",
    "date posted", "post date", "completed date", "value date", "date operation", "date d operation",
    "date de l operation", "date de transaction", "date de la transaction", "date comptable",
    "date de comptabilisation", "date de valeur", "date valeur", "buchungstag", "buchungsdatum", "buchung", "datum",
    "valutadatum", "valuta", "wertstellung",
)  # fmt: skip
AMOUNT = (
    "amount", "transaction amount", "net amount", "cad", "usd", "eur", "montant", "montant de l operation",
    "montant de la transaction", "betrag", "umsatz",
)  # fmt: skip
DEBIT = (
    "debit", "debits", "debit amount", "withdrawal", "withdrawals", "withdrawal amount", "money out", "paid out",
    "funds out", "montant debit", "debit montant", "retrait", "retraits", "soll", "belastung", "lastschrift",
    "ausgabe", "ausgang", "auszahlung",
)  # fmt: skip
CREDIT = (
    "credit", "credits", "credit amount", "deposit", "deposits", "deposit amount", "money in", "paid in", "funds in",
    "montant credit", "credit montant", "depot", "depots", "haben", "gutschrift", "einnahme", "eingang", "einzahlung",
)  # fmt: skip
DESCRIPTION = (
    "description", "transaction description", "description 1", "description 2", "details", "transaction details",
    "memo", "narrative", "particulars", "libelle", "libelle operation", "libelle de l operation", "libelle complet",
    "intitule", "detail", "details de l operation", "verwendungszweck", "buchungstext", "beschreibung", "betreff",
    "text",
)  # fmt: skip
MERCHANT = (
    "payee", "payee name", "merchant", "merchant name", "name", "counterparty", "counterparty name", "beneficiary",
    "beneficiaire", "tiers", "commercant", "nom", "beguenstigter zahlungspflichtiger",
    "begunstigter zahlungspflichtiger", "auftraggeber beguenstigter", "auftraggeber begunstigter",
    "auftraggeber empfanger", "zahlungsempfanger", "zahlungsempfanger in", "empfanger", "name zahlungsbeteiligter",
)  # fmt: skip
ACCOUNT = (
    "account", "account number", "account name", "account no", "card number", "card no", "compte", "numero de compte",
    "konto", "kontonummer", "auftragskonto", "iban auftragskonto",
)  # fmt: skip
DIRECTION = (
    "debit credit", "credit debit", "debit credit indicator", "credit debit indicator", "dr cr", "cr dr", "sens",
    "soll haben", "s h",
)  # fmt: skip
ROLES = {
    "date": DATE, "amount": AMOUNT, "debit": DEBIT, "credit": CREDIT, "merchant": MERCHANT, "account": ACCOUNT,
    "direction": DIRECTION,
}  # fmt: skip
OUT = frozenset({"d", "dr", "debit", "debits", "dbit", "s", "soll", "out"})
IN = frozenset({"c", "cr", "credit", "credits", "crdt", "h", "haben", "in"})

_CURRENCIES = frozenset({"cad", "usd", "eur", "chf", "gbp", "euro", "euros", "in", "en"})


def roles_of(cells: Sequence[str]) -> dict[str, int]:
    """Which column has which role, by its header; the preferred one where several have it."""
    names = [_name(cell) for cell in cells]
    found = {}
    for role, words in ROLES.items():
        place = next((names.index(word) for word in words if word in names), None)
        if place is not None:
            found[role] = place
    return found


def descriptions(cells: Sequence[str]) -> tuple[int, ...]:
    """Every column that describes the line."""
    return tuple(place for place, cell in enumerate(cells) if _name(cell) in DESCRIPTION)


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row names a date and an amount, or money out or in."""
    found = roles_of(cells)
    return "date" in found and bool(found.keys() & {"amount", "debit", "credit"})


def _name(cell: str) -> str:
    """The header without its currency, `Montant (EUR)` -> `montant`; `CAD$` stays `cad`."""
    name = folded(cell)
    words = [word for word in name.split() if word not in _CURRENCIES]
    return " ".join(words) or name
