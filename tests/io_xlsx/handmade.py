"""Workbooks written by hand, so that a test shows the very bytes it is about."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from io_xlsx.parts.cells import RawCell, iter_cells
from io_xlsx.parts.package import Package
from io_xlsx.patch.patcher import CellEdit, PatchReport, SheetEdit, WorkbookEdit, patch, verify

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
SHEET = "xl/worksheets/sheet1.xml"
TABLE = "xl/tables/table1.xml"

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0"/><xf numFmtId="14" fontId="1" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0"/><xf numFmtId="0" fontId="0" applyProtection="1"><protection locked="0"/></xf>'
    '<xf numFmtId="20" fontId="0"/></cellXfs></styleSheet>'
)


def sheet(rows: str, after: str = "", before: str = "") -> str:
    """A worksheet with these rows and what stands around <sheetData>."""
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def table(ref: str, columns: str, more: str = "", attributes: str = "") -> str:
    """A table part; `columns` are headers parted by commas."""
    names = columns.split(",")
    items = "".join(f'<tableColumn id="{i}" name="{name}"/>' for i, name in enumerate(names, 1))
    return (
        f'<table xmlns="{MAIN}" id="1" name="Bills" displayName="Bills" ref="{ref}" {attributes}>{more}'
        f'<tableColumns count="{len(names)}">{items}</tableColumns></table>'
    )


def relations(*targets: tuple[str, str]) -> str:
    """Pairs of type and target."""
    items = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{RELATIONS}">{items}</Relationships>'


def parts(rows_or_sheet: str, more: Mapping[str, str] | None = None, workbook: str = "") -> dict[str, str]:
    """A whole workbook with one sheet 'Data'; `workbook` goes behind its list of sheets."""
    xml = rows_or_sheet if rows_or_sheet.startswith("<worksheet") or "<x:" in rows_or_sheet else sheet(rows_or_sheet)
    files = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/calcChain.xml" ContentType="x"/></Types>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="Data" sheetId="1" r:id="rId1"/></sheets>{workbook}</workbook>',
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
        SHEET: xml,
        "xl/styles.xml": STYLES,
    }
    return files | dict(more or {})


def with_table(rows: str, part: str, after: str = "") -> dict[str, str]:
    """A workbook whose sheet holds one table."""
    links = relations(("table", "../tables/table1.xml"))
    return parts(sheet(rows, after), {"xl/worksheets/_rels/sheet1.xml.rels": links, TABLE: part})


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """The files as a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def package(files: Mapping[str, str | bytes]) -> Package:
    """Opened as if it were a file."""
    return Package(zipped(files), Path("handmade.xlsx"))


def patched(source: Package, edit: WorkbookEdit) -> tuple[Package, PatchReport]:
    """Patched, read back and verified."""
    out = io.BytesIO()
    report = patch(source, edit, out)
    result = Package(out.getvalue(), source.path)
    verify(source, result, edit, report)
    return result, report


def edited(files: Mapping[str, str | bytes], *cells: CellEdit) -> str:
    """The sheet's XML after these edits."""
    result, _ = patched(package(files), WorkbookEdit((SheetEdit("Data", cells),)))
    return result.read(SHEET).decode()


def cells_of(source: Package, part: str = SHEET) -> dict[tuple[int, int], RawCell]:
    """By row and column."""
    return {(cell.row, cell.column): cell for cell in iter_cells(source.read(part))}
