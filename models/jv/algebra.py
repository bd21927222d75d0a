"""What can be worked out from what is shown: a figure that follows from visible ones is no secret."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.core.phrase import phrase
from models.core.refusal import Refused

# Other names that a figure goes by in the tables.
SAME = {
    "repairs_total": "repairs",
    "wholesale_mao": "mao",
    "default_fee": "fee",
    "default_arv_pct": "arv_pct",
    "default_target_ltv": "target_ltv",
    "default_closing_costs": "closing_costs",
    "default_buffer": "buffer",
}


@dataclass(frozen=True)
class Identity:
    """An equation that holds for every deal: any one of its figures follows from all the others."""

    model: str
    equation: str
    figures: frozenset[str]


IDENTITIES = (
    Identity("wholesale_70_rule_v1", "MAO = ARV x ARV Pct - Repairs - Fee",
             frozenset({"mao", "arv", "arv_pct", "repairs", "fee"})),
    Identity("brrrr_ltv_v1", "Max All In = ARV x Target LTV", frozenset({"max_all_in", "arv", "target_ltv"})),
    Identity("brrrr_ltv_v1", "MAO = ARV x Target LTV - Repairs - Closing Costs - Buffer",
             frozenset({"mao", "arv", "target_ltv", "repairs", "closing_costs", "buffer"})),
    Identity("brrrr_ltv_v1", "MAO = Max All In - Repairs - Closing Costs - Buffer",
             frozenset({"mao", "max_all_in", "repairs", "closing_costs", "buffer"})),
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A figure that is not shown and follows from the shown ones, and the identity by which it does."""

    figure: str
    identity: Identity


def told_by(shown: Iterable[str]) -> tuple[Told, ...]:
    """Every figure that follows from fields of these names, in the order in which it can be worked out."""
    known = {SAME.get(name, name) for name in shown}
    found: list[Told] = []
    while fresh := _next(known):
        found.append(fresh)
        known.add(fresh.figure)
    return tuple(found)


def refuse_telling(shown: Iterable[str]) -> None:
    """Refused, naming figure and identity, where fields of these names would tell one that is hidden."""
    found = told_by(shown)
    if found:
        figure, identity = found[0].figure, found[0].identity
        raise Refused(
            phrase(
                "These columns tell the {figure}, which they do not show: {equation} ({model}).",
                figure=figure.replace("_", " "),
                equation=identity.equation,
                model=identity.model,
            ),
            hint=phrase("Leave at least one of the figures out."),
            code="tells_hidden_figure",
        )


def _next(known: set[str]) -> Told | None:
    for identity in IDENTITIES:
        hidden = identity.figures - known
        if len(hidden) == 1:
            return Told(next(iter(hidden)), identity)
    return None
