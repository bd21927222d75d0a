"""What the morning screen says: one figure after the other, each from its own domain, each failing alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, tzinfo
from typing import Any

import pandas as pd

from models.bills import BILLS, REMINDERS
from models.bills.lines import missed_lines, upcoming_lines
from models.bills.upcoming import left_out
from models.budget.buffer import buffer_check
from models.budget.occurrences import bills_due, month_end, snapshot_of
from models.budget.snapshot import heavy_sentence
from models.core.book import Book
from models.core.groups import groups_of
from models.core.phrase import full_day, phrase
from models.core.problem import Problem, counts
from models.core.records import Record, records
from models.core.sums import cents, units
from models.core.values import plain
from models.jv import EXPORTS
from models.jv.tokens import expiring, public_row
from models.ops.office import entity_status, last_tick, latest_scores
from models.ops.parts import OnFault, error_of, quiet
from models.pipeline.board import (
    drafts_waiting,
    newest,
    overdue_followups,
    recent_runs,
    run_record,
    stage_states,
    without_next_step,
)
from models.underwriting import PROPERTIES

MOST = 10  # of what is recent or next
EXPIRING_DAYS = 14


@dataclass(frozen=True)
class Morning:
    """What the figures are worked out from; `zone` is where Created At becomes a date, `problems` looks for them."""

    book: Book
    as_of: date
    zone: tzinfo
    problems: Callable[[], Sequence[Problem]]


def today(morning: Morning, on_fault: OnFault = quiet) -> dict[str, Any]:
    """Every key of the product page's section 6; a part that fails is `{error: {code, message}}` in its place."""
    return {name: _part(name, morning, on_fault) for name in PARTS} | {"warnings": warnings(morning)}


def _part(name: str, morning: Morning, on_fault: OnFault) -> Any:
    try:
        return PARTS[name](morning)
    except Exception as fault:  # it is said where it belongs; the other figures are right all the same
        return error_of(name.replace("_", " ").capitalize(), fault, on_fault)


def warnings(morning: Morning) -> list[str]:
    """What makes a figure mean less than it seems to. What cannot be worked out is said by the part that it is of."""
    found: list[str] = []
    for source in (_bills_left_out, _heavy_month, _tick_behind):
        with suppress(Exception):
            found += source(morning)
    return found


def _bills_left_out(m: Morning) -> Iterator[str]:
    names = m.book[BILLS]["name"]
    for bill, why in left_out(m.book, m.as_of, m.zone).items():
        yield phrase("Bills {bill} ({name}): {why}", bill=bill, name=plain(names[bill]) or phrase("no name"), why=why)


def _heavy_month(m: Morning) -> Iterator[str]:
    due = bills_due(m.book, m.as_of, m.zone, month_end(m.as_of))
    said = heavy_sentence(snapshot_of(m.book, m.as_of, m.as_of, m.zone), due)
    if said:
        yield said


def _tick_behind(m: Morning) -> Iterator[str]:
    row = last_tick(m.book)
    day = row["as_of"] if row else None
    if not isinstance(day, date):
        yield phrase("The daily tick has not run in this workbook yet: valhalla tick.")
    elif day > m.as_of:
        yield phrase(
            "The last daily tick was of {day}, which is after {today}: until then a tick does nothing.",
            day=full_day(day),
            today=full_day(m.as_of),
        )
    elif day < m.as_of:
        yield phrase("The daily tick last ran for {day}: valhalla tick.", day=full_day(day))


# --- the parts ---


def _counted(frame: pd.DataFrame) -> dict[str, Any]:
    return {"count": len(frame), "items": records(frame)}


def _runs(m: Morning) -> list[dict[str, Any]]:
    return [run_record(m.book, str(row_id)) for row_id in recent_runs(m.book, MOST).index]


def _stages(m: Morning) -> dict[str, int]:
    deals = stage_states(m.book, m.as_of)["deals"]
    return {str(stage): int(count) for stage, count in deals.items()}


def _reminders(m: Morning) -> dict[str, Any]:
    active = m.book[REMINDERS][groups_of(m.book, REMINDERS, "status").among("active", None)]
    return _counted(active.sort_values("due_date", kind="stable"))


def _properties(m: Morning) -> dict[str, Any]:
    frame = m.book[PROPERTIES]
    held = ~groups_of(m.book, PROPERTIES, "status").among("archived")
    arv, stamps = frame["arv"][held], frame[["created_at"]][held]
    return {
        "count": len(arv),
        "with_arv": int(arv.notna().sum()),
        "arv_total": float(cents(units(arv).sum())),
        "recent": records(frame.loc[newest(stamps, MOST).index]),
    }


def _exports(m: Morning) -> list[Record]:
    return records(newest(m.book[EXPORTS], MOST))


def _tokens(m: Morning) -> list[Mapping[str, Any]]:
    return [public_row(m.book, token) for token in expiring(m.book, m.as_of, EXPIRING_DAYS)]


PARTS: Mapping[str, Callable[[Morning], Any]] = {
    "bills_upcoming": lambda m: upcoming_lines(m.book, m.as_of, m.zone, limit=MOST),
    "bills_missed": lambda m: missed_lines(m.book, m.as_of, m.zone),
    "budget_snapshot": lambda m: asdict(snapshot_of(m.book, m.as_of, m.as_of, m.zone)),
    "buffer_check": lambda m: asdict(buffer_check(m.book, m.as_of)),
    "pipeline_recent": _runs,
    "followups_overdue": lambda m: _counted(overdue_followups(m.book, m.as_of)),
    "deals_by_stage": _stages,
    "deals_without_next_step": lambda m: _counted(without_next_step(m.book, m.as_of)),
    "drafts_waiting": lambda m: _counted(drafts_waiting(m.book)),
    "reminders_active": _reminders,
    "properties": _properties,
    "credit_scores": lambda m: records(latest_scores(m.book)),
    "entity_status": lambda m: asdict(entity_status(m.book)),
    "jv_exports_recent": _exports,
    "tokens_expiring": _tokens,
    "last_tick": lambda m: last_tick(m.book),
    "problems": lambda m: counts(m.problems()),
}
