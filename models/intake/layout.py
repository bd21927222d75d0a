"""How somebody's own sheet is read: which table its rows are, what each column becomes, how its cells are written.

All of it is guessed, what only the person can know is asked, and whatever they say counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import SequenceMatcher
from functools import cache, lru_cache, partial
from typing import Any

from models.budget.importing import Question
from models.catalog import BY_KEY
from models.core.phrase import either, phrase, sentences
from models.core.refusal import Refused
from models.core.schema import NUMBERS, Column, Kind, Table
from models.core.spellings import ORDERS, date_orders, decimal_signs, read_date
from models.core.texts import folded
from models.core.values import Invalid
from models.intake.convert import Written, converted
from models.intake.sheet import Line, Raw, Sheet, data_of, headings_at, names_of, words_of
from models.intake.targets import IMPORTED, Target, targets_of
from models.intake.words import NUMBERS_OF_HOUSES, SHEETS, STREETS, spellings_of

SAMPLE = 60  # different cells of a column that are looked at
_SURE = 0.75  # how well a heading names a column that is called so
_LIKELY = 0.5  # share of them that has to mean something in the column they are guessed for
_COMMON = frozenset({"name", "date", "type", "kind", "area", "work", "what", "when"})  # part of too many headings
_MONEY_WORDS = frozenset({"cad", "usd", "in", "of", "the", "no", "number"})


@dataclass(frozen=True)
class Layout:
    """`columns` maps places in the sheet, from 0, to the paths of targets; what is not in it is left out.

    `header` is the number of the row with the headings. `linked`: deals get a property each, found or made.
    """

    table: str
    header: int | None
    columns: Mapping[int, str]
    written: Written = field(default_factory=Written)
    linked: bool = True

    @property
    def target(self) -> Table:
        return BY_KEY[self.table]


@dataclass(frozen=True)
class Unknown:
    """A word in a column of choices that means none of them: its path, the word, how often it stands there."""

    path: str
    word: str
    count: int


@dataclass(frozen=True)
class Guess:
    """The layout that is likely, what is doubtful about it, and the words of choices that are not known."""

    layout: Layout
    questions: tuple[Question, ...]
    unknown: tuple[Unknown, ...]


def guess_layout(sheet: Sheet, file_name: str = "", **given: Any) -> Guess:
    """How the sheet is likely to be read; fields of Layout and of Written that are `given` are taken as they are.

    Refused where the sheet holds nothing.
    """
    _refuse_unknown(given)
    if not sheet.lines:
        raise Refused(phrase("{name} holds no rows.", name=sheet.name), code="invalid")
    header = given["header"] if "header" in given else headings_at(sheet, _known())
    names, data = names_of(sheet, header), data_of(sheet, header)
    table = BY_KEY[given["table"]] if "table" in given else _table(sheet, file_name, names)
    columns = given["columns"] if "columns" in given else _columns(table, names, data, given.get("linked", True))
    columns = {place: path for place, path in columns.items() if path in targets_of(table)}
    layout = Layout(table.key, header, columns, linked=given.get("linked", table.key == "Deals"))
    return _written(layout, data, {name: given[name] for name in _WRITTEN if name in given})


def likely_sheet(sheets: Sequence[Sheet]) -> Sheet:
    """The one with the most headings that are known; of equals the one with the most rows."""

    def known(sheet: Sheet) -> tuple[int, int]:
        header = headings_at(sheet, _known())
        line = next((line for line in sheet.lines if line.number == header), None)
        names = line.cells if line else ()
        return sum(folded(str(name)) in _known() for name in names if name is not None), len(sheet.lines)

    return max(sheets, key=known)


def refuse_doubts(guess: Guess, *, yes: bool) -> None:
    """Refused with code `confirm` where something is doubtful, unless `yes`; the hint says how it would be read."""
    if guess.questions and not yes:
        raise Refused(
            sentences(question.sentence for question in guess.questions),
            hint=phrase("--yes reads it as said first; the window lets you choose."),
            code="confirm",
        )


# --- which table, which columns ---


@cache
def _known() -> frozenset[str]:
    """Every word that some column is called."""
    return frozenset(word for table in IMPORTED for column in table.stored for word in spellings_of(table, column))


def _table(sheet: Sheet, file_name: str, names: Sequence[str]) -> Table:
    """The one whose columns the headings name best; what the sheet or file is called decides between equals."""
    return max(
        _PREFERRED,
        key=lambda table: _fit(table, names) + 3 * _titled(table, sheet.name) + 1.5 * _titled(table, file_name),
    )


def _fit(table: Table, names: Sequence[str]) -> float:
    """Headings that are columns of it, and the required columns that are named."""
    found = _scored(table, names)
    paths = {path for _, _, path in found}
    hits = sum(max((score for score, at, _ in found if at == place), default=0.0) for place in range(len(names)))
    required = [column.name for column in table.stored if column.required and column.default is None]
    named = sum(name in paths for name in required)
    return hits + 0.25 * named - 1.5 * (len(required) - named)


def _titled(table: Table, title: str) -> bool:
    called = (folded(table.sheet), folded(table.sheet).removesuffix("s"), *SHEETS.get(table.key, ()))
    return any(f" {word} " in f" {folded(title)} " for word in called)


_FIRST = ("Deals", "Properties", "Contacts", "Bills", "Comps", "Repairs", "Ledger")
_PREFERRED = (*(BY_KEY[key] for key in _FIRST), *(table for table in IMPORTED if table.key not in _FIRST))


def _columns(table: Table, names: Sequence[str], data: Sequence[Line], linked: bool) -> dict[int, str]:
    """Places to paths, the surest first; a column whose cells mean nothing there is not taken for it."""
    targets, found = targets_of(table), dict[int, str]()
    for score, place, path in sorted(_scored(table, names), key=lambda one: (-one[0], one[1])):
        target = targets[path]
        if place in found or (path in found.values() and not _joined(names, found, place, path)):
            continue
        if target.beside == "property_id" and not linked and table.key == "Deals":
            continue
        if _means(target, [line.cell(place) for line in data], is_sure=score >= _SURE):
            found[place] = path
    return dict(sorted(found.items()))


def _joined(names: Sequence[str], found: Mapping[int, str], place: int, path: str) -> bool:
    """First and last names are one name, house number and street one address."""
    held = [folded(names[at]) for at, held in found.items() if held == path]
    name = folded(names[place])
    if len(held) > 1:
        return False
    both = {held[0], name}
    if any(" ".join("last" if word == "first" else word for word in one.split()) in both - {one} for one in both):
        return True
    return bool(both & NUMBERS_OF_HOUSES) and bool(both & STREETS)


def _scored(table: Table, names: Sequence[str]) -> list[tuple[float, int, str]]:
    """(how well, place, path) of every heading that a target may be called by."""
    calls = [(target, _calls(target, table)) for target in targets_of(table).values()]
    found = []
    for place, name in enumerate(names):
        bare = _bare(name)
        for target, words in calls:
            score = _alike(bare, words) * (0.9 if target.beside else 1.0)
            if score:
                found.append((score, place, target.path))
    return found


def _calls(target: Target, table: Table) -> tuple[str, ...]:
    words = () if target.column is target.table.id_column else spellings_of(target.table, target.column)
    if not target.beside:
        return words
    link = folded(table[target.beside].header).removesuffix(" id")
    who = ("seller", "owner", link) if link == "contact" else (link,)
    return (*words, *(f"{one} {word}" for one in who for word in words))


def _bare(name: str) -> str:
    words = folded(name).split()
    return " ".join(word for word in words if word not in _MONEY_WORDS) or folded(name)


@lru_cache(8192)
def _alike(name: str, words: tuple[str, ...]) -> float:
    """1 for the column's own name, somewhat less the later a word stands; a part of a longer heading counts less."""
    if name in words:
        return 1.0 - 0.15 * words.index(name) / len(words)
    parts = set(name.split())
    for word in words:
        inside = set(word.split())
        if len(word) >= 4 and word not in _COMMON and inside < parts and len(parts - inside) <= 2:
            return 0.55 + 0.02 * len(inside)
        if word[:1] == name[:1] and _misspelt(word, name):
            return 0.7
    return 0.0


def _misspelt(word: str, name: str) -> bool:
    near = len(word) >= 5 and abs(len(word) - len(name)) <= 2
    return near and SequenceMatcher(None, word, name).ratio() >= 0.88


def _means(target: Target, cells: Sequence[Raw], *, is_sure: bool) -> bool:
    """Whether most of the cells are values of the column, however dates and amounts are written.

    Words that are none of the choices may be told what they mean, where the heading leaves no doubt.
    """
    column = target.column
    some = list(dict.fromkeys(cell for cell in cells if cell is not None))[:SAMPLE]
    if column.kind is Kind.CHOICE and is_sure:
        return not some or (any(isinstance(cell, str) for cell in some) and len(set(some)) <= max(12, len(some) // 2))
    if column is target.table.id_column:
        return bool(some) and all(str(cell).startswith(f"{target.table.prefix}_") for cell in some)
    if column.kind in (Kind.TEXT, Kind.NOTE, Kind.REF):
        return True
    column = replace(column, minimum=None)  # amounts that went out, which the Ledger takes and others tell one by one
    ways = [Written(order, decimal, percent) for order in ORDERS for decimal in ".," for percent in (False, True)]
    return not some or max(_share(column, some, way) for way in ways) >= _LIKELY


def _share(column: Column, cells: Sequence[Raw], written: Written) -> float:
    return sum(_reads(column, cell, written) for cell in cells) / len(cells)


def _reads(column: Column, cell: Raw, written: Written, path: str = "") -> bool:
    try:
        converted(column, cell, written, path)
    except Invalid:
        return False
    return True


# --- how it is written ---

_WRITTEN = tuple(one.name for one in fields(Written))


def _written(layout: Layout, data: Sequence[Line], given: Mapping[str, Any]) -> Guess:
    """The layout with date order, decimal sign and percentages, and what is doubtful about them."""
    targets, questions = targets_of(layout.target), []
    texts = partial(_texts, layout, data, targets)
    written = replace(Written(), **given)
    amounts = texts(lambda kind: kind in NUMBERS)
    if "decimal" not in given and amounts:
        signs = decimal_signs(amounts)
        if not any("." in text for text in amounts) and "." in signs:
            signs = (".",)  # 200,000 is no amount of a thousandth
        written = replace(written, decimal=signs[0])
        questions += [_about_decimal(amounts)] if len(signs) > 1 else []
    days = texts(lambda kind: kind is Kind.DATE)
    if "date_order" not in given and days:
        orders = sorted(date_orders(days), key=lambda order: order != ("dmy" if written.decimal == "," else "mdy"))
        written = replace(written, date_order=orders[0])
        questions += [_about_dates(days, orders)] if len(orders) > 1 else []
    if "percent" not in given:
        bare = _bare_shares(layout, data, targets)
        written = replace(written, percent=bool(bare))
        questions += [_about_percent(bare[0])] if bare else []
    return Guess(replace(layout, written=written), tuple(questions), _unknown(layout, data, targets, written))


def _texts(
    layout: Layout, data: Sequence[Line], targets: Mapping[str, Target], wanted: Callable[[Kind], bool]
) -> list[str]:
    """The texts in the columns of some kinds; what a spreadsheet holds as a number or date has one meaning only."""
    places = [place for place, path in layout.columns.items() if wanted(targets[path].column.kind)]
    cells = (line.cell(place) for line in data for place in places)
    return list(dict.fromkeys(cell.strip() for cell in cells if isinstance(cell, str) and any(map(str.isdigit, cell))))


def _bare_shares(layout: Layout, data: Sequence[Line], targets: Mapping[str, Target]) -> list[str]:
    """Numbers above 1 without a percent sign in columns of shares."""
    places = [place for place, path in layout.columns.items() if targets[path].column.kind is Kind.PCT]
    found = []
    for cell in (line.cell(place) for line in data for place in places):
        text = words_of(cell).strip()
        try:
            if cell is not None and not isinstance(cell, bool) and float(text) > 1:
                found.append(text)
        except ValueError:
            continue
    return found


def _unknown(
    layout: Layout, data: Sequence[Line], targets: Mapping[str, Target], written: Written
) -> tuple[Unknown, ...]:
    counts: dict[tuple[str, str], int] = {}
    shown: dict[tuple[str, str], str] = {}
    for place, path in layout.columns.items():
        column = targets[path].column
        if column.kind is not Kind.CHOICE or not column.choices:
            continue
        cells = Counter((type(cell), cell) for line in data if (cell := line.cell(place)) is not None)
        for (_, cell), count in cells.items():
            if not _reads(column, cell, written, path):
                key = (path, folded(words_of(cell)))
                counts[key] = counts.get(key, 0) + count
                shown.setdefault(key, words_of(cell).strip())
    return tuple(Unknown(path, shown[path, word], count) for (path, word), count in counts.items())


def _about_dates(days: Sequence[str], orders: Iterable[str]) -> Question:
    orders = tuple(orders)
    example = next(text for text in days if len({_try(text, order) for order in orders}) > 1)
    read = [(_try(example, order) or phrase("no date"), phrase(ORDERS[order])) for order in orders]
    readings = either(phrase("{day} ({order})", day=day, order=order) for day, order in read)
    return Question("date_order", phrase("“{example}” may be {readings}.", example=example, readings=readings), orders)


def _try(text: str, order: str) -> str:
    try:
        return read_date(text, order).isoformat()
    except Invalid:
        return ""


def _about_decimal(amounts: Sequence[str]) -> Question:
    example = next(text for text in amounts if "." in text or "," in text)
    return Question(
        "decimal",
        phrase("“{example}” may be read with a decimal point or a decimal comma.", example=example),
        (".", ","),
    )


def _about_percent(example: str) -> Question:
    return Question(
        "percent", phrase("“{example}” in a column of shares is read as {example}%.", example=example), ("yes", "no")
    )


def _refuse_unknown(given: Mapping[str, Any]) -> None:
    known = {one.name for one in fields(Layout)} | set(_WRITTEN)
    if given.keys() - known:
        raise TypeError(f"Layout has no {', '.join(sorted(given.keys() - known))}")
