"""Where people may be: provinces and states with their names and the time zones that clocks there follow."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from models.core.schema import fold

Regions = Mapping[str, tuple[str, ...]]  # a code: its name, then its zones; zones with equal clocks are named once

_ATLANTIC, _EASTERN, _CENTRAL = "America/Halifax", "America/Toronto", "America/Winnipeg"
CANADA: Regions = {
    "AB": ("Alberta", "America/Edmonton"),
    "BC": ("British Columbia", "America/Vancouver", "America/Edmonton", "America/Creston", "America/Dawson_Creek",
           "America/Fort_Nelson"),
    "MB": ("Manitoba", _CENTRAL),
    "NB": ("New Brunswick", "America/Moncton"),
    "NL": ("Newfoundland and Labrador", "America/St_Johns", "America/Goose_Bay"),
    "NS": ("Nova Scotia", _ATLANTIC, "America/Glace_Bay"),
    "NT": ("Northwest Territories", "America/Edmonton", "America/Inuvik"),
    "NU": ("Nunavut", "America/Iqaluit", "America/Rankin_Inlet", "America/Resolute", "America/Cambridge_Bay",
           "America/Atikokan"),
    "ON": ("Ontario", _EASTERN, _CENTRAL, "America/Atikokan"),
    "PE": ("Prince Edward Island", _ATLANTIC),
    "QC": ("Quebec", _EASTERN, _ATLANTIC, "America/Blanc-Sablon"),
    "SK": ("Saskatchewan", "America/Regina", "America/Swift_Current", "America/Edmonton"),
    "YT": ("Yukon", "America/Whitehorse", "America/Dawson"),
}  # fmt: skip

_NEW_YORK, _CHICAGO, _DENVER, _PACIFIC = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"
UNITED_STATES: Regions = {
    "AL": ("Alabama", _CHICAGO, _NEW_YORK), "AK": ("Alaska", "America/Anchorage", "America/Adak"),
    "AZ": ("Arizona", "America/Phoenix", _DENVER), "AR": ("Arkansas", _CHICAGO), "CA": ("California", _PACIFIC),
    "CO": ("Colorado", _DENVER), "CT": ("Connecticut", _NEW_YORK), "DE": ("Delaware", _NEW_YORK),
    "DC": ("District of Columbia", _NEW_YORK), "FL": ("Florida", _NEW_YORK, _CHICAGO), "GA": ("Georgia", _NEW_YORK),
    "HI": ("Hawaii", "Pacific/Honolulu"), "ID": ("Idaho", "America/Boise", _PACIFIC), "IL": ("Illinois", _CHICAGO),
    "IN": ("Indiana", "America/Indiana/Indianapolis", _CHICAGO), "IA": ("Iowa", _CHICAGO),
    "KS": ("Kansas", _CHICAGO, _DENVER), "KY": ("Kentucky", _NEW_YORK, _CHICAGO), "LA": ("Louisiana", _CHICAGO),
    "ME": ("Maine", _NEW_YORK), "MD": ("Maryland", _NEW_YORK), "MA": ("Massachusetts", _NEW_YORK),
    "MI": ("Michigan", "America/Detroit", "America/Menominee"), "MN": ("Minnesota", _CHICAGO),
    "MS": ("Mississippi", _CHICAGO), "MO": ("Missouri", _CHICAGO), "MT": ("Montana", _DENVER),
    "NE": ("Nebraska", _CHICAGO, _DENVER), "NV": ("Nevada", _PACIFIC, _DENVER), "NH": ("New Hampshire", _NEW_YORK),
    "NJ": ("New Jersey", _NEW_YORK), "NM": ("New Mexico", _DENVER), "NY": ("New York", _NEW_YORK),
    "NC": ("North Carolina", _NEW_YORK), "ND": ("North Dakota", _CHICAGO, _DENVER), "OH": ("Ohio", _NEW_YORK),
    "OK": ("Oklahoma", _CHICAGO), "OR": ("Oregon", _PACIFIC, "America/Boise"), "PA": ("Pennsylvania", _NEW_YORK),
    "RI": ("Rhode Island", _NEW_YORK), "SC": ("South Carolina", _NEW_YORK), "SD": ("South Dakota", _CHICAGO, _DENVER),
    "TN": ("Tennessee", _CHICAGO, _NEW_YORK), "TX": ("Texas", _CHICAGO, _DENVER), "UT": ("Utah", _DENVER),
    "VT": ("Vermont", _NEW_YORK), "VA": ("Virginia", _NEW_YORK), "WA": ("Washington", _PACIFIC),
    "WV": ("West Virginia", _NEW_YORK), "WI": ("Wisconsin", _CHICAGO), "WY": ("Wyoming", _DENVER),
}  # fmt: skip

REGIONS: Mapping[str, Regions] = {"CA": CANADA, "US": UNITED_STATES}
_ALSO = {"CA": {"québec": "QC", "newfoundland": "NL", "labrador": "NL", "pei": "PE"}, "US": {"washingtondc": "DC"}}
_COUNTRIES = {"ca": "CA", "canada": "CA", "us": "US", "usa": "US", "unitedstates": "US", "unitedstatesofamerica": "US"}


def country_of(text: str) -> str | None:
    """The code of a country as people write it; None where it is not one of those known here."""
    return _COUNTRIES.get(fold(text.replace(".", "")))


def region_of(country: str, text: str) -> str | None:
    """The code of a province or state as people write it (`fl`, `Florida`, `US-FL`); None where there is none."""
    word = fold(text.replace(".", ""))
    return _regions(country).get(word.removeprefix(f"{country.casefold()}-"))


@cache
def _regions(country: str) -> Mapping[str, str]:
    names = {fold(name): code for code, (name, *_) in REGIONS[country].items()}
    return {**names, **{code.casefold(): code for code in REGIONS[country]}, **_ALSO.get(country, {})}


def zones_of(country: str, region: str) -> tuple[str, ...]:
    """The names of the time zones that a region's clocks follow."""
    return REGIONS[country][region][1:]
