from hypothesis import given
from hypothesis import strategies as st

from models.core.schema import Value
from models.underwriting import repairs_totals
from models.underwriting.calculators import repair_rows, repairs_sum
from models.underwriting.intel import REPAIR_CATEGORIES
from models.underwriting.repairs import UNSORTED, Category, repairs_of
from tests.models.books import book_of


def row(category: Value, cost: Value, item: str = "x") -> dict[str, Value]:
    return {"property_id": "prop_a", "item": item, "category": category, "cost": cost}


def test_rows_of_a_category_stand_together_in_the_declared_order() -> None:
    rows = [row("contingency", 5.0, "Spare"), row(None, 1.0, "Odds"), row("roof", 2.5, "Tar"), row("roof", 3.0, "Tin"),
            {**row("roof", 99.0), "property_id": "prop_b"}, row("cellar", 1.0, "Pump")]  # fmt: skip
    found = repairs_of(book_of(Repairs=rows), "prop_a")
    assert found.categories == (
        Category("roof", ("Tar", "Tin"), 5.5), Category("contingency", ("Spare",), 5.0),
        Category(UNSORTED, ("Odds", "Pump"), 2.0))  # fmt: skip
    assert (found.total, found.contingency, found.rows, found.unpriced) == (12.5, 5.0, 5, 0)


def test_a_row_without_a_cost_counts_nothing_and_is_counted() -> None:
    found = repairs_of(book_of(Repairs=[row("roof", None), row("roof", 4.0)]), "prop_a")
    assert (found.categories[0].cost, found.total, found.rows, found.unpriced) == (4.0, 4.0, 2, 1)
    assert repairs_of(book_of(), "prop_a").rows == 0


@given(st.lists(st.tuples(st.sampled_from([*REPAIR_CATEGORIES, None]), st.integers(0, 10**9)), max_size=8))
def test_the_total_is_that_of_the_mao_and_of_the_sheet(rows: list[tuple[str | None, int]]) -> None:
    """To thousandths, so that rounding each category would be another sum."""
    book = book_of(Properties=[{"id": "prop_a"}], Repairs=[row(name, cost / 1000) for name, cost in rows])
    total = repairs_of(book, "prop_a").total
    assert total == repairs_sum(repair_rows(book, "prop_a"))[0] == repairs_totals(book)["prop_a"]
