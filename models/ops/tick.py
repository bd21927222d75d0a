"""The daily tick: reminders, missed bills, due follow-ups and the buffer check, with a row of Ticks that says so.

Any number of ticks on one day come to one: reminders are made once, each follow-up gets one run, the limit of runs is
the day's, and the day has one row of Ticks. That row is part of the same change set as everything else, so it is in
the file exactly when the rest is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from models.bills import REMINDERS
from models.bills.follow import renew_next_due
from models.bills.lines import missed_lines
from models.bills.reminders import Pushed
from models.bills.reminders import push_reminders as push_bills
from models.bills.schedule import zone_of
from models.budget.buffer import buffer_check, push_buffer_reminder
from models.core.book import Book
from models.core.change import ChangeSet, together
from models.core.edit import add_row, set_fields
from models.core.phrase import Lowered, full_day, joined, phrase
from models.core.records import records
from models.core.refusal import Refused
from models.core.schema import Value
from models.core.values import utc_text
from models.core.words import counted
from models.ops.office import last_tick, tick_of
from models.ops.parts import OnFault, error_of, quiet
from models.ops.reminders import push_reminders as push_others
from models.ops.tables import TICKS
from models.pipeline.board import run_record
from models.pipeline.tick import daily_tick
from models.settings import number_of

LONG_GAP = 90  # days without a tick after which the clock may have jumped
WAITING = "Follow-ups wait: "
LONGEST_NOTE = 30_000  # characters; a cell holds a little more
NOTHING = ChangeSet(phrase("Daily tick"))


@dataclass(frozen=True)
class Ticked:
    """What a tick does. `data` is its JSON: reminders, missed, pipeline, budget, ran_at and warnings."""

    changes: ChangeSet
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Day:
    """The day of a tick: its moment, the last tick's day, and the row of Ticks if this day had one already."""

    now: datetime
    last: date | None = None
    earlier: Mapping[str, Value] | None = None
    sure: bool = False

    @property
    def as_of(self) -> date:
        return self.now.date()

    @property
    def doubt(self) -> str:
        """Why no message is prepared until a person has said that the clock is right; blank where there is no doubt."""
        if self.sure:
            return ""
        told = [line for line in _lines(self.earlier) if line.startswith(WAITING)]
        if told or self.last is None or (self.as_of - self.last).days <= LONG_GAP:
            return told[0] if told else ""
        days = (self.as_of - self.last).days
        return phrase(
            "Follow-ups wait: the last tick was on {last}, {days} days before {today}. If the clock is right, run them "
            "in the Pipeline or by `valhalla --yes tick`.",
            last=full_day(self.last),
            days=days,
            today=full_day(self.as_of),
        )


@dataclass(frozen=True)
class Done:
    """What one part does: its edit, its JSON, what it warns of, and what else the row of Ticks says of it."""

    changes: ChangeSet
    data: Any = None
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    failed: bool = False


Part = Callable[[Book, Day], Done]


def tick(
    book: Book,
    now: datetime,
    writable: Collection[str] | None = None,
    on_fault: OnFault = quiet,
    *,
    sure: bool = False,
) -> Ticked:
    """The tick of the day of `now`; nothing at all where a later day had its tick, as then the clock was set back.

    `writable` are the keys of the tables that the workbook has a sheet for (None = all): a part that has to write to
    another one fails. After a gap of more than `LONG_GAP` days follow-ups wait for a person, who is `sure` that the
    clock is right. A part that fails is `{error: {code, message}}` in its place and a warning; the others still run.
    """
    day, unread = _day(book, now, on_fault, sure=sure)
    if day.last is not None and day.last > day.as_of:
        return _nothing(day)
    found: dict[str, Done] = {}
    after = book
    for name, part in PARTS.items():
        found[name], after = _attempt(name, part, after, day, writable, on_fault)
    row, after = _attempt("ticks", lambda b, d: _written(b, d, found), after, day, writable, on_fault)
    warnings = [*unread, *(text for one in (*found.values(), row) for text in one.warnings)]
    changes = together(NOTHING.label, *(one.changes for one in found.values()), row.changes)
    return Ticked(changes, {**_json(found), "ran_at": row.data, "warnings": list(dict.fromkeys(warnings))})


def _day(book: Book, now: datetime, on_fault: OnFault, *, sure: bool) -> tuple[Day, list[str]]:
    """Without the earlier rows the tick can still do what was not done; it only cannot know of the clock."""
    try:
        last = last_tick(book)
        day = last["as_of"] if last else None
        return Day(now, day if isinstance(day, date) else None, tick_of(book, now.date()), sure), []
    except Exception as fault:
        return Day(now, sure=sure), [_sentence("ticks", error_of("Ticks", fault, on_fault))]


def _attempt(
    name: str, part: Part, book: Book, day: Day, writable: Collection[str] | None, on_fault: OnFault
) -> tuple[Done, Book]:
    """The part and the Book after it; a part that fails has an error for its data, and changes nothing."""
    try:
        done = part(book, day)
        lacking = sorted(done.changes.tables - set(writable)) if writable is not None else ()
        if lacking:
            raise Refused(
                phrase("The workbook has no sheet {sheet}.", sheet=book.tables[lacking[0]].sheet), code="no_sheet"
            )
        return done, book.apply(done.changes) if done.changes else book
    except Exception as fault:
        error = error_of(TITLES[name], fault, on_fault)
        return Done(NOTHING, error, (_sentence(name, error),), failed=True), book


def _sentence(name: str, error: Mapping[str, Any]) -> str:
    said = error["error"]
    return (
        said["message"]
        if said["code"] == "fault"
        else phrase("{part}: {what}", part=TITLES[name], what=said["message"])
    )


def left_to(reason: str) -> Ticked:
    """The tick that is left to the window which has the workbook open; that does it by itself."""
    return _none(phrase("Nothing was done here, the open window does it: {reason}", reason=reason))


def _nothing(day: Day) -> Ticked:
    return _none(
        phrase(
            "Nothing was done: {today} is before {last}, the day of the last tick. Set the clock right; or, if that "
            "day is wrong, delete its row in Ticks.",
            today=full_day(day.as_of),
            last=full_day(day.last or day.as_of),
        )
    )


def _none(told: str) -> Ticked:
    parts: dict[str, Any] = {"reminders": _pushed_json(()), "missed": [], "pipeline": _runs_json(), "budget": None}
    return Ticked(NOTHING, {**parts, "ran_at": None, "warnings": [told]})


# --- the parts, in the order in which they are done ---


def _pipeline(book: Book, day: Day) -> Done:
    """The limit is the day's: what an earlier tick of the day made counts for it."""
    if day.doubt:
        return Done(NOTHING, _runs_json(warnings=(day.doubt,)), (day.doubt,))
    made = _whole((day.earlier or {}).get("runs_created")) or 0
    most = int(number_of(book, "tick_limit"))
    found = daily_tick(book, day.now, max(0, most - made))
    more = phrase("{left} more follow-ups are due; tick_limit lets a day make {most} runs.", left=found.left, most=most)
    warnings = (more,) if found.left else ()
    after = book.apply(found.changes) if found.changes else book
    skipped = [{"followup_id": one.followup_id, "reason": one.reason} for one in found.skipped]
    runs = [run_record(after, run_id) for run_id in found.runs]
    notes = tuple(phrase("Skipped {step}: {why}", step=one.followup_id, why=one.reason) for one in found.skipped)
    return Done(found.changes, _runs_json(runs, skipped, warnings), warnings, notes)


def _next_due(book: Book, day: Day) -> Done:
    """Bills that were typed in Excel get their Next Due, and a day from which they exist."""
    return Done(renew_next_due(book, day.as_of, day.now))


def _bill_reminders(book: Book, day: Day) -> Done:
    return _pushed(push_bills(book, day.as_of, day.now), book)


def _other_reminders(book: Book, day: Day) -> Done:
    return _pushed(push_others(book, day.as_of, day.now), book)


def _missed(book: Book, day: Day) -> Done:
    return Done(NOTHING, missed_lines(book, day.as_of, zone_of(day.now)))


def _budget(book: Book, day: Day) -> Done:
    return Done(push_buffer_reminder(book, day.as_of, day.now), asdict(buffer_check(book, day.as_of)))


PARTS: Mapping[str, Part] = {
    "pipeline": _pipeline,
    "next_due": _next_due,
    "bill_reminders": _bill_reminders,
    "other_reminders": _other_reminders,
    "missed": _missed,
    "budget": _budget,
}
TITLES = {
    "pipeline": phrase("Follow-ups"),
    "next_due": "Next Due",
    "bill_reminders": phrase("Reminders of bills"),
    "other_reminders": phrase("Reminders of follow-ups and entities"),
    "missed": phrase("Missed bills"),
    "budget": phrase("Buffer check"),
    "ticks": "Ticks",
}


# --- the answer ---


def _pushed(found: Pushed, book: Book) -> Done:
    frame = (book.apply(found.changes) if found.changes else book)[REMINDERS]
    data = {
        "created": found.created,
        "skipped": found.skipped,
        "reminders": records(frame.loc[list(found.reminders)], REMINDERS.id_column.name),
        "warnings": list(found.warnings),
    }
    return Done(found.changes, data, found.warnings)


def _json(found: Mapping[str, Done]) -> dict[str, Any]:
    pushed = [found[name] for name in ("bill_reminders", "other_reminders")]
    worked = [one.data for one in pushed if not one.failed]
    return {
        "reminders": _pushed_json(worked) if worked else pushed[0].data,
        **{name: found[name].data for name in ("missed", "pipeline", "budget")},
    }


def _pushed_json(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """As `bills push-reminders` prints it, of bills, follow-ups and entities together."""
    return {
        "created": sum(part["created"] for part in parts),
        "skipped": sum(part["skipped"] for part in parts),
        "reminders": [row for part in parts for row in part["reminders"]],
        "warnings": [text for part in parts for text in part["warnings"]],
    }


def _runs_json(
    runs: Sequence[Any] = (), skipped: Sequence[Any] = (), warnings: Sequence[str] = ()
) -> dict[str, Any]:  # fmt: skip
    """As `pipeline daily-tick` prints it."""
    return {"created": len(runs), "skipped": list(skipped), "runs": list(runs), "warnings": list(warnings)}


def digest(data: Mapping[str, Any]) -> str:
    """What a tick did and found, as one sentence for a person; blank where it neither did nor found anything."""
    skipped = len(data["pipeline"].get("skipped", ()))
    made = (
        counted(_count(data["reminders"], "created") or 0, "reminder"),
        counted(_count(data["pipeline"], "created") or 0, "run"),
        counted(skipped, "follow-up skipped", "follow-ups skipped"),
    )
    said: list[str] = [words for words in made if words.values["n"]]
    missed = data["missed"]
    if isinstance(missed, list) and missed:
        said.append(phrase("{bills} late or missed", bills=counted(len(missed), "bill")))
    alert = (data["budget"] or {}).get("alert")
    if alert:
        said.append(phrase("{what}", what=Lowered(alert["title"])))
    if data["warnings"]:
        said.append(counted(len(data["warnings"]), "warning"))
    return phrase("Daily tick: {what}.", what=joined(said, ", ")) if said else ""


# --- the row of Ticks ---


def _written(book: Book, day: Day, found: Mapping[str, Done]) -> Done:
    """The day's row, new or with what came to it; its data is when the day's tick ran."""
    if day.earlier is not None and not any(one.changes for one in found.values()):
        return Done(NOTHING, day.earlier["ran_at"])
    earlier, answer = day.earlier or {}, _json(found)
    says = [text for one in found.values() for text in (*one.notes, *one.warnings)]
    fields: dict[str, Value] = {
        "ran_at": utc_text(day.now),
        "as_of": day.as_of,
        "reminders_created": _sum(_whole(earlier.get("reminders_created")), _count(answer["reminders"], "created")),
        "missed": None if found["missed"].failed else len(answer["missed"]),
        "runs_created": _sum(_whole(earlier.get("runs_created")), _count(answer["pipeline"], "created")),
        "buffer_projected": (answer["budget"] or {}).get("projected_after_buffer"),
        "warnings": _note([*_earlier_lines(day), *_since(day), *says]),
    }
    if day.earlier is None:
        return Done(add_row(book, TICKS, fields, day.now, by_app=True), fields["ran_at"])
    row_id = str(day.earlier[TICKS.id_column.name])
    return Done(set_fields(book, TICKS, row_id, fields, day.now, by_app=True), fields["ran_at"])


def _lines(row: Mapping[str, Value] | None) -> list[str]:
    return str((row or {}).get("warnings") or "").splitlines()


def _earlier_lines(day: Day) -> list[str]:
    """What earlier ticks of the day warned of, but for a wait that is over."""
    return [line for line in _lines(day.earlier) if not (day.sure and line.startswith(WAITING))]


def _since(day: Day) -> list[str]:
    """Which days the tick stands for, where they are several."""
    if day.last is None or (day.as_of - day.last).days < 2:
        return []
    return [
        phrase(
            "For the days from {first} to {last}.",
            first=full_day(day.last + timedelta(days=1)),
            last=full_day(day.as_of),
        )
    ]


def _count(part: Mapping[str, Any], name: str) -> int | None:
    return None if "error" in part else int(part[name])


def _sum(earlier: int | None, fresh: int | None) -> int | None:
    return fresh if earlier is None else earlier + (fresh or 0)


def _whole(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _note(lines: Sequence[str]) -> str | None:
    """One a line, each once, as far as a cell holds them."""
    kept: list[str] = []
    room = LONGEST_NOTE
    distinct = list(dict.fromkeys(lines))
    for line in distinct:
        room -= len(line) + 1
        if room < 0:
            return "\n".join([*kept, phrase("and {count} more", count=len(distinct) - len(kept))])
        kept.append(line)
    return "\n".join(kept) or None
