"""What a command is asked and what it answers; light, so that the window is on the screen before pandas is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What a command found: `data` is its JSON, `text` the same for people (blank: made from the data)."""

    data: dict[str, Any]
    text: str = ""
    ok: bool = True


@dataclass
class Request:
    """One command's run: its words, the workbook, the day (None = the clock's), and what is told beside the answer."""

    words: Any
    path: Path | None
    as_of: date | None
    journals: Path
    clock: Callable[[], datetime]
    notices: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)  # open ones of the workbook, for the answer's `warnings`

    @property
    def now(self) -> datetime:
        """The day that counts, at the clock's time of day."""
        moment = self.clock()
        return moment if self.as_of is None else datetime.combine(self.as_of, moment.timetz())


def later(module: str, name: str) -> partial[Answer]:
    """The command `app.cli.<module>.<name>`, which is imported when it runs: `open` has to be quick."""
    return partial(_run, module, name)


def _run(module: str, name: str, request: Request) -> Answer:
    answer: Answer = getattr(import_module(f"app.cli.{module}"), name)(request)
    return answer
