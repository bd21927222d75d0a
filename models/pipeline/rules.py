"""The Contact Rules in force at a place: during which hours, how often a day and whether only with consent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.core.book import Book
from models.core.phrase import phrase
from models.core.problem import Problem, Severity
from models.core.schema import Value
from models.pipeline.places import country_of, region_of
from models.settings import value_of

CONTACT_RULES = "ContactRules"  # a table that asks this module what is wrong with it
MIDNIGHT = 24 * 60

Hours = tuple[int, int]  # minutes after midnight: from, and up to but not with; the whole day where both are equal


@dataclass(frozen=True)
class Rule:
    """One row of Contact Rules; the region is blank for all of the country, `hours` None where it sets none."""

    id: str
    country: str
    region: str
    kind: str
    hours: Hours | None
    at_most: int | None
    consent: bool
    since: date

    @property
    def place(self) -> str:
        """What a person calls it: Contact Rules US-FL sms."""
        return f"Contact Rules {'-'.join(filter(None, (self.country, self.region)))} {self.kind}"


def within(minute: Any, hours: Hours) -> Any:
    """Whether a minute of the day, or each of an array, lies in hours that may go over midnight."""
    start, end = hours
    if start < end:
        return (start <= minute) & (minute < end)
    return (start == end) | (start <= minute) | (minute < end)


def in_force(rules: Iterable[Rule], country: str, regions: Iterable[str], kind: str, day: date) -> list[Rule]:
    """The rules that hold on the day for that kind in the country and in any of the regions.

    All of them hold at once, a region's beside its country's. Of rules for the same place and kind the newest Valid
    From is the law; of equals the lowest row in the sheet.
    """
    places = {"", *regions}
    newest: dict[tuple[str, str], Rule] = {}
    for rule in rules:
        fits = rule.country == country and rule.region in places and rule.kind in ("any", kind)
        key = (rule.region, rule.kind)
        if fits and rule.since <= day and (key not in newest or newest[key].since <= rule.since):
            newest[key] = rule
    return list(newest.values())


def rules_in(book: Book) -> tuple[Rule, ...]:
    """The rows of Contact Rules whose place is understood; the others are problems."""

    def compute() -> tuple[Rule, ...]:
        rows = ((str(row_id), book.row(CONTACT_RULES, row_id) or {}) for row_id in book[CONTACT_RULES].index)
        return tuple(rule for row_id, row in rows if (rule := _rule(row_id, row)) is not None)

    return book.derived("contact rules", compute)


def _rule(row_id: str, row: dict[str, Value]) -> Rule | None:
    country, word = country_of(str(row["country"] or "")), str(row["region"] or "").strip()
    region = region_of(country, word) if country and word else ""
    if country is None or region is None:
        return None
    since, most = row["valid_from"], row["max_per_day"]
    return Rule(
        id=row_id,
        country=country,
        region=region,
        kind=str(row["kind"] or "any"),
        hours=_hours(row["start"], row["end"]),
        at_most=most if isinstance(most, int) and most >= 0 else None,
        consent=row["consent_needed"] is True,
        since=since if isinstance(since, date) else date.min,
    )


def _hours(start: Value, end: Value) -> Hours | None:
    if start is None and end is None:
        return None
    return _minutes(start or "00:00"), _minutes(end) if end is not None else MIDNIGHT


def _minutes(clock: Value) -> int:
    hour, minute = str(clock).split(":")
    return int(hour) * 60 + int(minute)


def allowed_hours(book: Book) -> Hours:
    """Outside of Settings' quiet hours, which hold everywhere and for every kind."""
    return _minutes(value_of(book, "quiet_hours_end")), _minutes(value_of(book, "quiet_hours_start"))


def hours_text(hours: Hours) -> str:
    return "–".join(f"{minute // 60:02}:{minute % 60:02}" for minute in hours)


def findings(book: Book) -> Iterator[Problem]:
    """Rules whose country or region is not known: they would never be looked at."""
    for row_id in book[CONTACT_RULES].index:
        row = book.row(CONTACT_RULES, row_id) or {}
        if row["country"] is None or _rule(row_id, row) is not None:
            continue
        name, known, like = (
            ("region", phrase("province or state"), "FL, MB")
            if country_of(str(row["country"]))
            else ("country", phrase("country that is known here"), "CA, US")
        )
        yield Problem(
            Severity.WARNING,
            "Contact Rules",
            phrase("“{seen}” is no {known}, so this rule never applies.", seen=row[name], known=known),
            name,
            str(row_id),
            seen=str(row[name]),
            advice=phrase("Type its code, as in {like}.", like=like),
        )
