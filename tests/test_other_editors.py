"""A real window while LibreOffice saves the same file, and a window that is killed while somebody types."""

from __future__ import annotations

import os
import random
import re
import signal
import sys
import time
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from app.session import Session
from models.bills import BILLS
from models.core.merge import Side
from tests.display import Display, Program, Window
from tests.libreoffice import LibreOffice
from tests.workbooks import DAY, demo_copy

REPOSITORY = str(Path(__file__).parents[1])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return demo_copy(tmp_path, "both.xlsx")


def started(display: Display, path: Path, data: Path) -> tuple[Program, Window]:
    """The program with the workbook open, in its Bills table."""
    program = display.start(
        [sys.executable, "-m", "app.cli", "--as-of", DAY.isoformat(), "open", str(path)],
        {"PYTHONPATH": REPOSITORY, "VALHALLA_DATA": str(data)},
    )
    window = display.window("^both.xlsx")
    return program, window


def read(path: Path, data: Path) -> Session:
    """What a command shows: the file with what the journal brings back."""
    return Session.open(path, journals=data / "journal", as_of=DAY, write=False)


def file_alone(path: Path) -> Session:
    return Session.open(path, journals=path.parent / "none", as_of=DAY, write=False)


def value(session: Session, row: str, name: str) -> Any:
    return (session.book.row(BILLS, row) or {}).get(name)


def test_libreoffice_and_the_window_save_in_turn_and_both_are_in_the_file(
    display: Display, libreoffice: LibreOffice, path: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with closing(file_alone(path)) as session:
        first, second = (str(row) for row in session.book[BILLS].index[:2])
        cells = {row: session.place("Bills", row, "notes") for row in (first, second)}
        name = value(session, first, "name")
        cell_of_name = session.place("Bills", second, "name")
    program, window = started(display, path, data)
    find(window, name)
    retype(window, "Typed in the window")
    libreoffice.edit_and_save(path, [("Bills", cells[second], "typed in LibreOffice")])
    window.activate()
    window.key("ctrl+s")

    def both() -> bool:
        with closing(file_alone(path)) as session:
            found = (value(session, first, "name"), value(session, second, "notes"))
        return found == ("Typed in the window", "typed in LibreOffice")

    display.wait_until(both, "both edits in the file")

    # The other way round: LibreOffice saves over what the window has just saved, and the window takes it in.
    libreoffice.edit_and_save(path, [("Bills", cell_of_name, "Renamed there")])
    window.activate()

    def retyped() -> bool:
        """Only what the window has taken in is found; until then the text goes nowhere."""
        window.key("Escape", "Escape")
        find(window, "Renamed there")
        retype(window, "Renamed here again")
        return "Renamed here again" in journals(data)

    display.wait_until(retyped, "LibreOffice's edit in the window")
    window.key("ctrl+s")

    def again() -> bool:
        with closing(file_alone(path)) as session:
            return (value(session, first, "name"), value(session, second, "name")) == (
                "Typed in the window",
                "Renamed here again",
            )

    display.wait_until(again, "the edit on top of LibreOffice's")
    window.key("alt+F4")
    assert program.wait() == 0, program.said()


def test_the_same_cell_in_libreoffice_and_in_a_session_ends_in_a_conflict_both_ways_round(
    libreoffice: LibreOffice, path: Path, tmp_path: Path
) -> None:
    with closing(Session.open(path, journals=tmp_path / "journals", as_of=DAY)) as session:
        row = str(session.book[BILLS].index[0])
        cell = session.place("Bills", row, "name")
        edit(session, row, name="Mine")
        libreoffice.edit_and_save(path, [("Bills", cell, "Theirs")])
        session.save()
        [one] = session.conflicts
        assert (one.theirs, one.mine) == ({"name": "Theirs"}, {"name": "Mine"})
        session.decide([(one, Side.MINE)])
        session.save()
        libreoffice.edit_and_save(path, [("Bills", cell, "Theirs again")])
        arrived = session.prepare_look().run()
        assert arrived is not None
        assert arrived.who == "LibreOffice's"
        session.take_in(arrived)
        assert (value(session, row, "name"), session.conflicts) == ("Theirs again", ())
    with closing(file_alone(path)) as alone:
        assert value(alone, row, "name") == "Theirs again"


@pytest.mark.parametrize("seed", range(5))
def test_a_window_killed_while_somebody_types_loses_nothing_it_had_accepted(
    display: Display, path: Path, tmp_path: Path, seed: int
) -> None:
    """Killed at any moment while names are typed one after the other, with saves between.

    A cell shows a value once it is in the journal. So what a command shows afterwards is the name that was the last in
    the journal when the window was killed, or one typed later; never a half of one.
    """
    chance = random.Random(seed)
    data = tmp_path / "data"
    with closing(file_alone(path)) as session:
        row = str(session.book[BILLS].index[0])
        name = value(session, row, "name")
    program, window = started(display, path, data)
    find(window, name)
    retype(window, called(0))
    display.wait_until(lambda: last_accepted(data) == 0, "the first name to be accepted")
    accepted: list[int] = []

    def kill() -> None:
        time.sleep(chance.uniform(0.2, 6.0))
        accepted.append(last_accepted(data))
        os.kill(program.process.pid, signal.SIGKILL)

    killer = Thread(target=kill)
    killer.start()
    number = 0
    while killer.is_alive():
        number += 1
        retype(window, called(number))
        if number % 3 == 2:
            window.key("ctrl+s")
    killer.join()
    program.process.wait()
    with closing(read(path, data)) as again:
        found = value(again, row, "name")
        assert found in [called(one) for one in range(accepted[0], number + 1)]
        assert found == called(last_accepted(data))
        assert [problem for problem in again.problems() if problem.severity.value == "error"] == []


def called(number: int) -> str:
    return f"Typed name {number};"


def last_accepted(data: Path) -> int:
    """The number of the last name in the journals; -1 before there is one."""
    return max((int(found) for found in re.findall(r"Typed name (\d+);", journals(data))), default=-1)


def journals(data: Path) -> str:
    """Everything that they hold, as text."""
    return "".join(file.read_text("utf-8", "replace") for file in (data / "journal").glob("*.journal"))


def find(window: Window, name: str) -> None:
    """To the row of this name by the palette, and there to its name, beside the ID."""
    window.key("ctrl+k")
    window.type(name)
    window.key("Return", "Right")


def retype(window: Window, name: str) -> None:
    """A new text in the cell with the cursor."""
    window.type(name)
    window.key("Return")
    window.key("Up")


def edit(session: Session, row: str, **fields: Any) -> None:
    from models.core.edit import set_fields

    session.do(set_fields(session.book, BILLS, row, fields, session.now()))
