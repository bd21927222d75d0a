"""`valhalla legal`: the flags that a deal raises, and how they were answered."""

from __future__ import annotations

from app.cli.options import id_of
from app.cli.output import columns
from app.cli.request import Answer, Request
from app.cli.underwriting import flag_data
from app.cli.workbook import change
from models.underwriting.flags import check_deal, flags_of, found_on, resolve_flag
from models.underwriting.legal import Flag
from models.underwriting.tables import LEGAL_FLAGS


def check(request: Request) -> Answer:
    """Raises a flag for each rule that fires and has none yet; answers with every flag on the deal."""
    deal = id_of("DEAL_ID", request.words.deal_id)
    session, changes = change(request, lambda book, now: check_deal(book, deal, now))
    flags, fresh = flags_of(session.book, deal), len(changes.changes)
    told = [_flags_text(flags), f"{fresh} new, {sum(flag.status == 'open' for flag in flags)} open."]
    told += [f"Warning: {warning}" for warning in found_on(session.book, deal).warnings]
    return Answer({"flags": [flag_data(flag) for flag in flags]}, "\n".join(filter(None, told)))


def resolve(request: Request) -> Answer:
    """The flag with the note that answers it."""
    flag_id = id_of("FLAG_ID", request.words.flag_id)
    session, _ = change(request, lambda book, now: resolve_flag(book, flag_id, request.words.notes, now))
    row = session.book.row(LEGAL_FLAGS, flag_id) or {}
    place = session.place(LEGAL_FLAGS.key, flag_id, "status")
    return Answer({"id": flag_id, **row}, f"{flag_id} is resolved, {LEGAL_FLAGS.sheet}!{place}: {row['notes']}")


def _flags_text(flags: tuple[Flag, ...]) -> str:
    if not flags:
        return ""
    rows = [[flag.id, flag.severity, flag.status, flag.message] for flag in flags]
    return columns(["Flag", "Severity", "Status", "Message"], rows, whole=True)
