"""Boards of nobody: every form that a partner's file can take, made without any workbook's data."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from functools import cache

from app.partner_export.pages import report
from app.partner_export.seal import EXPORT, KEY, PARTNER, UNSEALED
from io_xlsx.export import written
from io_xlsx.scan import pieces_of
from io_xlsx.scan.account import Blank, blank_of
from io_xlsx.scan.markup import is_plain_number
from models.core.schema import Kind, Value
from models.jv.view import PartnerView, StageTotal, partner_columns

# Characters that nobody types stand for what a file says about itself.
NAME, COMPANY, CURRENCY, WORD = "\ue001", "\ue002", "\ue003", "\ue004"
AS_OF, EXPIRES, MILESTONE = date(1901, 2, 3), date(1902, 3, 4), date(1903, 4, 5)
COUNT = 2


@cache
def blank() -> Blank:
    """What any partner's file holds; the same in every run."""
    properties = {EXPORT: WORD, PARTNER: WORD, KEY: WORD, **UNSEALED}
    return blank_of(pieces_of(written(report(view, properties))) for view in _views())


def filled(view: PartnerView) -> Collection[str]:
    """The texts of the blank with this partner's name, company, currency, days and count in their places."""
    plain = {
        NAME: view.recipient, COMPANY: view.company, CURRENCY: view.currency, AS_OF.isoformat(): view.as_of.isoformat(),
        EXPIRES.isoformat(): view.expires_on.isoformat() if view.expires_on else "",
        f"Deals: {COUNT}": f"Deals: {len(view.rows)}",
    }  # fmt: skip
    in_footer = {place: text.replace("&", "&&") for place, text in plain.items()}
    always, forms = _texts()
    return always | {_with(text, in_footer if element == "oddFooter" else plain) for element, text in forms}


@cache
def _texts() -> tuple[frozenset[str], tuple[tuple[str, str], ...]]:
    """The blank's texts that are the same in every file, and those with a place to fill in: (element, text)."""
    places = (NAME, COMPANY, CURRENCY, AS_OF.isoformat(), EXPIRES.isoformat(), f"Deals: {COUNT}")
    marks = [mark for held in blank().marks.values() for mark in held if not is_plain_number(mark.text)]
    forms = {(mark.element, mark.text) for mark in marks if any(place in mark.text for place in places)}
    return frozenset(mark.text for mark in marks) - {text for _, text in forms}, tuple(forms)


def _with(text: str, places: dict[str, str]) -> str:
    for place, words in places.items():
        text = text.replace(place, words)
    return text


def _views() -> list[PartnerView]:
    full = PartnerView(
        WORD, NAME, COMPANY, AS_OF, EXPIRES, CURRENCY, partner_columns(), (_row(0.5), _row(0.5)), 2.0,
        (StageTotal(WORD, COUNT, 2.0),), (MILESTONE, WORD),
    )  # fmt: skip
    named = [replace(full, company=company) for company in (COMPANY, "")]
    views = [replace(view, expires_on=expires) for view in named for expires in (EXPIRES, None)]
    empty = [replace(view, rows=(), by_stage=(), capital=0.0, next_milestone=None) for view in views]
    return [
        *views,
        *(replace(view, rows=(_row(0.333), _row(None))) for view in views),
        replace(full, capital=0.0, next_milestone=None),
        *empty,
    ]


def _row(share: float | None) -> tuple[Value, ...]:
    values: dict[Kind, Value] = {Kind.PCT: share, Kind.MONEY: 1.0, Kind.DATE: AS_OF}
    # Outer blanks of a text are marked in the file.
    return tuple(values.get(column.kind, f" {WORD}") for column in partner_columns())
