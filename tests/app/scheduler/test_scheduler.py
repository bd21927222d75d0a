from datetime import time
from pathlib import Path

import pytest

from app import scheduler
from app.scheduler import Scheduled
from app.scheduler.job import name_of, this_machine, this_program
from models.core.refusal import Refused
from tests.app.scheduler.machines import Crontab, failing, fine, job, machine


def test_each_system_has_its_own_and_cron_is_what_is_left(tmp_path: Path) -> None:
    held = Crontab()
    for platform, answers, expected in (
        ("linux", {"systemctl": fine, "crontab": held}, "systemd"),
        ("linux", {"systemctl": failing, "crontab": held}, "cron"),
        ("linux", {"crontab": held}, "cron"),
        ("darwin", {"launchctl": fine, "crontab": held}, "launchd"),
        ("win32", {"schtasks": fine}, "task_scheduler"),
    ):
        computer, _ = machine(tmp_path / expected, platform, **answers)
        assert scheduler.install(job(), computer).system == expected


def test_without_any_the_command_is_named(tmp_path: Path) -> None:
    computer, _ = machine(tmp_path, "linux")
    with pytest.raises(Refused) as refusal:
        scheduler.install(job(), computer)
    assert (refusal.value.code, "tick" in refusal.value.hint) == ("no_scheduler", True)
    assert scheduler.status(job().name, computer) == scheduler.remove(job().name, computer) == Scheduled()


def test_a_job_moves_from_cron_to_systemd_and_is_removed_from_either(tmp_path: Path) -> None:
    held = Crontab("5 5 * * * echo hi\n")
    bare, _ = machine(tmp_path, "linux", crontab=held)
    scheduler.install(job(), bare)
    assert scheduler.status(job().name, bare) == Scheduled("cron", "07:05")
    both, _ = machine(tmp_path, "linux", crontab=held, systemctl=fine, loginctl=fine)
    scheduler.install(job(at=time(8, 0)), both)
    assert held.table == "5 5 * * * echo hi\n"
    assert scheduler.status(job().name, both) == Scheduled("systemd", "08:00")
    silent, _ = machine(tmp_path, "linux", crontab=held)
    assert scheduler.status(job().name, silent) == Scheduled("systemd", "08:00")
    assert scheduler.remove(job().name, silent) == Scheduled("systemd", "08:00")
    assert scheduler.status(job().name, both) == Scheduled()


def test_each_workbook_has_its_own_name() -> None:
    names = {name_of(Path(path)) for path in ("/a/b.xlsx", "/a/B.xlsx", "/c/b.xlsx")}
    assert len(names) == 3
    assert all(name.replace("-", "").isalnum() for name in names)


def test_this_program_runs_wherever_it_is_started(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit(9)", "utf-8")
    import subprocess

    done = subprocess.run([*this_program(), "--version"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.startswith("valhalla ")) == (0, True)
    assert this_machine().run(["no such program"], b"").status == 127
