"""What becomes of each row of somebody's own sheet: its values, what cannot be read, whether it is there already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models.catalog import BY_KEY
from models.core.book import Book
from models.core.columns import COUNTRIES
from models.core.find import name_field
from models.core.phrase import both, phrase
from models.core.refusal import Refused, said_by
from models.core.schema import Column, Kind, Table, Value
from models.core.texts import folded, tidy
from models.core.values import LONGEST_TEXT, Invalid
from models.intake.convert import converted
from models.intake.layout import Layout
from models.intake.matching import Rows, differing, is_named, keys_of, meant
from models.intake.sheet import MOST_ROWS, Line, Raw, Sheet, data_of, names_of, words_of
from models.intake.targets import MADE, Target, targets_of
from models.intake.words import MONTHS
from models.pipeline.places import region_of

STEP = 500  # rows between two steps
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

    @property
    def beside(self) -> dict[str, dict[str, Value]]:
        """The fields of the rows beside, by the reference that points at them."""
        return _by_link(self.values)


@dataclass(frozen=True)
class Plan:
    """Every row in the order of the file; `made` counts rows of other tables that are made with the new ones."""

    layout: Layout
    rows: tuple[Row, ...]
    left_out: tuple[str, ...]
    made: Mapping[str, int]

    def of(self, fate: Fate) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.fate is fate)


def plan_rows(book: Book, sheet: Sheet, layout: Layout, step: Callable[[float], object] = lambda _: None) -> Plan:
    """What importing would do. Refused where there are more rows than one import takes.

    `step` is told now and then how far it is (0 to 1), and may raise to end it.
    """
    data = data_of(sheet, layout.header)
    if len(data) > MOST_ROWS:
        raise Refused(
            phrase("{name} has {count} rows.", name=sheet.name, count=len(data)),
            phrase("One import takes {most}: split it.", most=MOST_ROWS),
            "invalid",
        )
    names = names_of(sheet, layout.header)
    rows = tuple(_Planner(book, layout, names, step).rows(data))
    left = tuple(name for place, name in enumerate(names) if place not in layout.columns and _filled(data, place))
    return Plan(layout, rows, left, _made(book, layout, rows))


def refuse_gaps(layout: Layout) -> None:
    """Refused where a column that every row needs is not mapped."""
    taken = set(layout.columns.values())
    gaps = [c.header for c in layout.target.stored if c.required and c.default is None and c.name not in taken]
    if gaps:
        raise Refused(
            phrase("{sheet}: say which column is {headers}.", sheet=layout.target.sheet, headers=both(gaps)),
            phrase("No row of {sheet} can be without.", sheet=layout.target.sheet),
            "missing",
        )
    if not taken:
        raise Refused(
            phrase("No column is mapped."), phrase("Say which column of the file is which one of ours."), "missing"
        )


class _Planner:
    """Goes through the rows once, remembering the ones before."""

    def __init__(self, book: Book, layout: Layout, names: tuple[str, ...], step: Callable[[float], object]) -> None:
        self.book, self.layout, self.names, self.table, self.step = book, layout, names, layout.target, step
        self.targets = targets_of(self.table)
        self.places: dict[str, list[int]] = {}
        for place, path in sorted(layout.columns.items()):
            if path in self.targets:
                self.places.setdefault(path, []).append(place)
        self.tables: dict[str, Rows] = {}
        self.required = [c for c in self.table.stored if c.required and c.default is None]
        self.signed = False

    def rows(self, data: tuple[Line, ...]) -> Iterator[Row]:
        self.signed = self._has_signs(data)
        columns: list[tuple[str, list[Value | Invalid]]] = []
        for number, (path, places) in enumerate(self.places.items()):
            self.step(number / len(self.places) / 2)
            columns.append((path, self._column(self.targets[path], data, places)))
        for at, line in enumerate(data):
            if at % STEP == 0:
                self.step(0.5 + at / len(data) / 2)
            yield self._row(line, [(path, found[at]) for path, found in columns if found[at] is not None])

    def _row(self, line: Line, cells: list[tuple[str, Value | Invalid]]) -> Row:
        values: dict[str, Value] = {}
        problems: dict[str, str] = {}
        for path, found in cells:
            if isinstance(found, Invalid):
                problems[path] = said_by(found)
            else:
                values[path] = found
        self._complete(line, values)
        self._keep_unread(line, values, problems)
        fault = self._fault(values, problems)
        if fault:
            return Row(line.number, Fate.REJECTED, values, problems, fault)
        return self._fated(line.number, values, problems)

    # --- the values ---

    def _column(self, target: Target, data: tuple[Line, ...], places: list[int]) -> list[Value | Invalid]:
        """What each row says in the column, or why it cannot be read; what came of equal cells is worked out once."""
        kept: dict[tuple[type, Raw], Value | Invalid] = {(type(None), None): None}
        found = []
        for line in data:
            cell = line.cell(places[0]) if len(places) == 1 else self._joined(target, line, places)
            key = (type(cell), cell)
            if key not in kept:
                kept[key] = self._read_or_fault(target, cell)
            found.append(kept[key])
        return found

    def _joined(self, target: Target, line: Line, places: list[int]) -> Raw:
        """Several cells of a row as one; each of a note's is a line that begins with its heading."""
        cells = [(place, line.cell(place)) for place in places if line.cell(place) is not None]
        if target.column.kind is Kind.NOTE:
            return "\n".join(f"{self.names[place]}: {words_of(cell)}" for place, cell in cells) or None
        if len(cells) > 1:
            return " ".join(tidy(words_of(cell)) for _, cell in cells)
        return cells[0][1] if cells else None

    def _read_or_fault(self, target: Target, cell: Raw) -> Value | Invalid:
        try:
            return self._read(target, cell)
        except Invalid as problem:
            return problem

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
            raise Invalid(
                phrase(
                    "{count} rows of {sheet} are called “{text}”: give the ID.",
                    count=len(found),
                    sheet=other.sheet,
                    text=text,
                )
            )
        if not found and other.key not in MADE:
            raise Invalid(phrase("There is no “{text}” in {sheet}.", text=text, sheet=other.sheet))
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
        for column in self.required:
            if values.get(column.name) is None:
                return problems.get(column.name) or phrase("{header} is missing.", header=column.header)
        if not values:
            return phrase("The row holds nothing that is mapped.")
        broken = self.table.rule("", _own(values)) if self.table.rule else None
        return broken[1] if broken else ""

    # --- what it is already ---

    def _fated(self, number: int, values: dict[str, Value], problems: dict[str, str]) -> Row:
        rows, own = self._rows(self.table), _own(values)
        row_id = own.get(self.table.id_column.name)
        if row_id is not None and str(row_id) in rows.by_id:
            said = phrase("{row_id} is in {sheet} already.", row_id=row_id, sheet=self.table.sheet)
            return Row(number, Fate.KNOWN, values, problems, said, str(row_id))
        keys = keys_of(self.table, own) if is_named(self.table) else ()
        if not keys:
            known = rows.take_equal(own)
            return Row(number, Fate.KNOWN if known else Fate.NEW, values, problems, _KNOWN if known else "")
        for same in rows.like(own, keys):
            other = self._otherwise(values, rows.by_id[same])
            if not other:
                twice = phrase("It stands in the file twice: {same} has the same values.", same=same)
                return Row(number, Fate.KNOWN, values, problems, twice if same.startswith("row ") else _KNOWN, same)
            return Row(number, Fate.SAME, values, problems, self._reason(own, same, other), same)
        rows.add(f"row {number}", values, keys)
        return Row(number, Fate.NEW, values, problems)

    def _otherwise(self, values: Mapping[str, Value], row: Mapping[str, Value]) -> tuple[str, ...]:
        """What the file gives otherwise than the row, or the row beside it, has it."""
        found = list(differing(self.table, _own(values), row))
        for link, fields in _by_link(values).items():
            if link not in found:
                other = BY_KEY[self.table[link].refers]
                held = self._rows(other).by_id.get(str(row.get(link)), {})
                of_the_file = {name: row[f"{link}.{name}"] for name in fields if f"{link}.{name}" in row}
                found += [f"{link}.{name}" for name in differing(other, fields, {**held, **of_the_file})]
        return tuple(found)

    def _reason(self, own: Mapping[str, Value], same: str, other: tuple[str, ...]) -> str:
        titles = [self.targets[path].title for path in other if path in self.targets]
        where = (
            phrase("row {number} of the file", number=same.removeprefix("row "))
            if same.startswith("row ")
            else phrase("a row of {sheet}", sheet=self.table.sheet)
        )
        name = own.get(name_field(self.table)) or "It"
        differs = phrase("; it has another {headers}", headers=", ".join(titles[:3])) if titles else ""
        return phrase("“{name}” is probably {where}{differs}.", name=name, where=where, differs=differs)

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


_KNOWN = phrase("It is there already, with the same values.")
_LEDGER_AMOUNT = Column("Amount", Kind.MONEY)


def _own(values: Mapping[str, Value]) -> dict[str, Value]:
    return {path: value for path, value in values.items() if "." not in path}


def _by_link(values: Mapping[str, Value]) -> dict[str, dict[str, Value]]:
    found: dict[str, dict[str, Value]] = {}
    for path, value in values.items():
        link, _, name = path.partition(".")
        if name:
            found.setdefault(link, {})[name] = value
    return found


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
