"""Computers that tests make up: what was run on them, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path

from app.scheduler.job import Ended, Job, Machine

ODD = '/data/it\'s 100% "odd" $HOME \\ %h/b k;é.xlsx'


def job(workbook: str = "/data/book.xlsx", at: time = time(7, 5), **variables: str) -> Job:
    return Job(Path(workbook), at, ("/opt/my python/bin/python", "-P", "-m", "app.cli"), variables)


@dataclass
class Shell:
    """Answers like the program of that name does; `ran` has every command."""

    answers: dict[str, Callable[[Sequence[str], bytes], Ended]] = field(default_factory=dict)
    ran: list[list[str]] = field(default_factory=list)

    def __call__(self, words: Sequence[str], given: bytes) -> Ended:
        self.ran.append(list(words))
        answer = self.answers.get(words[0])
        return answer(words, given) if answer else Ended(127, b"", b"not found")


def machine(folder: Path, platform: str, **answers: Callable[[Sequence[str], bytes], Ended]) -> tuple[Machine, Shell]:
    """A computer that has those programs and no others."""
    shell = Shell(answers)
    finds = answers.keys() & {"crontab"}
    return Machine(platform, folder, folder / "config", 501, shell, lambda name: name if name in finds else None), shell


def fine(_words: Sequence[str], _given: bytes) -> Ended:
    return Ended(0)


def failing(_words: Sequence[str], _given: bytes) -> Ended:
    return Ended(1, b"", b"It is not allowed.")


class Crontab:
    """Holds a table as crontab does."""

    def __init__(self, table: str | None = None) -> None:
        self.table = table

    def __call__(self, words: Sequence[str], given: bytes) -> Ended:
        if words[1:] == ["-l"]:
            return Ended(1, b"", b"no crontab for alex") if self.table is None else Ended(0, self.table.encode())
        self.table = given.decode()
        return Ended(0)
