"""A Book of many properties with what belongs to them, the same one each time, made in arrays."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from models.catalog import BY_KEY, TABLES
from models.core.book import Book
from models.core.schema import Table
from models.core.values import dtype_of
from models.starter import starter
from models.underwriting import REPAIR_CATEGORIES

Fields = dict[str, Any]


def portfolio_book(properties: int, comps: int = 10, repairs: int = 20) -> Book:
    """A deal for each property, half with a MAO written, a flag for a fifth; `comps` and `repairs` rows for each.

    The legal rules and settings are the starter's; a property in ten has no ARV or no neighbourhood score.
    """
    draw = np.random.default_rng(1)
    houses, deals = _ids("prop", properties), _ids("deal", properties)
    written = np.arange(0, properties, 2)
    rows = {
        "Properties": _properties(draw, houses, deals),
        "Comps": _comps(draw, houses, comps * properties),
        "Repairs": _repairs(draw, houses, repairs * properties),
        "Deals": _deals(draw, houses, deals, written),
        "Underwrites": _underwrites(draw, houses[written], deals[written]),
        "LegalFlags": _flags(draw, houses, deals, properties // 5),
    }
    first = starter(datetime(2026, 1, 1, tzinfo=UTC))
    frames = {key: _frame(BY_KEY[key], fields) for key, fields in rows.items()}
    return Book(TABLES, {**{key: first[key] for key in ("LegalRules", "Settings")}, **frames})


def _properties(draw: np.random.Generator, houses: Any, deals: Any) -> Fields:
    count = len(houses)
    return {
        "address": _words("Street", count),
        "city": draw.choice(["Winnipeg", "Brandon", "Tampa", "Miami"], count),
        "region": draw.choice(["MB", "FL"], count),
        "country": draw.choice(["CA", "US"], count),
        "sqft": draw.integers(700, 3000, count),
        "year_built": draw.integers(1890, 2020, count),
        "arv": _some(draw, draw.integers(80, 600, count) * 1_000.0, np.nan),
        "neighborhood_score": pd.array(_some(draw, draw.integers(0, 101, count) * 1.0, np.nan)).astype("Int64"),
        "projected_rent": draw.integers(800, 3000, count) * 1.0,
        "status": draw.choice(["active", "archived"], count, p=[0.9, 0.1]),
        "deal_id": _some(draw, deals, None),
    }


def _comps(draw: np.random.Generator, houses: Any, count: int) -> Fields:
    days = np.datetime64("2026-03-05", "s") - draw.integers(0, 400, count).astype("timedelta64[D]")
    return {
        "property_id": draw.choice(houses, count) if count else [],
        "included": draw.random(count) < 0.9,
        "address": _words("Road", count),
        "sold_price": draw.integers(80, 600, count) * 1_000.0,
        "sold_date": days,
        "sqft": draw.integers(700, 3000, count),
    }


def _repairs(draw: np.random.Generator, houses: Any, count: int) -> Fields:
    return {
        "property_id": draw.choice(houses, count) if count else [],
        "item": _words("Work", count),
        "category": draw.choice(REPAIR_CATEGORIES, count),
        "cost": draw.integers(10_000, 400_000, count) / 100,
    }


def _deals(draw: np.random.Generator, houses: Any, deals: Any, written: Any) -> Fields:
    count = len(deals)
    mao, underwrite = np.full(count, np.nan), np.full(count, None, dtype=object)
    mao[written], underwrite[written] = 100_000.0, _ids("uw", len(written))
    return {
        "id": deals,
        "address": _words("Street", count),
        "country": draw.choice(["CA", "US"], count),
        "region": draw.choice(["MB", "FL"], count),
        "strategy": draw.choice(["wholesale", "flip", "rental", "brrrr"], count),
        "stage": draw.choice(["new", "contacted", "under_contract", "closed"], count),
        "asking_price": draw.integers(80, 600, count) * 1_000.0,
        "contact_id": _some(draw, _words("con", count), None),
        "seller_motivation": draw.choice(["high", "medium", "low"], count),
        "property_id": houses,
        "mao": mao,
        "underwrite_id": underwrite,
    }


def _underwrites(draw: np.random.Generator, houses: Any, deals: Any) -> Fields:
    count = len(houses)
    return {
        "deal_id": deals,
        "property_id": houses,
        "mode": draw.choice(["wholesale", "brrrr"], count),
        "fee": draw.integers(5, 20, count) * 1_000.0,
        "result": np.full(count, 100_000.0),
        "given": draw.choice(np.array(["fee", None], dtype=object), count),
    }


def _flags(draw: np.random.Generator, houses: Any, deals: Any, count: int) -> Fields:
    rules = starter(datetime(2026, 1, 1, tzinfo=UTC))["LegalRules"].index.to_numpy()
    return {
        "property_id": _some(draw, draw.choice(houses, count), None) if count else [],
        "deal_id": draw.choice(deals, count) if count else [],
        "rule_id": draw.choice(rules, count),
        "severity": draw.choice(["info", "low", "medium", "high"], count),
        "message": _words("Look", count),
        "status": draw.choice(["open", "resolved"], count),
    }


def _frame(table: Table, fields: Fields) -> pd.DataFrame:
    count = len(next(iter(fields.values())))
    index = pd.Index(fields.get("id", _ids(table.prefix, count)), dtype="str", name=table.id_column.name)
    columns = {
        column.name: pd.array(fields[column.name], dtype=dtype_of(column.kind))
        if column.name in fields
        else pd.Series([None] * count, dtype=dtype_of(column.kind)).array
        for column in table.stored
    }
    return pd.DataFrame(columns, index=index)


def _ids(prefix: str, count: int) -> Any:
    return np.array([f"{prefix}_{number:012x}" for number in range(count)], dtype=object)


def _words(word: str, count: int) -> Any:
    return np.array([f"{number} {word}" for number in range(count)], dtype=object)


def _some(draw: np.random.Generator, values: Any, blank: Any) -> Any:
    """The values with a blank in each tenth place or so."""
    return np.where(draw.random(len(values)) < 0.1, np.array(blank, dtype=values.dtype), values)
