"""What a partner's file must not hold: every ID and text of the Book that is not this partner's to see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from models.core.book import Book
from models.core.records import records
from models.core.schema import WORDS, Audience, Column, Kind, Table, Value
from models.jv.tables import PARTNERS
from models.jv.view import PartnerView, wording
from models.pipeline import DEALS
from models.settings import BY_KEY as SETTING_KEYS

# The columns whose texts say who or which.
NAMES: Mapping[str, tuple[str, ...]] = {
    "Partners": ("name", "company", "email", "phone"),
    "Contacts": ("name", "email", "phone"),
    "Deals": ("address", "property_address"),
    "Properties": ("address",),
}
PRIVATE = ""  # owned by nobody: the operator's own, or seen by several partners


@dataclass(frozen=True)
class Secrets:
    """Each text of the Book with the one partner who may see it, or PRIVATE; and what was left out, by reason.

    `names` are those of the texts that say who or which: IDs, people, how to reach them, addresses.
    """

    owners: Mapping[str, str]
    names: frozenset[str]
    left_out: Mapping[str, int]


def secrets_of(book: Book) -> Secrets:
    """Every ID and text value of every table; what is forbidden to a partner is all that they do not own.

    Left out are choice words, headers and sheet names: they stand in every file (spec, Partner exports).
    """
    return book.derived("partners' secrets", lambda: _collected(book))


def allowed_texts(view: PartnerView) -> list[str]:
    """What may stand in this partner's file: the texts of their own cells and the lines about the file itself.

    The table's own declarations say what a partner may see, not the view, which may be at fault.
    """
    declared = [place for place, c in enumerate(view.columns) if Audience.PARTNER in DEALS[c.name].audience]
    cells = [value for row in view.rows for place in declared if isinstance(value := row[place], str)]
    about = [view.partner_id, view.recipient, view.company, view.currency, *(total.stage for total in view.by_stage)]
    days = [day.isoformat() for day in (view.as_of, view.expires_on) if day]
    milestone = [view.next_milestone[1]] if view.next_milestone else []
    return [*dict.fromkeys([*cells, *about, *days, *milestone])]


def allowed_numbers(view: PartnerView) -> list[float]:
    """The numbers that may stand beside the deals: counts and sums."""
    totals = [number for total in view.by_stage for number in (total.deals, total.capital)]
    return [float(number) for number in (len(view.rows), view.open_deals, view.capital, *totals)]


def allowed_days(view: PartnerView) -> list[date]:
    """The days that may stand beside the deals."""
    return [day for day in (view.as_of, view.expires_on, view.next_milestone and view.next_milestone[0]) if day]


def stranger_rows(book: Book, view: PartnerView) -> int:
    """How many of the view's rows are not deals with exactly this partner's ID, or are deals of theirs left out.

    Read row by row from the Book and not with what made the view, which may be at fault.
    """
    own = book.derived("deals by partner, for the proof", lambda: _own_texts(book)).get(view.partner_id, Counter())
    places = [place for place, column in enumerate(view.columns) if column.name in _COMPARED]
    shown = Counter(tuple(row[place] for place in places) for row in view.rows)
    return sum(((shown - own) + (own - shown)).values())


_COMPARED = [column.name for column in DEALS.stored if column.kind in (Kind.TEXT, Kind.NOTE)
             and Audience.PARTNER in column.audience]  # fmt: skip


def _own_texts(book: Book) -> Mapping[str, Counter[tuple[Value, ...]]]:
    """By the partner's ID as it stands there: the texts of each of their deals."""
    found: dict[str, Counter[tuple[Value, ...]]] = {}
    for row in records(book[DEALS]):
        if row["partner_id"] is not None:
            found.setdefault(str(row["partner_id"]), Counter())[tuple(row[name] for name in _COMPARED)] += 1
    return found


def _collected(book: Book) -> Secrets:
    owners: dict[str, str] = {}
    for table in book.tables.values():
        _note(owners, _ids(book, table))
        for column in table.stored:
            if column.kind in WORDS:
                _note(owners, _values(book, table, column))
    left_out = Counter({"choice words": 0, "headers": 0})
    for reason, words in _public_words(book).items():
        for word in words & owners.keys():
            del owners[word]
            left_out[reason] += 1
    names = {text for text in _names(book) if text in owners}
    return Secrets(owners, frozenset(names), left_out)


def _names(book: Book) -> set[str]:
    fields = [(key, name) for key, names in NAMES.items() if key in book.tables for name in names]
    columns = [book[key][name].dropna() for key, name in fields]
    ids = [book[table].index for table in book.tables.values() if table.prefix]
    return {str(text) for values in (*columns, *ids) for text in values}


def _note(owners: dict[str, str], found: Mapping[str, str]) -> None:
    for text, owner in found.items():
        held = owners.get(text)
        owners[text] = owner if held is None or held == owner else PRIVATE


def _ids(book: Book, table: Table) -> Mapping[str, str]:
    ids = map(str, book[table].index)
    if table.key == DEALS.key:
        return dict(zip(ids, book[DEALS]["partner_id"].fillna(PRIVATE), strict=True))
    if table.key == PARTNERS.key:
        return {one: one for one in ids}
    return {one: PRIVATE for one in ids if table.prefix or one not in SETTING_KEYS}


def _values(book: Book, table: Table, column: Column) -> Mapping[str, str]:
    values: pd.Series[Any] = book[table][column.name]
    if table.key != DEALS.key or Audience.PARTNER not in column.audience:
        return dict.fromkeys(map(str, values.dropna().unique()), PRIVATE)
    pairs = pd.DataFrame({"text": values, "owner": book[DEALS]["partner_id"].fillna(PRIVATE)}).dropna()
    found: dict[str, str] = {}
    for text, owner in pairs.drop_duplicates().itertuples(index=False, name=None):
        found[text] = owner if found.get(text, owner) == owner else PRIVATE
    return found


def _public_words(book: Book) -> Mapping[str, set[str]]:
    columns = [column for table in book.tables.values() for column in table]
    choices = {choice for column in columns if column.kind is Kind.CHOICE for choice in column.choices}
    headers = {column.header for column in columns} | {table.sheet for table in book.tables.values()}
    return {"choice words": choices | {wording(choice) for choice in choices}, "headers": headers}
