"""A real LibreOffice without a window, to ask what a workbook's formulas give and what an edit there leaves behind.

It is driven by a Basic macro in a profile of its own, which needs nothing but LibreOffice: no Python of its, no UNO.
"""

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import openpyxl

Edit = tuple[str, str, bool | int | float | str | dt.date | None]
"""Sheet, cell as in "B2", and what the cell shall hold; text stays text, None empties."""

PLACES: Final = (
    "soffice",
    "libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
)

REGISTRY: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{mode}</value></prop></item>
</oor:items>
"""
ALWAYS, NEVER = 0, 1

LIBRARIES: Final = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
 library:link="false"/></library:libraries>
"""
LIBRARY: Final = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Edits"/></library:library>
"""
MODULE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Edits" script:language="StarBasic">
{source}
</script:module>
"""
# The report is written last: without it, whatever the exit status says, nothing was saved.
SOURCE: Final = """
Sub Main
  Dim options()
  Dim doc As Object
  On Error Goto Failed
  doc = StarDesktop.loadComponentFromURL({url}, "_blank", 0, options())
{statements}
  doc.store()
  doc.close(True)
  Report "saved"
  Exit Sub
Failed:
  Report "line " & Erl & ": " & Error$
  StarDesktop.terminate()
End Sub

Function CellAt(doc As Object, sheet As String, address As String) As Object
  CellAt = doc.Sheets.getByName(sheet).getCellRangeByName(address)
End Function

Sub Report(text As String)
  Dim number As Integer
  number = FreeFile()
  Open {report} For Output As #number
  Print #number, text
  Close #number
End Sub
"""


class LibreOfficeError(RuntimeError):
    """LibreOffice did not do what it was asked; the message holds what it said."""


class LibreOffice:
    """One LibreOffice profile; each call starts the program, waits for its end, and kills it after `seconds`."""

    def __init__(self, program: str, home: Path, *, recalculates: bool = True, seconds: float = 120) -> None:
        self.program = program
        self.home = home
        self.seconds = seconds
        self._calls = 0
        self._settings(ALWAYS if recalculates else NEVER)

    def _settings(self, recalculation: int) -> None:
        """Write the profile; the first start of LibreOffice writes macro libraries of its own, so it comes before."""
        user = self.home / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(REGISTRY.format(mode=recalculation), "utf-8")
        self._run("--terminate_after_init")
        (user / "basic" / "script.xlc").write_text(LIBRARIES, "utf-8")
        (user / "basic" / "Standard" / "script.xlb").write_text(LIBRARY, "utf-8")

    @staticmethod
    def find() -> str | None:
        """The program's path, or None where there is none."""
        return next((found for place in PLACES if (found := shutil.which(place))), None)

    def recalculated(self, workbook: Path) -> Path:
        """A copy of the workbook as LibreOffice saves it, in a folder of its own."""
        folder = self.home / f"copy-{self._calls}"
        folder.mkdir()
        copy = Path(shutil.copy(workbook, folder))
        self.edit_and_save(copy, ())
        return copy

    def cells(self, workbook: Path) -> dict[str, dict[tuple[int, int], object]]:
        """What LibreOffice calculates: sheet, then (row, column) from 1, then the value; blank cells are left out."""
        return stored_cells(self.recalculated(workbook))

    def edit_and_save(self, workbook: Path, edits: Iterable[Edit], *, statements: Iterable[str] = ()) -> None:
        """Do what a person would in LibreOffice: open, change cells, save in place.

        `statements` are lines of Basic about the document `doc`, for what is not the value of a cell, such as
        `doc.Sheets.getByName("Bills").Rows.insertByIndex(3, 1)`; they come after the edits.
        """
        report = self.home / f"report-{self._calls}.txt"
        self._calls += 1
        lines = [*(_statement(edit) for edit in edits), *statements]
        source = SOURCE.format(
            url=_literal(workbook.resolve().as_uri()),
            statements="\n".join(lines),
            report=_literal(str(report)),
        )
        module = self.home / "user" / "basic" / "Standard" / "Edits.xba"
        module.write_text(MODULE.format(source=escape(source)), "utf-8")
        said = self._run("macro:///Standard.Edits.Main")
        answer = report.read_text("utf-8").strip() if report.exists() else "it reported nothing"
        if answer != "saved":
            raise LibreOfficeError(f"{workbook.name}: {answer}\n{said}")

    def _run(self, *arguments: str) -> str:
        profile = f"-env:UserInstallation={self.home.resolve().as_uri()}"
        command = [self.program, profile, "--headless", "--norestore", "--nologo", *arguments]
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        try:
            said, _ = process.communicate(timeout=self.seconds)
        except subprocess.TimeoutExpired:
            _kill(process)
            said, _ = process.communicate()
            raise LibreOfficeError(f"it did not end within {self.seconds:g} s\n{said}") from None
        return said


def stored_cells(workbook: Path) -> dict[str, dict[tuple[int, int], object]]:
    """The values that the file holds, formulas' stored results included, as `LibreOffice.cells` gives them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # about extensions that openpyxl does not know
        book = openpyxl.load_workbook(workbook, data_only=True)
    return {
        sheet.title: {
            (cell.row, cell.column): cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None
        }
        for sheet in book.worksheets
    }


def _kill(process: subprocess.Popen[str]) -> None:
    """End the program and what it started: `soffice` is a script around the real one."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _statement(edit: Edit) -> str:
    sheet, address, value = edit
    cell = f"CellAt(doc, {_literal(sheet)}, {_literal(address)})"
    if isinstance(value, bool | dt.date):  # as typed, so that the cell is shown as what it is
        typed = value.isoformat() if isinstance(value, dt.date) else str(value).upper()
        return f"{cell}.FormulaLocal = {_literal(typed)}"
    if isinstance(value, int | float):
        return f"{cell}.Value = {value!r}"
    return f"{cell}.String = {_literal(value or '')}"


def _literal(text: str) -> str:
    """A string of Basic, which has no escapes but the doubled quotation mark."""
    lines = ('"' + line.replace('"', '""') + '"' for line in text.split("\n"))
    return " & Chr(10) & ".join(lines)
