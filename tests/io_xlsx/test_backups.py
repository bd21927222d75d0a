"""Copies of earlier states: how long each is kept, and whose files are never touched."""

import errno
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from io_xlsx import backups as module
from io_xlsx.backups import (
    MOST_BYTES,
    Reason,
    Why,
    backups,
    copies_folder,
    copy_path,
    is_good,
    keep,
    kept,
    kept_before,
    newest_good,
    rotate,
)
from io_xlsx.guard import Fingerprint
from tests.workbooks import new_copy

NOW = datetime(2026, 3, 5, 15, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

ages = st.lists(
    st.one_of(
        st.integers(0, 3 * 3600),  # seconds: saves that follow each other
        st.integers(0, 3 * 86400),
        st.integers(0, 500 * 86400),
    ),
    min_size=1,
    max_size=60,
)


def before(*ago: timedelta | float) -> list[datetime]:
    return [NOW - (one if isinstance(one, timedelta) else timedelta(seconds=one)) for one in ago]


def left(times: Sequence[datetime], now: datetime, size: int = 1) -> list[datetime]:
    return [times[place] for place in sorted(kept(times, [size] * len(times), now))]


def test_each_tier_by_example() -> None:
    two_hours = before(60, 61, 5400, 7200)
    hourly = [datetime(2026, 3, 5, 12, minute, tzinfo=UTC) for minute in (5, 20, 50)]
    daily = [datetime(2026, 2, 20, hour, tzinfo=UTC) for hour in (8, 12, 23)]
    monthly = [datetime(2025, 6, day, tzinfo=UTC) for day in (1, 15, 30)]
    gone = [datetime(2024, 12, 31, tzinfo=UTC)]
    assert left([*two_hours, *hourly, *daily, *monthly, *gone], NOW) == [*two_hours, hourly[2], daily[2], monthly[2]]


def test_a_workbook_left_alone_for_years_keeps_its_last_copy() -> None:
    assert left(before(2000 * DAY, 1500 * DAY), NOW) == before(1500 * DAY)


@given(ages)
def test_the_newest_always_stays_even_larger_than_all_the_room(seconds: list[int]) -> None:
    times = before(*seconds)
    assert max(times) in left(times, NOW)
    assert left(times, NOW, MOST_BYTES + 1) == [max(times)]


@given(ages)
def test_every_copy_has_one_that_stays_in_the_span_that_is_promised(seconds: list[int]) -> None:
    times = before(*seconds)
    stay = left(times, NOW)
    for time in times:
        age = NOW - time
        if age > 366 * DAY:
            continue
        span = next(
            (one for limit, one in ((2 * HOUR, timedelta(0)), (2 * DAY, HOUR), (30 * DAY, DAY)) if age <= limit),
            31 * DAY,
        )
        assert any(time <= other <= time + span for other in stay), time


@given(ages, st.integers(0, 400 * 86400))
def test_rotating_often_leaves_what_rotating_once_leaves(seconds: list[int], later: int) -> None:
    times, then = before(*seconds), NOW + timedelta(seconds=later)
    soon = left(times, NOW)
    assert left(soon, NOW) == soon
    assert left(soon, then) == left(times, then)
    assert set(left(times, then)) <= set(soon)


@given(st.lists(st.tuples(st.integers(0, 400 * 86400), st.integers(1, MOST_BYTES // 3)), min_size=1, max_size=40))
def test_no_more_than_the_room_and_the_same_again(made: list[tuple[int, int]]) -> None:
    times, sizes = before(*(age for age, _ in made)), [size for _, size in made]
    stay = sorted(kept(times, sizes, NOW))
    assert sum(sizes[place] for place in stay) <= MOST_BYTES
    again = kept([times[place] for place in stay], [sizes[place] for place in stay], NOW)
    assert sorted(again) == list(range(len(stay)))


def test_where_room_is_short_a_day_of_the_past_comes_before_the_saves_of_a_minute() -> None:
    times = before(0, 60, 120, 180, 3 * DAY, 90 * DAY)
    assert left(times, NOW, MOST_BYTES // 4) == before(0, 60, 3 * DAY, 90 * DAY)


# --- the folder ---


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_copy(tmp_path)


def copied(path: Path, at: datetime = NOW, why: Why = Why.SAVE) -> module.Backup:
    return keep(path, Fingerprint.of_file(path).digest, Reason(why, "Edit Bills"), at)


def changed(path: Path, content: bytes) -> None:
    """As every save does it: another file in its place."""
    other = path.with_name("other")
    other.write_bytes(content)
    other.replace(path)


def test_copies_are_listed_newest_first_with_their_reason(path: Path) -> None:
    content = path.read_bytes()
    first = copied(path, NOW - HOUR, Why.IMPORT)
    changed(path, b"later")
    second = copied(path)
    assert backups(path) == (second, first)
    assert (first.why, first.reason.label, first.at, first.size) == (
        Why.IMPORT, "Edit Bills", NOW - HOUR, len(content),
    )  # fmt: skip
    assert copy_path(path, first).read_bytes() == content
    assert newest_good(path) == first  # `later` is no workbook


def test_two_copies_of_one_second_are_two(path: Path) -> None:
    assert copied(path).id != copied(path).id
    assert len(backups(path)) == 2


@pytest.mark.bad_input("STO-14")
def test_rotation_deletes_ours_and_no_file_of_the_person_whatever_its_name(path: Path) -> None:
    """STO-14: a name like ours, ours with another content in it, and ours as our index does not know it."""
    folder = copies_folder(path)
    times = [datetime(2026, 2, 1, hour, tzinfo=UTC) for hour in (1, 2, 3, 4)]
    ours = [copied(path, at) for at in times]
    own = folder / "20200101T000000Z-0123abcd.xlsx"
    own.write_bytes(b"mine")
    size = ours[1].size
    changed(copy_path(path, ours[0]), b"also mine")
    changed(copy_path(path, ours[1]), b"m" * size)
    rotate(path, NOW)
    assert {one.name for one in folder.iterdir()} == {
        own.name, ours[0].file, ours[1].file, ours[3].file, module.INDEX,
    }  # fmt: skip
    assert backups(path) == (ours[3],)
    rotate(path, NOW + 400 * DAY)
    assert own.read_bytes() == b"mine"


def test_an_index_that_names_files_elsewhere_deletes_nothing_there(path: Path) -> None:
    mine = path.with_name("mine.xlsx")
    mine.write_bytes(path.read_bytes())
    made = copied(path, NOW - 800 * DAY)
    index = copies_folder(path) / module.INDEX
    line = index.read_text("utf-8").replace(made.file, "../mine.xlsx")
    index.write_text("not a line\n" + line + index.read_text("utf-8"), "utf-8")
    copied(path)
    rotate(path, NOW)
    assert mine.exists()
    assert len(backups(path)) == 1


def test_a_copy_that_was_altered_is_not_good_and_the_one_before_it_is_offered(path: Path) -> None:
    first, second = copied(path, NOW - HOUR), copied(path)
    changed(copy_path(path, second), path.read_bytes()[:-1] + b"\x01")
    assert is_good(path, first)
    assert not is_good(path, second)
    assert newest_good(path) == first


def test_a_copy_for_a_save_that_failed_is_gone_again(path: Path) -> None:
    def failing() -> None:
        with kept_before(path, Fingerprint.of_file(path).digest, Reason(), NOW, said.append):
            assert len(backups(path)) == 1
            raise OSError(errno.EIO, "the disk")

    said: list[str] = []
    with pytest.raises(OSError, match="the disk"):
        failing()
    assert (backups(path), said) == ((), [])


@pytest.mark.parametrize("broken", ["folder", "index", "link"])
@pytest.mark.bad_input("STO-13")
def test_where_no_copy_can_be_made_the_save_goes_on_and_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """STO-13."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if broken == "folder":
        copies_folder(path).write_bytes(b"a file of that name")
    else:
        monkeypatch.setattr(module, {"index": "flush", "link": "keep_copy"}[broken], full)
    said: list[str] = []
    with kept_before(path, Fingerprint.of_file(path).digest, Reason(), NOW, said.append):
        changed(path, b"saved")
    assert path.read_bytes() == b"saved"
    assert len(said) == 1
    assert "no copy of its earlier state" in said[0]
    if broken != "folder":
        assert [one.name for one in copies_folder(path).iterdir()] in ([], [module.INDEX])
        monkeypatch.undo()
        assert backups(path) == ()
