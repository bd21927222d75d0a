"""`valhalla underwrite`: offers, ARV, risk, comps, the ladder and the simulation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.cli import underwriting_text as text
from app.cli.options import choice_of, count_of, id_of, money_of, percent_of
from app.cli.request import Answer, Request
from app.cli.workbook import change, reading
from models.core.book import Book
from models.core.change import ChangeSet
from models.core.columns import MAO_MODES
from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting.arv import set_arv, use_comps
from models.underwriting.attach import attach, deal_row, property_of
from models.underwriting.calculators import OPTIONS, Offer, offer_for, property_row, repair_rows, repairs_sum
from models.underwriting.comps import ESTIMATES, Comparison, comparison_for
from models.underwriting.ladder import ladder_for
from models.underwriting.legal import Flag
from models.underwriting.risk import risk_for
from models.underwriting.simulation import MOST_RUNS, RUNS, simulation_for
from models.underwriting.written import write_mao

MOST_SEED = 2**31


def show_offer(request: Request) -> Answer:
    """The offer for a property; nothing is written."""
    named, (mode, given) = _property(request), _offer_options(request.words)
    with reading(request) as session:
        offer = offer_for(session.book, named, mode, given)
        told = text.offer(session, named, offer)
        return Answer(_calculation(session.book, named, offer), told)


def write_arv(request: Request) -> Answer:
    named, arv = _property(request), money_of("ARV", request.words.arv)
    session, _ = change(request, lambda book, now: set_arv(book, named, arv, request.words.notes, now))
    row = property_row(session.book, named)
    data = {"prop_id": named, **{name: row[name] for name in ("arv", "arv_notes", "arv_set_at")}}
    return Answer(data, text.arv(session, named))


def attach_property(request: Request) -> Answer:
    deal, named = _deal(request), _property(request)
    session, _ = change(request, lambda book, now: attach(book, deal, named, now))
    row = deal_row(session.book, deal)
    data = {"deal_id": deal, "property_id": named, "property_address": row["property_address"]}
    return Answer(data, text.attached(session, deal, named))


def write_offer(request: Request) -> Answer:
    """The MAO on a deal, and the row of Underwrites that it comes from."""
    deal, (mode, given) = _deal(request), _offer_options(request.words)
    found: dict[str, Any] = {}

    def edit(book: Book, now: datetime) -> ChangeSet:
        changes = write_mao(book, deal, now, mode, given)  # refuses what is wrong with the deal first
        named = property_of(book, deal)
        offer = offer_for(book, named, mode, given)
        found.update(named=named, offer=offer, calc=_calculation(book, named, offer))
        return changes

    session, _ = change(request, edit)
    row = deal_row(session.book, deal)
    data = {"deal_id": deal, "property_id": found["named"], "mode": mode, "mao": found["offer"].result,
            "calc": found["calc"], "underwrite_id": row["underwrite_id"]}  # fmt: skip
    return Answer(data, text.written(session, deal, found["named"], found["offer"]))


def show_risk(request: Request) -> Answer:
    named, option = _property(request), request.words.jurisdiction
    with reading(request) as session:
        book = session.book
        found, row = risk_for(book, named, option), property_row(book, named)
        repairs, _ = repairs_sum(repair_rows(book, named))
        told = text.risk(session, named, found)
    data = {
        "prop_id": named,
        "address": row["address"],
        "risk_v1": found.score,
        "range": {"low": found.low, "high": found.high},
        "stop": found.stop,
        "signals": {
            "neighborhood_score": row["neighborhood_score"],
            "repairs_total": repairs,
            "legal_flags": [flag_data(flag) for flag in found.flags],
        },
        "triggered": list(found.triggered),
        "contributions": [{"signal": c.signal, "points": c.points, "why": c.why} for c in found.contributions],
        "warnings": list(found.warnings),
    }
    return Answer(data, told)


def show_comps(request: Request) -> Answer:
    """The property's comps compared; with `--use` its ARV becomes one of the figures."""
    named, use = _property(request), choice_of("--use", request.words.use, ESTIMATES)
    exclude = [id_of("--exclude", comp) for comp in request.words.exclude]
    if use is None:
        with reading(request) as session:
            found = comparison_for(session.book, named, session.as_of, exclude)
            return Answer(_comparison(named, found), text.comps(session, named, found))
    session, _ = change(request, lambda book, now: use_comps(book, named, use, now, exclude))
    found = comparison_for(session.book, named, session.as_of, exclude)
    told = f"{text.comps(session, named, found)}\n\n{text.arv(session, named)}"
    return Answer(_comparison(named, found), told)


def show_ladder(request: Request) -> Answer:
    named = _property(request)
    with reading(request) as session:
        found = ladder_for(session.book, named)
        told = text.ladder(session, named, found)
    rungs = [{"name": rung.name, "price": rung.price, "missing": list(rung.missing)} for rung in found.rungs]
    return Answer({"rungs": rungs, "binding": found.binding}, told)


def show_simulation(request: Request) -> Answer:
    named, words = _property(request), request.words
    seed = count_of("--seed", words.seed, 0, MOST_SEED)
    runs = count_of("--runs", words.runs, 1, MOST_RUNS)
    with reading(request) as session:
        found = simulation_for(session.book, named, seed, RUNS if runs is None else runs)
        told = text.simulation(session, named, found)
    mao = {"p10": found.p10, "p50": found.p50, "p90": found.p90}
    data = {"seed": found.seed, "runs": found.runs, "mao": mao, "share_below_asking": found.share_below_asking}
    return Answer(data, told)


def flag_data(flag: Flag) -> dict[str, Any]:
    """A flag's JSON; a rule that fires and has no row yet has no ID."""
    return {"id": flag.id or None, "rule_id": flag.rule_id or None, "severity": flag.severity,
            "message": flag.message, "status": flag.status}  # fmt: skip


def _property(request: Request) -> str:
    return id_of("PROP_ID", request.words.prop_id)


def _deal(request: Request) -> str:
    return id_of("DEAL_ID", request.words.deal_id)


def _offer_options(words: Any) -> tuple[str, Mapping[str, Value]]:
    """The mode and the options that were given; one of the other mode is refused."""
    mode = choice_of("--mode", words.mode, MAO_MODES) or ""
    given: dict[str, Value] = {}
    for name in (name for options in OPTIONS.values() for name in options):
        value = (percent_of if name in ("arv_pct", "target_ltv") else money_of)(_option(name), getattr(words, name))
        if value is not None and name not in OPTIONS[mode]:
            known = ", ".join(map(_option, OPTIONS[mode]))
            raise Refused(f"{_option(name)}: a {mode} offer has no such option.", f"It has {known}.", "usage")
        if value is not None:
            given[name] = value
    return mode, given


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _calculation(book: Book, named: str, offer: Offer) -> dict[str, Any]:
    row = property_row(book, named)
    result = {"mao": offer.result}
    if offer.max_all_in is not None:
        result = {"max_all_in": offer.max_all_in, "max_offer": offer.result}
    return {
        "prop_id": named,
        "address": row["address"],
        "model": offer.model,
        "inputs": dict(offer.inputs),
        **result,
        "intel_used": {"arv": row["arv"], "repairs_total": offer.inputs["repairs"],
                       "projected_rent": row["projected_rent"]},
        "warnings": list(offer.warnings),
    }  # fmt: skip


def _comparison(named: str, found: Comparison) -> dict[str, Any]:
    low, high = found.leave_one_out or (None, None)
    comps = [
        {"id": one.comp.id, "sold_price": one.comp.sold_price, "price_per_sqft": one.price_per_sqft,
         "included": one.comp.included, "warnings": list(one.warnings)}
        for one in found.comps
    ]  # fmt: skip
    figures = {name: getattr(found, name) for name in ESTIMATES}
    return {"prop_id": named, "comps": comps, **figures, "leave_one_out": {"low": low, "high": high},
            "warnings": list(found.warnings)}  # fmt: skip
