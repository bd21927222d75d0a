"""What the page's chips say: how risky a property is, and how grave a flag."""

from __future__ import annotations

from app.chips import Badge
from app.theme import Role

MEDIUM, HIGH = 30, 60  # risk from which on it is called so: the points of a low and of a medium legal flag


def risk_badge(score: float | None, *, stop: bool) -> Badge:
    """`34 low`; a stop is red whatever the score."""
    if score is None or score != score:
        return Badge("no risk yet", Role.MUTED)
    if stop:
        return Badge(f"{score:.0f} stop", Role.DANGER, "error")
    if score >= HIGH:
        return Badge(f"{score:.0f} high", Role.DANGER)
    return Badge(f"{score:.0f} medium", Role.WARNING) if score >= MEDIUM else Badge(f"{score:.0f} low", Role.GOOD)


SEVERITIES = {
    "high": Badge("high", Role.DANGER, "error"),
    "medium": Badge("medium", Role.WARNING, "warning"),
    "low": Badge("low", Role.INFO, "info"),
    "info": Badge("info", Role.MUTED, "info"),
}
