"""The MAO on a deal: written with the offer that it comes from, and stale once an input has moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from models.core.book import Book
from models.core.change import ChangeSet, together
from models.core.edit import add_row, set_fields
from models.core.refusal import Refused
from models.core.schema import Value
from models.core.values import plain, round_half_up_all, utc_text
from models.settings import number_of
from models.underwriting.attach import deal_row, property_of
from models.underwriting.calculators import OPTIONS, offer_for
from models.underwriting.intel import PROPERTIES, REPAIRS, repairs_totals
from models.underwriting.legal import DEALS
from models.underwriting.tables import UNDERWRITES

CENT = 0.01


@dataclass(frozen=True)
class Stale:
    """A deal's MAO as written and as it would be today, in money; None where today's inputs give none."""

    was: float
    now: float | None


def write_mao(
    book: Book, deal_id: str, now: datetime, mode: str = "wholesale", given: Mapping[str, Value] | None = None
) -> ChangeSet:
    """A new row of Underwrites with every input, and its result, mode and time on the deal.

    Refused for a deal without a property and where `offer_for` refuses.
    """
    named = property_of(book, deal_id)
    asked = {name: value for name, value in (given or {}).items() if value is not None}
    offer = offer_for(book, named, mode, asked)
    row: dict[str, Value] = {
        "deal_id": deal_id,
        "property_id": named,
        "mode": mode,
        "model": offer.model,
        **offer.inputs,
        "max_all_in": offer.max_all_in,
        "result": offer.result,
        "given": ", ".join(asked) or None,
    }
    written = add_row(book, UNDERWRITES, row, now, by_app=True)
    on_deal: dict[str, Value] = {
        "mao": offer.result,
        "mao_mode": mode,
        "mao_at": utc_text(now),
        "underwrite_id": written.changes[0].row,
    }
    deals = book.apply(written)
    return together("Write MAO", written, set_fields(deals, book.tables[DEALS], deal_id, on_deal, now, by_app=True))


def stale_mao(book: Book, deal_id: str) -> Stale | None:
    """What has moved since the deal's MAO was written; None where nothing has, or none was written."""
    deal_row(book, deal_id)
    found = stale_maos(book)
    if deal_id not in found.index:
        return None
    was, now = (plain(found[name].array[found.index.get_loc(deal_id)]) for name in ("was", "now"))
    return Stale(float(was), None if now is None else float(now))  # type: ignore[arg-type]  # both columns are money


def stale_maos(book: Book) -> pd.DataFrame:
    """The deals whose MAO is stale: `was` and `now` in money by deal ID, `now` NaN where today's inputs give none.

    Today's figure takes the ARV and repairs of today, the options given at writing, and today's defaults for the rest
    (product page 1.4). A MAO without its row of Underwrites has no inputs that could have moved.
    """

    def compute() -> pd.DataFrame:
        deals = book[DEALS]
        mine = deals[deals["mao"].notna() & deals["underwrite_id"].isin(book[UNDERWRITES].index)]
        found = pd.DataFrame({"was": mine["mao"], "now": _todays(book, mine)}, index=mine.index)
        for deal_id in found.index[(found["was"] - found["now"]).abs().between(CENT / 2, CENT * 1.5)]:
            found.loc[deal_id, "now"] = _exact(book, deal_id)  # floats may be a cent off where the digits are not
        return found[~np.isclose(found["was"], found["now"], rtol=0, atol=CENT / 2)]

    return book.derived("stale maos", compute)


def _todays(book: Book, deals: pd.DataFrame) -> Any:
    """What each of the deals' offers comes to today, in their order; NaN where it cannot be worked out."""
    written = book[UNDERWRITES].loc[deals["underwrite_id"]]
    place = book[PROPERTIES].index.get_indexer(pd.Index(deals["property_id"]))
    arv, repairs = (
        np.where(place >= 0, np.asarray(values, dtype="float64")[place], np.nan) if len(values) else np.nan
        for values in (book[PROPERTIES]["arv"], repairs_totals(book))
    )
    unfit = deals["property_id"].isin(_unfit_repairs(book)).to_numpy(dtype=bool)
    brrrr = (written["mode"] == "brrrr").to_numpy(dtype=bool)
    settings = {name: setting for mode in OPTIONS.values() for name, setting in mode.items()}
    options = {name: _option(book, written, name, setting) for name, setting in settings.items()}
    share = np.where(brrrr, options["target_ltv"], options["arv_pct"])
    costs = np.where(brrrr, options["closing_costs"] + options["buffer"], options["fee"])
    return np.where((arv > 0) & ~unfit, round_half_up_all(arv * share - repairs - costs), np.nan)


def _option(book: Book, written: pd.DataFrame, name: str, setting: str) -> Any:
    """The option as it was given, or today's default, one a row of Underwrites."""
    given = ("," + written["given"].fillna("").str.replace(" ", "") + ",").str.contains(f",{name},", regex=False)
    return np.where(given.to_numpy(dtype=bool), written[name].to_numpy(dtype="float64"), number_of(book, setting))


def _unfit_repairs(book: Book) -> pd.Series[Any]:
    """The properties with a repair row that has no cost, or a negative one: no offer is worked out for them."""
    rows = book[REPAIRS]
    return rows.loc[rows["cost"].isna() | (rows["cost"] < 0), "property_id"].dropna()


def _exact(book: Book, deal_id: str) -> float:
    """Today's figure by the calculator itself; NaN where it refuses."""
    deal = deal_row(book, deal_id)
    row = book.row(UNDERWRITES, str(deal["underwrite_id"])) or {}
    given = {name: row[name] for name in str(row["given"] or "").replace(" ", "").split(",") if name in row}
    try:
        return offer_for(book, str(deal["property_id"]), str(row["mode"]), given).result
    except Refused:
        return float("nan")
