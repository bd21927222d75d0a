"""The workbooks that are measured: the demo, and the same with a ledger of 100,000 rows beside the other sheets."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

from io_xlsx.template import new_workbook
from models.budget import LEDGER
from models.catalog import TABLES
from models.core.book import Book, frame_of
from models.core.schema import Value
from models.dashboard import DASHBOARD
from models.demo import demo

ROWS = 100_000


def make_demo(path: Path, as_of: date) -> Path:
    new_workbook(path, demo(as_of), as_of, DASHBOARD, {})
    return path


def make_large(path: Path, as_of: date, rows: int = ROWS) -> Path:
    """A ledger of 13 columns, all of them filled but the payment."""
    small = demo(as_of)
    frames = {table.key: small[table] for table in TABLES}
    random = Random(1)
    frames[LEDGER.key] = frame_of(
        LEDGER, [f"led_{n:012x}" for n in range(rows)], [_line(n, as_of, random) for n in range(rows)]
    )
    new_workbook(path, Book(TABLES, frames), as_of, DASHBOARD, {})
    return path


def _line(number: int, as_of: date, random: Random) -> dict[str, Value]:
    return {
        "date": as_of - timedelta(days=random.randrange(3650)),
        "kind": random.choice(("income", "expense", "transfer")),
        "amount": random.randrange(100, 500_000) / 100,
        "envelope": random.choice(("rent", "utilities", "groceries", "fuel", "misc")),
        "description": f"Line {number} of the ledger",
        "merchant": f"Merchant {random.randrange(500)}",
        "account": random.choice(("chequing", "credit card")),
        "import_key": f"{random.getrandbits(64):016x}",
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
    }
