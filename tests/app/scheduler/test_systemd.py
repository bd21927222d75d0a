import shutil
import subprocess
from datetime import time
from pathlib import Path

import pytest

from app.scheduler import systemd
from app.scheduler.job import Job
from models.core.refusal import Refused
from tests.app.scheduler.machines import ODD, failing, fine, job, machine


def test_the_units_run_the_tick_every_day_and_make_up_for_a_missed_one() -> None:
    units = systemd.units(job(VALHALLA_DATA="/my data"))
    name = job().name
    assert units[f"{name}.timer"].splitlines()[3:] == [
        "[Timer]", "OnCalendar=*-*-* 07:05:00", "Persistent=true", "", "[Install]", "WantedBy=timers.target",
    ]  # fmt: skip
    assert units[f"{name}.service"].splitlines()[3:] == [
        "[Service]", "Type=oneshot", 'Environment="VALHALLA_DATA=/my data"',
        'ExecStart=:"/opt/my python/bin/python" "-P" "-m" "app.cli" "-f" "/data/book.xlsx" "tick"',
    ]  # fmt: skip


def test_a_path_is_quoted_and_no_part_of_it_is_a_specifier() -> None:
    assert systemd.quoted('a "b" %h \\ $x\n\t') == '"a \\"b\\" %%h \\\\ $x\\n\\t"'


def analyze(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_itself_takes_the_units(tmp_path: Path) -> None:
    """With a program that is there, as that is looked at too."""
    program = tmp_path / "my 100% program"
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o700)
    one = Job(Path(ODD), time(7, 5), (str(program),), {"VALHALLA_DATA": ODD})
    for name, text in systemd.units(one).items():
        (tmp_path / name).write_text(text, "utf-8")
    files = [str(tmp_path / f"{one.name}.{kind}") for kind in ("service", "timer")]
    done = analyze("verify", "--man=no", *files)
    ours = [line for line in done.stderr.splitlines() if one.name in line]
    assert ours == []
    assert "Normalized form: *-*-* 07:05:00" in analyze("calendar", "*-*-* 07:05:00").stdout


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_that_check_finds_a_unit_that_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "valhalla-wrong.service"
    file.write_text("[Service]\nType=oneshot\nExecStart=relative %Q\n", "utf-8")
    assert "valhalla-wrong" in analyze("verify", "--man=no", str(file)).stderr


def test_installing_twice_leaves_one_and_removing_none(tmp_path: Path) -> None:
    computer, shell = machine(tmp_path, "linux", systemctl=fine, loginctl=fine)
    assert systemd.works(computer)
    assert "linger" in systemd.install(job(), computer)[0]
    systemd.install(job(at=time(23, 0)), computer)
    folder = tmp_path / "config" / "systemd" / "user"
    assert sorted(file.name for file in folder.iterdir()) == [f"{job().name}.service", f"{job().name}.timer"]
    assert systemd.clock_of(job().name, computer) == "23:00"
    assert ["systemctl", "--user", "enable", f"{job().name}.timer"] in shell.ran
    systemd.remove(job().name, computer)
    assert ["systemctl", "--user", "disable", "--now", f"{job().name}.timer"] in shell.ran
    assert (list(folder.iterdir()), systemd.clock_of(job().name, computer)) == ([], None)


def test_what_systemctl_refuses_leaves_nothing_behind(tmp_path: Path) -> None:
    computer, _ = machine(tmp_path, "linux", systemctl=failing)
    assert not systemd.works(computer)
    with pytest.raises(Refused, match="not allowed"):
        systemd.install(job(), computer)
    assert list((tmp_path / "config" / "systemd" / "user").iterdir()) == []
