import datetime as dt
import math

import pytest

from models.core.book import Book
from models.core.edit import add_row, set_cells, set_fields
from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting import COMPS, PROPERTIES
from models.underwriting.arv import set_arv, use_comps
from tests.models.books import book_of

NOW = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
STAMP = "2026-03-31T12:00:00Z"
EARLIER = "2025-01-01T00:00:00Z"
HOUSE: dict[str, Value] = {
    "id": "prop_a", "address": "1 Elm", "sqft": 1000, "arv": 200_000.0, "arv_notes": "A guess.", "arv_set_at": EARLIER,
}  # fmt: skip
SALES: list[dict[str, Value]] = [
    {"id": f"comp_{name}", "property_id": "prop_a", "sold_price": price, "sqft": sqft, "address": address}
    for name, price, sqft, address in (
        ("a", 300_000.0, 1000, "2 Elm"), ("b", 200_000.0, 1000, None), ("c", 100_000.0, None, "4 Elm"),
    )
]  # fmt: skip


def house(book: Book) -> dict[str, Value]:
    return book.row(PROPERTIES, "prop_a") or {}


def test_arv_note_and_time_are_set_at_once() -> None:
    book = book_of(Properties=[HOUSE])
    changes = set_arv(book, "prop_a", 250_000.0, " From an appraisal. ", NOW)
    assert changes.label == "Set ARV"
    after = book.apply(changes)
    row = house(after)
    assert (row["arv"], row["arv_notes"], row["arv_set_at"]) == (250_000, "From an appraisal.", STAMP)
    assert row["updated_at"] == STAMP
    assert after.apply(changes.inverse()) == book


def test_a_note_stays_with_the_figure_that_it_explains_and_goes_with_it() -> None:
    book = book_of(Properties=[HOUSE])
    assert house(book.apply(set_arv(book, "prop_a", 200_000.0, None, NOW)))["arv_notes"] == "A guess."
    assert house(book.apply(set_arv(book, "prop_a", 200_000.01, None, NOW)))["arv_notes"] is None
    assert house(book.apply(set_arv(book, "prop_a", 200_000.0, " ", NOW)))["arv_notes"] is None


def test_the_same_arv_again_was_set_again() -> None:
    book = book_of(Properties=[HOUSE])
    (change,) = set_arv(book, "prop_a", 200_000.0, None, NOW).changes
    assert change.after == {"arv_set_at": STAMP, "updated_at": STAMP}


@pytest.mark.parametrize("bad", [None, "", 0, -1.0, math.nan, math.inf, 1e300, True, "much"])
def test_an_arv_that_is_none_is_refused(bad: Value) -> None:
    with pytest.raises(Refused, match=r"^ARV: "):
        set_arv(book_of(Properties=[HOUSE]), "prop_a", bad, None, NOW)


@pytest.mark.parametrize("row", ["prop_z", ""])
def test_an_unknown_property_is_refused(row: str) -> None:
    for book in (book_of(Properties=[HOUSE]), book_of()):
        with pytest.raises(Refused, match="Properties has no row"):
            set_arv(book, row, 1.0, None, NOW)


def test_an_arv_that_is_typed_is_stamped_as_well() -> None:
    book = book_of(Properties=[HOUSE])
    typed = set_fields(book, PROPERTIES, "prop_a", {"arv": 1.0}, NOW)
    assert house(book.apply(typed))["arv_set_at"] == STAMP
    pasted = set_cells(book, PROPERTIES, [("prop_a", "arv", None)], NOW)
    assert house(book.apply(pasted))["arv_set_at"] == STAMP
    other = set_fields(book, PROPERTIES, "prop_a", {"city": "Brandon"}, NOW)
    assert house(book.apply(other))["arv_set_at"] == EARLIER
    new = add_row(book, PROPERTIES, {"id": "prop_b", "address": "9 Elm", "arv": 1.0}, NOW)
    assert (book.apply(new).row(PROPERTIES, "prop_b") or {})["arv_set_at"] == STAMP
    blank = add_row(book, PROPERTIES, {"id": "prop_c", "address": "10 Elm"}, NOW)
    assert (book.apply(blank).row(PROPERTIES, "prop_c") or {})["arv_set_at"] is None


@pytest.mark.parametrize(("use", "exclude", "arv", "note"), [
    ("mean", (), 200_000, "mean of 3 comps: 2 Elm (comp_a); comp_b; 4 Elm (comp_c)"),
    ("median", ("comp_c",), 250_000, "median of 2 comps: 2 Elm (comp_a); comp_b"),
    ("sqft_mean", (), 250_000, "sqft_mean of 2 comps: 2 Elm (comp_a); comp_b"),
    ("sqft_median", ("comp_b",), 300_000, "sqft_median of 1 comp: 2 Elm (comp_a)"),
])  # fmt: skip
def test_the_arv_of_comps_names_them(use: str, exclude: tuple[str, ...], arv: float, note: str) -> None:
    book = book_of(Properties=[HOUSE], Comps=SALES)
    after = book.apply(use_comps(book, "prop_a", use, NOW, exclude))
    assert (house(after)["arv"], house(after)["arv_notes"], house(after)["arv_set_at"]) == (arv, note, STAMP)
    assert after[COMPS].equals(book[COMPS])  # what was left out for once stays included


def test_comps_that_support_nothing_are_refused() -> None:
    book = book_of(Properties=[{"id": "prop_a"}, {"id": "prop_b"}], Comps=SALES)
    for row, use, exclude, says in (
        ("prop_a", "sqft_mean", (), "no sqft_mean"),
        ("prop_b", "mean", (), "no mean"),
        ("prop_a", "mode", (), "“mode” is not one of mean, median"),
        ("prop_a", "mean", ("comp_z",), "no comp comp_z"),
        ("prop_b", "mean", ("comp_a",), "prop_b has no comp comp_a"),
    ):
        with pytest.raises(Refused, match=says):
            use_comps(book, row, use, NOW, exclude)
