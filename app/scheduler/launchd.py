"""launchd of macOS: one property list in the user's LaunchAgents, and launchctl."""

from __future__ import annotations

import plistlib
from pathlib import Path
from typing import Any

from app.scheduler.failing import must
from app.scheduler.job import Job, Machine
from models.core.refusal import Refused

NAME = "launchd"


def works(machine: Machine) -> bool:
    return machine.platform == "darwin"


def install(job: Job, machine: Machine) -> list[str]:
    file = _file(job.name, machine)
    file.parent.mkdir(parents=True, exist_ok=True)
    machine.run(["launchctl", "bootout", f"gui/{machine.uid}/{job.name}"], b"")  # an earlier one, if there is one
    file.write_bytes(agent(job))
    try:
        must(machine, "launchctl", "bootstrap", f"gui/{machine.uid}", str(file))
    except Refused:
        file.unlink()
        raise
    return []


def remove(name: str, machine: Machine) -> None:
    file = _file(name, machine)
    if file.exists():
        machine.run(["launchctl", "bootout", f"gui/{machine.uid}/{name}"], b"")
        file.unlink()


def clock_of(name: str, machine: Machine) -> str | None:
    file = _file(name, machine)
    if not file.exists():
        return None
    when = plistlib.loads(file.read_bytes()).get("StartCalendarInterval", {})
    return f"{when.get('Hour', 0):02}:{when.get('Minute', 0):02}"


def agent(job: Job) -> bytes:
    """The property list. launchd runs at wake-up what it slept through; words are taken as they are, by no shell."""
    held: dict[str, Any] = {
        "Label": job.name,
        "ProgramArguments": list(job.words),
        "StartCalendarInterval": {"Hour": job.at.hour, "Minute": job.at.minute},
    }
    if job.variables:
        held["EnvironmentVariables"] = dict(job.variables)
    return plistlib.dumps(held)


def _file(name: str, machine: Machine) -> Path:
    return machine.home / "Library" / "LaunchAgents" / f"{name}.plist"
