"""The calculated columns: the app's own values of what the sheets' formulas say."""

from __future__ import annotations

from datetime import date

import pandas as pd

from models.core.book import Book
from models.core.schema import Table


def calculated(book: Book, table: Table, as_of: date) -> pd.DataFrame:
    """The table's calculated columns on a day, with the index of its frame."""

    def compute() -> pd.DataFrame:
        columns = {c.name: c.formula.compute(book, as_of) for c in table.calculated if c.formula is not None}
        return pd.DataFrame(columns, index=book[table].index)

    return book.derived(("calculated", table.key, as_of), compute)


def whole(book: Book, table: Table, as_of: date) -> pd.DataFrame:
    """Every column after the ID in the order of the sheet, the calculated ones with the app's values."""
    if not table.calculated:
        return book[table]
    joined = pd.concat([book[table], calculated(book, table, as_of)], axis="columns")
    return joined[[column.name for column in table.columns[1:]]]
