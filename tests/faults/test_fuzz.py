"""A few mutated workbooks opened; `make faults` opens thousands."""

from __future__ import annotations

import pytest

from tests.faults import fuzz
from tests.faults.mutations import mutated

COUNT, SEED = 150, 20


def test_hos_29_mutated_workbooks_open_or_are_refused_in_a_sentence() -> None:
    opened, refused, crashes, hangs = fuzz.run(COUNT, SEED)
    assert (crashes, hangs) == (0, 0)
    assert opened + refused == COUNT
    assert opened > 10  # some changes do no harm: were all refused at the door, nothing would be tested
    assert refused > 10


def test_the_same_number_gives_the_same_workbook() -> None:
    sources = fuzz.sources()
    assert [mutated(sources, 1, number) for number in range(5)] == [mutated(sources, 1, n) for n in range(5)]
    assert len({mutated(sources, 1, number) for number in range(20)}) == 20


def test_a_stand_in_that_dies_or_hangs_is_counted_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run in which nothing could be counted as a crash would prove nothing."""
    monkeypatch.setenv("VALHALLA_FUZZ_DIES_AT", "1")
    assert fuzz.run(3, SEED, processes=1).crashes == 1
    monkeypatch.setenv("VALHALLA_FUZZ_DIES_AT", "")
    monkeypatch.setenv("VALHALLA_FUZZ_HANGS_AT", "2")
    monkeypatch.setattr(fuzz, "SLOWEST", 30.0)
    assert fuzz.run(3, SEED, processes=1).hangs == 1
