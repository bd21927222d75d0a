"""Opens mutated workbooks as the window does, in a process that stands for it: `python -m tests.faults.fuzz 5000`.

What counts is that this process lives: each file ends as an open workbook or as one sentence, and in a time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from threading import Timer
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from app.session import Session

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
SOURCES = ("origin", "origin", "lo_saved", "lo_pivot", "lo_notes", "openpyxl", "xlsxwriter")
SLOWEST = 300.0  # seconds without a word from the process that stands for the window, on however busy a machine
OPENED, REFUSED, CRASHED, HUNG = "opened", "refused", "crashed", "hung"


class Counts(NamedTuple):
    """How the files of a run ended."""

    opened: int
    refused: int
    crashes: int
    hangs: int


def run(count: int, seed: int, processes: int = 2) -> Counts:
    """So many workbooks of a seed, opened; what went wrong is printed with its number, which makes it again."""
    shares = [range(first, count, processes) for first in range(processes)]
    with ThreadPoolExecutor(processes) as pool:
        found: Counter[str] = sum(pool.map(lambda share: _opened_by_stand_ins(share, seed), shares), Counter())
    return Counts(*(found[verdict] for verdict in (OPENED, REFUSED, CRASHED, HUNG)))


def _opened_by_stand_ins(numbers: range, seed: int) -> Counter[str]:
    """One process after another, as often as one dies: the file that it died of counts, and the next one goes on."""
    found: Counter[str] = Counter()
    left = list(numbers)
    while left:
        for number, verdict, more in _stand_in(left, seed):
            found[verdict] += 1
            left.remove(number)
            if verdict in (CRASHED, HUNG):
                print(f"fuzz: number {number} of seed {seed} {verdict} {more}", flush=True)
    return found


def _stand_in(numbers: list[int], seed: int) -> list[tuple[int, str, str]]:
    """What one process made of the files until it ended, and the file that ended it."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.faults.fuzz", "--stand-in", str(seed), *map(str, numbers)]
        own = {**os.environ, "VALHALLA_DATA": folder}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=own) as process:
            assert process.stdout is not None
            found, hung = _followed(process, process.stdout)
    done = {number for number, _, _ in found}
    rest = [number for number in numbers if number not in done]
    if rest:
        found.append((rest[0], HUNG if hung else CRASHED, f"(exit status {process.returncode})"))
    return found


def _followed(process: subprocess.Popen[str], lines: IO[str]) -> tuple[list[tuple[int, str, str]], bool]:
    found: list[tuple[int, str, str]] = []
    hung = False

    def end() -> None:
        nonlocal hung
        hung = True
        process.kill()

    timer = Timer(SLOWEST, end)
    timer.start()
    for line in lines:
        timer.cancel()
        number, verdict, more = line.rstrip("\n").split(" ", 2)
        found.append((int(number), verdict, more))
        timer = Timer(SLOWEST, end)
        timer.start()
    process.wait()
    timer.cancel()
    return found, hung


def sources() -> list[bytes]:
    """Harmless workbooks of several programs, the same ones in every run."""
    return [(DATA / f"{name}.xlsx").read_bytes() for name in SOURCES]


def stand_in(seed: int, numbers: list[int]) -> None:
    """Opens each, looks for problems and at every sheet, edits and saves it, and says how it ended."""
    from app.examination import DIED
    from app.fault_log import trace_of
    from app.session import Session
    from models.core.refusal import Refused
    from tests.faults.mutations import mutated

    harmless = sources()
    folder = Path(os.environ["VALHALLA_DATA"])
    for number in numbers:
        _fail_as_asked(number)
        path = folder / f"{number}.xlsx"
        path.write_bytes(mutated(harmless, seed, number))
        more = ""
        try:
            session = Session.open(path, journals=folder / "journals")
            with closing(session):
                _work_with(session)
            verdict = OPENED
        except Refused as refusal:
            verdict = REFUSED
            more = "the process that looked at it died" if DIED in str(refusal) else ""
        except Exception as fault:
            verdict, more = CRASHED, trace_of(fault).replace("\n", " ")
        path.unlink()
        print(number, verdict, more, flush=True)


def _fail_as_asked(number: int) -> None:
    """The tests of this very module want to see that a death and a hang are noticed."""
    if os.environ.get("VALHALLA_FUZZ_DIES_AT") == str(number):
        os.abort()
    if os.environ.get("VALHALLA_FUZZ_HANGS_AT") == str(number):
        time.sleep(3600)


def _work_with(session: Session) -> None:
    """What a person does with an open workbook; a refusal of that is an answer, too."""
    from models.bills import BILLS
    from models.core.edit import set_fields
    from models.core.refusal import Refused

    session.problems()
    for sheet in session.sheets():
        if not sheet.table:
            with suppress(Refused):  # of the kinds of sheet that hold no cells
                session.raw_sheet(sheet.name)
    with suppress(Refused):
        for row in session.book[BILLS].index[:1]:
            session.do(set_fields(session.book, BILLS, str(row), {"notes": "edited"}, session.now()))
        session.save()


def main() -> None:
    words = sys.argv[1:]
    if words[:1] == ["--stand-in"]:
        stand_in(int(words[1]), [int(word) for word in words[2:]])
    else:
        print(run(int(words[0]), int(words[1]) if len(words) > 1 else 1))


if __name__ == "__main__":
    main()
