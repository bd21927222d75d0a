"""`valhalla schedule`: the system's own scheduler runs the tick of this workbook every day."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path

from app import scheduler
from app.cli.request import Answer, Request
from app.cli.workbook import reading
from app.scheduler import Job, Scheduled
from app.scheduler.job import this_environment, this_machine, this_program
from models.core.refusal import Refused

SYSTEMS = {
    "systemd": "systemd's user timer", "cron": "cron", "launchd": "launchd", "task_scheduler": "the Task Scheduler",
}  # fmt: skip


def install(request: Request) -> Answer:
    """At that time of every day; an earlier setting of the same workbook is replaced."""
    at = _time(request.words.at)
    with reading(request):  # a file that is no workbook is refused now, not every morning
        path = _path(request)
    found = scheduler.install(Job(path, at, this_program(), this_environment()), this_machine())
    return _answer(path, found, f"The tick runs every day at {found.clock} by {SYSTEMS[found.system]}.")


def remove(request: Request) -> Answer:
    path = _path(request)
    before = scheduler.remove(scheduler.name_of(path), this_machine())
    said = f"The tick no longer runs by {SYSTEMS[before.system]}." if before.system else "The tick was not scheduled."
    return _answer(path, Scheduled(), said)


def status(request: Request) -> Answer:
    path = _path(request)
    found = scheduler.status(scheduler.name_of(path), this_machine())
    said = f"The tick runs every day at {found.clock} by {SYSTEMS[found.system]}." if found.system else (
        "The tick is not scheduled: valhalla schedule install."
    )  # fmt: skip
    return _answer(path, found, said)


def _answer(path: Path, found: Scheduled, said: str) -> Answer:
    data = {
        "installed": bool(found.system),
        "system": found.system or None,
        "at": found.clock or None,
        "workbook": str(path),
        "warnings": list(found.warnings),
    }
    return Answer(data, "\n".join([said, *found.warnings]))


def _path(request: Request) -> Path:
    if request.path is None:
        raise Refused("No workbook is named.", hint="Name it with -f FILE, or set VALHALLA_FILE.", code="no_file")
    return request.path.resolve()


def _time(text: str) -> time:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise Refused(f"--at: {text!r} is no time of day.", hint="Write it as 07:00 or 19:30.", code="invalid")
    return time(int(found[1]), int(found[2]))
