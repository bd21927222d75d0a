"""Every property with its figures, for lists: one row each, worked out for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from models.core.book import Book
from models.core.schema import Value
from models.core.values import Invalid, plain, round_half_up_all
from models.settings import number_of
from models.underwriting.intel import PROPERTIES, repairs_totals, wholesale_maos
from models.underwriting.legal import DEALS, Rule, fires, place_of, rules_in
from models.underwriting.risk import LEGAL, NEIGHBORHOOD, POINTS, REPAIRS, WEIGHTS, WORST_REPAIRS, WORST_SHARE
from models.underwriting.tables import LEGAL_FLAGS
from models.underwriting.written import stale_maos, unfit_repairs


def portfolio(book: Book) -> pd.DataFrame:
    """By property ID: address, city, arv, repairs, mao, risk, stop, stale_was, stale_now, status, deal_id.

    Money, and points for the risk; NaN where a figure cannot be worked out.
    """
    return book.derived("portfolio", lambda: _portfolio(book))


def _portfolio(book: Book) -> pd.DataFrame:
    frame, deals = book[PROPERTIES], deals_of(book)
    stale = stale_maos(book)
    old = stale.index.get_indexer(pd.Index(deals, dtype=object)) if len(stale) else np.full(len(deals), -1)
    points, stop = book.derived("legal points", lambda: _legal(book))
    figures = {
        **{name: frame[name] for name in ("address", "city", "arv")},
        "repairs": repairs_totals(book),
        "mao": wholesale_maos(book),
        "risk": _risks(book, points),
        "stop": stop,
        **{f"stale_{name}": _at(stale[name].to_numpy(dtype="float64"), old) for name in ("was", "now")},
        "status": frame["status"],
        "deal_id": pd.array(deals, dtype="str"),
    }
    return pd.DataFrame(figures, index=frame.index)


def _at(values: Any, places: Any) -> Any:
    return np.where(places >= 0, values[places], np.nan) if len(values) else np.full(len(places), np.nan)


def deals_of(book: Book) -> list[str | None]:
    """The deal of each property in the order of the sheet, as `deal_of` finds it; None without one."""
    return book.derived("deals of properties", lambda: _deals_of(book))


def _deals_of(book: Book) -> list[str | None]:
    deals, known = book[DEALS], set(book[DEALS].index)
    named = dict(zip(deals["property_id"].to_numpy(dtype=object)[::-1], deals.index[::-1], strict=True))
    own = book[PROPERTIES]["deal_id"].to_numpy(dtype=object)
    return [deal if deal in known else named.get(row) for row, deal in zip(book[PROPERTIES].index, own, strict=True)]


def _risks(book: Book, legal: Any) -> Any:
    """risk_v1 of all properties; NaN where a repair row has no cost, or no weight is left."""
    frame = book[PROPERTIES]
    weights = {signal: number_of(book, key) for signal, key in WEIGHTS.items()}
    arv, cost = frame["arv"].to_numpy(dtype="float64"), repairs_totals(book).to_numpy(dtype="float64")
    score = frame["neighborhood_score"].to_numpy(dtype="float64", na_value=np.nan)
    worst = np.where(arv > 0, arv * float(WORST_SHARE), WORST_REPAIRS)
    known = np.where(np.isnan(score), 0, weights[NEIGHBORHOOD])
    total = known + weights[REPAIRS] + weights[LEGAL]
    parts = known * np.nan_to_num(100 - score) + weights[REPAIRS] * np.minimum(100, cost / worst * 100)
    with np.errstate(invalid="ignore", divide="ignore"):
        risk = round_half_up_all((parts + weights[LEGAL] * legal) / total)
    unfit = frame.index.isin(unfit_repairs(book)) | (total <= 0)
    return np.where(unfit, np.nan, risk)


def _legal(book: Book) -> tuple[Any, Any]:
    """The legal points of each property, capped at 100, and whether a high question stops it."""
    ids, deals = list(book[PROPERTIES].index), deals_of(book)
    asked: list[list[str]] = [[] for _ in ids]
    known: list[set[str]] = [set() for _ in ids]
    for place, rule_id, severity, is_open in _flags(book, ids, deals):
        if rule_id:
            known[place].add(rule_id)
        if is_open:
            asked[place].append(severity)
    places = _places(book)
    for rule in rules_in(book):
        for place in _fired(book, rule, places, deals):
            if rule.id not in known[place]:
                asked[place].append(rule.severity)
    points = [min(100.0, sum(POINTS.get(one, 0) for one in severities)) for severities in asked]
    return np.array(points, dtype="float64"), np.array(["high" in severities for severities in asked], dtype=bool)


def _flags(book: Book, ids: Sequence[str], deals: Sequence[str | None]) -> list[tuple[int, str, str, bool]]:
    """Each flag with the places of the properties that it is on, by itself or by their deal."""
    by_property = {row_id: place for place, row_id in enumerate(ids)}
    by_deal: dict[str, list[int]] = {}
    for place, deal in enumerate(deals):
        if deal is not None:
            by_deal.setdefault(deal, []).append(place)
    found = []
    names = ("property_id", "deal_id", "rule_id", "severity", "status")
    for row in zip(*(book[LEGAL_FLAGS][name].array for name in names), strict=True):
        house, deal, rule, severity, status = (str(plain(value) or "") for value in row)
        on = {*by_deal.get(deal, ()), *([by_property[house]] if house in by_property else [])}
        found += [(place, rule, severity or "info", (status or "open") == "open") for place in on]
    return found


def _places(book: Book) -> list[str]:
    """The jurisdiction of each property."""
    memo: dict[tuple[Value, Value], str] = {}
    frame = book[PROPERTIES]
    found = []
    for pair in zip(map(plain, frame["country"].array), map(plain, frame["region"].array), strict=True):
        if pair not in memo:
            memo[pair] = place_of(book, {"country": pair[0], "region": pair[1]})
        found.append(memo[pair])
    return found


def _fired(book: Book, rule: Rule, places: Sequence[str], deals: Sequence[str | None]) -> list[int]:
    """Where a rule fires; it is asked once for each value that its field has."""
    where = rule.jurisdiction.strip().upper()
    if not rule.active or where not in places:
        return []
    on_deal, on_house = _column(book, DEALS, rule.field), _column(book, PROPERTIES.key, rule.field)
    if on_deal is None and on_house is None:
        return []
    index = {row_id: place for place, row_id in enumerate(book[DEALS].index)}
    memo: dict[Value, bool] = {}
    found = []
    for place, deal in enumerate(deals):
        if deal is None or places[place] != where:
            continue
        value = on_deal[index[deal]] if on_deal is not None else None
        if (value is None or (isinstance(value, str) and not value.strip())) and on_house is not None:
            value = on_house[place]
        if value not in memo:
            memo[value] = _fires(rule, value)
        if memo[value]:
            found.append(place)
    return found


def _fires(rule: Rule, value: Value) -> bool:
    try:
        return fires(rule, value)
    except Invalid:
        return False


def _column(book: Book, table: str, name: str) -> list[Value] | None:
    frame = book[table]
    if name not in frame.columns:
        return None
    return book.derived(("plain column", table, name), lambda: [plain(value) for value in frame[name].array])
