"""The calculated columns: the app's own values of what the sheets' formulas say."""

from __future__ import annotations

from datetime import date
from functools import partial

import pandas as pd

from models.core.book import Book
from models.core.schema import Table


def calculated(book: Book, table: Table, as_of: date) -> pd.DataFrame:
    """The table's calculated columns on a day, with the index of its frame."""

    columns = {
        column.name: book.derived(
            ("calculated", table.key, column.name, as_of), partial(column.formula.compute, book, as_of)
        )
        for column in table.calculated
        if column.formula is not None
    }
    return pd.DataFrame(columns, index=book[table].index)


def whole(book: Book, table: Table, as_of: date) -> pd.DataFrame:
    """Every column after the ID in the order of the sheet, the calculated ones with the app's values."""
    if not table.calculated:
        return book[table]
    joined = pd.concat([book[table], calculated(book, table, as_of)], axis="columns")
    return joined[[column.name for column in table.columns[1:]]]
