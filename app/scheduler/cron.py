"""cron: one line in the user's own table."""

from __future__ import annotations

import re
import shlex

from app.scheduler.failing import must
from app.scheduler.job import Job, Machine
from models.core.phrase import phrase
from models.core.refusal import Refused

NAME = "cron"


def works(machine: Machine) -> bool:
    return machine.platform != "win32" and machine.finds("crontab") is not None


def install(job: Job, machine: Machine) -> list[str]:
    _write(machine, with_line(_table(machine), job))
    return [
        phrase("cron runs nothing for a time at which the computer is off; the window makes up for it when it opens.")
    ]


def remove(name: str, machine: Machine) -> None:
    table = _table(machine)
    left = without_line(table, name)
    if left != table:
        _write(machine, left)


def clock_of(name: str, machine: Machine) -> str | None:
    return clock_in(_table(machine), name) if works(machine) else None


def line(job: Job) -> str:
    """The job as cron has it; the name is a comment to the shell. Refused where a path breaks the line."""
    words = [*(f"{name}={shlex.quote(value)}" for name, value in job.variables.items()), *map(shlex.quote, job.words)]
    command = " ".join(words)
    if "\n" in command or "\r" in command:
        raise Refused(
            phrase("The path has a line break, which cron cannot hold."),
            phrase("Rename the folder or file."),
            "invalid",
        )
    # cron ends the command at a bare %, in quotes too, and takes the backslash away before the shell sees it.
    escaped = command.replace("%", "\\%")
    return f"{job.at.minute} {job.at.hour} * * * {escaped} >/dev/null # {job.name}"


def with_line(table: str, job: Job) -> str:
    """The table with the job's line, in place of an earlier one."""
    rest = without_line(table, job.name)
    return f"{rest}{'' if not rest or rest.endswith(chr(10)) else chr(10)}{line(job)}\n"


def without_line(table: str, name: str) -> str:
    return "".join(one for one in table.splitlines(keepends=True) if not _is_ours(one, name))


def clock_in(table: str, name: str) -> str | None:
    for one in table.splitlines():
        found = re.match(r"(\d{1,2}) (\d{1,2}) \* \* \* ", one) if _is_ours(one, name) else None
        if found:
            return f"{int(found[2]):02}:{int(found[1]):02}"
    return None


def _is_ours(one: str, name: str) -> bool:
    return one.rstrip().endswith(f" # {name}") and not one.lstrip().startswith("#")


def _table(machine: Machine) -> str:
    """Empty where the user has none: then crontab fails."""
    ended = machine.run(["crontab", "-l"], b"")
    if ended.status and ended.err.strip() and b"no crontab" not in ended.err.lower():
        raise Refused(
            phrase("crontab could not do it: {err}", err=ended.err.decode("utf-8", "replace").strip()), code="scheduler"
        )
    return "" if ended.status else ended.out.decode("utf-8", "surrogateescape")


def _write(machine: Machine, table: str) -> None:
    must(machine, "crontab", "-", given=table.encode("utf-8", "surrogateescape"))
