"""The MAO on a deal: written with the offer that it comes from, and stale once an input has moved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from models.core.book import Book
from models.core.change import ChangeSet, together
from models.core.edit import add_row, set_fields
from models.core.groups import groups_of
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.schema import Value, fold
from models.core.values import plain, utc_text
from models.settings import number_of
from models.underwriting.attach import deal_row, property_of
from models.underwriting.calculators import OPTIONS, offer_for
from models.underwriting.intel import PROPERTIES
from models.underwriting.legal import DEALS
from models.underwriting.offers import offers, repair_costs
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
    return together(
        phrase("Write MAO"), written, set_fields(deals, book.tables[DEALS], deal_id, on_deal, now, by_app=True)
    )


def write_again(book: Book, deal_id: str, now: datetime) -> ChangeSet:
    """The deal's MAO as `stale_maos` has it today: in its mode, with the options given when it was written.

    Refused for a deal whose MAO was never written, and as `write_mao`.
    """
    row = book.row(UNDERWRITES, str(deal_row(book, deal_id)["underwrite_id"]))
    if row is None:
        hint = phrase("Write it from its property.")
        raise Refused(
            phrase("Deals {deal_id}: its MAO has no row in Underwrites.", deal_id=deal_id), hint=hint, code="missing"
        )
    mode = str(row["mode"])
    named = given_options(row["given"]) & set(OPTIONS.get(mode, ()))
    return write_mao(book, deal_id, now, mode, {name: row[name] for name in sorted(named)})


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

    Today's figure takes the ARV and repairs of the deal's property today, the options given at writing, and today's
    defaults for the rest (product page 1.4); an option whose figure was blanked was not given. `was` is what stands on
    the deal, so a figure typed over it shows too. A MAO without its row of Underwrites has no inputs that could have
    moved; one whose row has no known mode cannot be worked out.
    """

    def compute() -> pd.DataFrame:
        deals, maos = book[DEALS], book.column(DEALS, "mao")
        written = book[UNDERWRITES].index.get_indexer(pd.Index(deals["underwrite_id"]))
        places = np.flatnonzero(~np.isnan(maos) & (written >= 0))
        was, now = maos[places], _todays(book, places, written[places])
        moved = ~np.isclose(was, now, rtol=0, atol=CENT / 2)
        return pd.DataFrame({"was": was[moved], "now": now[moved]}, index=deals.index[places[moved]])

    return book.derived("stale maos", compute)


def _todays(book: Book, deals: Any, written: Any) -> Any:
    """What the offers of the deals, by their places and those of their rows of Underwrites, come to today."""
    house = book[PROPERTIES].index.get_indexer(pd.Index(book[DEALS]["property_id"]))[deals]
    arv, repairs = (np.append(values, np.nan)[house] for values in (book.column(PROPERTIES, "arv"), repair_costs(book)))
    options = {name: _option(book, written, name, key) for mode in OPTIONS.values() for name, key in mode.items()}
    mode = book.column(UNDERWRITES, "mode")[written]
    wholesale = offers(arv, options["arv_pct"], (repairs, options["fee"]))
    brrrr = offers(arv, options["target_ltv"], (repairs, options["closing_costs"], options["buffer"]))
    return np.where(mode == "wholesale", wholesale, np.where(mode == "brrrr", brrrr, np.nan))


def _option(book: Book, written: Any, name: str, setting: str) -> Any:
    """The option as it was given, or today's default, for each of the rows of Underwrites."""
    given, values = groups_of(book, UNDERWRITES, "given"), book.column(UNDERWRITES, name)[written]
    named = [name in given_options(names) for names in given.keys]
    chosen = np.array([*named, False])[given.codes[written]] & ~np.isnan(values)
    return np.where(chosen, values, number_of(book, setting))


def given_options(text: Value) -> frozenset[str]:
    """The options that an Underwrites row's Given names, in any spelling that a person types: `Fee; ARV Pct`."""
    typed = {fold(part).replace("-", "") for part in re.split(r"[,;\n]", str(text or ""))}
    return frozenset(name for mode in OPTIONS.values() for name in mode if fold(name) in typed)
