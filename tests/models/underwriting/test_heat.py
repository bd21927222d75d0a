import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting.calculators import wholesale
from models.underwriting.evidence import Evidence, Span
from models.underwriting.heat import Heat, heat, heat_for, share_above
from tests.models.books import book_of
from tests.workbooks import DAY

NOTHING = Evidence(None, Span(0, 0), "", "")
arvs = st.integers(1_000, 3_000_000).map(float)
repairs = st.integers(0, 400_000).map(float)
shares = st.integers(0, 1_000).map(lambda part: part / 1_000)
spans = st.tuples(repairs, repairs).map(lambda ends: Span(min(ends), max(ends)))


def made(arv: float, part: float, cost: float, fee: float, asking: float | None = None) -> Heat:
    return heat(wholesale(arv, part, cost, fee), asking, NOTHING)


@given(arvs, shares, repairs, st.integers(0, 90_000).map(float), st.none() | st.integers(0, 2_000_000).map(float))
def test_every_cell_is_the_calculators(arv: float, part: float, cost: float, fee: float, asking: float | None) -> None:
    found = made(arv, part, cost, fee, asking)
    assert found.maos.shape == (len(found.repairs), len(found.arvs))
    for row, column in ((0, 0), (0, -1), (-1, 0), (-1, -1), (len(found.repairs) // 2, len(found.arvs) // 2)):
        expected = wholesale(found.arvs[column], part, found.repairs[row], fee).result
        assert found.maos[row, column] == expected


@given(arvs, shares, repairs, repairs, st.none() | repairs, spans)
def test_the_axes_rise_evenly_and_hold_today_and_the_evidence(
    arv: float, part: float, cost: float, fee: float, asking: float | None, span: Span
) -> None:
    sides = Span(arv * 0.9, arv * 1.2)
    found = heat(wholesale(arv, part, cost, fee), asking, Evidence(sides, span, "", ""))
    for axis, held in ((found.arvs, (arv, sides.low, sides.high)), (found.repairs, (cost, span.low, span.high))):
        assert 3 <= len(axis) <= 15
        assert np.allclose(np.diff(axis), axis[1] - axis[0])
        assert all(axis[0] <= value <= axis[-1] for value in held if value >= axis[1] - axis[0])
    assert found.arvs[0] > 0
    assert found.repairs[0] >= 0


def test_the_break_even_line() -> None:
    found = made(250_000, 0.7, 40_000, 10_000, 120_000)
    even = found.even_repairs(250_000)
    assert even == 45_000
    assert wholesale(250_000, 0.7, even, 10_000).result == found.level == 120_000
    assert made(250_000, 0.7, 40_000, 10_000).level == 0
    assert found.arvs[0] <= (120_000 + 40_000 + 10_000) / 0.7 <= found.arvs[-1]


@pytest.mark.parametrize(
    ("arv", "repairs", "level", "share"),
    [
        (Span(100, 200), Span(0, 50), 0, 1),
        (Span(100, 200), Span(0, 50), 300, 0),
        (Span(100, 200), Span(0, 100), 100, 0.5),  # the line is the diagonal
        (Span(100, 200), Span(0, 0), 150, 0.5),
        (Span(150, 150), Span(0, 100), 100, 0.5),
        (Span(150, 150), Span(10, 10), 140, 1),
        (Span(150, 150), Span(10, 10), 141, 0),
        (Span(100, 200), Span(0, 50), 175, 0.0625),  # the corner under a diagonal of 25 by 25
    ],
)
def test_the_share_of_the_rectangle_above_a_level(arv: Span, repairs: Span, level: float, share: float) -> None:
    assert share_above(arv, repairs, 1, 0, level) == pytest.approx(share)


@given(spans, spans, shares, repairs)
def test_the_share_is_what_counting_points_finds(arv: Span, repairs: Span, part: float, level: float) -> None:
    found = share_above(arv, repairs, part, 0, level)
    assert 0 <= found <= 1
    if min(arv.high - arv.low, repairs.high - repairs.low) > 1_000:
        places = (np.arange(400) + 0.5) / 400
        values = (arv.low + places * (arv.high - arv.low)) * part
        costs = (repairs.low + places * (repairs.high - repairs.low))[:, np.newaxis]
        assert found == pytest.approx(float(np.mean(values - costs >= level)), abs=0.01)


HOUSE: dict[str, Value] = {"id": "prop_a", "arv": 250_000.0}
DEAL: dict[str, Value] = {"id": "deal_a", "property_id": "prop_a", "asking_price": 120_000.0}
ROOF: dict[str, Value] = {"property_id": "prop_a", "item": "Roof", "cost": 40_000.0}


def test_a_propertys_map() -> None:
    comps: list[dict[str, Value]] = [{"property_id": "prop_a", "sold_price": price} for price in (200_000.0, 300_000.0)]
    book = book_of(Properties=[HOUSE], Deals=[DEAL], Repairs=[ROOF], Comps=comps)
    found = heat_for(book, "prop_a", DAY)
    assert (found.today.result, found.asking) == (125_000, 120_000)
    assert found.evidence.arv == Span(200_000, 300_000)
    assert found.share_above == pytest.approx(0.5714, abs=1e-4)  # ARVs above 242,857 of 200,000 to 300,000
    assert heat_for(book, "prop_a", DAY, {"fee": 0.0, "target_ltv": 0.9}).today.result == 135_000
    with pytest.raises(Refused, match="ARV: it is missing"):
        heat_for(book_of(Properties=[{"id": "prop_a"}]), "prop_a", DAY)
