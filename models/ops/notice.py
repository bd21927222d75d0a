"""What a tick found, for a screen that others may see: how many of what, without a name or an amount."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from models.core.phrase import joined, phrase, phrase_n
from models.core.words import counted
from models.ops.needs import PAY, Need


def notice(found: Iterable[Need], runs: int = 0) -> str:
    """`3 bills due, 1 missed, 2 follow-ups run`; `runs` are those of the tick. Blank where nothing waits."""
    return joined(_said(Counter(map(_word, found)), runs), ", ")


def _word(need: Need) -> str:
    return "bill" if need.kind == "late_bill" or (need.kind == "reminder" and need.action == PAY) else need.kind


def _said(many: Counter[str], runs: int) -> Iterator[str]:
    if many["bill"]:
        yield phrase_n("{n} bill due", "{n} bills due", many["bill"])
    if many["missed_bill"]:
        yield (
            phrase("{missed} missed", missed=many["missed_bill"])
            if many["bill"]
            else phrase_n("{n} bill missed", "{n} bills missed", many["missed_bill"])
        )
    if runs:
        yield phrase_n("{n} follow-up run", "{n} follow-ups run", runs)
    if many["followup"]:
        yield phrase_n("{n} follow-up waiting", "{n} follow-ups waiting", many["followup"])
    if many["draft"]:
        yield phrase_n("{n} message to send", "{n} messages to send", many["draft"])
    if many["stale_mao"]:
        yield phrase_n("{n} MAO stale", "{n} MAOs stale", many["stale_mao"])
    if many["heavy_month"]:
        yield phrase("a heavy month")
    if many["token"]:
        yield phrase_n("{n} share token expiring", "{n} share tokens expiring", many["token"])
    if many["reminder"]:
        yield counted(many["reminder"], "reminder")
