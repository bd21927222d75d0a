"""The board: a partner's own deals, in the columns declared for partners."""

import pytest

from models.core.refusal import Refused
from models.jv.board import SHOWN, board, items, owners_board
from tests.models.books import book_of

BOOK = book_of(
    Partners=[{"name": "Selma"}, {"name": "Owen"}, {"name": "Lucia"}],
    Deals=[
        {"address": "1 Oak", "partner_id": "ptr_0", "mao": 1.0, "asking_price": 2.0, "notes": "private",
         "city": "Brandon"},
        {"address": "2 Oak", "partner_id": "ptr_1", "city": "Brandon"},
        {"address": "3 Oak", "partner_id": None},
        {"address": "4 Oak", "partner_id": "ptr_0"},
        {"address": "5 Oak", "partner_id": "ptr_00"},
    ],
)  # fmt: skip


def test_the_columns_are_those_of_the_contract() -> None:
    assert [column.header for column in SHOWN] == [
        "Address", "City", "Region", "Strategy", "Stage", "Partner Share", "Partner Capital", "Next Milestone",
        "Milestone Date", "Partner Notes", "Updated At",
    ]  # fmt: skip


def test_a_partner_sees_their_deals_only_and_no_private_column() -> None:
    rows = items(board(BOOK, "ptr_0"))
    assert [row["address"] for row in rows] == ["1 Oak", "4 Oak"]
    assert list(rows[0]) == [column.name for column in SHOWN]


def test_a_partner_without_deals_has_an_empty_board() -> None:
    assert items(board(BOOK, "ptr_2")) == []


@pytest.mark.parametrize("partner", ["", " ", "ptr_00", "PTR_0", "ptr_0 "])
def test_an_unknown_or_blank_partner_is_refused_and_never_shown_everything(partner: str) -> None:
    for show in (board, owners_board):
        with pytest.raises(Refused, match=r"[Pp]artner"):
            show(BOOK, partner)


def test_the_owner_sees_every_deal_with_a_partner() -> None:
    rows = items(owners_board(BOOK), with_id=True)
    assert [(row["id"], row["partner_id"]) for row in rows] == [
        ("deal_0", "ptr_0"), ("deal_1", "ptr_1"), ("deal_3", "ptr_0"), ("deal_4", "ptr_00"),
    ]  # fmt: skip
    assert len(items(owners_board(BOOK, "ptr_1"), with_id=True)) == 1
