"""What the system's scheduler is to run: the daily tick of one workbook."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from hashlib import sha256
from pathlib import Path
from shutil import which
from typing import Protocol

Run = Callable[[Sequence[str], bytes], "Ended"]


@dataclass(frozen=True)
class Ended:
    """How a program ended."""

    status: int
    out: bytes = b""
    err: bytes = b""


@dataclass(frozen=True)
class Machine:
    """Whatever of this computer a scheduler asks for; a test makes its own."""

    platform: str
    home: Path
    settings: Path  # where a user's configuration is, on Linux
    uid: int
    run: Run
    finds: Callable[[str], str | None]


@dataclass(frozen=True)
class Job:
    """One workbook's daily tick. `variables` are what the program needs to find its own files as it does now."""

    workbook: Path
    at: time
    program: tuple[str, ...]
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return name_of(self.workbook)

    @property
    def words(self) -> tuple[str, ...]:
        """The whole command."""
        return (*self.program, "-f", str(self.workbook), "tick")

    @property
    def clock(self) -> str:
        return f"{self.at:%H:%M}"


class Scheduler(Protocol):
    """What each module of this folder offers."""

    NAME: str

    def works(self, machine: Machine) -> bool:
        """Whether the machine has this scheduler, and it answers."""

    def install(self, job: Job, machine: Machine) -> list[str]:
        """Sets the job up in place of an earlier one of the same workbook; what there is to warn of. May refuse."""

    def remove(self, name: str, machine: Machine) -> None:
        """Takes the job away, if there is one."""

    def clock_of(self, name: str, machine: Machine) -> str | None:
        """When the job runs, as `07:00`; None where there is none."""


def name_of(workbook: Path) -> str:
    """The job's name: plain letters, and another for each workbook."""
    return f"valhalla-tick-{sha256(os.fsencode(workbook)).hexdigest()[:10]}"


def this_machine() -> Machine:
    home = Path.home()
    return Machine(
        sys.platform,
        home,
        Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config"),
        os.getuid() if hasattr(os, "getuid") else 0,
        _run,
        which,
    )


def this_program() -> tuple[str, ...]:
    """The command that runs this very program, wherever it is started; without a console window on Windows."""
    python = Path(sys.executable)
    if getattr(sys, "frozen", False):  # a bundle; on Windows the one of its two programs that has no console
        return (str(python.with_name("valhalla-window.exe") if sys.platform == "win32" else python),)
    silent = python.with_name("pythonw.exe")
    return (str(silent if sys.platform == "win32" and silent.exists() else python), "-P", "-m", "app.cli")


def this_environment() -> dict[str, str]:
    """What of the environment a scheduler does not hand on by itself."""
    return {name: os.environ[name] for name in ("VALHALLA_DATA",) if os.environ.get(name)}


def _run(words: Sequence[str], given: bytes = b"") -> Ended:
    try:
        done = subprocess.run(list(words), input=given, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as problem:
        return Ended(127, b"", str(problem).encode())
    return Ended(done.returncode, done.stdout, done.stderr)
