"""What a person does with a deal by hand: add it with its contact, plan and close its next steps, mend a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from models.core.book import Book
from models.core.change import ChangeSet, Fields, together
from models.core.edit import add_row, set_fields
from models.core.phrase import phrase
from models.core.refusal import Refused, no_row
from models.core.schema import Value
from models.core.values import utc_text
from models.pipeline.deals import CONTACTS, DEALS
from models.pipeline.tables import DRAFTS, FOLLOWUPS
from models.pipeline.tick import FINISHED
from models.underwriting.attach import deal_row


def add_deal(book: Book, deal: Fields, contact: Fields, now: datetime) -> ChangeSet:
    """A new deal, with a new contact where any of its fields is given. Refused without an address, and as `add_row`.

    A contact is where the deal is, unless it says otherwise.
    """
    if not str(deal.get("address") or "").strip():
        raise Refused(phrase("Deals: a deal needs its address."), code="missing")
    person = {name: value for name, value in contact.items() if value not in (None, "")}
    if not person:
        return replace(add_row(book, DEALS, deal, now), label=phrase("Add deal"))
    place = {name: deal[name] for name in ("country", "region") if deal.get(name)}
    added = add_row(book, CONTACTS, {**place, **person}, now)
    new = add_row(book.apply(added), DEALS, {**deal, "contact_id": added.changes[0].row}, now)
    return together(phrase("Add deal"), added, new)


def deal_of(changes: ChangeSet) -> str:
    """The ID of the deal that a change set of `add_deal` makes."""
    return next(change.row for change in changes.changes if change.table == DEALS.key)


def add_step(book: Book, deal_id: str, title: str, due: date, now: datetime) -> ChangeSet:
    """An open follow-up on the deal. Refused for an unknown deal and without a title."""
    deal_row(book, deal_id)
    values: dict[str, Value] = {"deal_id": deal_id, "title": title.strip() or None, "due_date": due}
    return replace(add_row(book, FOLLOWUPS, values, now), label=phrase("Add next step"))


def change_step(book: Book, step_id: str, title: str, due: date, now: datetime) -> ChangeSet:
    """The follow-up with another title or day; empty where nothing changes."""
    values: dict[str, Value] = {"title": title.strip() or None, "due_date": due}
    return replace(set_fields(book, FOLLOWUPS, step_id, values, now), label=phrase("Change next step"))


def close_step(
    book: Book, step_id: str, now: datetime, status: str = "done", *, run_id: str | None = None
) -> ChangeSet:
    """The follow-up done, or canceled, by the run where one is named; empty where it is closed already.

    Refused for another status.
    """
    if status not in FINISHED:
        raise Refused(
            phrase(
                "Followups, Status: “{status}” is not one of {choices}.", status=status, choices=", ".join(FINISHED)
            ),
            code="invalid",
        )
    row = book.row(FOLLOWUPS, step_id) or {}
    label = phrase("Next step done") if status == "done" else phrase("Cancel next step")
    if row.get("status") in FINISHED:
        return ChangeSet(label)
    values: dict[str, Value] = {"status": status, "closed_at": utc_text(now)}
    if run_id is not None:
        values["closed_by_run_id"] = run_id
    return replace(set_fields(book, FOLLOWUPS, step_id, values, now, by_app=True), label=label)


def edit_draft(book: Book, draft_id: str, to: str, subject: str, body: str, now: datetime) -> ChangeSet:
    """The draft as a person rewrote it; empty where nothing changes. Refused where it was sent, and without a body."""
    row = book.row(DRAFTS, draft_id)
    if row is None:
        raise no_row("Drafts", draft_id)
    if row["status"] == "sent":
        raise Refused(
            phrase("Drafts {draft_id} was sent: what was sent stays as it was.", draft_id=draft_id), code="sent"
        )
    if not body.strip():
        raise Refused(phrase("The message is empty."), hint=phrase("Type what it shall say."), code="missing")
    values: dict[str, Value] = {"to": to.strip() or None, "subject": subject.strip() or None, "body": body}
    return replace(set_fields(book, DRAFTS, draft_id, values, now), label=phrase("Edit draft"))


def cancel_draft(book: Book, draft_id: str, now: datetime) -> ChangeSet:
    """The draft canceled: it waits no longer, and stays on record."""
    return replace(set_fields(book, DRAFTS, draft_id, {"status": "canceled"}, now), label=phrase("Cancel draft"))
