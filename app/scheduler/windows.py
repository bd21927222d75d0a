"""The Task Scheduler of Windows: one task, described in XML, and schtasks."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from subprocess import list2cmdline
from xml.sax.saxutils import escape

from app.scheduler.failing import must
from app.scheduler.job import Job, Machine
from models.core.phrase import phrase
from models.core.refusal import Refused

NAME = "task_scheduler"
_XML = """<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>Valhalla daily tick</Description></RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T{clock}:00</StartBoundary>
      <Enabled>true</Enabled>
      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT1H</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"""


def works(machine: Machine) -> bool:
    return machine.platform == "win32"


def install(job: Job, machine: Machine) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "task.xml"
        file.write_bytes(task(job).encode("utf-16"))
        must(machine, "schtasks", "/Create", "/TN", job.name, "/XML", str(file), "/F")
    return [phrase("{name} is not handed on to the task.", name=name) for name in job.variables]


def remove(name: str, machine: Machine) -> None:
    if clock_of(name, machine) is not None:
        must(machine, "schtasks", "/Delete", "/TN", name, "/F")


def clock_of(name: str, machine: Machine) -> str | None:
    ended = machine.run(["schtasks", "/Query", "/TN", name, "/XML"], b"")
    found = re.search(rb"<StartBoundary>[\d-]+T(\d\d:\d\d)", ended.out.replace(b"\0", b""))
    return found[1].decode() if found and not ended.status else None


def task(job: Job) -> str:
    """The task's XML. Refused where the path holds what Windows would take for a variable, as %TEMP%."""
    program, *words = job.words
    if any(re.search(r"%[^%]+%", word) for word in job.words):
        raise Refused(
            phrase("The path has a name between two percent signs, which the Task Scheduler takes for a variable."),
            phrase("Rename the folder or file."),
            "invalid",
        )
    return _XML.format(clock=job.clock, command=escape(program), arguments=escape(list2cmdline(words)))
