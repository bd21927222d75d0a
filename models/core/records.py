"""Rows of a frame as plain mappings: what commands print and screens list."""

from __future__ import annotations

from typing import Any

import pandas as pd

from models.core.schema import Value

Record = dict[str, Value]


def records(frame: pd.DataFrame, id_name: str = "id") -> list[Record]:
    """Every row as a mapping of field to plain value, its ID first (left out where `id_name` is blank).

    Column by column, so that tens of thousands of rows take no time that a person notices.
    """
    columns = {str(name): plain_list(frame[name]) for name in frame.columns}
    if id_name:
        columns = {id_name: list(map(str, frame.index.tolist())), **columns}
    names = tuple(columns)
    # Every row has as many values as there are names: to check it each time took a quarter of the time.
    return [dict(zip(names, row, strict=False)) for row in zip(*columns.values(), strict=True)]


def plain_list(values: pd.Series[Any]) -> list[Value]:
    """A column's values as `plain` gives them one by one: dates as `date`, every missing value None."""
    kind = values.dtype.kind
    if kind == "M":
        days = values.to_numpy().astype("datetime64[D]").astype(object)
        return days.tolist()
    missing = values.isna().to_numpy()
    if not missing.any():
        return values.tolist()
    found = values.to_numpy(dtype=object).copy()
    found[missing] = None
    return found.tolist()
