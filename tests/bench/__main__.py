"""Runs the measurements side by side, prints the table and writes results.json beside this file."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from tests.bench import bills, budget, durable, grid, jv, ops, underwriting, window
from tests.bench.workbooks import make_demo, make_large

AS_OF = date(2026, 3, 5)
HEADING = ("| what | ours | against | ratio | aim |", "|---|---|---|---|---|")
RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True)
class Row:
    """One line of the table: a figure against what it is measured against in the same run, and its aim."""

    what: str
    ours: float
    theirs: float
    unit: str
    aim: str

    @property
    def ratio(self) -> str:
        if not self.theirs:
            return ""
        return f"1/{self.theirs / self.ours:.0f}" if self.theirs > 2 * self.ours else f"{self.ours / self.theirs:.2f}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    rounds = options.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        large = make_large(Path(folder) / "large.xlsx", AS_OF)
        small = make_demo(Path(folder) / "demo.xlsx", AS_OF)
        print(*HEADING, sep="\n")
        rows = []
        for row in _measure(large, small, rounds):  # each at once: a later one that cannot be measured loses none
            rows.append(row)
            print(_line(row), flush=True)
    RESULTS.write_text(json.dumps([asdict(row) for row in rows], indent=2))


def _measure(large: Path, small: Path, rounds: int) -> Iterable[Row]:
    steps = (
        *("open_book", "open_native", "open_openpyxl", "preflight_only", "open_unknown", "open_known"),
        *("save_session", "save_session_usual_level", "save_openpyxl"),
    )
    found = _medians(steps, rounds, lambda step: _step(step, large))
    seconds = {step: values["seconds"] for step, values in found.items()}
    peaks = {step: values["peak"] for step, values in found.items()}
    yield Row("open to a ready Book / openpyxl load", seconds["open_book"], seconds["open_openpyxl"], "s", "1/10")
    yield Row("open to a ready Book / calamine alone", seconds["open_book"], seconds["open_native"], "s", "1.5")
    yield Row("preflight / open to a ready Book", seconds["preflight_only"], seconds["open_book"], "s", "0.2")
    yield Row("open a file never seen / one seen before", seconds["open_unknown"], seconds["open_known"], "s", "2.5")
    yield Row(
        "save one edit / openpyxl load, edit, save", seconds["save_session"], seconds["save_openpyxl"], "s", "1/100"
    )
    yield Row("the same, zlib level 6", seconds["save_session_usual_level"], seconds["save_openpyxl"], "s", "1/40")
    yield Row("memory of the save / openpyxl's", peaks["save_session"], peaks["save_openpyxl"], "MiB", "1/5")
    commands = _commands(large, rounds)
    theirs = commands["openpyxl"]["seconds"]
    yield Row("whole command `set` / openpyxl process", commands["again"]["seconds"], theirs, "s", "1/12")
    yield Row("the same, the first of a file never seen", commands["first"]["seconds"], theirs, "s", "")
    demo = _medians(
        ("save_session", "save_openpyxl", "open_unknown", "open_known"), rounds, lambda step: _step(step, small)
    )
    yield Row(
        "one cell of the demo / openpyxl",
        demo["save_session"]["seconds"],
        demo["save_openpyxl"]["seconds"],
        "s",
        "< 0.05 s",
    )
    unknown, known = demo["open_unknown"]["seconds"], demo["open_known"]["seconds"]
    yield Row("the demo, never seen / seen before", unknown, known, "s", "")
    for domain in (underwriting, bills, budget, jv, ops, durable, window, grid):
        yield from (Row(*figures) for figures in domain.figures(rounds))


def _medians(names: Iterable[str], rounds: int, run: Callable[[str], dict[str, float]]) -> dict[str, dict[str, float]]:
    """Interleaved, so that a busy minute of the machine falls on all of them."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name, values in found.items():
            values.append(run(name))
    return {name: {key: statistics.median(one[key] for one in many) for key in many[0]} for name, many in found.items()}


def _step(step: str, path: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.steps", step, str(path)], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _commands(path: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Whole processes, start-up and reading included. `first`: the program has never seen the file."""

    def run(which: str) -> dict[str, float]:
        if which == "openpyxl":
            return _process("tests.bench.steps", "save_openpyxl", str(path), own=own)
        change = ("set", "Ledger", "led_00000000c350", f"merchant=M{time.time()}")
        if which == "again":
            return _process("app.cli", "-f", str(path), *change, own=own)
        with tempfile.TemporaryDirectory() as empty:
            new = shutil.copy(path, empty)
            return _process("app.cli", "-f", new, *change, own=str(Path(empty) / "own"))

    with tempfile.TemporaryDirectory() as own:
        run("again")  # never seen until then
        return _medians(("first", "again", "openpyxl"), rounds, run)


def _process(module: str, *arguments: str, own: str) -> dict[str, float]:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", module, *arguments], check=True, capture_output=True,
                   env={**os.environ, "VALHALLA_DATA": own})  # fmt: skip
    return {"seconds": time.perf_counter() - start}


def table(rows: Iterable[Row]) -> str:
    """As Markdown."""
    return "\n".join([*HEADING, *map(_line, rows)])


def _line(row: Row) -> str:
    return f"| {row.what} | {row.ours:.3g} {row.unit} | {row.theirs:.3g} {row.unit} | {row.ratio} | {row.aim} |"


if __name__ == "__main__":
    main()
