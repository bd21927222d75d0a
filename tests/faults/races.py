"""Another program at the same file: it saves before each of our calls, and a second Valhalla comes."""

from __future__ import annotations

from pathlib import Path

from tests.faults.calls import WRITES, Call
from tests.faults.errors import calls_of
from tests.faults.figure import Figure
from tests.faults.kills import Point, lived
from tests.faults.places import fresh, place
from tests.faults.proof import proved
from tests.faults.small import ROWS, opened, rows_in, set_elsewhere
from tests.faults.subject import SHORT, Life, Record, Step, cells
from tests.faults.trap import Answer, Fate, Wire, watch

THEIRS = Step("theirs", cells(ROWS[5], jurisdiction="Meanwhile"))
TWO_SAVES = (
    Step("open"),
    Step("set", cells(ROWS[0], name="First")),
    Step("save"),
    Step("set", cells(ROWS[1], name="Then")),
    Step("save"),
    Step("close"),
)


class _Meanwhile(Point):
    """Another program saves before the n-th call."""

    def __init__(self, number: int, record: Record) -> None:
        super().__init__(number, Fate.RUNS)
        self.record = record

    def __call__(self, call: Call) -> Answer:
        answer = super().__call__(call)
        if self.call is call and self.record.path.exists():
            (row, name, value), *_ = THEIRS.cells
            if set_elsewhere(self.record.path, row, name, value):
                self.record.truth.take(THEIRS)
        return answer


def races(every: int = 1) -> Figure:
    """What another program saved is in the workbook, or at least in a copy that we kept."""
    figure = Figure()
    with place() as folder:
        for number in range(1, len(calls_of(folder, TWO_SAVES)) + 1, every):
            path = fresh(folder)
            record = Record(path, TWO_SAVES)
            point = _Meanwhile(number, record)
            watch(folder, lambda wire, path=path: Life(path, wire).run(TWO_SAVES), point, record.hear)  # type: ignore[misc]
            record.faults = [fault for fault in record.faults if "the Session shows" not in fault]  # not yet
            faults = proved(path, record.allowed)
            if faults and _in_a_copy(path):
                faults = []
                figure.kinds["only in a copy"] = figure.kinds.get("only in a copy", 0) + 1
            if faults and point.call and point.call.name.startswith("rename"):
                figure.kinds["in the last instant"] = figure.kinds.get("in the last instant", 0) + 1
                faults = []  # no system lets a program look at a file and replace it in one step
            figure.add(f"another program saves before call {number} {point.call}", record.faults + faults)
    return figure


def _in_a_copy(path: Path) -> bool:
    (row, name, value), *_ = THEIRS.cells
    return any(
        rows_in(copy.read_bytes()).get(row, {}).get(name) == value for copy in path.parent.glob("*.backups/*.xlsx")
    )


def merges_are_kept(change: Answer = Fate.RUNS) -> Figure:
    """Before a merge what the other program wrote is kept as a copy; `change`: what becomes of making it."""
    figure = Figure()
    with place() as folder:
        path = fresh(folder)
        record = Record(path, SHORT)

        def decide(call: Call) -> Answer:
            return change if call.name in ("link", "linkat") and ".backups" in call.other else Fate.RUNS

        watch(folder, lambda wire: Life(path, wire).run(SHORT), decide, record.hear)
        (row, name, value), *_ = SHORT[4].cells
        kept = [rows_in(copy.read_bytes()) for copy in folder.glob("*.backups/*.xlsx")]
        there = any(rows[row][name] == value and rows[ROWS[3]]["notes"] != "Mine" for rows in kept)
        figure.add("a copy before a merge", [] if there else ["there is none"])
    return figure


def two_at_once() -> Figure:
    """While one has the workbook open, another may only look."""
    figure = Figure()
    with place() as folder:
        path = fresh(folder)

        def ask(what: object) -> object:
            if what != "opened":
                return None
            second = opened(path)
            figure.add("a second one", [] if second.read_only else ["it may write, too"])
            second.close()
            return True

        def body(wire: Wire) -> None:
            session = opened(path)
            wire.ask("opened")
            session.close()

        watch(folder, body, lambda _: Fate.RUNS, ask)
    return figure


def lies() -> Figure:
    """A write to the new file that was not done, or wrongly, and is said to be done: it must not become the file."""
    figure = Figure()
    with place() as folder:
        calls = calls_of(folder, TWO_SAVES)
        for number, call in enumerate(calls, 1):
            if call.name in WRITES and call.path.endswith(".tmp"):
                path = fresh(folder)
                record = lived(path, TWO_SAVES, Point(number, Fate.SKIPPED))
                figure.add(f"call {number} {call} was not done", record.faults + proved(path, record.allowed))
                path = fresh(folder)
                record = lived(path, TWO_SAVES, Point(number, Fate.BENT))
                figure.add(f"one bit of call {number} {call} turned", record.faults + proved(path, record.allowed))
    return figure


def damaged_journal() -> Figure:
    """A bit that turned in a journal line costs that line, and never brings a value that nobody wrote."""
    figure = Figure()
    steps = TWO_SAVES[:2]
    with place() as folder:
        for place_of in range(3):
            path = fresh(folder)
            record = Record(path, steps)
            watch(folder, lambda wire, path=path: Life(path, wire).run(steps), lambda _: Fate.RUNS, record.hear)  # type: ignore[misc]
            (journal,) = (folder / "journals").glob("*.journal")
            data = journal.read_bytes()
            at = data.index(b"First") + place_of
            journal.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            first = Record(path, ()).truth.rows
            figure.add(f"bit {place_of}", proved(path, [first, record.truth.rows]))
    return figure
