"""The commands of the joint ventures: boards, tokens, exports, and what became of an export."""

from __future__ import annotations

import secrets
import sys
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from app.cli.options import password_of
from app.cli.output import columns
from app.cli.request import Answer, Request
from app.cli.workbook import change, reading
from app.partner_export.export import Asked, Prepared, granted, prepare, refuse_unread, refuse_unread_deals
from app.partner_export.places import remember_place
from app.partner_export.seal import signer_in
from app.partner_export.temps import Staged, staged
from app.partner_export.verify import verify
from app.recent import own_folder
from app.session import Session
from models.core.edit import remove_rows
from models.core.refusal import Refused
from models.core.values import show
from models.jv import EXPORTS, SHARE_TOKENS
from models.jv.board import board, items, owners_board
from models.jv.tokens import BOARD, create_token, mark_used, public_row, revoke_token, token_text
from models.pipeline import DEALS

# --- boards ---


def show_board(request: Request) -> Answer:
    partner = request.words.partner
    with reading(request) as session:
        found = items(owners_board(session.book, partner), with_id=True)
    data: dict[str, Any] = {"count": len(found), "items": found}
    if partner is not None:
        data["filtered_for_partner"] = partner
    return Answer(data, _board_text(found))


def show_readonly(request: Request) -> Answer:
    token = _token(request)
    shown: dict[str, Any] = {}

    def edit(book: Any, now: datetime) -> Any:
        grant = granted(book, token, now, rows_too=False)
        found = items(board(book, grant.partner_id))
        shown.update(scope=BOARD, subject_id=grant.partner_id, board={"count": len(found), "items": found})
        return mark_used(book, grant.token_id, now)

    change(request, edit, lambda session: refuse_unread(session, token))
    return Answer(shown, _board_text(shown["board"]["items"]))


def _board_text(found: list[dict[str, Any]]) -> str:
    if not found:
        return "No deals."
    used = [DEALS[name] for name in found[0] if any(row[name] is not None for row in found)]
    rows = [[show(column, row[column.name]) for column in used] for row in found]
    count = f"{len(found)} {'deal' if len(found) == 1 else 'deals'}"
    return f"{columns([c.header for c in used], rows, [c.is_number for c in used])}\n{count}"


def _token(request: Request) -> str:
    """The token as given; `-` takes it from standard input, where no list of processes shows it."""
    given: str = request.words.token
    return sys.stdin.readline().strip() if given == "-" else given


# --- tokens ---


def create(request: Request) -> Answer:
    words = request.words
    token = token_text(secrets.token_bytes(32))
    session, changes = change(
        request,
        lambda book, now: create_token(
            book, token, now, subject_id=words.subject, scope=words.scope, expires_on=words.expires, label=words.label
        ),
    )
    row = public_row(session.book, changes.changes[0].row)
    shown = {name: row[name] for name in ("scope", "subject_id", "expires_on", "status")}
    text = f"{token}\nThis is {row['id']}. The token is shown this once; only a hash of it is kept."
    return Answer({"id": row["id"], "token": token, **shown}, text)


def show_tokens(request: Request) -> Answer:
    with reading(request) as session:
        found = [public_row(session.book, str(row_id)) for row_id in session.book[SHARE_TOKENS].index]
    used = [column for column in SHARE_TOKENS if any(row.get(column.name) is not None for row in found)]
    rows = [[show(column, row[column.name]) for column in used] for row in found]
    return Answer({"items": found}, columns([c.header for c in used], rows) if found else "No tokens.")


def revoke(request: Request) -> Answer:
    row_id = request.words.row.strip()
    session, _ = change(request, lambda book, now: revoke_token(book, row_id, now))
    text = f"{row_id} opens nothing any more. A file that was sent already stays where it is."
    return Answer(public_row(session.book, row_id), text)


# --- exports ---


def write_export(request: Request) -> Answer:
    words, token = request.words, _token(request)
    _refuse_paths(request)
    asked = Asked(words.out, words.pdf, password_of(words.password_file), replace=words.yes, named=words.yes)
    ready: list[Prepared] = []
    workbook = request.path or Path()  # without one, `change` refuses
    with ExitStack() as stack:
        place: list[Staged] = []

        def edit(book: Any, now: datetime) -> Any:
            grant = granted(book, token, now, rows_too=True)
            ready.append(prepare(book, grant, now, asked, signer_in(own_folder())))
            place.append(stack.enter_context(staged(ready[0].files, ready[0].export_id, workbook)))
            return ready[0].changes

        def look(session: Session) -> None:
            refuse_unread(session, token)
            grant = granted(session.book, token, session.now(), rows_too=True)
            refuse_unread_deals(session, grant.partner_id)

        try:
            change(request, edit, look)
            place[0].put()
        except OSError as problem:
            if place:
                _take_back(request, ready[0].export_id)
            why = problem.strerror
            raise Refused(f"{words.out.name} could not be written: {why}.", code="not_written") from None
    made, view = ready[0].made, ready[0].view
    remember_place(ready[0].export_id, words.out)
    data = {"export_id": ready[0].export_id, "file": str(words.out), "rows": len(view.rows), "sha256": made.sha256,
            "encrypted": made.encrypted}  # fmt: skip
    kind = "Encrypted" if made.encrypted else "Not encrypted: a read-only copy"
    return Answer(data, f"{words.out}: {len(view.rows)} deals. {kind}.\n{made.proof}")


def _take_back(request: Request, export_id: str) -> None:
    """The file could not be put in its place: the log does not speak of it."""
    with suppress(Refused):
        change(request, lambda book, _now: remove_rows(book, EXPORTS, [export_id]))


def _refuse_paths(request: Request) -> None:
    words = request.words
    for path, ending in ((words.out, ".xlsx"), (words.pdf, ".pdf")):
        if path is not None and path.suffix.lower() != ending:
            raise Refused(f"{path} does not end in {ending}.", hint=f"Name it {path.stem}{ending}.", code="usage")
        if path is not None and request.path is not None and path.resolve() == request.path.resolve():
            raise Refused(f"{path} is the workbook itself.", hint="Name another file.", code="usage")


def show_verdict(request: Request) -> Answer:
    path: Path = request.words.copy
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise Refused(f"There is no file {path}.", code="no_file") from None
    except OSError as problem:
        raise Refused(f"{path} could not be read: {problem.strerror}.", code="unreadable") from None
    with reading(request) as session:
        verdict = verify(session.book, content, password_of(request.words.password_file))
    data = {
        "ok": verdict.ok,
        "state": verdict.state.value,
        "export_id": verdict.export_id or None,
        "partner_id": verdict.partner_id or None,
        "reasons": list(verdict.reasons),
    }
    named = f" ({verdict.export_id}, {verdict.partner_id})" if verdict.export_id else ""
    text = "\n".join([f"{path.name}: {verdict.state.value.replace('_', ' ')}{named}", *verdict.reasons])
    return Answer(data, text, ok=verdict.ok)
