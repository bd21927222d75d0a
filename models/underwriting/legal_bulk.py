"""Legal questions of all properties at once, as `legal` and `risk` find them for one: links, rules, flags, points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models.core.book import Book
from models.core.groups import groups_of
from models.core.schema import Value
from models.core.values import plain
from models.underwriting.intel import PROPERTIES
from models.underwriting.legal import DEALS, Rule, blank, fires_on, jurisdiction_of, place_of, rules_in
from models.underwriting.risk import POINTS
from models.underwriting.tables import LEGAL_FLAGS


@dataclass(frozen=True)
class Legal:
    """For each property: the legal risk, 0..100, and whether a question of high severity is open."""

    points: Any
    stop: Any


def linked_deals(book: Book) -> Any:
    """For each property the place in Deals of its deal, as `deal_of`; -1 without one."""

    def compute() -> Any:
        named = groups_of(book, DEALS, "property_id")
        first = named.spread(named.order[named.starts[:-1]], book[PROPERTIES].index, -1)
        own = book[DEALS].index.get_indexer(pd.Index(book[PROPERTIES]["deal_id"]))
        return np.where(own >= 0, own, first)

    return book.derived("linked deals", compute)


def legal(book: Book, jurisdiction: str | None = None) -> Legal:
    """What the open flags and the rules that fire come to, as `legal_risk(open_questions(...))`.

    Refused for an empty jurisdiction.
    """
    if jurisdiction is not None:
        jurisdiction = jurisdiction_of(jurisdiction, None, None, "")

    def compute() -> Legal:
        rules, fired = _fired(book, jurisdiction)
        points, stop, known, first = _raised(book, rules)
        worth = np.array([POINTS.get(rule.severity, 0) for rule in rules], dtype="int64")[:, None]
        asked = fired & ((first >= 0) | ~known)
        points = points + (np.where(known, np.maximum(worth - first, 0), worth) * asked).sum(axis=0)
        stop = stop | asked[[rule.severity == "high" for rule in rules]].any(axis=0)
        return Legal(np.minimum(points, 100), stop)

    return book.derived(("legal", jurisdiction), compute)


def _fired(book: Book, jurisdiction: str | None) -> tuple[list[Rule], Any]:
    """The rules that count in any of the properties' places, and for each whether it fires on each property."""

    def compute() -> tuple[list[Rule], Any]:
        place, names = _places(book, jurisdiction)
        rules = [rule for rule in rules_in(book) if rule.active and _place(rule) in names]
        deal, fired = linked_deals(book), np.zeros((len(rules), len(book[PROPERTIES])), dtype=bool)
        for number, rule in enumerate(rules):
            there = np.flatnonzero((deal >= 0) & (place == names.index(_place(rule))))
            fired[number, there] = _fires(book, rule, deal[there], there)
        return rules, fired

    return book.derived(("rules fired", jurisdiction), compute)


def _place(rule: Rule) -> str:
    return rule.jurisdiction.strip().upper()


def _places(book: Book, jurisdiction: str | None) -> tuple[Any, list[str]]:
    """Each property's jurisdiction as a place in the names; `place_of` is asked once for each country and region."""
    country, region = (groups_of(book, PROPERTIES, name) for name in ("country", "region"))
    pairs, inverse = np.unique(country.codes * (len(region.keys) + 1) + region.codes, return_inverse=True)
    some = np.zeros(len(pairs), dtype=np.intp)
    some[inverse] = np.arange(len(inverse))
    columns = {name: book.column(PROPERTIES, name) for name in ("country", "region")}
    places = [
        place_of(book, {name: plain(column[row]) for name, column in columns.items()}, jurisdiction) for row in some
    ]
    names = list(dict.fromkeys(places))
    return np.array([names.index(place) for place in places], dtype=np.intp)[inverse], names


def _fires(book: Book, rule: Rule, deals: Any, houses: Any) -> Any:
    """Whether the rule fires on each pair of a deal and a property, both given as places; see `field_of`."""
    of_deal, of_house = rule.field in book[DEALS], rule.field in book[PROPERTIES]
    if not of_deal:
        return _fires_on_column(book, PROPERTIES.key, rule)[0][houses] if of_house else False
    fires, blanks = (each[deals] for each in _fires_on_column(book, DEALS, rule))
    return np.where(blanks, _fires_on_column(book, PROPERTIES.key, rule)[0][houses], fires) if of_house else fires


def _fires_on_column(book: Book, table: str, rule: Rule) -> tuple[Any, Any]:
    """For each row of the table whether the rule fires on its field, and whether that is blank."""
    values, held = _distinct(book, table, rule.field)
    codes = groups_of(book, table, rule.field).codes
    on_blank, on_held = fires_on(rule, [values[place] for place in held])
    fires, blanks = np.full(len(values), on_blank), np.ones(len(values), dtype=bool)
    fires[held], blanks[held] = on_held, False
    return fires[codes], blanks[codes]


def _distinct(book: Book, table: str, field: str) -> tuple[list[Value], list[int]]:
    """What the field's codes stand for, the last one, -1, for a blank; and the codes of what is not blank."""

    def compute() -> tuple[list[Value], list[int]]:
        values = [*map(plain, groups_of(book, table, field).keys.tolist()), None]
        return values, [code for code, value in enumerate(values) if not blank(value)]

    return book.derived(("distinct", table, field), compute)


def _raised(book: Book, rules: Sequence[Rule]) -> tuple[Any, Any, Any, Any]:
    """By property the points of its open flags and whether one is high; by rule and property, if it has any flag, and
    the points of its first open one, -1 without one.
    """
    flag, house = _flagged(book)
    count, numbers = len(book[PROPERTIES]), {rule.id: number for number, rule in enumerate(rules)}
    is_open = _of_flags(book, "status", lambda word: word in ("", "open"))
    worth = _of_flags(book, "severity", lambda word: POINTS.get(word, 0)) * is_open
    high = _of_flags(book, "severity", lambda word: word == "high") & is_open
    rule = _of_flags(book, "rule_id", lambda word: numbers.get(word, -1))[flag]
    known = np.zeros((len(rules), count), dtype=bool)
    known[rule[rule >= 0], house[rule >= 0]] = True
    first = np.full((len(rules), count), -1, dtype="int64")
    last_first = np.flatnonzero((rule >= 0) & is_open[flag])
    last_first = last_first[np.argsort(-flag[last_first])]  # of several for one place the last that is written stays
    first[rule[last_first], house[last_first]] = worth[flag[last_first]]
    points = np.bincount(house, worth[flag], count).astype("int64")
    return points, np.bincount(house, high[flag], count) > 0, known, first


def _of_flags(book: Book, field: str, meaning: Callable[[str], int]) -> Any:
    """What the field's word means, for each flag; a blank is the empty word."""
    means = [meaning(str(value or "")) for value in _distinct(book, LEGAL_FLAGS.key, field)[0]]
    return np.array(means)[groups_of(book, LEGAL_FLAGS, field).codes]


def _flagged(book: Book) -> tuple[Any, Any]:
    """Each flag with each property that it is on, directly or through the linked deal, once: places of both."""
    index, count = book[PROPERTIES].index, len(book[PROPERTIES])
    direct = index.get_indexer(pd.Index(book[LEGAL_FLAGS]["property_id"]))
    by_deal = groups_of(book, LEGAL_FLAGS, "deal_id")
    code = np.append(by_deal.keys.get_indexer(book[DEALS].index), -1)[linked_deals(book)]
    many = np.append(by_deal.sums(), 0)[code]
    house = np.repeat(np.arange(count), many)
    nth = np.arange(len(house)) - np.repeat(np.cumsum(many) - many, many)
    flag = by_deal.order[by_deal.starts[code[house]] + nth]
    other = direct[flag] != house
    named = np.flatnonzero(direct >= 0)
    return np.concatenate([named, flag[other]]), np.concatenate([direct[named], house[other]])
