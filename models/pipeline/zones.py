"""Time zones by name, of the newest rules at hand: the system's or those of the tzdata package."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import tzdata

from models.core.book import Book
from models.core.phrase import phrase
from models.core.problem import Problem, Severity
from models.core.values import plain

CONTACTS = "Contacts"  # a table that asks this module what is wrong with it
_DATA = resources.files("tzdata")


@cache
def zone_of(name: str) -> ZoneInfo | None:
    """The zone of an IANA name like America/Winnipeg, in any case and with spaces for `_`; None where there is none.

    Abbreviations are none: EST is what people say in summer, too.
    """
    key = _names().get(_fold(name))
    return None if key is None else _load(key)


def _load(key: str) -> ZoneInfo:
    if _package_is_newer():
        with _DATA.joinpath("zoneinfo", *key.split("/")).open("rb") as data:
            return ZoneInfo.from_file(data, key=key)
    return ZoneInfo(key)


@cache
def _names() -> dict[str, str]:
    names = _DATA.joinpath("zones").read_text(encoding="utf-8").split()
    return {_fold(name): name for name in names if "/" in name}


def _fold(name: str) -> str:
    return re.sub(r"[\s_]+", "_", name.strip()).casefold()


@cache
def _package_is_newer() -> bool:
    """Provinces give up changing their clocks, and a system that is not kept up to date does not know."""
    return _system_version() <= str(tzdata.IANA_VERSION)


def _system_version() -> str:
    """The system's release like 2025b, which sorts by age; blank where it does not say or has none."""
    for folder in map(Path, zoneinfo.TZPATH):
        for name in ("tzdata.zi", "+VERSION"):
            try:
                with (folder / name).open(encoding="utf-8") as lines:
                    first = lines.readline()
            except OSError:
                continue
            if found := re.search(r"\b\d{4}[a-z]+\b", first):
                return found[0]
    return ""


def findings(book: Book) -> Iterator[Problem]:
    """Contacts whose time zone is none: whoever writes to them has to take every zone of their country for theirs."""
    zones = book[CONTACTS]["time_zone"].dropna()
    unknown = [name for name in zones.unique() if name.strip() and zone_of(name) is None]
    for row_id, name in zones[zones.isin(unknown)].items():
        yield Problem(
            Severity.WARNING,
            "Contacts",
            phrase("“{name}” is no time zone.", name=plain(name)),
            "time_zone",
            str(row_id),
            seen=name,
            advice=phrase("Type its IANA name, as in America/Winnipeg, or leave it blank."),
        )
