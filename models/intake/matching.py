"""Which rows of the Book somebody's own rows are already, and which row a name means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from models.catalog import TABLES
from models.core.book import Book
from models.core.edit import reference_values
from models.core.find import name_field
from models.core.records import records
from models.core.schema import Column, Table, Value
from models.core.texts import folded
from models.core.values import matching

Fields = Mapping[str, Value]

_ID = "its ID"  # no field's name
# Tables whose rows are known by a name; of the others two equal rows may both be meant, as two payments of one day.
_NAMED = frozenset({"Properties", "Deals", "Contacts", "Partners", "Bills", "Income", "Envelopes", "Entities"})
_NAMES = {table.key: name_field(table) for table in TABLES}  # the field that people know a row by
_STREETS = {
    "street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "boulevard": "blvd", "lane": "ln",
    "court": "ct", "crescent": "cres", "place": "pl", "highway": "hwy", "parkway": "pkwy", "terrace": "ter",
    "north": "n", "south": "s", "east": "e", "west": "w", "apartment": "unit", "apt": "unit", "suite": "unit",
}  # fmt: skip


def is_named(table: Table) -> bool:
    return table.key in _NAMED


def called(table: Table, name: Value) -> str:
    """A row's name as it is compared: addresses without the ways in which `Street` is written."""
    return _called(str(name or ""), is_address=_NAMES[table.key] == "address")


@lru_cache(65536)
def _called(text: str, *, is_address: bool) -> str:
    return (_address(text) if is_address else folded(text)) or matching(text)


def keys_of(table: Table, fields: Fields) -> tuple[str, ...]:
    """By which a row may be another one: its name; of people the address of their mail and their phone, too."""
    name = called(table, fields.get(_NAMES[table.key]))
    found = [name] if name else []
    if table.key in ("Contacts", "Partners"):
        mail, phone = str(fields.get("email") or "").strip().casefold(), _digits(fields.get("phone"))
        found += [f"mail {mail}"] * bool(mail) + [f"phone {phone}"] * (len(phone) == 10)
    return tuple(found)


def elsewhere(mine: Fields, theirs: Fields) -> bool:
    """Whether two rows of one address lie in different towns."""
    towns = [folded(str(one.get("city") or "")) for one in (mine, theirs)]
    return all(towns) and towns[0] != towns[1]


@dataclass(frozen=True)
class _Held:
    """The rows that a Book has, by ID and by what they may be known by; nobody's to change."""

    by_id: Mapping[str, Fields]
    by_key: Mapping[str, Sequence[str]]


def _held(book: Book, table: Table) -> _Held:
    """Kept with the Book: the file is planned anew at each correction."""
    return book.derived(("rows by what they are known by", table.key), lambda: _look_up(book, table))


def _look_up(book: Book, table: Table) -> _Held:
    by_id = {str(row.pop(_ID)): row for row in records(book[table], _ID)}
    by_key: dict[str, list[str]] = {}
    for row_id, row in by_id.items():
        for key in keys_of(table, row):
            by_key.setdefault(key, []).append(row_id)
    return _Held(by_id, by_key)


class Rows:
    """The rows of a table by what they may be known by, those of the file that come in among them."""

    def __init__(self, book: Book, table: Table) -> None:
        self.table = table
        self._held = _held(book, table)
        self.by_id = dict(self._held.by_id)
        self._new: dict[str, list[str]] = {}
        self._equal: dict[tuple[str, ...], Counter[tuple[Value, ...]]] = {}

    def add(self, row_id: str, row: Fields, keys: Sequence[str]) -> None:
        """A row that is to come."""
        self.by_id[row_id] = dict(row)
        for key in keys:
            self._new.setdefault(key, []).append(row_id)

    def like(self, fields: Fields, keys: Sequence[str] | None = None) -> Iterator[str]:
        """The IDs of rows that it may be, those known by its name first; `keys` where `keys_of` is known already."""
        held, new = self._held.by_key, self._new
        wanted = keys_of(self.table, fields) if keys is None else keys
        seen = dict.fromkeys(row for key in wanted for row in (*held.get(key, ()), *new.get(key, ())))
        return (row for row in seen if not elsewhere(fields, self.by_id[row]))

    def take_equal(self, fields: Fields) -> bool:
        """Whether a row of the Book has all these values; each row of the Book is taken once."""
        names = tuple(sorted(fields))
        if names not in self._equal:
            self._equal[names] = Counter(_values(row, names) for row in self._held.by_id.values())
        counts, wanted = self._equal[names], _values(fields, names)
        if not counts[wanted]:
            return False
        counts[wanted] -= 1
        return True


def differing(table: Table, fields: Fields, row: Fields) -> tuple[str, ...]:
    """The fields that are given otherwise than the row has them; `12 Main Street` is `12 Main St.`."""
    return tuple(name for name, mine in fields.items() if not _same(table, name, mine, row.get(name)))


def _same(table: Table, name: str, mine: Value, theirs: Value) -> bool:
    if mine == theirs or _bare(mine) == _bare(theirs):
        return True
    return _same_place(table, name, _NAMES[table.key], mine, theirs)


def _same_place(table: Table, name: str, title: str, mine: Value, theirs: Value) -> bool:
    """Whether both are one name, or references by such a name of a row that is still to be made."""
    if name == title:
        return called(table, mine) == called(table, theirs)
    column = table[name]
    return column.refers == "Properties" and bool(mine) and _address(mine) == _address(theirs)


def _address(value: Value) -> str:
    return " ".join(_STREETS.get(word, word) for word in folded(str(value or "")).split())


def meant(rows: Rows, book: Book, column: Column, text: str) -> Sequence[str]:
    """What a reference may hold for the text: the one that it is, or every row that is called so."""
    if text in reference_values(book, column):
        return [text]
    wanted = called(rows.table, text)
    found = [row for row, fields in _so_called(rows, wanted) if fields]
    if column.refers_by == rows.table.id_column.name:
        return found
    return [str(rows.by_id[row][column.refers_by]) for row in found]


def _so_called(rows: Rows, name: str) -> Iterator[tuple[str, Fields]]:
    field = _NAMES[rows.table.key]
    for row in rows.like({field: name}) if name and field else ():
        yield row, rows.by_id[row]


def _values(row: Fields, names: Sequence[str]) -> tuple[Value, ...]:
    return tuple(_bare(row.get(name)) for name in names)


def _bare(value: Value) -> Value:
    return " ".join(value.split()).casefold() if isinstance(value, str) else value


def _digits(phone: Value) -> str:
    return re.sub(r"\D", "", str(phone or ""))[-10:]
