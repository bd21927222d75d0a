"""The program in the menus of a Linux desktop."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from app import desktop
from app.cli.window import named_by, only_opens
from app.scheduler.job import Ended, Machine, this_program

SHEET, MACROS = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel.sheet.macroEnabled.12",
)
PROGRAM = ("/opt/my python/100%/$x/valhalla", "-P")


class Desktop:
    """A desktop that, where nobody chose, opens with an entry of the user's own folder first."""

    def __init__(self, data: Path, **defaults: str) -> None:
        self.data, self.chosen, self.system = data, dict[str, str](), defaults

    def run(self, words: Sequence[str], _: bytes) -> Ended:
        if words[:2] == ["xdg-mime", "default"]:
            self.chosen[words[3]] = words[2]
        if words[:3] == ["xdg-mime", "query", "default"]:
            return Ended(0, f"{self.opens(words[3])}\n".encode())
        return Ended(0)

    def opens(self, kind: str) -> str:
        own = self.data / "applications" / "valhalla.desktop"
        if kind in self.chosen:
            return self.chosen[kind]
        if own.exists() and kind in desktop.kinds(own.read_text("utf-8")):
            return own.name
        return self.system.get("sheet" if kind == SHEET else "macros", "")

    def machine(self, *programs: str) -> Machine:
        found = programs or ("xdg-mime", "update-desktop-database")
        return Machine("linux", self.data, self.data, 0, self.run, lambda name: name if name in found else None)


def test_it_is_an_opener_and_never_becomes_the_one_of_a_double_click(tmp_path: Path) -> None:
    here = Desktop(tmp_path, sheet="calc.desktop")
    files = desktop.install(tmp_path, PROGRAM, here.machine())
    assert [file.relative_to(tmp_path).as_posix() for file in files] == [
        "applications/valhalla.desktop", "icons/hicolor/scalable/apps/valhalla.svg",
    ]  # fmt: skip
    assert desktop.kinds(files[0].read_text("utf-8")) == [SHEET, MACROS]
    assert here.opens(SHEET) == "calc.desktop"
    assert here.opens(MACROS) == "valhalla.desktop"  # nothing else here opens them
    desktop.install(tmp_path, PROGRAM, here.machine())
    assert here.chosen == {SHEET: "calc.desktop"}
    assert desktop.remove(tmp_path, here.machine()) == files
    assert desktop.remove(tmp_path, here.machine()) == []


def test_where_the_opener_cannot_be_asked_for_it_is_none(tmp_path: Path) -> None:
    here = Desktop(tmp_path, sheet="calc.desktop")
    (entry, _) = desktop.install(tmp_path, PROGRAM, here.machine("update-desktop-database"))
    assert desktop.kinds(entry.read_text("utf-8")) == []
    assert here.opens(SHEET) == "calc.desktop"


def test_the_command_is_quoted_as_the_specification_has_it() -> None:
    lines = desktop.entry(PROGRAM).splitlines()
    assert r'Exec="/opt/my python/100%%/\\$x/valhalla" -P open %f' in lines
    assert "TryExec=/opt/my python/100%/$x/valhalla" in lines
    assert "Exec=/usr/bin/valhalla open %f" in desktop.entry(("/usr/bin/valhalla",)).splitlines()


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="no desktop-file-validate here")
def test_the_entry_is_valid(tmp_path: Path) -> None:
    (entry, _) = desktop.install(tmp_path, PROGRAM, Desktop(tmp_path).machine())
    done = subprocess.run(["desktop-file-validate", entry], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_workbook_alone_is_opened() -> None:
    for words in ([], ["open"], ["open", "a.xlsx"], ["A.XLSX"], ["deals.xlsm"]):
        assert only_opens(words), words
    for words in (["check"], ["a.csv"], ["-f", "a.xlsx"], ["a.xlsx", "b.xlsx"], ["open", "a", "b"], ["-x.xlsx"]):
        assert not only_opens(words), words
    assert [named_by(words) for words in ([], ["open"], ["open", "a.xlsx"], ["A.XLSX"])] == [
        None, None, "a.xlsx", "A.XLSX",
    ]  # fmt: skip


def test_a_bundle_is_run_by_its_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the menu, in the scheduler and as the process that examines a file there is no Python to be named."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/valhalla/valhalla")
    monkeypatch.setattr(sys, "platform", "linux")
    assert this_program() == ("/opt/valhalla/valhalla",)
    monkeypatch.setattr(sys, "platform", "win32")
    assert [Path(word).name for word in this_program()] == ["valhalla-window.exe"]
