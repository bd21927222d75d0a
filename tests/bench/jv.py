"""Partners' boards: 1,000 files from 100,000 deals, against pandas and openpyxl writing files of the same content."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.table import Table

from app.partner_export.make import make
from app.partner_export.pages import DEAL_WIDTHS, report
from app.partner_export.seal import signer_in
from io_xlsx.export import written
from io_xlsx.export.looks import DARK, FORMATS, MIDDLE, PALE
from models.catalog import BY_KEY, TABLES
from models.core.book import Book, frame_of
from models.core.schema import Value
from models.jv.board import SHOWN
from models.jv.view import partner_view, wording
from models.pipeline import STAGES

PARTNERS, DEALS = 1_000, 100_000
DAY = date(2026, 3, 5)


def boards_book(partners: int = PARTNERS, deals: int = DEALS) -> Book:
    """Deals dealt out to the partners in turn; all partner columns are filled."""
    people: list[dict[str, Value]] = [{"name": f"Partner {n}", "company": f"{n} Ltd."} for n in range(partners)]
    rows = [_deal(n, partners) for n in range(deals)]
    frames = {
        "Partners": frame_of(BY_KEY["Partners"], [f"ptr_{n:012x}" for n in range(partners)], people),
        "Deals": frame_of(BY_KEY["Deals"], [f"deal_{n:012x}" for n in range(deals)], rows),
    }
    return Book(TABLES, frames)


def _deal(n: int, partners: int) -> dict[str, Value]:
    return {
        "address": f"{100 + n} Prairie Road", "city": ("Winnipeg", "Brandon", "Tampa")[n % 3], "region": "MB",
        "strategy": "flip", "stage": STAGES[n % len(STAGES)], "partner_id": f"ptr_{n % partners:012x}",
        "partner_share": 0.5, "partner_capital": 20_000.0 + n % 977, "next_milestone": "Inspection ends",
        "milestone_date": date(2026, 3, 1 + n % 28), "partner_notes": f"Deposit paid for number {n}.",
        "updated_at": "2026-03-01T10:00:00Z", "notes": f"Private word {n}", "mao": 100_000.0 + n,
    }  # fmt: skip


def ours(book: Book, folder: Path, partners: int, *, proved: bool = True) -> None:
    """Every board as it is exported: laid out, written, sealed, proved; or only written."""
    signer = signer_in(folder)
    for partner in book["Partners"].index[:partners]:
        view = partner_view(book, str(partner), DAY, None)
        content = make(book, view, "exp_0", signer).content if proved else written(report(view, {}))
        (folder / f"{partner}.xlsx").write_bytes(content)


def theirs(book: Book, folder: Path, partners: int) -> None:
    """The same sheets, formats and chart, by filtering the frame for each partner."""
    deals = book["Deals"]
    for partner in book["Partners"].index[:partners]:
        frame = deals.loc[deals["partner_id"] == partner, [column.name for column in SHOWN]]
        frame = frame.assign(
            stage=frame["stage"].map(wording), strategy=frame["strategy"].map(wording),
            updated_at=pd.to_datetime(frame["updated_at"]).dt.tz_localize(None),
        ).set_axis([column.header for column in SHOWN], axis="columns")  # fmt: skip
        totals = frame.groupby("Stage").agg(Deals=("Stage", "size"), Capital=("Partner Capital", "sum"))
        with pd.ExcelWriter(folder / f"{partner}.xlsx", engine="openpyxl") as writer:
            totals.to_excel(writer, sheet_name="Overview", startrow=8)
            frame.to_excel(writer, sheet_name="Deals", startrow=3, index=False)
            _dress(writer.sheets["Overview"], writer.sheets["Deals"], len(totals), len(frame))


def _dress(front: Any, sheet: Any, stages: int, rows: int) -> None:
    front["A1"] = sheet["A1"] = "Joint venture board"
    front["A1"].font = sheet["A1"].font = Font(size=22, bold=True, color="FFFFFF")
    chart = BarChart()
    chart.add_data(Reference(front, min_col=3, min_row=10, max_row=9 + stages))
    chart.set_categories(Reference(front, min_col=1, min_row=10, max_row=9 + stages))
    front.add_chart(chart, "D8")
    striped, head = PatternFill("solid", PALE[1:]), PatternFill("solid", MIDDLE[1:])
    wrap, white = Alignment(wrap_text=True, vertical="top"), Font(bold=True, color="FFFFFF")
    formats = [FORMATS.get(column.kind, "@") for column in SHOWN]
    for cell in sheet[4]:
        cell.fill, cell.font = head, white
    for number, row in enumerate(sheet.iter_rows(min_row=5, max_row=4 + rows)):
        for cell, pattern in zip(row, formats, strict=True):
            cell.number_format, cell.alignment = pattern, wrap
            if number % 2:
                cell.fill = striped
    for cell, width in zip(sheet[4], DEAL_WIDTHS.values(), strict=True):
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.add_table(Table(displayName="Deals", ref=f"A4:K{4 + rows}"))
    for one in (front, sheet):
        one.protection.sheet = True
        one.page_setup.orientation = "landscape"
        one.oddFooter.left.text = "Joint venture board"
        one.sheet_properties.tabColor = DARK[1:]


def measure(partners: int = PARTNERS, deals: int = DEALS) -> Iterator[tuple[str, float, float]]:
    """What, our seconds and theirs, side by side; a tenth of the partners first and then all show that it is linear."""
    for share in (partners // 10, partners):
        them, written_only, whole = (
            _seconds(step, boards_book(partners, deals), share) for step in (theirs, _only_written, ours)
        )
        yield f"{share:,} boards of {deals:,} deals written", written_only, them
        yield f"{share:,} boards written, sealed and proved", whole, them


def figures(_rounds: int) -> Iterator[tuple[str, float, float, str, str]]:
    """The rows of the table: what, ours, pandas and openpyxl, unit, aim; once, it takes minutes."""
    for what, mine, other in measure():
        yield f"{what} / pandas + openpyxl", mine, other, "s CPU", "1/3"


def _only_written(book: Book, folder: Path, partners: int) -> None:
    ours(book, folder, partners, proved=False)


def _seconds(step: Callable[[Book, Path, int], None], book: Book, partners: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        step(book, Path(folder), partners)
        return time.process_time() - start


if __name__ == "__main__":
    for what, mine, other in measure():
        print(f"{what}: {mine:.2f} s against {other:.2f} s: 1/{other / mine:.1f}", flush=True)
