"""What is wrong with a workbook: where, why and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.core.book import Book
    from models.core.change import ChangeSet


class Severity(StrEnum):
    """error: a figure is missing or wrong because of it; warning: it may be; info: understood, and worth tidying."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Fix:
    """A safe cure: what it does in words, and the function to the ChangeSet that does it."""

    label: str
    changes: Callable[[Book], ChangeSet] = field(compare=False)


@dataclass(frozen=True)
class Problem:
    """One finding. `cell` is like `C12` and blank until the row's place is known; `seen` is the text that stands there.

    `advice` says what to do where no fix can do it.
    """

    severity: Severity
    sheet: str
    message: str
    column: str = ""
    row_id: str = ""
    cell: str = ""
    seen: str = ""
    advice: str = ""
    fix: Fix | None = None

    @property
    def remedy(self) -> str:
        """What to do, in words: the fix's label, else the advice."""
        return self.fix.label if self.fix else self.advice


def counts(problems: Iterable[Problem]) -> dict[str, int]:
    """How many of each severity, zero included."""
    seen = Counter(problem.severity for problem in problems)
    return {severity.value: seen[severity] for severity in Severity}
