"""The board: the deals of each partner, in the columns that a partner may see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from models.core.book import Book
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.schema import Audience, Column, Value
from models.core.values import plain
from models.jv.algebra import refuse_telling
from models.jv.tables import PARTNERS
from models.pipeline import DEALS

# The allow-list: a column that is not declared for partners is in nobody's file.
SHOWN: tuple[Column, ...] = tuple(column for column in DEALS.stored if Audience.PARTNER in column.audience)


def partner_row(book: Book, partner_id: str) -> Mapping[str, Value]:
    """The partner's stored fields. Refused where the ID is blank or nobody's; it is compared exactly."""
    if not partner_id.strip():
        raise Refused(
            phrase("The partner's ID is missing."), hint=phrase("`show Partners` lists them."), code="missing"
        )
    row = book.row(PARTNERS, partner_id)
    if row is None:
        raise Refused(
            phrase("Partners has no row {partner_id}.", partner_id=partner_id),
            hint=phrase("`show Partners` lists them."),
            code="not_found",
        )
    return row


def board(book: Book, partner_id: str) -> pd.DataFrame:
    """The partner's deals by deal ID, in the order of the sheet, with the columns of the allow-list and no others.

    Refused for a partner who is unknown or blank, and where the columns would give a hidden figure away.
    """
    partner_row(book, partner_id)
    refuse_telling(column.name for column in SHOWN)
    places = _places(book).get(partner_id)
    return book[DEALS].iloc[[] if places is None else places][[column.name for column in SHOWN]]


def owners_board(book: Book, partner_id: str | None = None) -> pd.DataFrame:
    """What the owner is shown: the same with `partner_id`, of one partner or, with None, of every deal that has one."""
    if partner_id is not None:
        frame = board(book, partner_id)
        return frame.assign(partner_id=partner_id)
    deals = book[DEALS]
    return deals.loc[deals["partner_id"].notna(), [*(column.name for column in SHOWN), "partner_id"]]


def items(frame: pd.DataFrame, *, with_id: bool = False) -> list[dict[str, Value]]:
    """A board's rows as mappings of field to plain value."""
    columns: dict[str, list[Value]] = {str(name): _plain_values(frame[name]) for name in frame.columns}
    if with_id:
        columns = {DEALS.id_column.name: list(map(str, frame.index)), **columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _plain_values(values: pd.Series[Any]) -> list[Value]:
    return [value if type(value) is str else plain(value) for value in values.tolist()]


def _places(book: Book) -> Mapping[str, Any]:
    """Where each partner's deals stand: all are grouped at once, so that a thousand boards cost one pass."""
    return book.derived("partners' deals", lambda: _grouped(book[DEALS]["partner_id"]))


def _grouped(partner_ids: pd.Series[Any]) -> Mapping[str, Any]:
    numbered = pd.Series(range(len(partner_ids)))
    return {str(name): group.to_numpy() for name, group in numbered.groupby(partner_ids.to_numpy(), sort=False)}
