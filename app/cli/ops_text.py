"""What `ops today` and `tick` tell people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from models.ops.tick import digest

Data = Mapping[str, Any]


def tick_text(data: Data) -> str:
    """The digest, and under it what was skipped and what is doubtful."""
    skipped = [f"Skipped {one['followup_id']}: {one['reason']}" for one in data["pipeline"].get("skipped", ())]
    head = digest(data) or "Daily tick: nothing to do."
    return "\n".join([head, *skipped, *(f"Warning: {text}" for text in data["warnings"])])


def today_text(data: Data) -> str:
    """A line or a few for each figure."""
    lines = [line for name, say in _SAID.items() for line in _said(data[name], say)]
    return "\n".join([*lines, *(f"Warning: {text}" for text in data["warnings"])])


def _said(part: Any, say: Callable[[Any], Iterator[str]]) -> Iterator[str]:
    if isinstance(part, dict) and isinstance(part.get("error"), dict):
        yield part["error"]["message"]
    else:
        yield from say(part)


def _missed(part: Any) -> Iterator[str]:
    yield f"Late or missed bills: {len(part):,}"
    for one in part[:5]:
        yield f"  {one['name'] or one['bill_id']}, due {one['due']}, {_days(one['days_late'])} late, {one['status']}"


def _upcoming(part: Any) -> Iterator[str]:
    yield f"Next bills: {len(part):,}"
    for one in part:
        yield f"  {one['next_due']}  {one['name'] or one['id']}  {one['expected']:,.2f}"


def _budget(part: Any) -> Iterator[str]:
    ledger = part["ledger_month"]
    yield (
        f"{part['month']}: {ledger['income']:,.2f} in, {ledger['expense']:,.2f} out; "
        f"still to pay {part['due_this_month']:,.2f}"
    )


def _buffer(part: Any) -> Iterator[str]:
    left = part["projected_after_buffer"]
    if left is None:
        yield "After bills and buffer: no income target is set"
    else:
        yield f"After bills and buffer: {left:,.2f}{' - ALERT' if part['alert'] else ''}"


def _stages(part: Any) -> Iterator[str]:
    held = ", ".join(f"{count:,} {stage.replace('_', ' ')}" for stage, count in part.items() if count)
    yield f"Deals: {held or 'none'}"


def _count_of(title: str) -> Callable[[Any], Iterator[str]]:
    def say(part: Any) -> Iterator[str]:
        yield f"{title}: {part['count']:,}"

    return say


def _length_of(title: str) -> Callable[[Any], Iterator[str]]:
    def say(part: Any) -> Iterator[str]:
        yield f"{title}: {len(part):,}"

    return say


def _properties(part: Any) -> Iterator[str]:
    yield f"Properties: {part['count']:,}, {part['with_arv']:,} with an ARV, {part['arv_total']:,.2f} together"


def _scores(part: Any) -> Iterator[str]:
    if part:
        held = ", ".join(" ".join(str(one[name]) for name in ("who", "bureau", "score") if one[name]) for one in part)
        yield f"Credit: {held}"


def _entities(part: Any) -> Iterator[str]:
    due = f", next due {part['next_due']}" if part["next_due"] else ""
    yield f"Entities: {part['todo']:,} to do, {part['in_progress']:,} in progress, {part['done']:,} done{due}"


def _tick(part: Any) -> Iterator[str]:
    if part is not None:
        yield f"Last daily tick: {part['as_of'] or part['ran_at']}"


def _problems(part: Any) -> Iterator[str]:
    found = [f"{part[key]:,} {word}{'' if part[key] == 1 else 's'}" for key, word in _SEVERITIES]
    yield f"Problems: {', '.join(found)}"


_SEVERITIES = (("error", "error"), ("warning", "warning"), ("info", "note"))


def _days(number: int) -> str:
    return f"{number:,} {'day' if number == 1 else 'days'}"


_SAID: Mapping[str, Callable[[Any], Iterator[str]]] = {
    "bills_missed": _missed,
    "bills_upcoming": _upcoming,
    "budget_snapshot": _budget,
    "buffer_check": _buffer,
    "deals_by_stage": _stages,
    "deals_without_next_step": _count_of("Open deals without a next step"),
    "followups_overdue": _count_of("Overdue follow-ups"),
    "drafts_waiting": _count_of("Drafts waiting"),
    "pipeline_recent": _length_of("Latest runs"),
    "reminders_active": _count_of("Active reminders"),
    "properties": _properties,
    "credit_scores": _scores,
    "entity_status": _entities,
    "jv_exports_recent": _length_of("Latest exports"),
    "tokens_expiring": _length_of("Tokens that expire soon"),
    "last_tick": _tick,
    "problems": _problems,
}
