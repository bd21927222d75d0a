"""What `valhalla underwrite` tells people: figures under each other, where they come from, and what to doubt."""

from __future__ import annotations

from collections.abc import Iterable

from app.cli.chain import chain_text, figure
from app.cli.output import columns
from app.session import Session
from models.core.columns import pct
from models.core.schema import Value
from models.core.values import show
from models.underwriting.assumptions import cell_of
from models.underwriting.attach import deal_row
from models.underwriting.calculators import Offer, property_row
from models.underwriting.comps import ESTIMATES, Comparison, Judged
from models.underwriting.intel import PROPERTIES
from models.underwriting.ladder import Ladder
from models.underwriting.legal import DEALS
from models.underwriting.risk import Risk
from models.underwriting.simulation import Spread, asking_price

_SHARE = pct("Share")


def offer(session: Session, named: str, found: Offer) -> str:
    """The chain of an offer under the property and the model."""
    total = "MAO" if found.max_all_in is None else "Max offer"
    all_in = [] if found.max_all_in is None else [f"Max all in: {figure(found.max_all_in)}"]
    head = f"{house(session, named)}: {found.model}"
    return _lines(head, chain_text(session, found, total), *all_in, *_warnings(found.warnings))


def arv(session: Session, named: str) -> str:
    """The ARV as it stands now, with its cell and note."""
    row = property_row(session.book, named)
    note = f" ({row['arv_notes']})" if row["arv_notes"] else ""
    cell = _cell(session, PROPERTIES.key, named, "arv")
    return f"ARV of {house(session, named)}: {_money(row['arv'])}{note}, {cell}."


def attached(session: Session, deal: str, named: str) -> str:
    """What is linked, and which other deals name the property as well."""
    deals = session.book[DEALS]
    others = deals.index[(deals["property_id"] == named) & (deals.index != deal)]
    also = [f"Deals {other} names {named}, too; it keeps its link" for other in others]
    cell = _cell(session, DEALS, deal, "property_id")
    return _lines(f"{deal} and {house(session, named)} belong together now, {cell}.", *_warnings(also))


def written(session: Session, deal: str, named: str, found: Offer) -> str:
    """The offer, and where the MAO stands."""
    place = _cell(session, DEALS, deal, "mao")
    kept = f"Written to {deal}, {place}; its inputs are kept as {deal_row(session.book, deal)['underwrite_id']}."
    return _lines(offer(session, named, found), "", kept)


def risk(session: Session, named: str, found: Risk) -> str:
    """The score with what adds up to it."""
    rows = [[one.signal, f"{one.points:.2f}", one.why] for one in found.contributions]
    moved = [] if found.low == found.high else [f"It could be {found.low:.2f} to {found.high:.2f}."]
    return _lines(
        f"Risk of {house(session, named)}: {found.score:.2f} of 100",
        columns(["Signal", "Points", "Why"], rows, [False, True], whole=True),
        *moved,
        *(["STOP: a high legal flag is open."] if found.stop else []),
        *([f"Bad by itself: {', '.join(found.triggered)}."] if found.triggered else []),
        *(f"{flag.severity}: {flag.message} ({flag.id or f'rule {flag.rule_id}'})" for flag in found.flags),
        *_warnings(found.warnings),
    )


def comps(session: Session, named: str, found: Comparison) -> str:
    """Each comp, the four figures, and how far one comp moves the mean."""
    head = f"Comps of {house(session, named)}"
    if not found.comps:
        return _lines(f"{head}: none.", *_warnings(found.warnings))
    headers = ["Comp", "Address", "Sold for", "Per sqft", "Counts"]
    table = columns(headers, [_comp(one) for one in found.comps], [False, False, True, True])
    figures = columns(["Figure", "ARV"], [[name, figure(getattr(found, name))] for name in ESTIMATES], [False, True])
    span = found.leave_one_out
    one_out = [f"With one comp left out, the mean is {figure(span[0])} to {figure(span[1])}."] if span else []
    doubts = [f"{one.comp.id}: {doubt}" for one in found.comps for doubt in one.warnings]
    return _lines(head, table, "", figures, *one_out, *_warnings([*doubts, *found.warnings]))


def ladder(session: Session, named: str, found: Ladder) -> str:
    """The highest price of each way, the binding one marked; what a rung lacks instead of a price."""
    rows = []
    for rung in found.rungs:
        why = "binds" if rung.name == found.binding else ""
        lacking = f"needs {', '.join(rung.missing)}" if rung.missing else rung.why
        rows.append([rung.name, figure(rung.price), "; ".join(part for part in (why, lacking) if part)])
    table = columns(["Way", "Highest price", "Why"], rows, [False, True], whole=True)
    wanted = dict.fromkeys(name for rung in found.rungs for name in rung.missing)
    return _lines(
        f"Ladder of {house(session, named)}", table, *_places(session, named, wanted), *_warnings(found.warnings)
    )


def simulation(session: Session, named: str, found: Spread) -> str:
    """What 10, 50 and 90 of 100 runs stay at or below."""
    rows = [[name[1:], figure(getattr(found, name))] for name in ("p10", "p50", "p90")]
    asking = asking_price(session.book, named)
    below = "No deal says what is asked."
    if asking is not None and found.share_below_asking is not None:
        below = f"{show(_SHARE, found.share_below_asking)} of the runs are below the asking price of {figure(asking)}."
    head = f"MAO of {house(session, named)}: {found.runs:,} runs, seed {found.seed}"
    return _lines(head, columns(["Of 100 runs", "MAO"], rows, [False, True]), below, *_warnings(found.warnings))


def house(session: Session, named: str) -> str:
    """`118 Kestrel Lane, Winnipeg (prop_abc)`."""
    row = property_row(session.book, named)
    place = ", ".join(str(row[name]) for name in ("address", "city") if row[name])
    return f"{place} ({named})" if place else named


def _places(session: Session, named: str, wanted: Iterable[str]) -> list[str]:
    """In which sheet each missing input is given: a line for each sheet."""
    by_sheet: dict[str, list[str]] = {}
    for name in wanted:
        by_sheet.setdefault(cell_of(session.book, named, name).table, []).append(name)
    return [f"{table} lacks {', '.join(names)}." for table, names in by_sheet.items()]


def _comp(one: Judged) -> list[str]:
    per_sqft = figure(one.price_per_sqft)
    return [one.comp.id, one.comp.address, figure(one.comp.sold_price), per_sqft, "yes" if one.counts else "no"]


def _cell(session: Session, table: str, row: str, field: str) -> str:
    place = session.base.layout.places.get(table)
    return f"{place.sheet if place else table}!{session.place(table, row, field)}"


def _warnings(sentences: Iterable[str]) -> list[str]:
    return [f"Warning: {sentence}" for sentence in sentences]


def _money(value: Value) -> str:
    return figure(float(value)) if isinstance(value, (int, float)) else "-"


def _lines(*parts: str) -> str:
    return "\n".join(parts)
