"""A scheduler's own program that says no."""

from __future__ import annotations

from app.scheduler.job import Ended, Machine
from models.core.refusal import Refused


def must(machine: Machine, *words: str, given: bytes = b"") -> Ended:
    """Runs a program of the system; Refused, with its own words, where it fails."""
    ended = machine.run(words, given)
    if ended.status:
        said = ended.err.decode("utf-8", "replace").strip() or f"it ended with {ended.status}"
        raise Refused(f"{words[0]} could not do it: {said}", code="scheduler")
    return ended
