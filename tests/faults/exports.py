"""kill -9 before every system call of an export's last steps: staged, logged, put in its place; and of finishing it."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import xlsxwriter

from app.partner_export.temps import FOLDER, finish_left_over, staged, wipe_left_over
from models.core.schema import Value
from models.jv import EXPORTS, PARTNERS
from models.jv.exports import add_export
from tests.faults.calls import WRITES
from tests.faults.figure import Figure
from tests.faults.kills import Point
from tests.faults.places import State, place, put_back, state_of
from tests.faults.small import NOW, add_table, in_a_folder_of_its_own, opened
from tests.faults.trap import Fate, Run, Wire, aside, watch

EXPORT = "exp_00000000aaaa"
FILES = {"Board of Riverbend.xlsx": b"the new board", "Board of Riverbend.pdf": b"the new pages"}
OLD = b"an earlier board"
DONE = "done"


@cache
def _workbook() -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        add_table(book, PARTNERS, [["ptr_0", "Ann"]])
        add_table(book, EXPORTS, [[]])
    return out.getvalue()


def exports(every: int = 1) -> Figure:
    """A kill before each call (each `every`-th), and half-way through each write; then the workbook is opened again.

    Of those that the log knows by then the finishing is killed as well, before each call of its own.
    """
    figure = Figure()
    with place() as folder:
        path = _fresh(folder)
        first = state_of(folder)
        for told, run in _killed(path, first, _export, every):
            state, logged = state_of(folder), _is_logged(path)
            figure.add(told, _proved(path, said=DONE in run.said))
            if logged and not _all_there(state):
                for again, _ in _killed(path, state, _finish, every * 5):
                    figure.add(f"{told}; then {again}", _proved(path, said=True))
    return figure


def _fresh(folder: Path) -> Path:
    out = folder / "out"
    put_back(folder, {"book.xlsx": _workbook(), "out": None})
    (out / next(iter(FILES))).write_bytes(OLD)
    return folder / "book.xlsx"


def _killed(path: Path, state: State, body: Callable[[Path, Wire], None], every: int) -> Iterator[tuple[str, Run]]:
    """All lives from a state on that are killed before a call, or half-way through a write."""
    number, fate = 1, Fate.KILLED
    while True:
        put_back(path.parent, state)
        point = Point(number, fate)
        run = watch(path.parent, lambda wire: body(path, wire), point)
        if point.call is None:
            assert run.ended, run.said
            return
        yield f"{fate.value}, call {number} {point.call}", run
        if point.call.name in WRITES and fate is Fate.KILLED:
            fate = Fate.TORN
        else:
            number, fate = number + every, Fate.KILLED


def _export(path: Path, wire: Wire) -> None:
    """As the window and the command do it, from the finished bytes on."""
    session = opened(path)
    fields: dict[str, Value] = {
        "partner_id": "ptr_0",
        "file_name": next(iter(FILES)),
        "sha256": sha256(next(iter(FILES.values()))).hexdigest(),
    }
    changes = add_export(session.book, EXPORT, fields, NOW)
    with staged([(path.parent / "out" / name, data) for name, data in FILES.items()], EXPORT, path) as ready:
        session.do(changes)
        ready.put()
        wire.say(DONE)
    session.save()
    session.close()


def _finish(path: Path, wire: Wire) -> None:
    """As opening the workbook does it."""
    in_a_folder_of_its_own(path)
    wipe_left_over()
    session = opened(path)
    for sentence in finish_left_over(path, session.book):
        wire.say(sentence)
    session.close()


def _proved(path: Path, *, said: bool) -> list[str]:
    """What is wrong once the workbook was opened again; `said` = the export was told as done."""
    before = state_of(path.parent)
    run = aside(lambda wire: _finish(path, wire))
    if not run.ended:
        return [f"opening it again fails: {run.said}"]
    logged, after = _is_logged(path), state_of(path.parent)
    right = {f"out/{name}": data for name, data in FILES.items()}
    there = {name: after.get(name) for name in right}
    faults = [] if logged or not said else ["told as done, and not in the log"]
    if logged and there != right:
        faults.append(f"in the log, and not there: {[name for name in right if there[name] != right[name]]}")
    if not logged and (there["out/" + next(iter(FILES))], len(after.keys() & right)) != (OLD, 1):
        faults.append("there, and not in the log")
    if logged and any(not _is_read_only(path.parent / name) for name in there if there[name]):
        faults.append("not read-only")
    late = {name for name in right if before.get(name) != right[name]} if logged else set()
    if [name for name in late if not any(Path(name).name in sentence for sentence in run.said)]:
        faults.append(f"put there without a word: {run.said}")
    faults += [f"{name} was left behind" for name in after if name.endswith(".tmp") or f"{FOLDER}/" in name]
    return faults


def _is_read_only(path: Path) -> bool:
    return stat.S_IMODE(path.stat().st_mode) == 0o400


def _is_logged(path: Path) -> bool:
    def body(wire: Wire) -> None:
        wire.say(EXPORT in opened(path, write=False).book[EXPORTS].index)

    return bool(aside(body).said[0])


def _all_there(state: State) -> bool:
    return all(state.get(f"out/{name}") == data for name, data in FILES.items())
