"""What the page's chips say: how risky a property is, and how grave a flag."""

from __future__ import annotations

from dataclasses import replace

from app.chips import Badge
from app.theme import Role
from app.tr import marked, tr

MEDIUM, HIGH = 30, 60  # risk from which on it is called so: the points of a low and of a medium legal flag


def risk_badge(span: tuple[float, float] | None, *, stop: bool, short: bool = False) -> Badge:
    """`34 low` for a score from 34 to 34, `9–59 unsure` where it could be called otherwise; a stop is red anyway.

    Where it is `short` the figure stands alone.
    """
    if span is None:
        return Badge("–" if short else marked("no risk yet"), Role.MUTED)
    low, high = span
    figure = f"{low:.0f}" if low == high else f"{low:.0f}–{high:.0f}"
    if short:
        return replace(risk_badge(span, stop=stop), text=figure)
    if stop:
        return Badge(tr("{figure} stop", figure=figure), Role.DANGER, "error")
    (word, role), worst = _called(round(low)), _called(round(high))  # as it is written, so that no `30 low` is there
    return (
        Badge(f"{figure} {tr(word)}", role)
        if (word, role) == worst
        else Badge(tr("{figure} unsure", figure=figure), Role.MUTED)
    )


def _called(score: float) -> tuple[str, Role]:
    if score >= HIGH:
        return marked("high"), Role.DANGER
    return (marked("medium"), Role.WARNING) if score >= MEDIUM else (marked("low"), Role.GOOD)


SEVERITIES = {
    "high": Badge(marked("high"), Role.DANGER, "error"),
    "medium": Badge(marked("medium"), Role.WARNING, "warning"),
    "low": Badge(marked("low"), Role.INFO, "info"),
    "info": Badge(marked("info"), Role.MUTED, "info"),
}
