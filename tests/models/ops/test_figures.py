from datetime import UTC, date, timedelta

from models.core.schema import Value
from models.ops import figures
from models.ops.figures import Balance, Figure, Stages
from models.pipeline.deals import CLOSED_STAGES, STAGES
from tests.models.books import book_of

DAY = date(2026, 3, 5)


def test_the_pipeline_card_counts_open_deals_by_stage_and_what_waits() -> None:
    deals: list[dict[str, Value]] = [{"stage": stage} for stage in ("new", "new", "dead", None, "qualified")]
    steps: list[dict[str, Value]] = [{"deal_id": f"deal_{n}", "title": "Call", "due_date": DAY + timedelta(days)}
             for n, days in ((0, 0), (1, -1), (4, 3))]  # fmt: skip
    book = book_of(Deals=deals, Followups=steps, Drafts=[{"body": "Hi"}, {"body": "Hi", "status": "sent"}])
    said = figures.deals(book, DAY)
    assert (said.big, said.unit) == ("4", "open deals")
    assert said.lines == (Figure("Without a next step", "1", "warning"), Figure("Messages to send", "1"))
    assert isinstance(said.drawing, Stages)
    assert said.drawing.counts[:3] == (("new", (1, 1, 0, 1)), ("contacted", (0, 0, 0, 0)), ("qualified", (0, 0, 1, 0)))
    assert [stage for stage, _ in said.drawing.counts] == [stage for stage in STAGES if stage not in CLOSED_STAGES]


def bill(name: str, amount: float, days: int) -> dict[str, Value]:
    return {"name": name, "amount": amount, "cadence": "once", "start_date": DAY + timedelta(days), "status": "active",
            "created_at": "2025-01-01T12:00:00Z"}  # fmt: skip


def test_the_month_card_says_whether_the_month_is_safe() -> None:
    rent: dict[str, Value] = {**bill("Rent", 900.0, 0), "cadence": "monthly", "due_day": 20}
    target: list[dict[str, Value]] = [{"key": "income_target", "value": "1500"}, {"key": "buffer_min", "value": "200"}]
    book = book_of(Bills=[rent, bill("Roof", 70.5, -2), bill("Next month", 5.0, 40)], Settings=target)
    said = figures.month(book, DAY, UTC)
    assert (said.big, said.unit, said.tone) == ("400", "CAD above the buffer", "text")
    assert said.lines == (Figure("Still to pay this month", "970.50"), Figure("Late or missed", "1", "danger"))
    assert said.drawing is None
    assert said.notes == ("No balance to start from yet: set one on the Budget tab.",)

    short = book_of(Bills=[rent], Settings=[{"key": "income_target", "value": "1000"}, target[1]])
    assert figures.month(short, DAY, UTC).big == "100"
    assert figures.month(short, DAY, UTC).unit == "CAD below the buffer"
    assert figures.month(short, DAY, UTC).tone == "danger"


def test_the_month_card_draws_the_balance_and_names_its_lowest_day() -> None:
    balance: list[dict[str, Value]] = [
        {"key": "opening_balance", "value": "150"}, {"key": "opening_balance_on", "value": "2026-03-01"},
        {"key": "buffer_min", "value": "100"},
    ]  # fmt: skip
    book = book_of(Bills=[bill("Roof", 70.0, 3)], Settings=balance)
    said = figures.month(book, DAY, UTC)
    assert said.lines[0] == Figure("Bills in an average month", "0")
    assert said.lines[1] == Figure("Lowest, Sun 8 Mar", "80", "danger")
    assert isinstance(said.drawing, Balance)
    assert (said.drawing.forecast.lowest.balance, said.drawing.floor) == (80, 100)
    assert said.notes == ("No income target yet: set one on the Budget tab.",)


def test_the_last_tick_says_what_it_did_and_why() -> None:
    notes = "Skipped fu_0: Its deal is dead.\nSkipped fu_9: It names no deal.\nFor the days from a to b.\nThree\nFour"
    book = book_of(
        Ticks=[{"as_of": DAY - timedelta(1), "missed": 2, "runs_created": 1, "buffer_projected": -5.0,
                "warnings": notes}],
        Followups=[{"title": "Call her", "due_date": DAY}],
    )  # fmt: skip
    said = figures.last_tick(book, DAY)
    assert (said.big, said.lines[1]) == ("yesterday", Figure("Bills late or missed", "2", "danger"))
    assert said.lines[2:] == (Figure("Follow-ups run", "1"), Figure("After bills and buffer", "−5", "danger"))
    assert said.notes == (
        "Skipped Call her: Its deal is dead.", "Skipped fu_9: It names no deal.", "For the days from a to b.",
        "and 2 more",
    )  # fmt: skip


def test_more_scores_than_a_card_holds_are_counted() -> None:
    same: dict[str, Value] = {"bureau": "Equifax", "score": 700, "checked_on": DAY}
    scores: list[dict[str, Value]] = [{"who": f"P{n}", **same} for n in range(8)]
    said = figures.credit(book_of(CreditScores=scores), DAY)
    assert (len(said.lines), said.notes) == (6, ("and 2 more",))


def test_the_other_cards_count_what_is_not_over() -> None:
    book = book_of(
        Properties=[{"arv": 100_000.0}, {"status": "active"}, {"arv": 5.0, "status": "archived"}],
        Entities=[{"name": "Inc", "due_date": DAY - timedelta(1)}, {"name": "Done", "status": "done", "due_date": DAY}],
        CreditScores=[{"who": "Alex", "bureau": "Equifax", "score": 700, "checked_on": DAY - timedelta(1)}],
    )
    assert figures.properties(book, DAY).unit == "properties · 1 archived"
    assert figures.properties(book, DAY).lines == (
        Figure("With an ARV", "1 of 2", "warning"), Figure("ARV in all, CAD", "100,000"),
    )  # fmt: skip
    assert figures.entities(book, DAY).lines == (
        Figure("In progress", "0"), Figure("Done", "1"), Figure("Inc", "1 day late", "danger"),
    )  # fmt: skip
    assert figures.credit(book, DAY).lines == (Figure("Alex · Equifax", "700  yesterday"),)
