"""Zones and places: that none of a country's clocks is forgotten."""

from datetime import UTC, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

import pytest

from models.core.check import check_book
from models.pipeline import zones
from models.pipeline.places import CANADA, REGIONS, UNITED_STATES, country_of, region_of, zones_of
from models.pipeline.zones import zone_of
from tests.models.books import book_of

MONTHS = [datetime(year, month, 15, 12, tzinfo=UTC) for year in (2025, 2026, 2027) for month in range(1, 13)]


def clocks(zone: ZoneInfo) -> tuple[timedelta | None, ...]:
    return tuple(moment.astimezone(zone).utcoffset() for moment in MONTHS)


def zones_in(country: str) -> list[str]:
    """What the time zone database itself says of the country."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    return [line.split("\t")[2] for line in table.splitlines() if line.startswith(country)]


@pytest.mark.parametrize("country", REGIONS)
def test_every_clock_of_a_country_is_some_regions(country: str) -> None:
    named = [name for region in REGIONS[country] for name in zones_of(country, region)]
    ours = {clocks(zone) for name in named if (zone := zone_of(name))}
    for name in zones_in(country):
        zone = zone_of(name)
        assert zone is not None
        assert clocks(zone) in ours, name


def test_every_zone_of_the_regions_exists() -> None:
    assert (len(CANADA), len(UNITED_STATES)) == (13, 51)
    for country, regions in REGIONS.items():
        for region in regions:
            assert all(zone_of(name) for name in zones_of(country, region)), region


@pytest.mark.parametrize("name", ["America/Winnipeg", "america/winnipeg ", "America/Argentina/Buenos Aires"])
def test_a_zone_is_found_as_people_write_it(name: str) -> None:
    assert zone_of(name) is not None
    assert zone_of(name) is zone_of(name)


@pytest.mark.parametrize("name", ["", "Winnipeg", "EST", "CST", "../../etc/passwd", "/etc/localtime", "America", "x/y"])
def test_what_is_no_zone_is_none(name: str) -> None:
    assert zone_of(name) is None


def test_the_newer_rules_win(monkeypatch: pytest.MonkeyPatch) -> None:
    def shown(version: str) -> bool:
        zones._package_is_newer.cache_clear()
        monkeypatch.setattr(zones, "_system_version", lambda: version)
        return zones._package_is_newer()

    assert (shown("2025a"), shown(""), shown("2999a")) == (True, True, False)
    zones._package_is_newer.cache_clear()


def test_both_sources_agree_on_a_day_long_past() -> None:
    moment = datetime(2020, 7, 1, 12, tzinfo=UTC)
    for name in ("America/Winnipeg", "America/St_Johns", "Pacific/Honolulu"):
        zone = zone_of(name)
        assert zone is not None
        assert moment.astimezone(zone).utcoffset() == moment.astimezone(ZoneInfo(name)).utcoffset()


def test_countries_and_regions_are_read_as_people_write_them() -> None:
    assert [country_of(word) for word in ("ca", "Canada", "U.S.A.", "United States", "MX", "")] == [
        "CA", "CA", "US", "US", None, None,
    ]  # fmt: skip
    assert [region_of("US", word) for word in ("fl", "Florida", "US-FL", "New  York", "MB", "")] == [
        "FL", "FL", "FL", "NY", None, None,
    ]  # fmt: skip
    assert [region_of("CA", word) for word in ("MB", "manitoba", "Québec", "P.E.I.")] == ["MB", "MB", "QC", "PE"]


def test_a_zone_that_is_none_is_a_problem_and_no_reason_to_refuse() -> None:
    people = [{"name": "A", "time_zone": "Winnipeg"}, {"name": "B", "time_zone": "America/Winnipeg"}, {"name": "C"}]
    (problem,) = check_book(book_of(Contacts=people))
    assert (problem.row_id, problem.column, problem.seen) == ("con_0", "time_zone", "Winnipeg")
