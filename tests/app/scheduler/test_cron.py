import shutil
import subprocess
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduler import cron
from app.scheduler.job import Job
from models.core.refusal import Refused
from tests.app.scheduler.machines import ODD, Crontab, failing, job, machine

PATHS = st.text(st.characters(codec="utf-8", exclude_characters="\0/\r\n"), min_size=1, max_size=20)


def test_a_line_has_minute_hour_command_and_name() -> None:
    assert cron.line(job()) == (
        "5 7 * * * '/opt/my python/bin/python' -P -m app.cli -f /data/book.xlsx tick >/dev/null # " + job().name
    )


def run_as_cron_does(line: str) -> list[str]:
    """The words that the program gets: what follows the five fields, up to a bare %, through a real shell."""
    command, rest = line.split(" ", 5)[5], ""
    at = 0
    while at < len(command) and command[at] != "%":
        if command[at : at + 2] == "\\%":
            at += 1
        rest += command[at]
        at += 1
    shown = rest.replace(" >/dev/null", "")
    done = subprocess.run(["/bin/sh", "-c", shown], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]


@pytest.fixture
def printing(tmp_path: Path) -> Path:
    """A program that prints its words."""
    program = tmp_path / "it's 100% a $PATH" / "program"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s\\0" "$OWN" "$@"\n', "utf-8")
    program.chmod(0o700)
    return program


@pytest.mark.skipif(shutil.which("sh") is None, reason="no sh here")
def test_the_program_gets_exactly_the_path_whatever_stands_in_it(printing: Path) -> None:
    @given(PATHS)
    def whatever(name: str) -> None:
        path = Path(f"/data/{name}")
        one = Job(path, time(0, 0), (str(printing),), {"OWN": f"a {name}"})
        assert run_as_cron_does(cron.line(one)) == [f"a {name}", "-f", str(path), "tick"]

    whatever()
    assert run_as_cron_does(cron.line(Job(Path(ODD), time(), (str(printing),)))) == ["", "-f", ODD, "tick"]


def test_a_line_break_is_refused() -> None:
    with pytest.raises(Refused, match="line break"):
        cron.line(job("/data/two\nlines.xlsx"))


@pytest.mark.parametrize("table", [None, "", "# mine\n5 5 * * * echo hi\n", "MAILTO=me\n@daily x"])
def test_the_rest_of_the_table_stays_as_it_is(table: str | None, tmp_path: Path) -> None:
    held = Crontab(table)
    computer, _ = machine(tmp_path, "linux", crontab=held)
    assert cron.clock_of(job().name, computer) is None
    cron.install(job(), computer)
    other = job("/data/other.xlsx", time(23, 59))
    cron.install(other, computer)
    cron.install(job(at=time(6, 0)), computer)
    assert (held.table or "").count("valhalla-tick-") == 2
    assert (cron.clock_of(job().name, computer), cron.clock_of(other.name, computer)) == ("06:00", "23:59")
    assert (held.table or "").startswith(table or "")
    for one in (job(), other, other):
        cron.remove(one.name, computer)
    assert (held.table or "").rstrip("\n") == (table or "").rstrip("\n")


def test_a_table_that_cannot_be_read_is_not_overwritten(tmp_path: Path) -> None:
    computer, shell = machine(tmp_path, "linux", crontab=failing)
    with pytest.raises(Refused, match="not allowed"):
        cron.install(job(), computer)
    assert shell.ran == [["crontab", "-l"]]
