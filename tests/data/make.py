"""Makes the workbooks of this folder again, each as another program really saves ours; LibreOffice must be installed.

By hand, from the repository: `python -m tests.data.make`. The files are committed, because what another program makes
of a workbook changes with its version. `origin.xlsx` is what Valhalla wrote; all others were saved from it.
"""

from __future__ import annotations

import shutil
import struct
import tempfile
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from openpyxl import load_workbook
from xlsxwriter import Workbook

from io_xlsx.template import new_workbook
from models.bills import BILLS, PAYMENTS
from models.budget import LEDGER
from models.catalog import TABLES
from models.core.book import Book
from models.core.calculated import whole
from models.core.schema import Table
from models.core.values import plain
from models.dashboard import DASHBOARD
from models.pipeline import DEALS
from models.starter import filled_frame, starter
from models.starter.rows import Row
from models.underwriting import COMPS, PROPERTIES, REPAIRS
from tests.libreoffice import LibreOffice

FOLDER = Path(__file__).parent
NOW = datetime(2026, 3, 5, 15, 30, tzinfo=UTC)
WORKBOOK_ID = "5afeby0thers0000"


def origin_book() -> Book:
    """A new workbook's rows and a few of the tables that the formulas count."""
    day = date
    rows: Mapping[Table, list[Row]] = {
        PROPERTIES: [
            {"id": "prop_elm", "address": "12 Elm St", "arv": 310_000.0, "beds": 3, "baths": 1.5, "region": "MB"},
            {"id": "prop_oak", "address": "7 Oak Ave", "arv": 255_500.5, "notes": "corner lot\nlong drive"},
            {"id": "prop_fir", "address": "9 Fir Rd", "city": "Saint-Boniface \u00e9 & <b>"},
        ],
        COMPS: [
            {"property_id": "prop_elm", "sold_price": 305_000.0, "sold_date": day(2026, 1, 9), "distance_km": 0.4},
            {"property_id": "prop_elm", "sold_price": 318_000.0, "included": False},
        ],
        REPAIRS: [
            {"property_id": "prop_elm", "item": "Roof", "category": "roof", "cost": 12_400.0},
            {"property_id": "prop_elm", "item": "Furnace", "category": "mechanical", "cost": 5_150.25},
            {"property_id": "prop_oak", "item": "Paint", "category": "interior", "cost": 2_000.0},
        ],
        DEALS: [
            {"address": "12 Elm St", "property_id": "prop_elm", "asking_price": 199_000.0, "stage": "negotiating"},
            {"address": "7 Oak Ave", "property_id": "prop_oak", "partner_share": 0.25},
        ],
        BILLS: [
            {"id": "bill_rent", "name": "Rent", "amount": 1_450.0, "envelope": "rent", "next_due": day(2026, 4, 1)},
            {"id": "bill_power", "name": "Hydro", "amount": 96.4, "envelope": "utilities", "due_day": 18},
            {"id": "bill_water", "name": "Water", "amount": 210.0, "cadence": "every_n_months", "due_months": 3},
            {"id": "bill_gym", "name": "Gym", "amount": 31.5, "cadence": "biweekly", "status": "paused"},
        ],
        PAYMENTS: [
            {"bill_id": "bill_rent", "due_date": day(2026, 3, 1), "paid_on": day(2026, 3, 1), "amount": 1_450.0},
            {"bill_id": "bill_power", "due_date": day(2026, 2, 18), "paid_on": day(2026, 2, 17), "amount": 96.4},
        ],
        LEDGER: [
            {"date": day(2026, 3, 1), "amount": 1_450.0, "envelope": "rent", "description": "March"},
            {"date": day(2026, 3, 2), "amount": 83.17, "envelope": "groceries", "merchant": "Co-op"},
            {"date": day(2026, 3, 3), "amount": 2_900.0, "kind": "income", "description": "Pay"},
            {"date": day(2026, 2, 20), "amount": 41.05, "envelope": "fuel"},
        ],
    }
    start = starter(NOW)
    frames = {key: start[key] for key in start.tables}
    return Book(TABLES, {**frames, **{table.key: filled_frame(table, given, NOW) for table, given in rows.items()}})


def make_origin(path: Path) -> None:
    """With the day written in AsOf, so that nothing in the files depends on when they are read."""
    properties = {"Valhalla Workbook": WORKBOOK_ID, "Valhalla Revision": "0"}
    new_workbook(path, origin_book(), NOW.date(), DASHBOARD, properties, holds_day=True)


# --- what a person does in LibreOffice, in its Basic ---

BASIC: Mapping[str, str] = {
    "lo_saved": "",
    "lo_notes": """
sheet = doc.Sheets.getByName("Bills")
sheet.Annotations.insertNew(sheet.getCellRangeByName("C2").CellAddress, "Went up in January")
sheet.Annotations.insertNew(sheet.getCellRangeByName("B4").CellAddress, "Ask the landlord")
sheet.getCellRangeByName("B3").CellBackColor = RGB(255, 230, 153)
sheet.getCellRangeByName("B6:C6").CellBackColor = RGB(200, 230, 255)
doc.Sheets.getByName("Settings").getCellRangeByName("B2").CellBackColor = RGB(255, 230, 153)
""",
    "lo_picture": """
sheet = doc.Sheets.getByName("Properties")
provider = createUnoService("com.sun.star.graphic.GraphicProvider")
Dim source(0) As New com.sun.star.beans.PropertyValue
source(0).Name = "URL"
source(0).Value = "PICTURE"
shape = doc.createInstance("com.sun.star.drawing.GraphicObjectShape")
shape.Graphic = provider.queryGraphic(source())
Dim size As New com.sun.star.awt.Size
size.Width = 2000
size.Height = 2000
Dim place As New com.sun.star.awt.Point
place.X = 3000
place.Y = 5000
sheet.DrawPage.add(shape)
shape.setSize(size)
shape.setPosition(place)
""",
    "lo_formats": """
sheet = doc.Sheets.getByName("Ledger")
area = sheet.getCellRangeByName("D2:D5")
formats = area.ConditionalFormat
Dim rule(2) As New com.sun.star.beans.PropertyValue
rule(0).Name = "Operator"
rule(0).Value = com.sun.star.sheet.ConditionOperator.GREATER
rule(1).Name = "Formula1"
rule(1).Value = "1000"
rule(2).Name = "StyleName"
rule(2).Value = "Accent 1"
formats.addNew(rule())
area.ConditionalFormat = formats
""",
    "lo_pivot": """
doc.Sheets.insertNewByName("Analysis", doc.Sheets.Count)
sheet = doc.Sheets.getByName("Analysis")
sheet.getCellRangeByName("A1").String = "Costs"
sheet.getCellRangeByName("B1").Formula = "=SUM(Repairs[Cost])"
sheet.getCellRangeByName("A2").String = "Elm"
sheet.getCellRangeByName("B2").Formula = "=SUMIFS(Repairs[Cost];Repairs[Property ID];""prop_elm"")*2"
sheet.getCellRangeByName("A3").String = "First bill"
sheet.getCellRangeByName("B3").Formula = "=$Bills.B2"
pilots = sheet.DataPilotTables
wish = pilots.createDataPilotDescriptor()
wish.setSourceRange(doc.Sheets.getByName("Ledger").getCellRangeByName("A1:L5").RangeAddress)
fields = wish.DataPilotFields
fields.getByName("Envelope").Orientation = com.sun.star.sheet.DataPilotFieldOrientation.ROW
fields.getByName("Amount").Orientation = com.sun.star.sheet.DataPilotFieldOrientation.DATA
fields.getByName("Amount").Function = com.sun.star.sheet.GeneralFunction.SUM
pilots.insertNewByName("Spending", sheet.getCellRangeByName("A6").CellAddress, wish)
""",
    "lo_moved": """
sheet = doc.Sheets.getByName("Bills")
sheet.Columns.insertByIndex(2, 1)
sheet.moveRange(sheet.getCellRangeByName("C1").CellAddress, sheet.getCellRangeByName("J1:J6").RangeAddress)
sheet.Columns.removeByIndex(9, 1)
sheet = doc.Sheets.getByName("Ledger")
sheet.Rows.insertByIndex(0, 3)
sheet.getCellRangeByName("A1").String = "Our money"
sheet.getCellRangeByName("A2").String = "Amount"
doc.Sheets.getByName("Properties").Name = "Houses"
""",
}


def statements(name: str, picture: Path) -> list[str]:
    """The lines of one file's Basic."""
    return BASIC[name].replace("PICTURE", picture.resolve().as_uri()).strip().splitlines()


def write_png(path: Path) -> None:
    """A picture of 8 by 8 green dots."""
    rows = (b"\0" + b"\x3f\x7a\x4c" * 8) * 8
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    packed = [struct.pack(">I", len(b)) + k + b + struct.pack(">I", zlib.crc32(k + b)) for k, b in chunks]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(packed))


# --- other writers ---


def by_openpyxl(path: Path) -> None:
    """As a person's script saves it: the formulas lose their stored results."""
    workbook = load_workbook(path)
    workbook.save(path)


def by_xlsxwriter(path: Path) -> None:
    """As an export of plain sheets: no tables, no formulas, headers in the second row."""
    book = origin_book()
    with Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        for table in book.tables.values():
            sheet, frame = workbook.add_worksheet(table.sheet), whole(book, table, NOW.date())
            sheet.write_string(0, 0, f"All of {table.sheet}")
            for number, column in enumerate(table):
                sheet.write(1, number, column.header)
            for row, row_id in enumerate(frame.index, 2):
                values = (plain(frame[column.name].loc[row_id]) for column in table.columns[1:])
                sheet.write_row(row, 0, [row_id, *values])


OTHERS: Mapping[str, Callable[[Path], None]] = {"openpyxl": by_openpyxl, "xlsxwriter": by_xlsxwriter}


def main() -> None:
    """Writes every file of the folder anew."""
    program = LibreOffice.find()
    if program is None:
        raise SystemExit("LibreOffice is not installed.")
    make_origin(FOLDER / "origin.xlsx")
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "dots.png"
        write_png(picture)
        office = LibreOffice(program, Path(folder) / "profile", recalculates=False)
        for name in BASIC:
            path = Path(shutil.copy(FOLDER / "origin.xlsx", FOLDER / f"{name}.xlsx"))
            office.edit_and_save(path, (), statements=statements(name, picture))
    for name, save in OTHERS.items():
        save(Path(shutil.copy(FOLDER / "origin.xlsx", FOLDER / f"{name}.xlsx")))


if __name__ == "__main__":
    main()
