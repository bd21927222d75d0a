"""What is forbidden in a partner's file, and what is left out and why."""

from models.jv.proof import PRIVATE, secrets_of
from tests.models.books import book_of

BOOK = book_of(
    Partners=[{"name": "Selma", "notes": "likes brick"}, {"name": "Owen"}],
    Deals=[
        {"address": "1 Oak", "partner_id": "ptr_0", "city": "Brandon", "stage": "new", "notes": "Stage"},
        {"address": "2 Oak", "partner_id": "ptr_1", "city": "Brandon", "summary": "shy"},
        {"address": "3 Oak", "partner_id": None},
    ],
    Contacts=[{"name": "Marta", "phone": "+1 204 555 0100"}],
)


def test_each_text_has_the_one_partner_who_may_see_it() -> None:
    owners = secrets_of(BOOK).owners
    assert (owners["1 Oak"], owners["deal_0"]) == ("ptr_0", "ptr_0")
    assert (owners["2 Oak"], owners["deal_1"]) == ("ptr_1", "ptr_1")


def test_what_nobody_or_more_than_one_may_see_is_private() -> None:
    owners = secrets_of(BOOK).owners
    private = ("3 Oak", "deal_2", "Brandon", "shy", "Marta", "+1 204 555 0100", "con_0", "Selma", "likes brick")
    assert {owners[text] for text in private} == {PRIVATE}


def test_choice_words_and_headers_are_left_out_and_counted() -> None:
    found = secrets_of(BOOK)
    assert "new" not in found.owners
    assert "Stage" not in found.owners
    assert found.left_out["choice words"] >= 1
    assert found.left_out["headers"] == 1
