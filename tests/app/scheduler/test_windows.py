from collections.abc import Sequence
from datetime import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.scheduler import windows
from app.scheduler.job import Ended
from models.core.refusal import Refused
from tests.app.scheduler.machines import job, machine

SPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def words_of(line: str) -> list[str]:
    """A command line split as the C runtime of Windows does it."""
    found, word, quoted, backslashes = [], "", False, 0
    for letter in f"{line} ":
        if letter == "\\":
            backslashes += 1
            continue
        word += "\\" * (backslashes // 2 if letter == '"' else backslashes)
        literal, backslashes = letter == '"' and backslashes % 2 == 1, 0
        if letter == '"' and not literal:
            quoted = not quoted
        elif letter == " " and not quoted:
            found += [word] if word else []
            word = ""
        else:
            word += letter
    return found


def test_the_task_runs_daily_and_when_the_computer_is_on_again() -> None:
    tree = ElementTree.fromstring(windows.task(job(r"C:\My & Co\100% <b k>.xlsx", time(19, 30))).encode("utf-16"))

    def text(name: str) -> str | None:
        return tree.findtext(f".//{SPACE}{name}")

    assert (text("StartBoundary"), text("DaysInterval")) == ("2026-01-01T19:30:00", "1")
    assert (text("StartWhenAvailable"), text("MultipleInstancesPolicy")) == ("true", "IgnoreNew")
    assert text("Command") == "/opt/my python/bin/python"
    assert words_of(text("Arguments") or "") == [
        "-P", "-m", "app.cli", "-f", r"C:\My & Co\100% <b k>.xlsx", "tick",
    ]  # fmt: skip


@pytest.mark.parametrize("path", [r"C:\a b\c.xlsx", r"C:\end\ ", r"C:\é'\x;y.xlsx", r"\\server\share\my book.xlsx"])
def test_the_program_gets_exactly_the_path(path: str) -> None:
    tree = ElementTree.fromstring(windows.task(job(path)).encode("utf-16"))
    assert words_of(tree.findtext(f".//{SPACE}Arguments") or "")[4] == path


def test_what_would_be_taken_for_a_variable_is_refused() -> None:
    with pytest.raises(Refused, match="variable"):
        windows.task(job(r"C:\%TEMP%\book.xlsx"))
    assert "100%" in windows.task(job(r"C:\100%\book.xlsx"))


class Tasks:
    """schtasks with one task at most."""

    def __init__(self) -> None:
        self.xml = b""

    def __call__(self, words: Sequence[str], _given: bytes) -> Ended:
        if words[1] == "/Create":
            self.xml = Path(words[words.index("/XML") + 1]).read_bytes()
        elif words[1] == "/Delete":
            self.xml = b""
        elif not self.xml:
            return Ended(1, b"", b"The system cannot find the file specified.")
        return Ended(0, self.xml)


def test_installed_and_removed(tmp_path: Path) -> None:
    computer, shell = machine(tmp_path, "win32", schtasks=Tasks())
    assert windows.install(job(), computer) == []
    (warning,) = windows.install(job(at=time(9, 0), VALHALLA_DATA="x"), computer)
    assert warning == "VALHALLA_DATA is not handed on to the task."
    assert windows.clock_of(job().name, computer) == "09:00"
    windows.remove(job().name, computer)
    windows.remove(job().name, computer)
    assert windows.clock_of(job().name, computer) is None
    assert [words[1] for words in shell.ran].count("/Delete") == 1
