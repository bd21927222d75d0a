"""A household's commands on a real file."""

from pathlib import Path
from typing import Any

from openpyxl import load_workbook

DAY = "2026-03-05"


def household(run: Any, book: Path) -> Any:
    """A command on a workbook with a monthly rent, a weekly box, and a yearly tax that is paused."""

    def on(*words: object, day: str = DAY, json: bool = True, yes: bool = False) -> Any:
        options = [*(["--json"] if json else []), *(["--yes"] if yes else [])]
        return run(*options, "--as-of", day, "-f", book, *words)

    early: dict[str, Any] = {"day": "2026-02-20"}
    on("add", "Bills", "id=bill_a", "name=Rent", "amount=1000", "start_date=2026-03-01", "payee=Landlord",
       "account=Chequing", "envelope=rent", "autopay=yes", **early)  # fmt: skip
    on("add", "Bills", "id=bill_b", "name=Box", "amount=38", "cadence=weekly", "start_date=2026-02-26", **early)
    on("add", "Bills", "id=bill_c", "name=Car tax", "amount=600", "cadence=yearly", "start_date=2026-03-20",
       "status=paused", **early)  # fmt: skip
    return on


def column(book: Path, sheet: str, field: str) -> list[str]:
    """A column of the file as another program reads it."""
    headers, *rows = load_workbook(book)[sheet].iter_rows(values_only=True)
    return [str(row[headers.index(field)]) for row in rows if row[0]]


def dates(book: Path, sheet: str, field: str) -> list[str]:
    return [text[:10] for text in column(book, sheet, field)]
