"""Whether a workbook that something happened to still holds everything that was accepted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from models.core.refusal import Refused
from tests.faults.small import Rows, opened, read_elsewhere, rest_of, rows_of, small
from tests.faults.subject import differences
from tests.faults.trap import Wire, aside


def proved(path: Path, allowed: Sequence[Rows]) -> list[str]:
    """Opens the workbook in a process of its own, saves it, has another program read it. Returns what is wrong."""

    _first_rest()  # once, for all forks

    def body(wire: Wire) -> None:
        for fault in _faults(path, allowed):
            wire.say(fault)

    run = aside(body)
    faults = [one if isinstance(one, str) else one["crash"] for one in run.said]
    if run.hung:
        faults.append("opening it again hangs")
    return faults if run.ended or faults else ["opening it again ended the process"]


def shown(path: Path) -> Rows:
    """What the workbook holds when it is opened, seen without changing anything."""

    def body(wire: Wire) -> None:
        wire.say(rows_of(opened(path, write=False)))

    found: Rows = aside(body).said[0]
    return found


def _faults(path: Path, allowed: Sequence[Rows]) -> list[str]:
    try:
        session = opened(path)
    except Refused as refusal:
        return [f"it does not open: {refusal}"]
    if session.read_only:
        return [f"it opens read-only: {session.read_only}"]
    found = rows_of(session)
    faults = [] if found in allowed else [f"wrong after opening: {differences(found, allowed[-1])}"]
    first = _first_rest()
    if any(first.get(row, text) != text for row, text in rest_of(session).items()):
        faults.append("cells that nobody touched are not what they were")
    try:
        session.save()
    except Refused as refusal:
        faults.append(f"it cannot be saved: {refusal}")
    session.close()
    return faults + _file_faults(path, found)


@cache
def _first_rest() -> dict[str, str]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "fresh.xlsx"
        path.write_bytes(small())
        return rest_of(opened(path, write=False))


def _file_faults(path: Path, found: Rows) -> list[str]:
    faults = []
    rows, own = read_elsewhere(path)
    if rows != found:
        faults.append(f"openpyxl reads {differences(rows, found)}")
    if own != _own_cells():
        faults.append("the person's own cells are not what they were")
    faults += [f"{entry.name} was left behind" for entry in path.parent.iterdir() if not _expected(entry, path)]
    for copy in path.parent.glob("*.backups/*.xlsx"):
        with ZipFile(copy) as archive:
            if archive.testzip():
                faults.append(f"the backup {copy.name} is damaged")
    return faults


def _expected(entry: Path, path: Path) -> bool:
    return entry.name in (path.name, "journals", "own", f"{path.name}.backups")


def _own_cells() -> list[object]:
    scores = [value for n in range(4) for value in (f"crs_{n:012x}", f"Who {n}", "Bureau", 600 + n)]
    return ["A text of the person's own", "=1+1", "ID", "Who", "Bureau", "Score", *scores]
