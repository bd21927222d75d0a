"""The rows of the list, and the mark that a test bears for each that it shows."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

TESTS = Path(__file__).parents[1]
LIST = TESTS / "data" / "bad_inputs.csv"
Case = Callable[..., None]
T = TypeVar("T", bound=Case)


def listed() -> dict[str, str]:
    """The area of every row, by its id."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["area"] for row in csv.DictReader(file)}


def marked() -> set[str]:
    """The ids that tests name: in `bad_input("STR-02")`, as a mark or in a table of cases."""
    found: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        for words in re.findall(r"bad_input\(([^)]*)\)", path.read_text("utf-8")):
            found.update(re.findall(r'"([A-Z]{3}-\d\d)"', words))
    return found


class Cases:
    """A module's table of cases, each a function under the id of the row that it makes."""

    def __init__(self) -> None:
        self.known: dict[str, Case] = {}

    def bad_input(self, row_id: str) -> Callable[[T], T]:
        def keep(case: T) -> T:
            assert row_id not in self.known
            self.known[row_id] = case
            return case

        return keep

    def table(self) -> pytest.MarkDecorator:
        """Runs a test once for each, under the row's id."""
        cases = [pytest.param(case, id=key, marks=pytest.mark.bad_input(key)) for key, case in self.known.items()]
        return pytest.mark.parametrize("case", cases)
