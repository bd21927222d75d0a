"""What the views say in words: plain sentences from what was worked out; no Qt."""

from __future__ import annotations

from app.charts.scale import percent
from app.words import amount
from models.underwriting.heat import Heat
from models.underwriting.ladder import TITLES, Ladder, Rung
from models.underwriting.simulation import Spread


def rung_name(name: str) -> str:
    return TITLES[name][0]


def against(mao: float, asking: float | None) -> str:
    """`5,000 above asking`, `5,000 below asking`, `exactly the asking price`; blank without one."""
    if asking is None:
        return ""
    if mao == asking:
        return "exactly the asking price"
    return f"{amount(abs(round(mao - asking, 2)))} {'above' if mao > asking else 'below'} asking"


def cell_words(heat: Heat, row: int, column: int) -> str:
    """`ARV 250,000, repairs 40,000: MAO 125,000, 5,000 above asking`."""
    mao = float(heat.maos[row, column])
    parts = (f"MAO {amount(mao)}", against(mao, heat.asking))
    return f"ARV {amount(heat.arvs[column])}, repairs {amount(heat.repairs[row])}: " + ", ".join(filter(None, parts))


def today_words(heat: Heat) -> str:
    """The same for the figures of today."""
    figures, mao = heat.today.inputs, heat.today.result
    parts = (f"MAO {amount(mao)}", against(mao, heat.asking))
    return f"Today: ARV {amount(figures['arv'])}, repairs {amount(figures['repairs'])}: " + ", ".join(
        filter(None, parts)
    )


def heat_words(heat: Heat) -> str:
    """How much of what the evidence spans lies above the asking price."""
    evidence = heat.evidence
    sources = f"ARV: {evidence.arv_from}; repairs: {evidence.repairs_from}"
    if heat.share_above is None:
        return f"No rectangle of evidence ({sources})."
    price = f"asking {amount(heat.asking)}" if heat.asking is not None else "zero (no asking price is known)"
    share = {0.0: "Nothing", 1.0: "All"}.get(heat.share_above, percent(heat.share_above))
    return f"{share} of what the evidence spans lies above {price}. {sources}."


def ladder_words(ladder: Ladder) -> str:
    """The rung that binds, and what is not worked out."""
    priced = {rung.name: rung.price for rung in ladder.rungs if rung.price is not None}
    open_rungs = len(ladder.rungs) - len(priced)
    if ladder.binding is None:
        return "No rung can be worked out yet."
    price = priced[ladder.binding]
    first = f"{rung_name(ladder.binding)} binds: at most {amount(price or 0)}."
    left = f" {len(priced)} of {len(ladder.rungs)} rungs are worked out." if open_rungs else ""
    return first + left


def rung_words(rung: Rung, *, binding: bool) -> str:
    """What a rung says in its line: the price, that it binds, or why there is none."""
    if rung.price is None:
        return rung.why or "inputs are missing"
    return f"{amount(rung.price)}{', binds' if binding else ''}{f', {rung.why}' if rung.why else ''}"


def spread_words(spread: Spread, asking: float | None) -> str:
    """`In 86 % of the runs the MAO is below asking 153,000.`"""
    if spread.share_below_asking is None or asking is None:
        return f"Half of the runs give a MAO above {amount(round(spread.p50))}."
    share = {0.0: "no", 1.0: "every"}.get(spread.share_below_asking)
    runs = f"{share} run" if share else f"{percent(spread.share_below_asking)} of the runs"
    return f"In {runs} the MAO is below asking {amount(asking)}."


def spread_note(spread: Spread) -> str:
    """How it was drawn, so that it can be repeated."""
    span = f"{amount(round(spread.p10))} to {amount(round(spread.p90))}"
    return f"{spread.runs:,} runs, seed {spread.seed}: eight of ten lie from {span}"
