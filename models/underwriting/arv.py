"""Setting a property's ARV: by hand, or from its comps with a note that names them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from models.core.book import Book
from models.core.change import ChangeSet
from models.core.edit import set_fields
from models.core.phrase import phrase
from models.core.schema import Value
from models.core.values import utc_text
from models.underwriting.calculators import property_row
from models.underwriting.comps import comparison_for
from models.underwriting.inputs import positive
from models.underwriting.intel import PROPERTIES


def set_arv(book: Book, property_id: str, arv: Value, notes: str | None, now: datetime) -> ChangeSet:
    """The ARV in money, with its note and time. Refused for an unknown property and an ARV that is not above 0.

    A note speaks of one figure: where none is given, it stays with the ARV that it explains and goes with it. An
    empty one clears it.
    """
    row = property_row(book, property_id)
    value = float(positive("ARV", arv))
    kept = row["arv_notes"] if value == row["arv"] else None
    note = kept if notes is None else notes.strip()
    fields: dict[str, Value] = {"arv": value, "arv_notes": note, "arv_set_at": utc_text(now)}
    changes = set_fields(book, PROPERTIES, property_id, fields, now, by_app=True)
    return replace(changes, label=phrase("Set ARV"))


def use_comps(book: Book, property_id: str, use: str, now: datetime, exclude: Collection[str] = ()) -> ChangeSet:
    """The ARV becomes the comps' mean, median, sqft_mean or sqft_median on that day; the note names the comps.

    Refused where the comps do not support it, and for an excluded comp that is not the property's.
    """
    found = comparison_for(book, property_id, now.date(), exclude)
    return set_arv(book, property_id, found.estimate(use), found.note(use), now)
