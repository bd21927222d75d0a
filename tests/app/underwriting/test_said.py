import pytest

from app.tabs.underwriting.views.outcome import lines_of, outcome_words
from app.tabs.underwriting.views.said import (
    against,
    cell_words,
    heat_words,
    ladder_words,
    rung_words,
    spread_note,
    spread_words,
    today_words,
)
from models.underwriting.calculators import wholesale
from models.underwriting.evidence import Evidence, Span
from models.underwriting.heat import Heat, heat
from models.underwriting.ladder import Ladder, Rung
from models.underwriting.outcomes import Outcome, Refinance, Rental
from models.underwriting.simulation import Spread


def found(asking: float | None, arv: Span | None = None) -> Heat:
    return heat(wholesale(250_000, 0.7, 40_000, 10_000), asking, Evidence(arv, Span(40_000, 40_000), "comps", "none"))


def test_a_cell_is_read_out() -> None:
    at = found(120_000)
    row, column = at.repairs.index(40_000), at.arvs.index(250_000)
    assert cell_words(at, row, column) == "ARV 250,000, repairs 40,000: MAO 125,000, 5,000 above asking"
    assert today_words(at) == "Today: " + cell_words(at, row, column)
    assert today_words(found(None)) == "Today: ARV 250,000, repairs 40,000: MAO 125,000"


def test_against_the_asking_price() -> None:
    assert against(125_000, 125_000) == "exactly the asking price"
    assert against(-5, 100.5) == "105.50 below asking"
    assert against(1, None) == ""


def test_how_much_of_the_evidence_lies_above_asking() -> None:
    assert heat_words(found(125_000, Span(240_000, 260_000))) == (
        "50 % of what the evidence spans lies above asking 125,000. ARV: comps; repairs: none."
    )
    assert heat_words(found(900_000, Span(240_000, 260_000))).startswith("Nothing of what")
    assert heat_words(found(None, Span(240_000, 260_000))).startswith("All of what the evidence spans lies above zero")
    assert heat_words(found(125_000)) == "No rectangle of evidence (ARV: comps; repairs: none)."


def test_the_ladder_in_words() -> None:
    rungs = (Rung("wholesale", 150_000.5), Rung("dscr", None, ("loan_rate",)), Rung("flip", -5.0, (), "no offer"))
    assert ladder_words(Ladder(rungs, "flip", ())) == "Flip binds: at most −5. 2 of 3 rungs are worked out."
    assert ladder_words(Ladder(rungs[1:2], None, ())) == "No rung can be worked out yet."
    assert rung_words(rungs[0], binding=False) == "150,000.50"
    assert rung_words(rungs[2], binding=True) == "−5, binds, no offer"
    assert rung_words(rungs[1], binding=False) == "inputs are missing"


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "In no run the MAO is below asking 100."), (1.0, "In every run the MAO is below asking 100."),
     (0.862, "In 86 % of the runs the MAO is below asking 100."),
     (0.0004, "In under 1 % of the runs the MAO is below asking 100.")],
)  # fmt: skip
def test_the_simulation_in_words(share: float, words: str) -> None:
    spread = Spread(3, 10_000, 90.4, 100.0, 110.0, share)
    assert spread_words(spread, 100) == words
    assert spread_note(spread) == "10,000 runs, seed 3: eight of ten lie from 90 to 110"


def test_the_outcome_in_words_and_lines() -> None:
    let = Rental(8_000, 9_000, -83.33, 0.8889, 0.9, None)
    out = Outcome(Refinance(150_000, 140_000, -10_000, 50_000), let, True, ())
    assert outcome_words(out) == "10,000 comes out after the refinance; the rent costs 83.33 a month."
    lines = {line.name: line for _, group in lines_of(out) for line in group}
    assert lines["Cash taken out"].value == "10,000"
    assert lines["Cash taken out"].good is True
    assert lines["Cash flow a month"].good is False
    assert (lines["DSCR, NOI"].value, lines["DSCR, rent"].value) == ("0.89", "0.90")
    assert lines["Cash-on-cash"].value == "no cash left in"
    assert lines["1 % rule"].value == "yes"
    assert lines_of(Outcome(None, None, None, ("arv",))) == ()
    assert outcome_words(Outcome(None, None, None, ("arv",))) == ""
