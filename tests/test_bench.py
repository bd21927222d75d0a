"""The measurements of the window reach into the running program by name: they still find what they measure."""

import pytest

from tests.bench import window


def test_the_window_can_be_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "IDLE_S", 0.1)

    rows = list(window.figures(1))

    assert len(rows) == 5
    assert all(ours > 0 for _, ours, *_ in rows)
