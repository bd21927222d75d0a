"""`valhalla pipeline`: messages, runs, what was sent, and the daily tick."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.cli.options import choice_of, count_of, id_of
from app.cli.output import columns
from app.cli.request import Answer, Request
from app.cli.workbook import change, reading
from models.core.book import Book
from models.core.change import ChangeSet
from models.core.columns import MESSAGE_KINDS, TONES
from models.core.refusal import Refused
from models.core.schema import Table
from models.core.values import utc_text
from models.pipeline import DRAFTS, SEND_LOG
from models.pipeline.board import recent_runs, run_record
from models.pipeline.compose import Message, preview
from models.pipeline.contact import Permission, may_contact
from models.pipeline.runs import mark_sent, run, run_of
from models.pipeline.tick import Tick, daily_tick

MOST = 1_000_000  # rows that anybody may ask for
LONGEST = 3650  # days to a follow-up


def show_preview(request: Request) -> Answer:
    """The message; nothing is written."""
    deal, (kind, tone) = _deal(request), _kind_and_tone(request.words)
    with reading(request) as session:
        found = preview(session.book, deal, session.now(), kind, tone)
    data = {name: getattr(found, name) for name in ("deal_id", "kind", "tone", "to", "subject", "body")}
    return Answer({**data, "warnings": list(found.warnings)}, _message_text(found))


def write_run(request: Request) -> Answer:
    """A draft, a follow-up and the run that made them."""
    words = request.words
    deal, (kind, tone), to = _deal(request), _kind_and_tone(words), _given("--to", words.to)
    days = count_of("--followup-days", words.followup_days, 0, LONGEST)
    session, changes = change(request, lambda book, now: run(book, deal, now, kind, tone, to=to, followup_days=days))
    data = run_record(session.book, run_of(changes))
    draft = _row(session.book, DRAFTS, data["draft_id"])
    place = session.place(DRAFTS.key, str(data["draft_id"]), "body")
    told = [f"{data['id']}: draft {data['draft_id']} is in {DRAFTS.sheet}!{place}.", _draft_text(draft),
            f"{data['followup']['title']}, due {data['followup']['due_date']}."]  # fmt: skip
    return Answer({"run": data, "draft": draft}, "\n".join([*told, *_warnings(data["warnings"])]))


def show_runs(request: Request) -> Answer:
    limit = count_of("--limit", request.words.limit, 0, MOST)
    with reading(request) as session:
        runs = [run_record(session.book, str(row_id)) for row_id in recent_runs(session.book, limit or 0).index]
    return Answer({"runs": runs}, _runs_text(runs))


def show_permission(request: Request) -> Answer:
    deal, kind = _deal(request), _kind(request.words)
    with reading(request) as session:
        found = may_contact(session.book, deal, session.now(), kind)
    data = {
        "ok": found.ok,
        "blocks": list(found.blocks),
        "cautions": list(found.sentences),
        "local_time": None if found.local_time is None else found.local_time.isoformat(timespec="seconds"),
        "next_allowed": None if found.next_allowed is None else utc_text(found.next_allowed),
    }
    return Answer(data, _permission_text(found))


def write_sent(request: Request) -> Answer:
    """Channel and result onto the run and its draft, and a row in the Send Log."""
    words, run_id = request.words, id_of("RUN_ID", request.words.run_id)
    session, changes = change(
        request,
        lambda book, now: mark_sent(
            book, run_id, now, words.channel, words.result, words.override_reason, yes=words.yes
        ),
    )
    book, data = session.book, run_record(session.book, run_id)
    log_id = next(c.row for c in changes.changes if c.table == SEND_LOG.key)
    send = _row(book, SEND_LOG, log_id)
    told = f"{run_id} was sent by {send['channel']}: {send['result']}; {SEND_LOG.sheet} {log_id}."
    answer = {"run": data, "draft": _row(book, DRAFTS, data["draft_id"]), "send": send}
    return Answer(answer, "\n".join([told, *_warnings(data["warnings"])]))


def run_tick(request: Request) -> Answer:
    """One new run for each follow-up that is due; again on the same day finds nothing."""
    limit = count_of("--limit", request.words.limit, 0, MOST)
    found: list[Tick] = []

    def edit(book: Book, now: datetime) -> ChangeSet:
        found.append(daily_tick(book, now, limit))
        return found[0].changes

    session, _ = change(request, edit)
    (tick,) = found
    runs = [run_record(session.book, run_id) for run_id in tick.runs]
    skipped = [{"followup_id": one.followup_id, "reason": one.reason} for one in tick.skipped]
    data = {"created": len(runs), "skipped": skipped, "runs": runs, "warnings": list(tick.warnings)}
    return Answer(data, _tick_text(tick, runs))


# --- what was asked ---


def _deal(request: Request) -> str:
    return id_of("DEAL_ID", request.words.deal_id)


def _kind_and_tone(words: Any) -> tuple[str, str]:
    return _kind(words), choice_of("--tone", words.tone, TONES) or ""


def _kind(words: Any) -> str:
    return choice_of("--kind", words.kind, MESSAGE_KINDS) or ""


def _given(name: str, text: str | None) -> str | None:
    """A text that is not empty; None where the option is not there."""
    if text is not None and not text.strip():
        raise Refused(f"{name}: it is empty.", code="missing")
    return None if text is None else text.strip()


def _row(book: Book, table: Table, row_id: Any) -> dict[str, Any]:
    return {table.id_column.name: row_id, **(book.row(table, str(row_id)) or {})}


# --- what people read ---


def _message_text(found: Message) -> str:
    return "\n".join([_draft_text({"to": found.to, "subject": found.subject, "body": found.body}),
                      *_warnings(found.warnings)])  # fmt: skip


def _draft_text(draft: dict[str, Any]) -> str:
    head = [f"To: {draft['to'] or '-'}", *([f"Subject: {draft['subject']}"] if draft["subject"] else [])]
    return "\n".join([*head, "", draft["body"], ""])


def _warnings(sentences: Sequence[str]) -> list[str]:
    return [f"Warning: {sentence}" for sentence in sentences]


def _runs_text(runs: Sequence[dict[str, Any]]) -> str:
    if not runs:
        return "There are no runs yet: valhalla pipeline run DEAL_ID."
    rows = [
        [one["id"], one["deal_id"] or "", one["kind"] or "", one["tone"] or "", one["to"] or "",
         "sent" if one["sent"] else "", one["created_at"] or ""]
        for one in runs
    ]  # fmt: skip
    return columns(["Run", "Deal", "Kind", "Tone", "To", "Sent", "Created At"], rows)


def _permission_text(found: Permission) -> str:
    local = f" It is {found.local_time:%H:%M} there." if found.local_time else ""
    head = f"No.{local}" if found.blocks else f"Yes, with care.{local}" if found.cautions else f"Yes.{local}"
    then = [f"Next allowed: {utc_text(found.next_allowed)}"] if found.cautions and found.next_allowed else []
    return "\n".join([head, *found.blocks, *found.sentences, *then])


def _tick_text(tick: Tick, runs: Sequence[dict[str, Any]]) -> str:
    made = [f"{one['id']}: {one['kind']} for {one['deal_id']}" for one in runs]
    skipped = [f"Skipped {one.followup_id}: {one.reason}" for one in tick.skipped]
    return "\n".join([f"{len(runs)} new, {len(skipped)} skipped.", *made, *skipped, *_warnings(tick.warnings)])
