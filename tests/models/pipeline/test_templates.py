from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.book import Book
from models.core.check import check_book
from models.core.refusal import Refused
from models.core.schema import Value
from models.pipeline.deals import STAGES, STRATEGIES
from models.pipeline.templates import template_for
from tests.models.books import book_of

DEAL: dict[str, Value] = {"strategy": "flip", "stage": "offer_sent"}


def row(strategy: str | None = None, stage: str | None = None, **more: Value) -> dict[str, Value]:
    return {"kind": "sms", "tone": "neutral", "strategy": strategy, "stage": stage, "body": "Hello", **more}


def chosen(*rows: dict[str, Value], deal: dict[str, Value] = DEAL) -> str:
    return template_for(book_of(Templates=rows), deal, "sms", "neutral").id


def test_strategy_and_stage_beat_stage_beats_strategy_beats_neither() -> None:
    both, stage, strategy, neither = row("flip", "offer_sent"), row(None, "offer_sent"), row("flip"), row()
    assert chosen(both, stage, strategy, neither) == "tpl_0"
    assert chosen(stage, strategy, neither) == "tpl_0"
    assert chosen(strategy, neither) == "tpl_0"
    assert chosen(row("flip", "new"), row("rental"), neither, row(None, "dead")) == "tpl_2"


def test_of_equals_the_lowest_row_wins() -> None:
    assert chosen(row(), row(), row("flip"), row("flip"), row()) == "tpl_3"


def test_spelling_and_blanks_are_a_persons() -> None:
    assert chosen(row(" "), row("Flip", "Offer Sent"), row()) == "tpl_1"
    assert chosen(row("wholesale", "new"), row("flip"), deal={"strategy": None, "stage": None}) == "tpl_0"
    blank: dict[str, Value] = {"body": "Hello"}  # typed in Excel with nothing but the text
    assert chosen(blank) == "tpl_0"


def test_choosing_leaves_the_book_as_it_is() -> None:
    book = book_of(Templates=[row(active=True), row(active=True, kind="email")])
    before = book["Templates"].copy(deep=True)
    assert template_for(book, DEAL, "email", "neutral").id == "tpl_1"
    assert template_for(book, DEAL, "sms", "neutral").id == "tpl_0"
    assert book["Templates"].equals(before)


def test_other_kinds_tones_and_switched_off_ones_do_not_fit() -> None:
    rows = [row(kind="email"), row(tone="warm"), row(active=False)]
    with pytest.raises(Refused, match="no active sms in the tone neutral that fits a flip deal") as refusal:
        chosen(*rows)
    assert refusal.value.code == "not_found"


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [({"body": "Up to {mao}"}, "private", "{mao}"),
     ({"subject": "{asking_price}"}, "private", "Subject: {asking_price}"),
     ({"body": "{nonsense}"}, "unknown_field", "{nonsense}"), ({"body": None}, "missing", "Body is missing"),
     ({"body": "{nonsense} {notes}"}, "private", "{notes}")],
)  # fmt: skip
def test_the_chosen_one_is_refused_and_never_passed_over(text: dict[str, Value], code: str, says: str) -> None:
    with pytest.raises(Refused, match="tpl_1") as refusal:
        chosen(row(), row("flip") | text)
    assert refusal.value.code == code
    assert says in str(refusal.value)


@given(st.lists(st.tuples(st.sampled_from([None, *STRATEGIES]), st.sampled_from([None, *STAGES]), st.booleans())))
def test_the_choice_is_the_rule_read_out(rows: list[tuple[str | None, str | None, bool]]) -> None:
    fitting = [
        (stage is not None, strategy is not None, place)
        for place, (strategy, stage, active) in enumerate(rows)
        if active and strategy in (None, "flip") and stage in (None, "offer_sent")
    ]
    book = book_of(Templates=[row(strategy, stage, active=active) for strategy, stage, active in rows])
    if fitting:
        assert template_for(book, DEAL, "sms", "neutral").id == f"tpl_{max(fitting)[2]}"
    else:
        with pytest.raises(Refused):
            template_for(book, DEAL, "sms", "neutral")


def problems(book: Book) -> list[tuple[str, str, str]]:
    return [(p.severity.value, p.row_id, p.column) for p in check_book(book)]


def test_bad_templates_are_problems_with_their_column() -> None:
    rows: list[Any] = [
        row(), row(body="{mao} {foo} {contact_name}"), row(subject="{arv}"), row(body="{mao}", active=False),
        row("wholsale", "offer sent"),
    ]  # fmt: skip
    assert problems(book_of(Templates=rows)) == [
        ("error", "tpl_1", "body"), ("error", "tpl_1", "body"), ("error", "tpl_2", "subject"),
        ("warning", "tpl_4", "strategy"),
    ]  # fmt: skip
