"""What becomes of each row of somebody's own sheet: its values, what cannot be read, whether it is there already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models.catalog import BY_KEY
from models.core.book import Book
from models.core.columns import COUNTRIES
from models.core.find import name_field
from models.core.refusal import Refused
from models.core.schema import Column, Kind, Table, Value
from models.core.texts import folded, tidy
from models.core.values import LONGEST_TEXT, Invalid, check
from models.intake.convert import converted
from models.intake.layout import Layout
from models.intake.matching import Rows, differing, is_named, keys_of, meant
from models.intake.sheet import MOST_ROWS, Line, Raw, Sheet, data_of, names_of, words_of
from models.intake.targets import MADE, Target, targets_of
from models.intake.words import MONTHS
from models.pipeline.places import region_of

_KEPT = 400  # letters of a cell that cannot be read
LINK = "property_id"  # what `linked` fills in for deals


class Fate(StrEnum):
    """What becomes of a row of the file."""

    NEW = "new"
    SAME = "probably there"
    KNOWN = "already there"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Row:
    """One row of the file. `values` are by path; a reference to a row that is still to be made holds its name.

    `problems` say by path which cells cannot be read and are left blank, `reason` why it is not simply new, `same`
    the row that it probably is.
    """

    number: int
    fate: Fate
    values: Mapping[str, Value]
    problems: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    same: str = ""

    @property
    def own(self) -> dict[str, Value]:
        """The fields of the row itself."""
        return _own(self.values)

    def beside(self, link: str) -> dict[str, Value]:
        """The fields of the row that a reference points at."""
        return {path.partition(".")[2]: v for path, v in self.values.items() if path.partition(".")[0] == link != path}


@dataclass(frozen=True)
class Plan:
    """Every row in the order of the file; `made` counts rows of other tables that are made with the new ones."""

    layout: Layout
    rows: tuple[Row, ...]
    left_out: tuple[str, ...]
    made: Mapping[str, int]

    def of(self, fate: Fate) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.fate is fate)


def plan_rows(book: Book, sheet: Sheet, layout: Layout) -> Plan:
    """What importing would do. Refused where there are more rows than one import takes."""
    data = data_of(sheet, layout.header)
    if len(data) > MOST_ROWS:
        raise Refused(f"{sheet.name} has {len(data):,} rows.", f"One import takes {MOST_ROWS:,}: split it.", "invalid")
    names = names_of(sheet, layout.header)
    rows = tuple(_Planner(book, layout, names).rows(data))
    left = tuple(name for place, name in enumerate(names) if place not in layout.columns and _filled(data, place))
    return Plan(layout, rows, left, _made(book, layout, rows))


def refuse_gaps(layout: Layout) -> None:
    """Refused where a column that every row needs is not mapped."""
    taken = set(layout.columns.values())
    gaps = [c.header for c in layout.target.stored if c.required and c.default is None and c.name not in taken]
    if gaps:
        raise Refused(
            f"{layout.target.sheet}: say which column is {' and which is '.join(gaps)}.",
            f"Every row of {layout.target.sheet} needs {'it' if len(gaps) == 1 else 'them'}.",
            "missing",
        )
    if not taken:
        raise Refused("No column is mapped.", "Say which column of the file is which one of ours.", "missing")


class _Planner:
    """Goes through the rows once, remembering the ones before."""

    def __init__(self, book: Book, layout: Layout, names: tuple[str, ...]) -> None:
        self.book, self.layout, self.names, self.table = book, layout, names, layout.target
        self.targets = targets_of(self.table)
        self.places: dict[str, list[int]] = {}
        for place, path in sorted(layout.columns.items()):
            if path in self.targets:
                self.places.setdefault(path, []).append(place)
        self.tables: dict[str, Rows] = {}
        self.kept: dict[tuple[str, type, Raw], Value | Invalid] = {}
        self.signed = False

    def rows(self, data: tuple[Line, ...]) -> Iterator[Row]:
        self.signed = self._has_signs(data)
        for line in data:
            yield self._row(line)

    def _row(self, line: Line) -> Row:
        values: dict[str, Value] = {}
        problems: dict[str, str] = {}
        for path, places in self.places.items():
            try:
                value = self._value(self.targets[path], line, places)
                if value is not None:
                    values[path] = value
            except Invalid as problem:
                problems[path] = str(problem)
        self._complete(line, values)
        self._keep_unread(line, values, problems)
        fault = self._fault(values, problems)
        if fault:
            return Row(line.number, Fate.REJECTED, values, problems, fault)
        return self._fated(line.number, values, problems)

    # --- the values ---

    def _value(self, target: Target, line: Line, places: list[int]) -> Value:
        column = target.column
        cells = [(place, line.cell(place)) for place in places if line.cell(place) is not None]
        if not cells:
            return None
        if column.kind is Kind.NOTE and len(places) > 1:
            text = "\n".join(f"{self.names[place]}: {words_of(cell)}" for place, cell in cells)
            check(column, text)
            return text
        if len(cells) > 1:
            text = " ".join(tidy(words_of(cell)) for _, cell in cells)
            return self._one(target, text)
        return self._one(target, cells[0][1])

    def _one(self, target: Target, cell: Raw) -> Value:
        """One cell; many cells of a column are the same, so what came of it is kept."""
        key = (target.path, type(cell), cell)
        if key not in self.kept:
            try:
                self.kept[key] = self._read(target, cell)
            except Invalid as problem:
                self.kept[key] = problem
        found = self.kept[key]
        if isinstance(found, Invalid):
            raise found
        return found

    def _read(self, target: Target, cell: Raw) -> Value:
        column = target.column
        if column.name == "amount" and self.signed:
            column = _LEDGER_AMOUNT
        value = converted(column, cell, self.layout.written, target.path)
        if isinstance(value, str) and column.kind is not Kind.NOTE:
            value = tidy(value) or None
        if column.kind is not Kind.REF or value is None:
            return value
        return self._reference(column, str(value))

    def _reference(self, column: Column, text: str) -> Value:
        other = BY_KEY[column.refers]
        found = meant(self._rows(other), self.book, column, text)
        if len(found) > 1 and other.key not in MADE:
            raise Invalid(f"{len(found)} rows of {other.sheet} are called “{text}”: give the ID.")
        if not found and other.key not in MADE:
            raise Invalid(f"There is no “{text}” in {other.sheet}.")
        return found[0] if found else text

    def _rows(self, table: Table) -> Rows:
        if table.key not in self.tables:
            self.tables[table.key] = Rows(self.book, table)
        return self.tables[table.key]

    # --- what else a row says ---

    def _complete(self, line: Line, values: dict[str, Value]) -> None:
        """What follows from the cells: a cadence's months, an amount's way, a state's country, a deal's property."""
        cadence = self._word(line, "cadence")
        if values.get("cadence") == "every_n_months" and "due_months" not in values and cadence in MONTHS:
            values["due_months"] = MONTHS[cadence]
        amount = values.get("amount")
        if self.signed and isinstance(amount, (int, float)):
            values["kind"], values["amount"] = "expense" if amount < 0 else "income", abs(amount)
        if "country" in self.targets and "country" not in values and values.get("region"):
            places = [country for country in COUNTRIES if region_of(country, str(values["region"]))]
            values.update({"country": places[0]} if len(places) == 1 else {})
        if self.table.key == "Deals":
            self._complete_deal(values)

    def _complete_deal(self, values: dict[str, Value]) -> None:
        address = values.get("address")
        if self.layout.linked and LINK not in values and address is not None:
            place = {"address": address, "city": values.get("city")}
            values[LINK] = next(self._rows(BY_KEY["Properties"]).like(place), None) or address
        if not self.layout.linked and LINK not in self.places:
            values.pop(LINK, None)
        ways = [values[path] for path in ("contact_id.phone", "contact_id.email") if values.get(path)]
        if "contact_id" not in values and ways:
            values["contact_id"] = str(ways[0])

    def _word(self, line: Line, path: str) -> str:
        places = self.places.get(path)
        return folded(words_of(line.cell(places[0]))) if places else ""

    def _keep_unread(self, line: Line, values: dict[str, Value], problems: Mapping[str, str]) -> None:
        """What cannot be read is kept in the row's notes, as it stood."""
        if "notes" not in self.targets or "notes" in problems:
            return
        lines = [
            f"{self.names[place]}: {words_of(line.cell(place))[:_KEPT]}"
            for path in problems
            for place in self.places[path]
            if line.cell(place) is not None
        ]
        if lines:
            notes = "\n".join([*([str(values["notes"])] if values.get("notes") else []), *lines])
            values["notes"] = notes if len(notes) < LONGEST_TEXT // 2 else values.get("notes")

    def _fault(self, values: Mapping[str, Value], problems: Mapping[str, str]) -> str:
        """Why the row cannot come in; blank where it can."""
        for column in self.table.stored:
            if column.required and column.default is None and values.get(column.name) is None:
                return problems.get(column.name) or f"{column.header} is missing."
        if not values:
            return "The row holds nothing that is mapped."
        broken = self.table.rule("", _own(values)) if self.table.rule else None
        return broken[1] if broken else ""

    # --- what it is already ---

    def _fated(self, number: int, values: dict[str, Value], problems: dict[str, str]) -> Row:
        rows, own = self._rows(self.table), _own(values)
        row_id = own.get(self.table.id_column.name)
        if row_id is not None and str(row_id) in rows.by_id:
            return Row(number, Fate.KNOWN, values, problems, f"{row_id} is in {self.table.sheet} already.", str(row_id))
        if not is_named(self.table) or not keys_of(self.table, own):
            known = rows.take_equal(own)
            return Row(number, Fate.KNOWN if known else Fate.NEW, values, problems, _KNOWN if known else "")
        for same in rows.like(own):
            other = self._otherwise(values, rows.by_id[same])
            if not other:
                twice = f"It stands in the file twice: {same} has the same values."
                return Row(number, Fate.KNOWN, values, problems, twice if same.startswith("row ") else _KNOWN, same)
            return Row(number, Fate.SAME, values, problems, self._reason(own, same, other), same)
        rows.add(f"row {number}", values)
        return Row(number, Fate.NEW, values, problems)

    def _otherwise(self, values: Mapping[str, Value], row: Mapping[str, Value]) -> tuple[str, ...]:
        """What the file gives otherwise than the row, or the row beside it, has it."""
        found = list(differing(self.table, _own(values), row))
        for path, value in values.items():
            link, _, name = path.partition(".")
            if name and link not in found:
                there = row.get(path)  # of a row of this file
                if path not in row:
                    there = self._rows(BY_KEY[self.table[link].refers]).by_id.get(str(row.get(link)), {}).get(name)
                found += [path] if differing(self.targets[path].table, {name: value}, {name: there}) else []
        return tuple(found)

    def _reason(self, own: Mapping[str, Value], same: str, other: tuple[str, ...]) -> str:
        titles = [self.targets[path].title for path in other if path in self.targets]
        where = f"{same} of the file" if same.startswith("row ") else f"a row of {self.table.sheet}"
        name = own.get(name_field(self.table)) or "It"
        differs = f"; it has another {', '.join(titles[:3])}" if titles else ""
        return f"“{name}” is probably {where}{differs}."

    def _has_signs(self, data: tuple[Line, ...]) -> bool:
        """Whether the Ledger's amounts say by their sign which way they went."""
        if self.table.key != "Ledger" or "kind" in self.places or "amount" not in self.places:
            return False
        for line in data:
            try:
                value = converted(_LEDGER_AMOUNT, line.cell(self.places["amount"][0]), self.layout.written)
            except Invalid:
                continue
            if isinstance(value, (int, float)) and value < 0:
                return True
        return False


_KNOWN = "It is there already, with the same values."
_LEDGER_AMOUNT = Column("Amount", Kind.MONEY)


def _own(values: Mapping[str, Value]) -> dict[str, Value]:
    return {path: value for path, value in values.items() if "." not in path}


def _filled(data: tuple[Line, ...], place: int) -> bool:
    return any(line.cell(place) is not None for line in data)


def _made(book: Book, layout: Layout, rows: tuple[Row, ...]) -> dict[str, int]:
    """How many rows of other tables the new rows bring with them, by sheet."""
    names: dict[str, set[str]] = {}
    for column in layout.target.stored:
        if column.kind is Kind.REF and column.refers in MADE:
            given = (row.values.get(column.name) for row in rows if row.fate is Fate.NEW)
            known = Rows(book, BY_KEY[column.refers])
            held = known.by_id if column.refers_by == "id" else {row["name"] for row in known.by_id.values()}
            names.setdefault(column.refers, set()).update(str(one) for one in given if one and one not in held)
    return {BY_KEY[key].sheet: len(found) for key, found in names.items() if found}
