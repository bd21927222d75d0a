"""The calculated columns of Properties on figures that people leave behind, as LibreOffice and the app have them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.session import Session
from models.core.book import Book
from models.core.calculated import calculated
from models.core.refusal import Refused
from models.core.schema import Value
from models.core.values import plain
from models.settings import value_of
from models.underwriting import PROPERTIES
from models.underwriting.calculators import offer_for
from tests.libreoffice import Edit, LibreOffice, stored_cells
from tests.models.books import book_of
from tests.test_live_formulas import written

DAY = dt.date(2026, 3, 31)
NAMES = [column.name for column in PROPERTIES.calculated]

# What each row is meant to give: repairs total, comps, their mean, wholesale MAO; at a fee of 0 and 70 %.
HOUSES: dict[str, tuple[dict[str, Value], Sequence[Value], Sequence[tuple[Value, Value]], tuple[Value, ...]]] = {
    "blank ARV": ({}, (10.0,), (), (10, 0, None, None)),
    "ARV 0": ({"arv": 0.0}, (), (), (0, 0, None, None)),
    "ARV below zero": ({"arv": -100.0}, (), (), (0, 0, None, None)),
    "below zero": ({"arv": 100.0}, (70.01,), (), (70.01, 0, None, -0.01)),
    "exactly zero": ({"arv": 100.0}, (70.0,), (), (70, 0, None, 0)),
    "half a cent up": ({"arv": 0.05}, (), (), (0, 0, None, 0.04)),  # 0.035
    "half a cent below zero": ({"arv": 0.05}, (0.07,), (), (0.07, 0, None, -0.04)),  # -0.035
    "a cost of parts of a cent": ({"arv": 10.0}, (1.005,), (), (1.01, 0, None, 5.99)),
    "costs whose parts add up": ({"arv": 10.0}, (1.004, 1.004), (), (2.01, 0, None, 4.99)),
    "a tenth and two": ({"arv": 1.0}, (0.1, 0.2), (), (0.3, 0, None, 0.4)),
    "a repair without a cost": ({"arv": 100.0}, (5.0, None), (), (5, 0, None, 65)),
    "archived": ({"arv": 100.0, "status": "archived"}, (1.0,), ((9.0, True),), (1, 1, 9, 69)),
    "blank Included": ({}, (), ((100.0, None), (100.01, True), (900.0, False)), (0, 2, 100.01, None)),  # 100.005
    "none included": ({}, (), ((900.0, False),), (0, 0, None, None)),
    "no price": ({}, (), ((None, None), (7.0, None)), (0, 2, 7, None)),
    "large": ({"arv": 98_765_432.15}, (1_234_567.895,), (), (1_234_567.9, 0, None, 67_901_234.61)),
}  # fmt: skip


def edge_book(settings: Mapping[str, Value]) -> Book:
    numbered = [(f"prop_{at}", *row) for at, row in enumerate(HOUSES.values())]
    return book_of(
        Properties=[{"id": named, "address": named, **fields} for named, fields, *_ in numbered],
        Repairs=[{"property_id": named, "cost": cost} for named, _, costs, *_ in numbered for cost in costs],
        Comps=[{"property_id": named, "sold_price": price, "included": yes}
               for named, _, _, comps, _ in numbered for price, yes in comps],
        Settings=[{"key": key, "value": value} for key, value in settings.items()],
    )  # fmt: skip


def here(book: Book) -> list[tuple[Value, ...]]:
    figures = calculated(book, PROPERTIES, DAY)
    return [tuple(plain(figures[name].array[at]) for name in NAMES) for at in range(len(book[PROPERTIES]))]


def there(cells: Mapping[str, Mapping[tuple[int, int], Any]], rows: int) -> list[tuple[Value, ...]]:
    """The same columns of a file; a formula that gives an empty text is blank."""
    places = [PROPERTIES.columns.index(PROPERTIES[name]) + 1 for name in NAMES]
    found = cells["Properties"]
    return [tuple(None if found.get((row, at)) == "" else found.get((row, at)) for at in places)
            for row in range(2, rows + 2)]  # fmt: skip


@pytest.fixture(scope="module")
def fees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook whose settings are a zero fee and 70 %."""
    book = edge_book({"default_fee": "0", "default_arv_pct": "0.7"})
    return written(tmp_path_factory.mktemp("edges") / "edges.xlsx", book)


def test_each_edge_is_what_it_should_be_here_and_there(fees: Path, libreoffice: LibreOffice) -> None:
    meant = [row[-1] for row in HOUSES.values()]
    book = edge_book({"default_fee": "0", "default_arv_pct": "0.7"})
    assert dict(zip(HOUSES, here(book), strict=True)) == dict(zip(HOUSES, meant, strict=True))
    assert dict(zip(HOUSES, there(libreoffice.cells(fees), len(meant)), strict=True)) == dict(
        zip(HOUSES, meant, strict=True)
    )


@pytest.mark.parametrize(("fee", "share", "read"), [
    ("", "70%", (10_000, 0.7)), ("much", "0.65", (10_000, 0.65)), ("-1", 70, (10_000, 0.7)),
    ("1,000", "65.5%", (1_000, 0.655)), (12.345, "much", (12.345, 0.7)), (0, 1, (0, 1)),
])  # fmt: skip
def test_settings_typed_in_the_sheet_count_there_as_here(
    fees: Path,
    tmp_path: Path,
    libreoffice: LibreOffice,
    fee: float | str,
    share: float | str,
    read: tuple[float, float],
) -> None:
    path = tmp_path / "typed.xlsx"
    path.write_bytes(fees.read_bytes())
    edits: list[Edit] = [("Settings", "B2", fee), ("Settings", "B3", share)]
    libreoffice.edit_and_save(path, edits)
    session = Session.open(path, journals=tmp_path / "journals", as_of=DAY, write=False)
    session.close()
    assert (value_of(session.book, "default_fee"), value_of(session.book, "default_arv_pct")) == read
    assert dict(zip(HOUSES, there(stored_cells(path), len(HOUSES)), strict=True)) == dict(
        zip(HOUSES, here(session.book), strict=True)
    )
    offers_are_the_sheets(session.book, there(stored_cells(path), len(HOUSES)))


def offers_are_the_sheets(book: Book, rows: Sequence[tuple[Value, ...]]) -> None:
    """Wherever both give a MAO it is the same; the calculator refuses more (a repair without a cost)."""
    for named, (*_, mao) in zip(book[PROPERTIES].index, rows, strict=True):
        try:
            offer = offer_for(book, str(named))
        except Refused:
            continue
        assert offer.result == mao, named


def test_the_calculators_mao_is_the_sheets_for_many_houses(tmp_path: Path, libreoffice: LibreOffice) -> None:
    dice = random.Random(11)
    houses: list[dict[str, Value]] = [
        {"id": f"prop_{n}", "address": "x", "arv": dice.choice([dice.randint(1, 10**8) / 100, (2 * n + 1) / 100])}
        for n in range(300)
    ]
    repairs: list[dict[str, Value]] = [
        {"property_id": f"prop_{dice.randrange(300)}", "cost": dice.randint(0, 10**7) / 1000} for _ in range(600)
    ]
    settings: list[dict[str, Value]] = [
        {"key": "default_fee", "value": "0.005"}, {"key": "default_arv_pct", "value": "0.675"},
    ]  # fmt: skip
    book = book_of(Properties=houses, Repairs=repairs, Settings=settings)
    rows = there(libreoffice.cells(written(tmp_path / "many.xlsx", book)), len(houses))
    assert rows == here(book)
    offers_are_the_sheets(book, rows)
