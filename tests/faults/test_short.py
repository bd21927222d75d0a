"""A few points of each figure of `make faults`."""

from __future__ import annotations

import pytest

from tests.faults.__main__ import LINES, Line, _apart

KNOWN = {
    "recoveries": "the lock's own temporary files stay behind where a kill comes while it is made or taken over",
    "cuts": "a folder for journals that was just made is not synced into its parent",
    "races": "permissions are copied between the last look at the file and its replacement",
    "disks": "a lock that a read-only disk kept is taken for another Valhalla by its own process",
}  # to be struck out with their mending: a line that passes fails here
SHORT = [line for line in LINES if line.name not in ("fuzz", "inputs", "leaks")]  # those are tests themselves


def _case(line: Line) -> object:
    marks = [pytest.mark.xfail(reason=KNOWN[line.name], strict=True)] if line.name in KNOWN else []
    return pytest.param(line, id=line.name, marks=marks)


@pytest.mark.parametrize("line", [_case(line) for line in SHORT])
@pytest.mark.bad_input("STO-07", "STO-08")
def test_a_few_points(line: Line) -> None:
    figure = _apart(line, short=True)
    if figure.skipped and not figure.points:
        pytest.skip(figure.skipped)
    assert not figure.faults, "\n".join(fault[-1500:] for fault in figure.faults[:3])
    assert figure.points
