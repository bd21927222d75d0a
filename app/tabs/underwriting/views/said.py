"""What the views say in words: plain sentences from what was worked out; no Qt."""

from __future__ import annotations

from app.charts.scale import percent
from app.tr import tr
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
        return tr("exactly the asking price")
    return (
        tr("{gap} above asking", gap=amount(round(mao - asking, 2)))
        if mao > asking
        else tr("{gap} below asking", gap=amount(round(asking - mao, 2)))
    )


def cell_words(heat: Heat, row: int, column: int) -> str:
    """`ARV 250,000, repairs 40,000: MAO 125,000, 5,000 above asking`."""
    mao = float(heat.maos[row, column])
    parts = (tr("MAO {mao}", mao=amount(mao)), against(mao, heat.asking))
    return tr(
        "ARV {arvs}, repairs {repairs}: ", arvs=amount(heat.arvs[column]), repairs=amount(heat.repairs[row])
    ) + ", ".join(filter(None, parts))


def today_words(heat: Heat) -> str:
    """The same for the figures of today."""
    figures, mao = heat.today.inputs, heat.today.result
    parts = (tr("MAO {mao}", mao=amount(mao)), against(mao, heat.asking))
    return tr(
        "Today: ARV {arv}, repairs {repairs}: ", arv=amount(figures["arv"]), repairs=amount(figures["repairs"])
    ) + ", ".join(filter(None, parts))


def heat_words(heat: Heat) -> str:
    """How much of what the evidence spans lies above the asking price."""
    evidence = heat.evidence
    sources = tr(
        "ARV: {arv_from}; repairs: {repairs_from}", arv_from=evidence.arv_from, repairs_from=evidence.repairs_from
    )
    if heat.share_above is None:
        return tr("No rectangle of evidence ({sources}).", sources=sources)
    price = (
        tr("asking {asking}", asking=amount(heat.asking))
        if heat.asking is not None
        else tr("zero (no asking price is known)")
    )
    share = {0.0: tr("Nothing"), 1.0: tr("All")}.get(heat.share_above, percent(heat.share_above))
    return tr(
        "{share} of what the evidence spans lies above {price}. {sources}.", share=share, price=price, sources=sources
    )


def ladder_words(ladder: Ladder) -> str:
    """The rung that binds, and what is not worked out."""
    priced = {rung.name: rung.price for rung in ladder.rungs if rung.price is not None}
    open_rungs = len(ladder.rungs) - len(priced)
    if ladder.binding is None:
        return tr("No rung can be worked out yet.")
    price = priced[ladder.binding]
    first = tr("{rung} binds: at most {price}.", rung=rung_name(ladder.binding), price=amount(price or 0))
    left = tr(" {n} of {all} rungs are worked out.", n=len(priced), all=len(ladder.rungs)) if open_rungs else ""
    return first + left


def rung_words(rung: Rung, *, binding: bool) -> str:
    """What a rung says in its line: the price, that it binds, or why there is none."""
    if rung.price is None:
        return rung.why or tr("inputs are missing")
    return f"{amount(rung.price)}{', binds' if binding else ''}{f', {rung.why}' if rung.why else ''}"


def spread_words(spread: Spread, asking: float | None) -> str:
    """`In 86 % of the runs the MAO is below asking 153,000.`"""
    if spread.share_below_asking is None or asking is None:
        return tr("Half of the runs give a MAO above {p50}.", p50=amount(round(spread.p50)))
    all_or_none = {0.0: tr("no run"), 1.0: tr("every run")}
    share = percent(spread.share_below_asking)
    runs = all_or_none.get(spread.share_below_asking) or tr("{share} of the runs", share=share)
    return tr("In {runs} the MAO is below asking {asking}.", runs=runs, asking=amount(asking))


def spread_note(spread: Spread) -> str:
    """How it was drawn, so that it can be repeated."""
    span = tr("{p10} to {p90}", p10=amount(round(spread.p10)), p90=amount(round(spread.p90)))
    return tr(
        "{runs} runs, seed {seed}: eight of ten lie from {span}", runs=spread.runs, seed=str(spread.seed), span=span
    )
