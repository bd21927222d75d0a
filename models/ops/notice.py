"""What a tick found, for a screen that others may see: how many of what, without a name or an amount."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from models.core.words import counted
from models.ops.needs import PAY, Need


def notice(found: Iterable[Need], runs: int = 0) -> str:
    """`3 bills due, 1 missed, 2 follow-ups run`; `runs` are those of the tick. Blank where nothing waits."""
    return ", ".join(_said(Counter(map(_word, found)), runs))


def _word(need: Need) -> str:
    return "bill" if need.kind == "late_bill" or (need.kind == "reminder" and need.action == PAY) else need.kind


def _said(many: Counter[str], runs: int) -> Iterator[str]:
    if many["bill"]:
        yield f"{counted(many['bill'], 'bill')} due"
    if many["missed_bill"]:
        yield f"{many['missed_bill']:,} missed" if many["bill"] else f"{counted(many['missed_bill'], 'bill')} missed"
    if runs:
        yield f"{counted(runs, 'follow-up')} run"
    if many["followup"]:
        yield f"{counted(many['followup'], 'follow-up')} waiting"
    if many["draft"]:
        yield f"{counted(many['draft'], 'message')} to send"
    if many["stale_mao"]:
        yield f"{counted(many['stale_mao'], 'MAO')} stale"
    if many["heavy_month"]:
        yield "a heavy month"
    if many["token"]:
        yield f"{counted(many['token'], 'share token')} expiring"
    if many["reminder"]:
        yield counted(many["reminder"], "reminder")
