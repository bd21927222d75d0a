"""The Dashboard's cells, charts and looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from models import bills, budget, jv, ops, pipeline, settings, underwriting
from models.budget.buffer import NO_TARGET, SAFE, SHORT
from models.budget.targets import income_target
from models.core.book import Book
from models.core.dashboard import DAY, Cell, Chart, Dashboard, Series
from models.core.schema import Kind, Value
from models.dashboard import figures
from models.dashboard.figures import Line
from models.dashboard.names import NAMES

Lines = Callable[[Book, date], Sequence[Line]]
Part = tuple[str, Kind, str]  # one column of a table: its formula, kind and number format (blank = the kind's)

ENVELOPE_LINES = 10
ENVELOPES, MONTHS, DEALS, BILLS, GLOSSARY = 8, 22, 32, 44, 55  # the rows of the sections' titles
LAST = GLOSSARY + len(NAMES)
DARK, LIGHT, GREEN, RED = "#1F4E5F", "#A9C5CF", "#5B9A68", "#C0504D"
MONTH, WHOLE = "mmm yyyy", "#,##0;[Red]-#,##0"

TABS = (
    (underwriting.TABLES, "#5B9A68"), (pipeline.TABLES, "#1F4E5F"), (bills.TABLES, "#C0504D"),
    (budget.TABLES, "#D9A441"), (jv.TABLES, "#7A5C99"), (ops.TABLES, "#6B7B83"), ((settings.SETTINGS,), "#A9A9A9"),
)  # fmt: skip

NOTES = (
    "Every figure here is a live formula over the other sheets. Nothing needs to be typed on this one.",
    "The day is in J2: type a date over it to see another day; =TODAY() brings today back.",
    "Amounts are in the currency that Settings names.",
    f"Envelopes: the first {ENVELOPE_LINES} are listed; Together counts all of them.",
    "Bills a month: weekly x 52/12, biweekly x 26/12, every n months / n, yearly / 12, once 0.",
    "Cash: transfers between accounts are left out.",
    "Deals: asking prices and MAOs are private; partners get their own workbook.",
    "Next due: the date of each bill's oldest unpaid occurrence, as Valhalla last wrote it.",
)


def _top() -> Iterator[Cell]:
    yield from (Cell(f"{column}1", "Valhalla" if column == "B" else "", "title") for column in "BCDEFGHIJ")
    yield from (
        Cell(f"{column}2", "Deals, bills and budget at a glance" if column == "B" else "", "subtitle")
        for column in "BCDEFGH"
    )
    yield Cell("I2", "As of", "day label")
    yield Cell("J2", "TODAY()", "day", Kind.DATE, lambda _, as_of: as_of, name=DAY)


def _tile(column: str, label: str, formula: str, kind: Kind, compute: Callable[[Book, date], Value], *,
          alarm: str = "", pattern: str = "") -> Iterator[Cell]:  # fmt: skip
    yield Cell(f"{column}4", label, "tile label")
    yield Cell(f"{column}5", formula, "tile", kind, compute, alarm, pattern=pattern)


def _tiles() -> Iterator[Cell]:
    yield from _tile("B", "Income target", 'IF(income_target="","not set",income_target)', Kind.MONEY,
                     lambda book, _: _or("not set", income_target(book)))  # fmt: skip
    yield from _tile("C", "Bills a month", "ROUND(SUMPRODUCT(times_a_year,Bills[Amount])/12,2)", Kind.MONEY,
                     bills.monthly_total)  # fmt: skip
    yield from _tile("D", "Buffer minimum", "buffer_min", Kind.MONEY,
                     lambda book, _: settings.number_of(book, "buffer_min"))  # fmt: skip
    yield from _tile("E", "After the buffer", 'IF(income_target="","",ROUND(income_target-C5-D5,2))', Kind.MONEY,
                     figures.after_buffer, alarm="N($E$5)<0")  # fmt: skip
    yield Cell("B6", f'IF(income_target="","{NO_TARGET}",IF(E5<0,"{SHORT}","{SAFE}"))', "verdict",
               compute=figures.verdict, alarm="N($E$5)<0")  # fmt: skip
    yield from _tile("G", "Properties", 'COUNTIFS(Properties[ID],"<>",Properties[Status],"<>archived")', Kind.INT,
                     lambda book, _: len(figures.properties_held(book)))  # fmt: skip
    yield from _tile("H", "Portfolio ARV", 'ROUND(SUMIFS(Properties[ARV],Properties[Status],"<>archived"),2)',
                     Kind.MONEY, lambda book, _: figures.portfolio_arv(book), pattern=WHOLE)  # fmt: skip
    yield from _tile("I", "Open deals", 'COUNTIFS(Deals[ID],"<>",Deals[Stage],"<>closed",Deals[Stage],"<>dead")',
                     Kind.INT, lambda book, _: figures.open_deals(book))  # fmt: skip
    yield from _tile("J", "Overdue follow-ups", f'COUNTIFS(Followups[Due Date],"<"&{DAY},'
                     'Followups[Status],"<>done",Followups[Status],"<>canceled")', Kind.INT,
                     figures.overdue_followups, alarm="$J$5>0")  # fmt: skip


def _or(words: str, value: float | None) -> Value:
    return words if value is None else value


def _heading(row: int, title: str, headers: Sequence[str], columns: str = "BCDE") -> Iterator[Cell]:
    yield from (Cell(f"{column}{row}", title if column == columns[0] else "", "section") for column in columns)
    for column, header in zip(columns, headers, strict=False):
        yield Cell(f"{column}{row + 1}", header, "header" if column == columns[0] else "number header")


def _table(row: int, count: int, lines: Lines, parts: Sequence[Part], first: int = 0) -> Iterator[Cell]:
    """The lines below a heading. In a formula {k} is the line's number, {row} its row, {back} how many follow."""
    for k in range(1, count + 1):
        at = row + 1 + k
        for part, (formula, kind, pattern) in enumerate(parts, first):
            text = formula.format(k=k, row=at, back=count - k, stage=pipeline.STAGES[min(k, len(pipeline.STAGES)) - 1])
            compute = _part_of(lines, k - 1, part)
            yield Cell(f"{'BCDE'[part]}{at}", text, "line" if part else "line label", kind, compute, pattern=pattern)


def _part_of(lines: Lines, number: int, part: int) -> Callable[[Book, date], Value]:
    """The value of one cell of a table; None below its last line."""

    def compute(book: Book, as_of: date) -> Value:
        found = _kept(lines, book, as_of)
        return found[number][part] if number < len(found) else None

    return compute


def _totals(row: int, lines: Lines, parts: Sequence[Part]) -> Iterator[Cell]:
    yield Cell(f"B{row}", "Together", "total label")
    for part, (formula, kind, pattern) in enumerate(parts, 1):
        yield Cell(f"{'BCDE'[part]}{row}", formula, "total", kind, _total_of(lines, part), pattern=pattern)


def _total_of(lines: Lines, part: int) -> Callable[[Book, date], Value]:
    return lambda book, as_of: figures.total(_kept(lines, book, as_of), part)


def _kept(lines: Lines, book: Book, as_of: date) -> Sequence[Line]:
    return book.derived((lines.__name__, as_of), lambda: lines(book, as_of))


def _envelopes() -> Iterator[Cell]:
    yield from _heading(ENVELOPES, "Envelopes this month", ("Envelope", "Target", "Spent", "Remaining"))
    at = 'IFERROR(INDEX(Envelopes[{}],AGGREGATE(15,6,envelope_places,{{k}})){},"")'
    money = ("Monthly Target", "Spent This Month", "Remaining")
    parts: list[Part] = [(at.format("Name", ""), Kind.TEXT, "")]
    parts += [(at.format(header, "+0"), Kind.MONEY, "") for header in money]
    yield from _table(ENVELOPES, ENVELOPE_LINES, figures.envelope_lines, parts)
    sums = [(f'ROUND(SUMIFS(Envelopes[{header}],Envelopes[Name],"<>"),2)', Kind.MONEY, "") for header in money]
    yield from _totals(ENVELOPES + 2 + ENVELOPE_LINES, figures.envelope_lines, sums)


def _months() -> Iterator[Cell]:
    yield from _heading(MONTHS, "Cash by month", ("Month", "In", "Out", "Left"))
    flow = 'ROUND(SUMIFS(Ledger[Amount],{},Ledger[Date],">="&B{{row}},Ledger[Date],"<"&EDATE(B{{row}},1)),2)'
    parts = [
        ("EDATE(month_start,-{back})", Kind.DATE, MONTH),
        (flow.format('Ledger[Kind],"income"'), Kind.MONEY, ""),
        (flow.format('Ledger[Kind],"<>income",Ledger[Kind],"<>transfer"'), Kind.MONEY, ""),
        ("ROUND(C{row}-D{row},2)", Kind.MONEY, ""),
    ]
    yield from _table(MONTHS, figures.MONTHS, figures.month_lines, parts)
    first, last = MONTHS + 2, MONTHS + 1 + figures.MONTHS
    sums = [(f"ROUND(SUM({column}{first}:{column}{last}),2)", Kind.MONEY, "") for column in "CDE"]
    yield from _totals(last + 1, figures.month_lines, sums)


def _deals() -> Iterator[Cell]:
    yield from _heading(DEALS, "Deals by stage", ("Stage", "Deals", "Asking", "MAO"))
    first, last = DEALS + 2, DEALS + 1 + len(pipeline.STAGES)
    for row, stage in enumerate(pipeline.STAGES, first):
        yield Cell(f"B{row}", stage.replace("_", " ").capitalize(), "line label")
    parts = [
        ('COUNTIFS(Deals[Stage],"{stage}")', Kind.INT, ""),
        ('ROUND(SUMIFS(Deals[Asking Price],Deals[Stage],"{stage}"),2)', Kind.MONEY, WHOLE),
        ('ROUND(SUMIFS(Deals[MAO],Deals[Stage],"{stage}"),2)', Kind.MONEY, WHOLE),
    ]
    yield from _table(DEALS, len(pipeline.STAGES), figures.stage_lines, parts, 1)
    sums = [(f"SUM(C{first}:C{last})", Kind.INT, "")]
    sums += [(f"ROUND(SUM({column}{first}:{column}{last}),2)", Kind.MONEY, WHOLE) for column in "DE"]
    yield from _totals(last + 1, figures.stage_lines, sums)


def _bills() -> Iterator[Cell]:
    yield from _heading(BILLS, "Next bills due", ("Bill", "Due", "Amount", "In days"))
    at = 'IFERROR(INDEX(Bills[{}],MOD(AGGREGATE(15,6,next_due_places,{{k}}),10^6)){},"")'
    parts = [
        (at.format("Name", '&""'), Kind.TEXT, ""),
        (at.format("Next Due", ""), Kind.DATE, ""),
        (at.format("Amount", "+0"), Kind.MONEY, ""),
        (f'IF(C{{row}}="","",C{{row}}-{DAY})', Kind.INT, "0;[Red]-0"),
    ]
    yield from _table(BILLS, figures.SOONEST, figures.next_bills, parts)


def _notes() -> Iterator[Cell]:
    yield from _heading(BILLS, "About this sheet", (), "GHIJ")
    yield from (Cell(f"G{row}", note, "note") for row, note in enumerate(NOTES, BILLS + 1))


def _names() -> Iterator[Cell]:
    """What the names in formulas mean: Excel's own list of names has no room for it."""
    yield from _heading(GLOSSARY, "Names in the formulas", (), "BCDEFGHIJ")
    for row, name in enumerate(NAMES, GLOSSARY + 1):
        yield Cell(f"B{row}", name.name, "note")
        yield Cell(f"C{row}", name.doc, "note")


def _column(letter: str, first: int, count: int) -> str:
    return f"{letter}{first}:{letter}{first + count - 1}"


def _charts() -> Iterator[Chart]:
    first = ENVELOPES + 2
    yield Chart("column", "Target and spent", _column("B", first, ENVELOPE_LINES),
                (Series("Target", _column("C", first, ENVELOPE_LINES), LIGHT),
                 Series("Spent", _column("D", first, ENVELOPE_LINES), DARK)),
                f"G{ENVELOPES}", f"J{first + ENVELOPE_LINES}")  # fmt: skip
    first, count = MONTHS + 2, figures.MONTHS
    yield Chart("column", "Cash in and out", _column("B", first, count),
                (Series("In", _column("C", first, count), GREEN), Series("Out", _column("D", first, count), RED),
                 Series("Left", _column("E", first, count), DARK, line=True)),
                f"G{MONTHS}", f"J{first + count}", MONTH)  # fmt: skip
    first, count = DEALS + 2, len(pipeline.STAGES)
    yield Chart("bar", "Deals by stage", _column("B", first, count),
                (Series("Deals", _column("C", first, count), DARK),),
                f"G{DEALS}", f"J{first + count}")  # fmt: skip


DASHBOARD = Dashboard(
    sheet="Dashboard",
    cells=(*_top(), *_tiles(), *_envelopes(), *_months(), *_deals(), *_bills(), *_notes(), *_names()),
    charts=tuple(_charts()),
    names=NAMES,
    columns={"A": 2, "B": 20, "C": 15, "D": 15, "E": 15, "F": 3, "G": 18, "H": 16, "I": 15, "J": 17, "K": 2},
    heights={1: 34, 2: 22, 3: 9, 4: 20, 5: 30, 6: 20, 7: 9, **dict.fromkeys(range(ENVELOPES, LAST + 1), 18)},
    tabs={table.key: colour for tables, colour in TABS for table in tables},
)
