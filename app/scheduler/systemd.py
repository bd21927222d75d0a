"""systemd's user timers: two unit files, and systemctl."""

from __future__ import annotations

import re
from pathlib import Path

from app.scheduler.failing import must
from app.scheduler.job import Job, Machine
from models.core.phrase import phrase
from models.core.refusal import Refused

NAME = "systemd"


def works(machine: Machine) -> bool:
    """Whether the user's own systemd answers; in a container there is a systemctl, but nobody behind it."""
    return machine.platform == "linux" and machine.run(["systemctl", "--user", "show-environment"], b"").status == 0


def install(job: Job, machine: Machine) -> list[str]:
    folder = _folder(machine)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in units(job).items():
        (folder / name).write_text(text, "utf-8")
    try:
        must(machine, "systemctl", "--user", "daemon-reload")
        must(machine, "systemctl", "--user", "enable", f"{job.name}.timer")
        must(machine, "systemctl", "--user", "restart", f"{job.name}.timer")
    except Refused:
        remove(job.name, machine)
        raise
    lingers = machine.run(["loginctl", "show-user", str(machine.uid), "--property=Linger", "--value"], b"")
    if lingers.out.strip() == b"yes":
        return []
    return [
        phrase(
            "It runs while you are logged in, and makes up for what it missed; `loginctl enable-linger` changes that."
        )
    ]


def remove(name: str, machine: Machine) -> None:
    files = [_folder(machine) / f"{name}.{kind}" for kind in ("timer", "service")]
    if not any(file.exists() for file in files):
        return
    machine.run(["systemctl", "--user", "disable", "--now", f"{name}.timer"], b"")
    for file in files:
        file.unlink(missing_ok=True)
    machine.run(["systemctl", "--user", "daemon-reload"], b"")


def clock_of(name: str, machine: Machine) -> str | None:
    file = _folder(machine) / f"{name}.timer"
    found = re.search(r"^OnCalendar=\*-\*-\* (\d\d:\d\d):00$", file.read_text("utf-8"), re.M) if file.exists() else None
    return found[1] if found else None


def units(job: Job) -> dict[str, str]:
    """The unit files by name. A day on which the computer was off is made up for at the next start."""
    variables = "".join(f"Environment={quoted(f'{name}={value}')}\n" for name, value in job.variables.items())
    command = " ".join(quoted(word) for word in job.words)
    return {
        f"{job.name}.service": "[Unit]\nDescription=Valhalla daily tick\n\n"
        f"[Service]\nType=oneshot\n{variables}ExecStart=:{command}\n",
        f"{job.name}.timer": "[Unit]\nDescription=Valhalla daily tick\n\n"
        f"[Timer]\nOnCalendar=*-*-* {job.clock}:00\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n",
    }


def quoted(word: str) -> str:
    """A word as a unit file has it: in quotes, no specifier. The `:` before the command keeps $ as it is."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return '"' + plain.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r") + '"'


def _folder(machine: Machine) -> Path:
    return machine.settings / "systemd" / "user"
