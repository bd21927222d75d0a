"""The system's own scheduler, set to run the daily tick when no window is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from app.scheduler import cron, launchd, systemd, windows
from app.scheduler.job import Job, Machine, Scheduler, name_of
from models.core.phrase import phrase
from models.core.refusal import Refused

__all__ = ["Job", "Machine", "Scheduled", "install", "name_of", "remove", "status"]

# In the order in which they are tried; cron is what is left where no systemd answers.
ALL = tuple(cast(Scheduler, module) for module in (systemd, launchd, windows, cron))


@dataclass(frozen=True)
class Scheduled:
    """Where a workbook's tick is scheduled; both blank where it is not."""

    system: str = ""
    clock: str = ""
    warnings: tuple[str, ...] = ()


def install(job: Job, machine: Machine) -> Scheduled:
    """Sets the job up with the first scheduler that works here, in place of any earlier one. May refuse."""
    chosen = next((one for one in ALL if one.works(machine)), None)
    if chosen is None:
        raise Refused(
            phrase(
                "This computer has no scheduler that Valhalla knows: neither systemd's user timers nor cron answers."
            ),
            hint=phrase(
                "The window runs the tick when it opens. A scheduler of your own can run: {choices}",
                choices=" ".join(job.words),
            ),
            code="no_scheduler",
        )
    warnings = chosen.install(job, machine)
    for other in ALL:
        if other is not chosen and _fits(other, machine):
            other.remove(job.name, machine)
    return Scheduled(chosen.NAME, job.clock, tuple(warnings))


def remove(name: str, machine: Machine) -> Scheduled:
    """Takes the job away wherever it is; what there was."""
    found = status(name, machine)
    for one in ALL:
        if _fits(one, machine):
            one.remove(name, machine)
    return found


def status(name: str, machine: Machine) -> Scheduled:
    """Where the job is now."""
    for one in ALL:
        clock = one.clock_of(name, machine) if _fits(one, machine) else None
        if clock is not None:
            return Scheduled(one.NAME, clock)
    return Scheduled()


def _fits(one: Scheduler, machine: Machine) -> bool:
    """Whether a job may be there: systemd's files stay where its systemctl no longer answers."""
    return machine.platform == "linux" if one.NAME == systemd.NAME else one.works(machine)
