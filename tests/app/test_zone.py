"""The machine's time zone: its name, not the offset of just now."""

import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

import pytest
import tzlocal

from app.session import Session, local_now
from app.zone import local_zone
from models.bills import BILLS
from models.bills.recurrences import day_at
from models.bills.schedule import schedules, zone_of
from tests.models.books import book_of
from tests.workbooks import new_copy


@pytest.fixture
def winnipeg() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "America/Winnipeg")
        _forget()
        yield
    _forget()


def _forget() -> None:
    local_zone.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the clock of this machine stays where it is
        tzlocal.reload_localzone()


@pytest.mark.usefixtures("winnipeg")
def test_summer_and_winter_have_their_own_offsets() -> None:
    zone = local_zone()
    offsets = [datetime(2026, month, 1, tzinfo=zone).utcoffset() for month in (1, 7)]
    assert offsets == [timedelta(hours=-6), timedelta(hours=-5)]
    assert local_now().tzinfo is zone


@pytest.mark.usefixtures("winnipeg")
@pytest.mark.parametrize("day", [date(2026, 1, 15), date(2026, 7, 15)])
def test_the_moment_of_an_edit_has_the_offset_of_its_day(tmp_path: Path, day: date) -> None:
    """The machine's clock is in one half of the year; both days come out right all the same."""
    session = Session.open(new_copy(tmp_path), journals=tmp_path / "j", as_of=day, write=False)
    moment = session.now()
    assert moment.date() == day
    assert moment.utcoffset() == timedelta(hours=-6 if day.month == 1 else -5)


def test_what_names_no_zone_is_the_offset_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> None:
        raise ZoneInfoNotFoundError("Nowhere/At_All")

    monkeypatch.setattr(tzlocal, "get_localzone", unknown)
    local_zone.cache_clear()
    try:
        assert datetime.now(local_zone()).utcoffset() == datetime.now().astimezone().utcoffset()
    finally:
        local_zone.cache_clear()


@pytest.mark.usefixtures("winnipeg")
def test_a_bill_begins_on_the_local_day_of_its_creation(tmp_path: Path) -> None:
    """Half past midnight in summer, seen in winter: still that day, not the evening before."""

    book = book_of(Bills=[{"name": "Hydro", "amount": 1.0, "due_day": 30, "created_at": "2026-07-01T05:30:00Z"}])
    session = Session.open(new_copy(tmp_path), journals=tmp_path / "j", as_of=date(2027, 1, 15), write=False)
    found = schedules(book[BILLS], session.as_of, zone_of(session.now()))
    assert day_at(int(found.since[0])) == date(2026, 7, 1)
    assert datetime(2026, 7, 1, 5, 30, tzinfo=UTC).astimezone(session.now().tzinfo).hour == 0
