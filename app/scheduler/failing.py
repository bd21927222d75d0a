"""A scheduler's own program that says no."""

from __future__ import annotations

from app.scheduler.job import Ended, Machine
from models.core.phrase import phrase
from models.core.refusal import Refused


def must(machine: Machine, *words: str, given: bytes = b"") -> Ended:
    """Runs a program of the system; Refused, with its own words, where it fails."""
    ended = machine.run(words, given)
    if ended.status:
        said = ended.err.decode("utf-8", "replace").strip() or phrase("it ended with {status}", status=ended.status)
        raise Refused(phrase("{words} could not do it: {said}", words=words[0], said=said), code="scheduler")
    return ended
