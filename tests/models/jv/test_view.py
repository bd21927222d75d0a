"""What a partner is shown: order, wording and totals."""

from datetime import date

from models.jv.view import StageTotal, partner_view
from tests.models.books import book_of

DAY = date(2026, 3, 5)
BOOK = book_of(
    Partners=[{"name": "Selma", "company": "North"}, {"name": "Owen"}],
    Deals=[
        {"address": "1", "partner_id": "ptr_0", "stage": "closed", "partner_capital": 0.1, "milestone_date": DAY},
        {"address": "2", "partner_id": "ptr_0", "stage": "under_contract", "partner_capital": 0.2,
         "milestone_date": date(2026, 4, 1), "next_milestone": "Inspection", "updated_at": "2026-03-01T23:59:59Z"},
        {"address": "3", "partner_id": "ptr_0", "stage": "under_contract", "partner_capital": None,
         "milestone_date": date(2026, 3, 1), "next_milestone": "Past"},
        {"address": "4", "partner_id": "ptr_1", "stage": "new", "partner_capital": 9.0},
    ],
)  # fmt: skip


def test_open_deals_come_first_by_their_next_day_and_the_words_are_a_readers() -> None:
    view = partner_view(BOOK, "ptr_0", DAY, None)
    at = {column.name: place for place, column in enumerate(view.columns)}
    assert [row[at["address"]] for row in view.rows] == ["3", "2", "1"]
    assert view.rows[1][at["stage"]] == "Under contract"
    assert view.rows[1][at["updated_at"]] == date(2026, 3, 1)
    assert (view.recipient, view.company, view.currency) == ("Selma", "North", "CAD")


def test_totals_are_exact_and_by_stage_in_the_order_of_a_deal() -> None:
    view = partner_view(BOOK, "ptr_0", DAY, None)
    assert (view.capital, view.open_deals) == (0.3, 2)
    assert view.by_stage == (StageTotal("Under contract", 2, 0.2), StageTotal("Closed", 1, 0.1))
    assert view.next_milestone == (date(2026, 4, 1), "Inspection")


def test_a_partner_without_deals() -> None:
    empty = partner_view(book_of(Partners=[{"name": "Selma"}]), "ptr_0", DAY, DAY)
    assert (empty.rows, empty.capital, empty.by_stage, empty.next_milestone) == ((), 0.0, (), None)
