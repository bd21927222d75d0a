"""Underwriting measured: the figures behind the tab after one edit, and all properties at once against one by one."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date

from models.core.book import Book
from models.core.change import Change, ChangeSet
from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting.bulk import portfolio
from models.underwriting.calculators import offer_for
from models.underwriting.comps import comparison_for
from models.underwriting.ladder import ladder_for
from models.underwriting.legal import deal_of
from models.underwriting.risk import risk_for
from models.underwriting.written import stale_mao
from tests.bench.portfolio import portfolio_book

AS_OF = date(2026, 3, 5)
SHOWN, MANY, SAMPLE = 1_000, 100_000, 2_000
EDITS: dict[str, tuple[str, str, Value]] = {
    "Repairs": ("rep_00000000000a", "cost", 123.45),
    "Comps": ("comp_00000000000a", "sold_price", 123_456.0),
    "Properties": ("prop_00000000000a", "arv", 234_567.0),
    "Deals": ("deal_00000000000a", "stage", "negotiating"),
    "LegalFlags": ("flag_00000000000a", "notes", "Asked."),
    "Settings": ("default_fee", "value", "12345"),
}


Figures = tuple[str, float, float, str, str]


def figures(rounds: int) -> Iterator[Figures]:
    """The rows of the bench table: what, ours, against, unit, aim."""
    for table, (kept, anew) in seconds_after_edits(max(rounds, 15)).items():
        yield f"1,000 properties' figures after an edit of {table} / nothing kept", kept, anew, "s", "< 0.016 s"
    at_once, each = seconds_of_many(rounds)
    what = "MAOs, risks, stale marks of 100,000 properties / one by one (2,000 of them, scaled)"
    yield what, at_once, each, "s", "1/50"


def seconds_after_edits(rounds: int) -> dict[str, tuple[float, float]]:
    """By table: one edit applied, then all that the tab shows, the portfolio and the figures of one property.

    The second time is the same on a Book that took nothing over from the one before.
    """
    book = portfolio_book(SHOWN)
    house = _first_that(book, lambda one: _figures(book, one))
    found: dict[str, list[tuple[float, float]]] = {table: [] for table in EDITS}
    for _ in range(rounds):
        for table, seconds in found.items():
            edit = _edit(book, table)
            kept = _timed(lambda: _figures(book.apply(edit), house))  # noqa: B023  # called at once
            anew = _timed(lambda: _figures(_anew(book.apply(edit)), house))  # noqa: B023
            seconds.append((kept, anew))
    return {
        table: (statistics.median(kept for kept, _ in seconds), statistics.median(anew for _, anew in seconds))
        for table, seconds in found.items()
    }


def seconds_of_many(rounds: int) -> tuple[float, float]:
    """All at once on a Book that nothing is known of, and one by one, a sample's time scaled to all."""
    book = portfolio_book(MANY, comps=0, repairs=2)
    at_once = statistics.median(_timed(lambda: portfolio(_anew(book))) for _ in range(rounds))
    sample, alone = list(book["Properties"].index[:: MANY // SAMPLE]), _anew(book)
    portfolio(alone)  # groups of rows and stale MAOs are found once, not for each: the loop is not charged with them
    return at_once, _timed(lambda: _each(alone, sample)) * MANY / SAMPLE


def _edit(book: Book, table: str) -> ChangeSet:
    row, field, value = EDITS[table]
    was = (book.row(table, row) or {})[field]
    return ChangeSet("Edit", (Change(table, row, {field: was}, {field: value}),))


def _figures(book: Book, house: str) -> None:
    portfolio(book)
    offer_for(book, house)
    risk_for(book, house)
    comparison_for(book, house, AS_OF)
    ladder_for(book, house)


def _each(book: Book, houses: Sequence[str]) -> None:
    for house in houses:
        risk_for(book, house)
        deal = deal_of(book, house)
        if deal is not None:
            stale_mao(book, deal)
        with suppress(Refused):  # a property in ten has no ARV
            offer_for(book, house)


def _first_that(book: Book, works: Callable[[str], None]) -> str:
    for house in book["Properties"].index:
        try:
            works(house)
        except Refused:
            continue
        return str(house)
    raise ValueError("no property has all figures")


def _anew(book: Book) -> Book:
    return Book(book.tables.values(), {key: book[key] for key in book.tables})


def _timed(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start
