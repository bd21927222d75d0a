"""How long the Underwriting tab takes to follow an edit: `python -m tests.bench.underwriting_tab`; yields Rows.

1,000 properties with 10,000 comps, 20,000 repairs, 500 deals with a MAO. `ours` is the median time, in ms, from the
Book after the edit to all that the page shows of the chosen property; `theirs` is what the list of all properties takes
after it, a moment later. Both count the window's thread alone.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from models.catalog import TABLES
from models.core.book import Book, frame_of
from models.core.edit import set_fields
from models.core.schema import Value
from models.demo import demo
from tests.bench.__main__ import Row
from tests.bench.shown import printed, taken, window_on

AS_OF = date(2026, 3, 5)
NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
HOUSES, COMPS, REPAIRS, DEALS = 1_000, 10, 20, 500
ROUNDS = 15
EDITS: tuple[tuple[str, str, tuple[Value, Value]], ...] = (
    ("Repairs", "cost", (4_100.0, 4_200.0)),
    ("Comps", "sold_price", (251_000.0, 252_000.0)),
    ("Properties", "arv", (260_000.0, 262_000.0)),
    ("Deals", "asking_price", (180_000.0, 181_000.0)),
    ("Settings", "value", ("11000", "12000")),
    ("Assumptions", "purchase_price", (150_000.0, 151_000.0)),
    ("Ledger", "merchant", ("One", "Another")),
)


def large_book(as_of: date) -> Book:
    """The demo's tables with many more properties, comps, repairs and deals."""
    small, dice = demo(as_of), Random(1)
    houses = [_house(n) for n in range(HOUSES)]
    comps = [_comp(n, as_of, dice) for n in range(HOUSES * COMPS)]
    repairs = [_repair(n, dice) for n in range(HOUSES * REPAIRS)]
    deals = [_deal(n) for n in range(DEALS)]
    known = {table.key: table for table in TABLES}
    frames = {table.key: small[table] for table in TABLES}
    written = [_written(n) for n in range(DEALS)]
    made = {"Properties": houses, "Comps": comps, "Repairs": repairs, "Deals": deals, "Underwrites": written}
    for key, rows in made.items():
        prefix = known[key].prefix
        frames[key] = frame_of(known[key], [f"{prefix}_{n:012x}" for n in range(len(rows))], rows)
    frames["LegalFlags"] = frames["LegalFlags"].head(0)
    frames["Assumptions"] = frame_of(known["Assumptions"], ["asm_1"], [{"property_id": f"prop_{0:012x}"}])
    return Book(TABLES, frames)


def _house(n: int) -> dict[str, Value]:
    deal = f"deal_{n:012x}" if n < DEALS else None
    return {"address": f"{n} Elm Street", "city": "Winnipeg", "region": "MB", "country": "CA", "sqft": 900 + n % 700,
            "arv": 200_000.0 + n * 100, "neighborhood_score": n % 100, "status": "active", "deal_id": deal}  # fmt: skip


def _comp(n: int, as_of: date, dice: Random) -> dict[str, Value]:
    return {"property_id": f"prop_{n // COMPS:012x}", "included": True, "address": f"{n} Oak Street",
            "sold_price": 150_000.0 + dice.randrange(200_000), "sqft": 800 + dice.randrange(900),
            "sold_date": as_of - timedelta(days=dice.randrange(300))}  # fmt: skip


def _repair(n: int, dice: Random) -> dict[str, Value]:
    return {"property_id": f"prop_{n // REPAIRS:012x}", "item": f"Work {n}", "category": "interior",
            "cost": 100.0 + dice.randrange(3_000)}  # fmt: skip


def _deal(n: int) -> dict[str, Value]:
    return {"address": f"{n} Elm Street", "city": "Winnipeg", "region": "MB", "country": "CA", "stage": "new",
            "strategy": "wholesale", "property_id": f"prop_{n:012x}", "mao": 120_000.0, "mao_mode": "wholesale",
            "underwrite_id": f"uw_{n:012x}"}  # fmt: skip


def _written(n: int) -> dict[str, Value]:
    return {"deal_id": f"deal_{n:012x}", "property_id": f"prop_{n:012x}", "mode": "wholesale", "result": 120_000.0,
            "model": "wholesale_70_rule_v1", "given": "fee" if n % 3 else None, "fee": 9_000.0}  # fmt: skip


def rows(folder: Path) -> Iterator[Row]:
    """One Row an edited table; needs a QApplication."""
    window = window_on(folder / "large.xlsx", large_book(AS_OF), AS_OF, "underwriting")
    page, document = window.page, window.document
    first = f"prop_{0:012x}"
    page.list.choose(first)
    owned = {"Repairs": f"rep_{0:012x}", "Comps": f"comp_{0:012x}", "Properties": first, "Deals": f"deal_{0:012x}",
             "Settings": "default_fee", "Assumptions": "asm_1"}  # fmt: skip
    for key, name, values in EDITS:
        row = owned.get(key) or str(document.book[key].index[0])
        part = {"Repairs": "Repairs", "Assumptions": "Assumptions"}.get(key, "Value")
        page.centre.bring(page.centre.parts[part])
        shown, listed, grids = [], [], []
        for number in range(ROUNDS):
            changes = set_fields(document.book, document.book.tables[key], row, {name: values[number % 2]}, NOW)
            document.session.do(changes)
            shown.append(taken(lambda: page._changed(changes)))  # noqa: B023  # called at once
            listed.append(taken(page.refresh))
            grids.append(taken(lambda: [one.grid.model._follow(changes) for one in page.centre.current.grids]))  # noqa: B023
        medians = [1e3 * statistics.median(one[1:]) for one in (shown, grids, listed)]
        what = f"{key}.{name}, {part} and its grid in view / the list of all"
        yield Row(what, sum(medians[:2]), medians[2], "ms", "16 ms")


if __name__ == "__main__":
    printed(rows)
