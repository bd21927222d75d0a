"""Runs with their drafts, follow-ups and what was sent."""

from __future__ import annotations

from datetime import date

from models.demo.days import Row, Rows, ago, made, stamp
from models.pipeline import DRAFTS, FOLLOWUPS, PIPELINE_RUNS, SEND_LOG
from models.starter import named_id
from models.starter.messages import TEMPLATE_ROWS

OPERATOR = {
    "operator_name": "Alex Thorne", "operator_phone": "+1 204 555 0142", "operator_email": "alex.thorne@example.com",
}  # fmt: skip

# The number of the deal's property, kind, tone, days ago, sent, and in how many days its follow-up is due; None = done.
PLAN = (
    (6, "sms", "warm", 118, True, None),
    (20, "email", "neutral", 96, True, None),
    (2, "email", "warm", 61, True, None),
    (19, "sms", "neutral", 44, True, None),
    (5, "email", "neutral", 33, True, None),
    (11, "sms", "warm", 24, True, None),
    (5, "sms", "warm", 19, True, -4),
    (1, "email", "warm", 16, True, -2),
    (0, "email", "firm", 12, True, -1),
    (11, "call_note", "firm", 9, True, 0),
    (4, "sms", "neutral", 8, True, 0),
    (17, "email", "warm", 7, True, 1),
    (18, "call_note", "urgent", 6, True, 2),
    (15, "sms", "neutral", 5, False, 3),
    (16, "email", "neutral", 3, False, 5),
    (10, "sms", "warm", 2, False, 6),
    (0, "sms", "urgent", 1, False, 9),
)
RESULTS = {"sms": "answered", "email": "delivered", "call_note": "left a message"}
CHANNELS = {"sms": "phone", "email": "mail", "call_note": "phone"}


def message_rows(as_of: date, deals: list[Row], contacts: list[Row]) -> Rows:
    """Each line of the plan as a run, a draft and a follow-up; sent ones are in the Send Log."""
    people = {row["id"]: row for row in contacts}
    rows: Rows = {table.key: [] for table in (PIPELINE_RUNS, DRAFTS, FOLLOWUPS, SEND_LOG)}
    for number, (place, kind, tone, days, sent, due) in enumerate(PLAN):
        deal = _deal_about(deals, place)
        draft = _draft(number, deal, people[deal["contact_id"]], kind, tone, as_of, days, sent=sent)
        run = _run(number, draft, as_of, days, sent=sent)
        rows[DRAFTS.key].append(draft)
        rows[PIPELINE_RUNS.key].append(run)
        rows[FOLLOWUPS.key].append(_followup(number, deal, as_of, days, due))
        if sent:
            rows[SEND_LOG.key].append(_sent(number, draft, as_of, days))
    return rows


def _deal_about(deals: list[Row], place: int) -> Row:
    """The deals stand in the order of their properties; 12 and 13 have none."""
    return deals[place if place < 12 else place - 2]


def _draft(number: int, deal: Row, person: Row, kind: str, tone: str, as_of: date, days: int, *, sent: bool) -> Row:
    template = next(row for row in TEMPLATE_ROWS if row["kind"] == kind and row["tone"] == tone)
    fields = {
        "deal_address": str(deal["address"]),
        "deal_city": str(deal["city"]),
        "contact_name": str(person["name"]).split()[0],
        **OPERATOR,
    }
    subject = template["subject"]
    return {
        "id": named_id(DRAFTS, "demo", str(number)),
        "deal_id": deal["id"],
        "contact_id": person["id"],
        "kind": kind,
        "tone": tone,
        "to": person["email"] if kind == "email" else person["phone"],
        "subject": str(subject).format(**fields) if subject else None,
        "body": str(template["body"]).format(**fields),
        "status": "sent" if sent else "draft",
        **_sending(kind, as_of, days, sent=sent),
        **made(as_of, days),
    }


def _sending(kind: str, as_of: date, days: int, *, sent: bool) -> Row:
    if not sent:
        return {}
    return {"channel": CHANNELS[kind], "result": RESULTS[kind], "sent_at": stamp(as_of, days, 16)}


def _run(number: int, draft: Row, as_of: date, days: int, *, sent: bool) -> Row:
    how = _sending(str(draft["kind"]), as_of, days, sent=sent)
    return {
        "id": named_id(PIPELINE_RUNS, "demo", str(number)),
        **{name: draft[name] for name in ("deal_id", "kind", "tone", "to")},
        "draft_id": draft["id"],
        "followup_id": named_id(FOLLOWUPS, "demo", str(number)),
        "trigger": "daily_tick" if number % 4 == 3 else "manual",
        "sent": sent,
        **{f"sent_{name.removeprefix('sent_')}": value for name, value in how.items()},
        **made(as_of, days),
    }


def _followup(number: int, deal: Row, as_of: date, days: int, due: int | None) -> Row:
    """A done one was closed by the run after it on the same deal, if there was one."""
    later = next((n for n, line in enumerate(PLAN) if n > number and line[0] == PLAN[number][0]), None)
    done = due is None
    return {
        "id": named_id(FOLLOWUPS, "demo", str(number)),
        "deal_id": deal["id"],
        "title": f"Follow up on {deal['address']}",
        "due_date": ago(as_of, days - 2) if due is None else ago(as_of, -due),
        "status": "done" if done else "open",
        "run_id": named_id(PIPELINE_RUNS, "demo", str(number)),
        "closed_by_run_id": named_id(PIPELINE_RUNS, "demo", str(later)) if done and later is not None else None,
        "created_at": stamp(as_of, days),
        "closed_at": stamp(as_of, max(1, days - 2), 18) if done else None,
        "updated_at": stamp(as_of, max(1, days - 2) if done else days),
    }


def _sent(number: int, draft: Row, as_of: date, days: int) -> Row:
    return {
        "id": named_id(SEND_LOG, "demo", str(number)),
        "draft_id": draft["id"],
        "run_id": named_id(PIPELINE_RUNS, "demo", str(number)),
        "channel": draft["channel"],
        "result": draft["result"],
        "sent_at": draft["sent_at"],
        **made(as_of, days),
    }
