"""What a grid shows, as it is handed out: the visible columns of the rows that are left, in their order; without Qt."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.grid.columns import Array, GridColumn
from app.grid.edit import written
from app.target import check_target, safe_name, write_file
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.schema import Value

ENDINGS = (".xlsx", ".csv")


@dataclass(frozen=True)
class Shown:
    """`about` says what of the table it is, such as `12 of 340 rows`; `places` are the rows, in file order."""

    title: str
    about: str
    columns: tuple[GridColumn, ...]
    places: Array
    as_of: date
    currency: str = ""

    def __len__(self) -> int:
        return len(self.places)

    @property
    def headers(self) -> list[str]:
        return [column.column.header for column in self.columns]

    def texts(self) -> Iterator[list[str]]:
        """Each row's texts as the screen shows them."""
        return ([column.text(place) for column in self.columns] for place in self.places.tolist())

    def values(self) -> Iterator[list[Value]]:
        """Each row's values; references by name, times as the screen writes them."""
        for place in self.places.tolist():
            yield [_handed_out(column, column.value(place)) for column in self.columns]


def _handed_out(column: GridColumn, value: Value) -> Value:
    return column.shown(value) if isinstance(value, str) else value


def file_name(shown: Shown, ending: str) -> str:
    """`Legal Flags 2026-03-05.csv`, without what a file system does not take."""
    return f"{safe_name(shown.title, 80) or 'Rows'} {shown.as_of.isoformat()}{ending}"


def csv_of(shown: Shown) -> bytes:
    """RFC 4180 with a mark that it is UTF-8, which Excel needs; numbers plain, days in ISO form."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow(shown.headers)
    for row in shown.values():
        lines.writerow([
            "" if value is None else written(column, value) for column, value in zip(shown.columns, row, strict=True)
        ])  # fmt: skip
    return out.getvalue().encode("utf-8-sig", errors="replace")


def write(shown: Shown, path: Path, workbook: Path | None = None) -> None:
    """Writes a CSV or a workbook of one sheet, by the path's ending; a file that exists is replaced.

    `workbook` is the file never to write to. Refused where the target cannot be written; nothing is half-written then.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise Refused(
            phrase("{name} has to end in .xlsx or .csv.", name=path.name),
            hint=phrase("Name it {stem}.xlsx.", stem=path.stem),
            code="bad_name",
        )
    check_target(path, ending, workbook)
    if ending == ".csv":
        write_file(path, csv_of(shown))
        return
    from io_xlsx.table_sheet import written_table  # its library is loaded by those who write such a file

    declared = [column.column for column in shown.columns]
    write_file(path, written_table(shown.title, declared, shown.values()))
