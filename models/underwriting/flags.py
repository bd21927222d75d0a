"""Legal flags as they are kept: written for the rules that fire on a deal, and resolved with a note."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from models.core.book import Book
from models.core.change import ChangeSet, together
from models.core.edit import add_row, set_fields
from models.core.phrase import phrase
from models.core.refusal import Refused, no_row
from models.core.values import utc_text
from models.underwriting.attach import deal_row
from models.underwriting.intel import PROPERTIES
from models.underwriting.legal import Findings, Flag, findings_for, flags_on, open_questions
from models.underwriting.tables import LEGAL_FLAGS


def flags_of(book: Book, deal_id: str) -> tuple[Flag, ...]:
    """The flags on a deal and its property, resolved ones too. Refused for an unknown deal."""
    named = deal_row(book, deal_id)["property_id"]
    return flags_on(book, None if named is None else str(named), deal_id)


def found_on(book: Book, deal_id: str) -> Findings:
    """The rules that fire on the deal and its property. Refused for an unknown deal."""
    named = deal_row(book, deal_id)["property_id"]
    return findings_for(book, deal_id, None if named is None else str(named))


def check_deal(book: Book, deal_id: str, now: datetime) -> ChangeSet:
    """A flag for each rule that fires and has none yet; a rule whose flags were resolved was answered.

    Doing it twice adds nothing. A property that is gone is left out of the flag. Refused for an unknown deal.
    """
    named = deal_row(book, deal_id)["property_id"]
    house = named if named in book[PROPERTIES].index else None
    asked = open_questions(flags_of(book, deal_id), found_on(book, deal_id).fired)
    fresh = [
        add_row(
            book,
            LEGAL_FLAGS,
            {"deal_id": deal_id, "property_id": house, "rule_id": flag.rule_id,
             "severity": flag.severity, "message": flag.message},
            now,
        )
        for flag in asked
        if not flag.id
    ]  # fmt: skip
    return together(phrase("Check legal rules"), *fresh)


def resolve_flag(book: Book, flag_id: str, notes: str, now: datetime) -> ChangeSet:
    """The flag is answered by the note. Refused for an unknown or resolved flag and without a note."""
    row = book.row(LEGAL_FLAGS, flag_id)
    if row is None:
        raise no_row("Legal Flags", flag_id)
    if not notes.strip():
        raise Refused(
            phrase("Legal Flags {flag_id}: say in the notes how it was resolved.", flag_id=flag_id), code="missing"
        )
    if row["status"] == "resolved":
        raise Refused(
            phrase(
                "Legal Flags {flag_id} is resolved already: {note}.",
                flag_id=flag_id,
                note=row["notes"] or phrase("without a note"),
            ),
            code="exists",
        )
    fields = {"status": "resolved", "resolved_at": utc_text(now), "notes": notes.strip()}
    return replace(set_fields(book, LEGAL_FLAGS, flag_id, fields, now, by_app=True), label=phrase("Resolve flag"))
