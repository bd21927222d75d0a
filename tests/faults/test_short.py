"""A few points of each figure of `make faults`."""

from __future__ import annotations

import pytest

from tests.faults.__main__ import LINES, Line, _apart

SHORT = [line for line in LINES if line.name not in ("fuzz", "inputs", "leaks")]  # those are tests themselves


@pytest.mark.parametrize("line", SHORT, ids=lambda line: line.name)
@pytest.mark.bad_input("STO-07", "STO-08")
def test_a_few_points(line: Line) -> None:
    figure = _apart(line, short=True)
    if figure.skipped and not figure.points:
        pytest.skip(figure.skipped)
    assert not figure.faults, "\n".join(fault[-1500:] for fault in figure.faults[:3])
    assert figure.points
