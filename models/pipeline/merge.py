"""Merge fields: which of them a message may hold, by the columns' audiences, and how they are filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.core.book import Book
from models.core.phrase import phrase
from models.core.schema import Audience, Column, Table, Value, field_name
from models.core.values import show
from models.pipeline.deals import CONTACTS, DEALS
from models.settings import DECLARED, SETTINGS, value_of

SOURCES = (DEALS.key, CONTACTS.key, SETTINGS.key)

# `{{` and `}}` are braces as text, as in Python; so is a brace that no word follows.
_TOKEN = re.compile(r"\{\{|\}\}|\{\s*([^\W\d][^{}\n]*?)\s*\}")
_DOUBLED = re.compile(r"(?<!\{)\{\{\s*([^\W\d][^{}\n]*?)\s*\}\}(?!\})")

# How a blank field reads, so that what goes out is a sentence all the same; others stand there as `[operator_name]`.
STAND_INS = {"contact_name": "there", "deal_address": "your property", "deal_city": "your area"}


@dataclass(frozen=True)
class Field:
    """What a merge field names: a column of a table, or a setting (its table is Settings)."""

    name: str
    table: str
    sheet: str
    column: Column

    @property
    def may_be_sent(self) -> bool:
        """Whether it is the deal's, its contact's or the operator's, and for sellers: all other columns are private."""
        return self.table in SOURCES and Audience.SELLER in self.column.audience

    @property
    def place(self) -> str:
        return f"{self.sheet}, {self.column.header}"


@dataclass(frozen=True)
class Fault:
    """A field that a message cannot hold, as it was written; `private` where its audience is the reason."""

    written: str
    sentence: str
    private: bool = False


# --- which fields there are ---


def message_fields(book: Book) -> Mapping[str, Field]:
    """The fields that a message may hold, by name: `deal_address` is the column Address of Deals."""
    return book.derived("message fields", lambda: {field.name: field for field in _fields(book) if field.may_be_sent})


def faults_in(book: Book, text: str) -> list[Fault]:
    """Every field in the text that a message cannot hold, each once, in the order of the text."""
    found: dict[str, Fault] = {}
    for match in _TOKEN.finditer(text):
        if match[1] is not None and (fault := _fault(book, match[1])):
            found.setdefault(match[1], fault)
    for match in _DOUBLED.finditer(text):
        if _named(book, field_name(match[1])):
            sentence = phrase(
                "{written} in double braces would be sent as {{{name}}}: write single ones.",
                written=match[0],
                name=match[1],
            )
            found.setdefault(match[0], Fault(match[0], sentence))
    return list(found.values())


def _fault(book: Book, written: str) -> Fault | None:
    name = field_name(written)
    if name in message_fields(book):
        return None
    named = _named(book, name)
    sendable = next((field for field in named if field.may_be_sent), None)
    if sendable is not None:  # `{address}`: it might be anybody's
        return Fault(written, phrase("{{{written}}} is written {{{name}}}.", written=written, name=sendable.name))
    private = next((field for field in named if Audience.SELLER not in field.column.audience), None)
    if private is not None:
        return Fault(
            written,
            phrase(
                "{{{written}}} is private ({place}) and cannot stand in a message.",
                written=written,
                place=private.place,
            ),
            True,
        )
    return Fault(
        written,
        phrase("{{{written}}} is no merge field; braces that are text are written {{{{ and }}}}.", written=written),
    )


def _named(book: Book, name: str) -> tuple[Field, ...]:
    """The columns and settings that a person may mean by the name, with the table's name in front or without."""
    return _known(book).get(name, ())


def _known(book: Book) -> Mapping[str, tuple[Field, ...]]:
    def compute() -> Mapping[str, tuple[Field, ...]]:
        known: dict[str, tuple[Field, ...]] = {}
        for field in _fields(book):
            for name in {field.name, field.column.name}:
                known[name] = (*known.get(name, ()), field)
        return known

    return book.derived("known merge fields", compute)


def _fields(book: Book) -> Iterator[Field]:
    for table in book.tables.values():
        if table.key != SETTINGS.key:
            for column in table:
                yield Field(f"{_one(table)}_{column.name}", table.key, table.sheet, column)
    for setting in DECLARED:
        yield Field(setting.key, SETTINGS.key, SETTINGS.sheet, setting.column)


def _one(table: Table) -> str:
    """The table's name for one of its rows: Deals -> deal, Properties -> property."""
    return re.sub("s$", "", re.sub("ies$", "y", field_name(table.sheet)))


# --- filling in ---


def values_for(book: Book, rows: Mapping[str, Mapping[str, Value]]) -> dict[str, str]:
    """Every message field's value as text, one line each, from rows by table key and Settings; blank is empty."""
    values = {}
    for name, field in message_fields(book).items():
        row = rows.get(field.table, {})
        value = value_of(book, name) if field.table == SETTINGS.key else row.get(field.column.name)
        values[name] = " ".join(show(field.column, value).split())
    return values


def used_in(*texts: str) -> list[str]:
    """The names of the fields in the texts, each once, in their order."""
    return list(dict.fromkeys(field_name(m[1]) for text in texts for m in _TOKEN.finditer(text) if m[1] is not None))


def filled(text: str, values: Mapping[str, str], stand_ins: Mapping[str, str] = STAND_INS) -> str:
    """The text with its fields filled in, once: braces within a value stay text. Fields must be known."""

    def put(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        name = field_name(match[1])
        return values[name] or stand_ins.get(name, f"[{name}]")

    return _TOKEN.sub(put, text)
