"""The algebraic check: a hidden figure must not follow from visible ones."""

import pytest

from models.core.refusal import Refused
from models.jv.algebra import IDENTITIES, refuse_telling, told_by
from models.jv.board import SHOWN


def test_arv_repairs_percentage_and_mao_tell_the_fee() -> None:
    with pytest.raises(Refused, match=r"tell the fee.*MAO = ARV x ARV Pct - Repairs - Fee \(wholesale_70_rule_v1\)"):
        refuse_telling(["address", "arv", "repairs_total", "arv_pct", "mao"])


@pytest.mark.parametrize("left_out", ["arv", "repairs", "arv_pct", "mao"])
def test_one_figure_less_tells_nothing(left_out: str) -> None:
    refuse_telling({"address", "arv", "repairs", "arv_pct", "mao"} - {left_out})


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda one: one.equation)
def test_each_figure_of_an_identity_follows_from_the_others(identity: object) -> None:
    for hidden in identity.figures:  # type: ignore[attr-defined]
        assert hidden in {told.figure for told in told_by(identity.figures - {hidden})}  # type: ignore[attr-defined]


def test_what_follows_is_used_to_find_more() -> None:
    assert [told.figure for told in told_by(["max_all_in", "arv", "repairs", "closing_costs", "buffer"])] == [
        "target_ltv", "mao",
    ]  # fmt: skip


def test_the_partners_columns_tell_nothing() -> None:
    assert told_by(column.name for column in SHOWN) == ()
