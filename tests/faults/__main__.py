"""Prints the table of figures: what was tried, its target, and what was reached; ends with 1 where one is missed.

python -m tests.faults            all of it, two figures at a time
python -m tests.faults --short    a few points of each, as `make test` does
python -m tests.faults --only kills --json
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path

from tests.faults import trap
from tests.faults.figure import Figure

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Line:
    """A line of the table; `run` gets whether it is the short form. `least` is how many points are the target."""

    name: str
    what: str
    least: int
    target: str
    run: Callable[[bool], Figure]
    traps: bool = True


def _kills(short: bool) -> Figure:
    from tests.faults.kills import kills

    return kills(every=29 if short else 1)


def _recoveries(short: bool) -> Figure:
    from tests.faults.kills import recoveries

    return recoveries(3, 23) if short else recoveries(8)


def _cuts(short: bool) -> Figure:
    from tests.faults.power import cuts

    return cuts(every=11 if short else 1)


def _errors(short: bool) -> Figure:
    from tests.faults.errors import every_error

    return every_error(every=67 if short else 1)


def _lasting(short: bool) -> Figure:
    from tests.faults.errors import lasting_errors

    return lasting_errors(every=11 if short else 1)


def _pairs(short: bool) -> Figure:
    from tests.faults.errors import pairs

    return pairs(15 if short else 500)


def _races(short: bool) -> Figure:
    from tests.faults.races import races

    return races(11 if short else 1)


def _lies(_: bool) -> Figure:
    from tests.faults.races import damaged_journal, lies, merges_are_kept, two_at_once

    figure = Figure()
    for one in (lies(), damaged_journal(), merges_are_kept(), two_at_once()):
        figure.points += one.points
        figure.faults += one.faults
    return figure


def _exports(short: bool) -> Figure:
    from tests.faults.exports import exports

    return exports(every=17 if short else 1)


def _histories(short: bool) -> Figure:
    from tests.faults.histories import histories

    return histories(400 if short else 20_000)


def _disks(short: bool) -> Figure:
    from tests.faults.disks import disks

    return disks(3 if short else 24)


def _fuzz(short: bool) -> Figure:
    from tests.faults.fuzz import run

    with redirect_stdout(StringIO()) as printed:
        found = run(50 if short else 5000, 1)
    kinds = {"opened": found.opened, "refused": found.refused}
    return Figure(sum(found), printed.getvalue().splitlines()[: found.crashes + found.hangs], kinds)


def _tested(*paths: str) -> Callable[[bool], Figure]:
    """What other tests count: every case of theirs is a point."""

    def run(_: bool) -> Figure:
        there = [path for path in paths if (REPOSITORY / path.partition("::")[0]).exists()]
        if len(there) < len(paths):
            return Figure(skipped=f"{', '.join(sorted({*paths} - {*there}))} is not there")
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", *there]
        done = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY)
        counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error)", done.stdout)}
        faults = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
        return Figure(sum(counts.values()), faults)

    return run


def _breakages(short: bool) -> Figure:
    from tests.faults.breakages import NAMES, breakages

    return breakages(NAMES[3:6] + NAMES[7:8] + NAMES[9:10] + NAMES[11:12] if short else NAMES)


INPUTS = ("tests/bad_inputs", "tests/faults/test_bad_files.py", "tests/faults/test_hostile_files.py")
PROOF = "tests/app/partner_export/test_proof.py"
LINES = (
    Line("kills", "kill -9 before every system call of edit, save, merge, and half-way through every write", 300,
         "all, lost 0, opens 100 %", _kills),
    Line("recoveries", "kill -9 before every call of the recovery from 8 crashes, every second one twice", 300,
         "all, lost 0, opens 100 %", _recoveries),
    Line("cuts", "power cut before every change, on a strict disk and on one that keeps names first", 200, "lost 0",
         _cuts),
    Line("errors", "an error in place of every system call, with each of its numbers", 600, "lost 0, clear messages",
         _errors),
    Line("lasting", "nothing can be written any more from the n-th call on", 100, "lost 0, clear messages", _lasting),
    Line("pairs", "two faults in a row", 500, "lost 0", _pairs),
    Line("races", "another program saves before every call of ours", 200, "lost 0", _races),
    Line("lies", "writes that were not done, turned bits, a second Valhalla", 10, "lost 0", _lies),
    Line("exports", "kill -9 before every call of an export's last steps, and of finishing one", 300,
         "all, the log and the files agree", _exports),
    Line("histories", "steps of random histories: edits, external saves, stale copies, crashes", 20_000,
         "silent losses 0", _histories),
    Line("disks", "full, read-only and missing disks, folders without rights", 75, "lost 0, clear messages", _disks,
         traps=False),
    Line("fuzz", "byte-fuzzed workbooks opened", 5000, "crashes 0, hangs 0", _fuzz, traps=False),
    Line("inputs", "bad inputs of the list", 60, "all, as the list says", _tested(*INPUTS),
         traps=False),
    Line("leaks", "planted leaks in exports, and every ordered pair of partners", 100, "all caught, 0 foreign strings",
         _tested(PROOF), traps=False),
    Line("breakages", "steps of the protocol taken out", 13, "all noticed", _breakages),
)  # fmt: skip


def measured(line: Line, short: bool) -> Figure:
    """The figure; skipped with the reason where this system cannot make it."""
    reason = trap.why_not() if line.traps else ""
    return Figure(skipped=reason) if reason else line.run(short)


def reached(line: Line, figure: Figure, short: bool) -> bool:
    enough = short or figure.points >= line.least
    return not figure.faults and not figure.skipped and enough


def row(line: Line, figure: Figure, short: bool) -> str:
    kinds = ", ".join(f"{name} {count}" for name, count in sorted(figure.kinds.items()))
    files = sum(fault.endswith("was left behind") for fault in figure.faults)
    also = f", {files} of them files left behind" if files else ""
    told = f"{figure.points:,} points, {len(figure.faults)} faults{also}" + (f" ({kinds})" if kinds else "")
    if figure.skipped:
        told = f"{told}; {figure.skipped}" if figure.points else f"not tried: {figure.skipped}"
    mark = "yes" if reached(line, figure, short) else "NO"
    return f"| {line.what} | ≥ {line.least:,}; {line.target} | {told} | {mark} |"


def _apart(line: Line, short: bool) -> Figure:
    """In a process of its own, which has imported nothing else and runs no thread."""
    command = [sys.executable, "-m", "tests.faults", "--json", "--only", line.name, *(["--short"] if short else [])]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=REPOSITORY, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    )
    try:
        return Figure(**json.loads(done.stdout.splitlines()[-1]))
    except (IndexError, ValueError):
        return Figure(0, [f"the figure could not be made: {done.stderr[-2000:]}"])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only", choices=[line.name for line in LINES], action="append")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    lines = [line for line in LINES if not options.only or line.name in options.only]
    if options.json:
        print(json.dumps(asdict(measured(lines[0], options.short))))
        return 0
    print("| what | target | reached | met |\n|---|---|---|---|")
    met = True
    with ThreadPoolExecutor(2) as pool:
        for line, figure in zip(lines, pool.map(lambda line: _apart(line, options.short), lines), strict=True):
            print(row(line, figure, options.short), flush=True)
            for fault in figure.faults[:5]:
                print(f"    {fault[-1500:]}", file=sys.stderr)
            met = met and reached(line, figure, options.short)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
