import plistlib
from datetime import time
from pathlib import Path

import pytest

from app.scheduler import launchd
from models.core.refusal import Refused
from tests.app.scheduler.machines import ODD, failing, fine, job, machine


def test_the_property_list_holds_the_words_as_they_are() -> None:
    held = plistlib.loads(launchd.agent(job(ODD, VALHALLA_DATA="<&>")))
    assert held == {
        "Label": job(ODD).name,
        "ProgramArguments": ["/opt/my python/bin/python", "-P", "-m", "app.cli", "-f", ODD, "tick"],
        "StartCalendarInterval": {"Hour": 7, "Minute": 5},
        "EnvironmentVariables": {"VALHALLA_DATA": "<&>"},
    }


def test_installed_and_removed(tmp_path: Path) -> None:
    computer, shell = machine(tmp_path, "darwin", launchctl=fine)
    file = tmp_path / "Library" / "LaunchAgents" / f"{job().name}.plist"
    for at in (time(7, 5), time(0, 9)):
        assert launchd.install(job(at=at), computer) == []
    assert launchd.clock_of(job().name, computer) == "00:09"
    assert shell.ran[-2:] == [
        ["launchctl", "bootout", f"gui/501/{job().name}"], ["launchctl", "bootstrap", "gui/501", str(file)],
    ]  # fmt: skip
    launchd.remove(job().name, computer)
    assert (file.exists(), launchd.clock_of(job().name, computer)) == (False, None)


def test_what_launchctl_refuses_leaves_nothing_behind(tmp_path: Path) -> None:
    computer, _ = machine(tmp_path, "darwin", launchctl=failing)
    with pytest.raises(Refused, match="not allowed"):
        launchd.install(job(), computer)
    assert launchd.clock_of(job().name, computer) is None
