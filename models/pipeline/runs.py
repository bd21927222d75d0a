"""Runs: a draft, a follow-up and a run row at once; and that a message was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from models.core.book import Book
from models.core.change import ChangeSet, Fields, net, together
from models.core.edit import add_row, set_cells, set_fields
from models.core.phrase import joined, phrase, sentences
from models.core.refusal import Refused, no_row
from models.core.schema import Table, Value
from models.core.values import utc_text
from models.pipeline.compose import Message, edited, merged_text, message_for, moved_since
from models.pipeline.contact import do_not_contact, may_contact, may_contact_person
from models.pipeline.deals import name_of
from models.pipeline.tables import DRAFTS, FOLLOWUPS, PIPELINE_RUNS, SEND_LOG
from models.settings import number_of
from models.underwriting.attach import deal_row


def run(
    book: Book,
    deal_id: str,
    now: datetime,
    kind: str = "sms",
    tone: str = "neutral",
    *,
    to: str | None = None,
    followup_days: int | None = None,
    subject: str | None = None,
    body: str | None = None,
    override_reason: str | None = None,
) -> ChangeSet:
    """A draft, a follow-up due in `followup_days` (None = Settings) and the run that made them (product page 4.1).

    `subject` and `body` are what a person made of the preview. Hours, attempts and consent are warnings on the run.
    Refused as `preview`, for do-not-contact, and for a number of days that is not 0 or more.
    """
    message = edited(message_for(book, deal_id, kind, tone, to), subject, body)
    refuse_barred(book, message.contact_id, message.to)
    permission = may_contact(book, deal_id, now, kind, to)
    message = message.warned((*permission.blocks, *permission.sentences))
    due = now.date() + timedelta(days=_days(book, followup_days))
    changes, _ = write_runs(book, [message], now, due, override_reason=override_reason)
    return together(phrase("Run"), changes)


def refuse_barred(book: Book, contact_id: str | None, to: str | None) -> None:
    """Refused where the contact, or whoever has that number or address, is marked do-not-contact."""
    reason = do_not_contact(book, contact_id, to)
    if reason is not None:
        hint = phrase("Nothing lifts this but taking the mark off in Contacts.")
        raise Refused(reason, hint=hint, code="do_not_contact")


def _days(book: Book, given: int | None) -> int:
    if given is not None and not 0 <= given <= 3650:
        raise Refused(phrase("Follow-up days: {given} is not between 0 and 3650.", given=given), code="invalid")
    return int(number_of(book, "followup_days")) if given is None else given


def write_runs(
    book: Book,
    messages: Sequence[Message],
    now: datetime,
    due: date,
    *,
    trigger: str = "manual",
    override_reason: str | None = None,
) -> tuple[ChangeSet, tuple[str, ...]]:
    """A draft, a run and a follow-up for each message, and the runs' IDs in their order.

    Table by table, as each row names the one before: a Book is made three times, however many messages there are.
    """
    drafts, book = _added(book, DRAFTS, [_draft(message) for message in messages], now)
    rows: list[Fields] = [
        {**_run(message), "draft_id": draft, "trigger": trigger, "override_reason": override_reason}
        for message, draft in zip(messages, _ids(drafts), strict=True)
    ]
    runs, book = _added(book, PIPELINE_RUNS, rows, now)
    ids = _ids(runs)
    rows = [_followup(book, message, run_id, due) for message, run_id in zip(messages, ids, strict=True)]
    followups, book = _added(book, FOLLOWUPS, rows, now)
    cells: list[tuple[str, str, Value]] = [
        (run_id, "followup_id", followup) for run_id, followup in zip(ids, _ids(followups), strict=True)
    ]
    linked = set_cells(book, PIPELINE_RUNS, cells, now, by_app=True)
    return together(phrase("Run"), drafts, runs, followups, linked), ids


def _added(book: Book, table: Table, rows: Sequence[Fields], now: datetime) -> tuple[ChangeSet, Book]:
    changes = net(add_row(book, table, row, now, by_app=True) for row in rows)
    return changes, book.apply(changes)


def _ids(changes: ChangeSet) -> tuple[str, ...]:
    return tuple(change.row for change in changes.changes)


def _draft(message: Message) -> Fields:
    return {
        "deal_id": message.deal_id, "contact_id": message.contact_id, "kind": message.kind, "tone": message.tone,
        "to": message.to, "subject": message.subject, "body": message.body,
        "merged_values": merged_text(message.merged),
    }  # fmt: skip


def _run(message: Message) -> Fields:
    return {
        "deal_id": message.deal_id, "kind": message.kind, "tone": message.tone, "to": message.to,
        "warnings": "\n".join(message.warnings) or None,
    }  # fmt: skip


def _followup(book: Book, message: Message, run_id: str, due: date) -> Fields:
    name = name_of(message.deal_id, deal_row(book, message.deal_id))
    return {"deal_id": message.deal_id, "title": f"Follow up on {name}", "due_date": due, "run_id": run_id}


def run_of(changes: ChangeSet) -> str:
    """The ID of the run that a change set of `run` makes."""
    return next(c.row for c in changes.changes if c.table == PIPELINE_RUNS.key and c.is_insert)


# --- sent ---


def mark_sent(
    book: Book,
    run_id: str,
    now: datetime,
    channel: str,
    result: str | None = None,
    override_reason: str | None = None,
    *,
    yes: bool = False,
) -> ChangeSet:
    """Channel and result onto the run and its draft, and a row in the Send Log (product page 4.2).

    Refused with the code `confirm`, unless `yes`, where it was sent before, was canceled, or was written with figures
    that have moved since; for do-not-contact whatever is said; and without a channel or draft.
    """
    run_row, draft = _run_and_draft(book, run_id)
    draft_id = str(run_row["draft_id"])
    if not channel.strip():
        raise Refused(phrase("Channel: say how it was sent, as in phone or mail."), code="missing")
    contact_id = draft["contact_id"] or deal_contact(book, run_row)
    to = draft["to"] or run_row["to"]
    refuse_barred(book, None if contact_id is None else str(contact_id), None if to is None else str(to))
    questions = open_questions(book, run_id)
    if questions and not yes:
        raise Refused(sentences(questions), hint=phrase("Go on with --yes if that is meant."), code="confirm")
    warnings = _cautions(book, contact_id, now, str(draft["kind"] or "sms"), to)
    how: dict[str, Value] = {"channel": channel.strip(), "result": (result or "").strip() or "sent"}
    reason, at = (override_reason or "").strip() or None, utc_text(now)
    log = add_row(
        book, SEND_LOG,
        {"draft_id": draft_id, "run_id": run_id, **how, "sent_at": at, "override_reason": reason}, now, by_app=True,
    )  # fmt: skip
    on_run: dict[str, Value] = {
        "sent": True, "sent_channel": how["channel"], "sent_result": how["result"], "sent_at": at,
        "override_reason": reason or run_row["override_reason"], "warnings": _joined(run_row["warnings"], warnings),
    }  # fmt: skip
    on_draft = {"status": "sent", **how, "sent_at": at}
    return together(
        phrase("Mark sent"),
        set_fields(book, PIPELINE_RUNS, run_id, on_run, now, by_app=True),
        set_fields(book, DRAFTS, draft_id, on_draft, now, by_app=True),
        log,
    )


def open_questions(book: Book, run_id: str) -> tuple[str, ...]:
    """What a person should say yes to before the run counts as sent, a sentence each."""
    run_row, draft = _run_and_draft(book, run_id)
    found = []
    if run_row["sent"] or draft["status"] == "sent":
        channel = run_row["sent_channel"] or draft["channel"] or phrase("a channel not given")
        found.append(
            phrase(
                "It was sent before: {when} by {channel}.",
                when=run_row["sent_at"] or draft["sent_at"] or phrase("some time"),
                channel=channel,
            )
        )
    if draft["status"] == "canceled":
        found.append(phrase("The draft was canceled."))
    moved = moved_since(book, draft)
    if moved:
        found.append(
            phrase(
                "Since the draft was written this has moved: {what}.",
                what=joined((one.sentence for one in moved), "; "),
            )
        )
    return tuple(found)


def _run_and_draft(book: Book, run_id: str) -> tuple[dict[str, Value], dict[str, Value]]:
    run_row = book.row(PIPELINE_RUNS, run_id)
    if run_row is None:
        raise no_row("Pipeline Runs", run_id)
    draft = book.row(DRAFTS, str(run_row["draft_id"])) if run_row["draft_id"] else None
    if draft is None:
        what = (
            phrase("its draft {draft} is not in Drafts", draft=run_row["draft_id"])
            if run_row["draft_id"]
            else phrase("it has no draft")
        )
        raise Refused(
            phrase("Pipeline Runs {run_id}: {what}, so there is nothing to send.", run_id=run_id, what=what),
            code="missing",
        )
    return run_row, draft


def deal_contact(book: Book, run_row: Fields) -> Value:
    """Who the run's deal is with; None where that is not known."""
    deal = book.row("Deals", str(run_row["deal_id"]))
    return deal["contact_id"] if deal else None


def _cautions(book: Book, contact_id: Value, now: datetime, kind: str, to: Value) -> tuple[str, ...]:
    if contact_id is None:
        return ()
    return may_contact_person(book, str(contact_id), now, kind, None if to is None else str(to)).sentences


def _joined(before: Value, more: Sequence[str]) -> str | None:
    lines = str(before).splitlines() if before else []
    return "\n".join(dict.fromkeys((*lines, *more))) or None
