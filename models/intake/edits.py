"""The import itself: new rows, the rows that they bring with them and what links them, as one change set."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from models.catalog import BY_KEY
from models.core.book import Book
from models.core.change import Change, ChangeSet, Fields, together
from models.core.edit import add_row, reference_values, set_fields
from models.core.find import name_field
from models.core.phrase import phrase, sentences
from models.core.refusal import Refused
from models.core.schema import Column, Kind, Table, Value
from models.core.values import plain
from models.core.words import counted
from models.intake.matching import called
from models.intake.plan import LINK, STEP, Fate, Plan, Row
from models.intake.targets import MADE


@dataclass(frozen=True)
class Imported:
    """The change set, and what it comes to; `made` counts the rows of other tables by sheet."""

    changes: ChangeSet
    imported: int
    skipped_duplicates: int
    rejected: tuple[Row, ...]
    made: Mapping[str, int]


def import_rows(
    book: Book,
    plan: Plan,
    file_name: str,
    now: datetime,
    anew: Collection[int] | None = None,
    step: Callable[[float], object] = lambda _: None,
) -> Imported:
    """The new rows of a plan made on this Book, as one change set named after the file.

    `anew` holds the numbers of the probable rows that come in all the same; the others are left out. Refused with code
    `confirm` where there are any and `anew` is None. `step` as in `plan_rows`.
    """
    probable = plan.of(Fate.SAME)
    if probable and anew is None:
        more = phrase("And {count} more.", count=len(probable) - 3) if len(probable) > 3 else ""
        told = [phrase("Row {number}: {what}", number=str(row.number), what=row.reason) for row in probable[:3]]
        raise Refused(
            sentences((*told, more)),
            hint=phrase("--yes takes them as the same and adds nothing for them; the window lets you choose."),
            code="confirm",
        )
    rows = [row for row in plan.rows if row.fate is Fate.NEW or (row.fate is Fate.SAME and row.number in (anew or ()))]
    step(0.5)
    made = _Made(book, plan, rows, now)
    table = plan.layout.target
    added = []
    for at, row in enumerate(rows):
        if at % STEP == 0:
            step(0.7 + 0.3 * at / len(rows))
        added.append(_added(made.book, table, row, made.fields(row), now))
    label = phrase("Import {rows} from {file}", rows=counted(len(rows), "row"), file=file_name)
    linked = _linked(made.book, table, added, now) if plan.layout.linked else ()
    changes = together(label, made.changes, ChangeSet(label, tuple(added)), *linked)
    skipped = len(plan.of(Fate.KNOWN)) + len(probable) - sum(row.fate is Fate.SAME for row in rows)
    counts = {BY_KEY[key].sheet: len(found) for key, found in made.named.items() if found}
    return Imported(changes, len(rows), skipped, plan.of(Fate.REJECTED), counts)


class _Made:
    """The rows beside: made where a name is new, their blank cells filled where it is not. `book` has them."""

    def __init__(self, book: Book, plan: Plan, rows: Collection[Row], now: datetime) -> None:
        self.now, self.table = now, plan.layout.target
        self.links = [c for c in self.table.stored if c.kind is Kind.REF and c.refers in MADE]
        self.named: dict[str, dict[str, str]] = {key: {} for key in MADE}
        self._given: dict[tuple[str, str], dict[str, Value]] = {}
        self._of: dict[tuple[int, str], str] = {}
        for row in rows:
            own, beside = row.own, row.beside
            for link in self.links:
                if own.get(link.name) is not None:
                    self._note(book, row.number, own, link, beside.get(link.name, {}))
        self.changes = ChangeSet("", tuple(self._changes(book)))
        self.book = book.apply(self.changes) if self.changes else book

    def fields(self, row: Row) -> dict[str, Value]:
        """The row's own fields, its references as the Book now knows them."""
        found = row.own
        return {**found, **{link.name: self._of[row.number, link.name] for link in self.links if link.name in found}}

    def _note(self, book: Book, number: int, own: Fields, link: Column, beside: Fields) -> None:
        """Which row is meant, and what it is given: of several the first that says something counts."""
        table, text = BY_KEY[link.refers], str(own[link.name])
        if text in reference_values(book, link):
            self._of[number, link.name] = text
            key = (table.key, text)
        else:
            by_id = link.refers_by == table.id_column.name
            town = f"|{called(table, own.get('city'))}" if table.key == "Properties" else ""
            name = called(table, text) + town
            made = self.named[table.key].setdefault(name, f"new {len(self.named[table.key])}")
            key = (table.key, made)
            self._given.setdefault(key, {name_field(table): text})
            self._of[number, link.name] = made if by_id else str(self._given[key][name_field(table)])
        held = self._given.setdefault(key, {})
        for field, value in (*beside.items(), *_copied(own, table, self.table)):
            held.setdefault(field, value)

    def _changes(self, book: Book) -> Iterator[Change]:
        new: dict[str, str] = {}
        for (key, row_id), fields in self._given.items():
            table = BY_KEY[key]
            if row_id.startswith("new "):
                change = add_row(book, table, fields, self.now).changes[0]
                new[f"{key} {row_id}"] = change.row
                yield change
            else:
                held = book.row(table, row_id) or {}
                blank = {name: v for name, v in fields.items() if held and held.get(name) is None and name in held}
                yield from set_fields(book, table, row_id, blank, self.now).changes if blank else ()
        keys = {link.name: link.refers for link in self.links if link.refers_by == "id"}
        self._of = {
            (number, link): new.get(f"{keys.get(link, '')} {row_id}", row_id)
            for (number, link), row_id in self._of.items()
        }


def _copied(own: Fields, table: Table, of: Table) -> Iterator[tuple[str, Value]]:
    """A deal's town goes with its address."""
    if table.key == "Properties" and of.key == "Deals":
        for name in ("city", "region", "postal", "country"):
            if own.get(name) is not None:
                yield name, own[name]


def _added(book: Book, table: Table, row: Row, fields: dict[str, Value], now: datetime) -> Change:
    try:
        if table.key == "Deals" and fields.get(LINK) is not None:
            fields["property_address"] = _of_house(book, str(fields[LINK]), "address")
        return add_row(book, table, fields, now, by_app=True).changes[0]
    except Refused as refusal:
        raise Refused(
            phrase("Row {number}: {what}", number=str(row.number), what=refusal), refusal.hint, refusal.code
        ) from None


def _linked(book: Book, table: Table, deals: Collection[Change], now: datetime) -> Iterator[ChangeSet]:
    """The way back from a property to its deal, where it has none; it belongs to one deal only."""
    taken: set[str] = set()
    for change in deals:
        house = str((change.after or {}).get(LINK) or "")
        if not house or house in taken or table.key != "Deals":
            continue
        taken.add(house)
        if _of_house(book, house, "deal_id") is None:
            before: dict[str, Value] = {"deal_id": None}
            yield ChangeSet("", (Change("Properties", house, before, {"deal_id": change.row}),))


def _of_house(book: Book, house: str, field: str) -> Value:
    """One field of a property that is there; a whole row takes longer, and there may be twenty thousand."""
    return plain(book.column("Properties", field)[book["Properties"].index.get_loc(house)])
