"""Marks of other programs that were left behind by a crash, and those that were not."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from io_xlsx.leftover import left_behind

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"x")
    return aged(path, 72)


def aged(path: Path, hours: float) -> Path:
    at = (NOW - timedelta(hours=hours)).timestamp()
    os.utime(path, (at, at))
    return path


def excel(path: Path, hours: float) -> Path:
    mark = path.with_name(f"~${path.name}")
    mark.write_bytes(b"\x05Helga")
    return aged(mark, hours)


def office(path: Path, host: str, hours: float) -> Path:
    mark = path.with_name(f".~lock.{path.name}#")
    mark.write_text(f",Helga,{host},05.03.2026 11:00,file:///home;")
    return aged(mark, hours)


def test_no_mark_and_a_fresh_one_are_not_left_behind(path: Path) -> None:
    assert left_behind(path, NOW) == ""
    excel(path, 2)
    assert left_behind(path, NOW) == ""


@pytest.mark.bad_input("LOC-02")
def test_one_older_than_a_working_day_is_and_stays_where_it_is(path: Path) -> None:
    mark = excel(path, 20)
    assert "2026-03-04 16:00" in left_behind(path, NOW)
    assert mark.exists()


def test_a_workbook_that_was_saved_since_is_in_use(path: Path) -> None:
    excel(path, 20)
    aged(path, 1)
    assert left_behind(path, NOW) == ""


def test_libreoffice_of_this_machine_is_known_to_be_gone_at_once(path: Path) -> None:
    office(path, socket.gethostname(), 0.1)
    assert "no program here has it open" in left_behind(path, NOW)
    office(path, "another-machine", 0.1)
    assert left_behind(path, NOW) == ""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only here can it be seen who has a file open")
def test_a_file_that_a_program_has_open_is_not_left_behind(path: Path) -> None:
    mark = excel(path, 20)
    for one in (path, mark):
        with one.open("rb"):
            assert left_behind(path, NOW) == ""
    assert left_behind(path, NOW)
