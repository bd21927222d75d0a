from datetime import date, timedelta

from models.core.schema import Value
from models.ops import figures
from models.ops.figures import Figure
from tests.models.books import book_of

DAY = date(2026, 3, 5)


def test_the_pipeline_card_counts_open_deals_and_those_without_a_next_step() -> None:
    deals: list[dict[str, Value]] = [{"stage": stage} for stage in ("new", "new", "dead", None)]
    book = book_of(Deals=deals, Followups=[{"deal_id": "deal_0", "title": "Call", "due_date": DAY}])
    said = figures.deals(book, DAY)
    assert (said.big, said.unit) == ("3", "open deals")
    assert said.lines == (Figure("New", "3"), Figure("Without a next step", "2", "warning"))


def test_the_other_cards_count_what_is_not_over() -> None:
    book = book_of(
        Properties=[{"arv": 100_000.0}, {"status": "active"}, {"arv": 5.0, "status": "archived"}],
        Bills=[{"autopay": True}, {}, {"status": "archived"}],
        Payments=[{"paid_on": DAY - timedelta(3)}],
        Entities=[{"name": "Inc", "due_date": DAY - timedelta(1)}, {"name": "Done", "status": "done", "due_date": DAY}],
        CreditScores=[{"who": "Alex", "bureau": "Equifax", "score": 700, "checked_on": DAY - timedelta(1)}],
        Ticks=[{"as_of": DAY - timedelta(1), "missed": 2, "runs_created": 1}],
    )
    assert figures.properties(book, DAY).lines == (
        Figure("With an ARV", "1 of 2", "warning"), Figure("ARV in all, CAD", "100,000"),
    )  # fmt: skip
    assert figures.bills(book, DAY).lines == (
        Figure("Without autopay", "1", "warning"), Figure("Last payment", "3 days ago"),
    )  # fmt: skip
    assert figures.entities(book, DAY).lines == (
        Figure("In progress", "0"), Figure("Done", "1"), Figure("Inc", "1 day late", "danger"),
    )  # fmt: skip
    assert figures.credit(book, DAY).lines == (Figure("Alex · Equifax", "700  yesterday"),)
    said = figures.last_tick(book, DAY)
    assert (said.big, said.lines[1]) == ("yesterday", Figure("Bills late or missed", "2", "danger"))
