"""Uses an installed wheel or a bundle as a person does, by command and in its window, and reads back what it wrote.

    python -m tests.packages PROGRAM ...      as build/env/bin/valhalla dist/valhalla/valhalla

Nothing of this repository is in the program's way: it runs in a folder of its own, without PYTHONPATH. The window needs
Xvfb, openbox and xdotool; without them only the commands are tried, and that is said. Prints what took how long.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from python_calamine import CalamineWorkbook

from tests.display import Display

ROOT = Path(__file__).resolve().parents[1]
DAY = "2026-03-05"
TYPED = "Typed in the package"


class Check:
    """One program, in a folder of its own."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.program, self.folder = program, folder
        gone = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "DISPLAY", "WAYLAND_DISPLAY", "VALHALLA_FILE"}
        self.env = {name: value for name, value in os.environ.items() if name not in gone}
        self.env |= {"VALHALLA_DATA": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config")}
        os.environ.update(VALHALLA_DATA=self.env["VALHALLA_DATA"], XDG_CONFIG_HOME=self.env["XDG_CONFIG_HOME"])
        os.environ.pop("PYTHONPATH", None)

    def __call__(self, *words: str | Path, given: bytes = b"") -> bytes:
        """What a command prints; it ends this check where the command is refused."""
        done = subprocess.run(
            [self.program, *words],
            cwd=self.folder,
            env=self.env,
            input=given,
            capture_output=True,
            check=False,
            timeout=120,
        )
        if done.returncode:
            command, said = " ".join(map(str, words)), done.stderr.decode(errors="replace")
            sys.exit(f"{command}: {done.returncode}\n{said}{self.log()}")
        return done.stdout

    def log(self) -> str:
        file = self.folder / "data" / "faults.log"
        return file.read_text() if file.exists() else ""


def commands(valhalla: Check, book: Path) -> None:
    """The version, a demo and its check, an edit, a bank's file, a calendar, a PDF, and a strange file examined."""
    said = valhalla("--version").decode().split()
    wanted = (ROOT / "pyproject.toml").read_text().partition('\nversion = "')[2].partition('"')[0]
    expect(said, ["valhalla", wanted])
    valhalla("new", book, "--demo")
    expect(valhalla("-f", book, "check").decode().split(), ["Nothing", "is", "wrong."])
    valhalla("-f", book, "add", "Bills", "name=Hydro", "amount=120", "cadence=monthly", "start_date=2026-01-31")
    expect([row["Amount"] for row in rows(book) if row["Name"] == "Hydro"], [120])
    valhalla("-f", book, "budget", "import", ROOT / "tests" / "data" / "bank" / "bank.ofx")
    expect(str(rows(book, "Ledger", "Import Key")[-1]["Import Key"])[:4], "ofx:")
    valhalla("-f", book, "bills", "calendar", "bills.ics")
    deal = json.loads(valhalla("--json", "-f", book, "show", "Deals"))["rows"][0]["id"]
    valhalla("-f", book, "underwrite", "offer-sheet", deal, "offer.pdf")
    expect((valhalla.folder / "offer.pdf").read_bytes()[:5], b"%PDF-")
    asked = json.dumps({"name": book.name, "password": None}).encode() + b"\n"
    if is_bundle(valhalla.program):
        expect(valhalla("examine-a-file", given=asked + book.read_bytes()), b"{}\n")
        expect(b"refused" in valhalla("examine-a-file", given=asked + b"no workbook"), True)


def window(valhalla: Check, book: Path) -> None:
    """A file that was never seen is opened and so examined first; a bill's name is typed and saved."""
    strange = valhalla.folder / "strange.xlsx"
    shutil.copyfile(ROOT / "tests" / "data" / "lo_saved.xlsx", strange)
    with Display(valhalla.folder / "screen", seconds=90) as display:
        started = time.perf_counter()
        program = display.start([valhalla.program, "--as-of", DAY, "open", book])
        shown = display.window(f"^{book.name}")
        print(f"  workbook in the window after {time.perf_counter() - started:.1f} s", flush=True)
        shown.key("ctrl+3", "shift+F6", "shift+F6", "Right", "F6", "ctrl+Home", "Right")
        shown.type(TYPED)
        shown.key("Return", "ctrl+s")
        display.wait_until(lambda: rows(book)[0]["Name"] == TYPED, "the save")
        shown.key("alt+F4")
        expect(program.wait(90), 0)
        program = display.start([valhalla.program, "--as-of", DAY, "open", strange])
        display.window(f"^{strange.name}").key("alt+F4")
        expect(program.wait(90), 0)
        expect(program.said(), "")
    expect(valhalla.log(), "")
    expect(len((valhalla.folder / "data" / "examined").read_text().splitlines()) > 1, True)


def rows(book: Path, sheet: str = "Bills", column: str = "Amount") -> list[dict[str, object]]:
    """A sheet's rows as another program reads them."""
    lines = CalamineWorkbook.from_path(book).get_sheet_by_name(sheet).to_python()
    top = next(number for number, line in enumerate(lines) if column in line)
    return [dict(zip(map(str, lines[top]), line, strict=False)) for line in lines[top + 1 :] if line[0]]


def expect(found: object, wanted: object) -> None:
    if found != wanted:
        raise AssertionError(f"{found!r} is not {wanted!r}")


def is_bundle(program: Path) -> bool:
    return (program.parent / "_internal").is_dir() or "Contents" in program.parts


@contextmanager
def timed(what: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    print(f"  {what}: {time.perf_counter() - started:.1f} s", flush=True)


def main(program: Path) -> None:
    print(program)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        valhalla, book = Check(program.absolute(), folder), folder / "book.xlsx"
        (folder / "data").mkdir()
        with timed("version"):
            valhalla("--version")
        with timed("commands"):
            commands(valhalla, book)
        if missing := Display.missing_programs():
            print(f"  the window was not tried: no {', '.join(missing)} here")
            return
        with timed("window"):
            window(valhalla, book)


if __name__ == "__main__":
    for one in sys.argv[1:]:
        main(Path(one))
