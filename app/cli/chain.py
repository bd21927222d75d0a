"""An offer for people: its signed terms under each other, and the cells that each comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.session import Session
from models.core.columns import money
from models.core.values import show
from models.underwriting.calculators import Offer, Source, Term
from models.underwriting.written import Stale

_MONEY = money("Amount", minimum=None)


def chain_text(session: Session, offer: Offer, total: str) -> str:
    """One line a term, the result under a rule; what is not in the workbook is named as the option it is."""
    lines = [(term.label, figure(term.amount), _origin(session, offer, term)) for term in offer.terms]
    result = figure(offer.result)
    left = max(len(label) for label in (*(line[0] for line in lines), total))
    right = max(len(text) for text in (*(line[1] for line in lines), result))
    body = [f"  {label:<{left}}  {text:>{right}}  {where}".rstrip() for label, text, where in lines]
    return "\n".join([*body, f"  {'':<{left}}  {'-' * right}", f"  {total:<{left}}  {result:>{right}}"])


def figure(value: float | None) -> str:
    """Money as the tables write it; `-` where there is none."""
    return "-" if value is None else show(_MONEY, value)


def mao_moved(stale: Stale) -> str:
    """`132,500.00 -> 125,000.00`: what a MAO was and what its inputs give now."""
    return f"{figure(stale.was)} -> {figure(stale.now) if stale.now is not None else 'no figure'}"


def _origin(session: Session, offer: Offer, term: Term) -> str:
    if term.label == "Rounding":
        return "to whole cents, once"
    return " × ".join(_place(session, name, offer.sources.get(name, ())) for name in term.inputs)


def _place(session: Session, name: str, sources: Sequence[Source]) -> str:
    if not sources:
        return f"no rows of {name.title()}"
    first = sources[0]
    if not first.table:
        return f"--{first.field.replace('_', '-')}"
    cells = [session.place(source.table, source.row, source.field) for source in sources]
    place = session.base.layout.places.get(first.table)
    sheet = place.sheet if place else first.table
    setting = f"{first.row}, " if first.table == "Settings" else ""
    if not all(cells):
        return f"{setting}{'its default' if setting else f'{sheet} {first.row}'}"
    return f"{setting}{sheet}!{', '.join(_ranges(cells))}"


def _ranges(cells: Sequence[str]) -> Iterator[str]:
    """`F2:F4` for cells that stand under each other."""
    found = sorted((match[1], int(match[2])) for cell in cells if (match := re.fullmatch(r"([A-Z]+)(\d+)", cell)))
    while found:
        column, first = last = found.pop(0)
        while found and found[0] == (column, last[1] + 1):
            last = found.pop(0)
        yield f"{column}{first}" if last[1] == first else f"{column}{first}:{column}{last[1]}"
