from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.core.book import Book
from models.core.change import Change, ChangeSet
from models.core.groups import groups_of, rows_of
from models.core.schema import Value
from models.underwriting import COMPS
from tests.models.books import book_of


def comps(*values: Value, field: str = "property_id") -> Book:
    return book_of(Comps=[{field: value} for value in values])


@given(st.lists(st.none() | st.sampled_from(["a", "b", "é", " "])))
def test_the_rows_of_a_value_are_those_that_a_search_finds(values: list[str | None]) -> None:
    book = comps(*values)
    for value in ("a", "b", "é", " ", "z"):
        assert rows_of(book, COMPS, "property_id", value) == [f"comp_{n}" for n, v in enumerate(values) if v == value]
    assert rows_of(book, COMPS, "property_id", None) == []


def test_every_kind_of_column_is_grouped() -> None:
    for field, values in {
        "included": (True, None, False, True),
        "sqft": (5, None, 7, 5),
        "sold_price": (0.1, None, 0.3, 0.1),
    }.items():
        groups = groups_of(comps(*values, field=field), COMPS, field)
        assert groups.rows(values[0]).tolist() == [0, 3]
        assert groups.codes.tolist() == [0, -1, 1, 0]
    days = groups_of(comps(date(2026, 1, 2), None, field="sold_date"), COMPS, "sold_date")
    assert (len(days.keys), days.codes.tolist()) == (1, [0, -1])


def test_more_keys_than_16_bits_hold() -> None:
    book = comps(*(f"p{n % 40_000}" for n in range(40_001)))
    assert groups_of(book, COMPS, "property_id").rows("p0").tolist() == [0, 40_000]
    assert groups_of(book, COMPS, "property_id").rows("p39999").tolist() == [39_999]


def test_an_edit_moves_a_row_to_another_group() -> None:
    book = comps("a", "a")
    assert rows_of(book, COMPS, "property_id", "a") == ["comp_0", "comp_1"]
    after = book.apply(ChangeSet("x", (Change("Comps", "comp_0", {"property_id": "a"}, {"property_id": "b"}),)))
    assert (rows_of(after, COMPS, "property_id", "a"), rows_of(after, COMPS, "property_id", "b")) == (
        ["comp_1"],
        ["comp_0"],
    )
