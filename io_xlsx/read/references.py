"""References that mean a row but spell it otherwise: another case, blanks around it, signs that nobody sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from io_xlsx.layout import TablePlace
from models.core.edit import rewrite
from models.core.phrase import phrase
from models.core.problem import Fix, Problem, Severity
from models.core.schema import Column, Kind, Table
from models.core.values import matching


def join_references(
    tables: Sequence[Table],
    frames: dict[str, pd.DataFrame],
    places: Mapping[str, TablePlace],
    problems: Mapping[str, list[Problem]],
) -> None:
    """In the frames, such references become what they mean; each is listed, with the fix that writes it so."""
    by_key = {table.key: table for table in tables}
    for table in tables:
        for column in table.stored if table.key in frames else ():
            target = by_key.get(column.refers) if column.kind is Kind.REF else None
            if target is not None and target.key in frames:
                _join(table, column, _names(target, column, frames[target.key]), frames, places, problems[table.key])


def _names(target: Table, column: Column, frame: pd.DataFrame) -> pd.Index[Any]:
    by_id = column.refers_by == target.id_column.name
    return frame.index if by_id else pd.Index(frame[column.refers_by].dropna())


def _join(
    table: Table,
    column: Column,
    known: pd.Index[Any],
    frames: dict[str, pd.DataFrame],
    places: Mapping[str, TablePlace],
    problems: list[Problem],
) -> None:
    values = frames[table.key][column.name]
    strange = values[values.notna() & ~values.isin(known)]
    meant = _meant(strange.unique(), known) if len(strange) else {}
    for row_id, text in strange.items():
        if text in meant:
            problems.append(_read_as(table, column, places[table.key], str(row_id), text, meant[text]))
    if meant:
        frames[table.key] = frames[table.key].assign(**{column.name: values.replace(meant)})


def _meant(strange: Any, known: pd.Index[Any]) -> dict[str, str]:
    """For each strange text the one known name that it matches, if it is one only."""
    folded: dict[str, set[str]] = {}
    for name in known:
        folded.setdefault(matching(name), set()).add(name)
    found = {text: folded.get(matching(text), set()) for text in strange}
    return {text: next(iter(names)) for text, names in found.items() if len(names) == 1}


def _read_as(table: Table, column: Column, place: TablePlace, row_id: str, text: str, name: str) -> Problem:
    return Problem(
        Severity.INFO,
        place.sheet,
        phrase("“{text}” was read as {name}.", text=text, name=name),
        column.name,
        row_id,
        place.cell(row_id, column.name),
        text,
        fix=Fix(phrase("Write {name} in the cell", name=name), lambda _: rewrite(table, row_id, column.name, name)),
    )
