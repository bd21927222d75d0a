"""An export from token to file: who may have it, what is logged, and the file in its place, read-only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from app.fault_log import log
from app.partner_export.make import Made, make
from app.partner_export.pdf_proof import locked_pdf, prove_pdf
from app.partner_export.proof import mentions, refuse_name
from app.partner_export.seal import Signer
from app.partner_export.temps import LOG
from app.session import Session
from io_xlsx.guard import foreign_lock
from models.core.book import Book
from models.core.change import ChangeSet, new_id, together
from models.core.edit import add_row, set_fields
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.jv import EXPORTS, SHARE_TOKENS
from models.jv.board import SHOWN
from models.jv.exports import add_export
from models.jv.tokens import Denied, Grant, mark_used, open_row, open_with, rows_of
from models.jv.view import PartnerView, partner_view
from models.pipeline import DEALS
from models.settings import SETTINGS, value_of

Step = Callable[[str, float], object]  # what is being done, and how far (0 to 1)


@dataclass(frozen=True)
class Asked:
    """What somebody wants exported, and where to.

    `replace` = what stands there may go; `named` = the partner's texts may name others. Both are asked about.
    """

    out: Path
    pdf: Path | None = None
    password: str | None = None
    replace: bool = False
    named: bool = False


@dataclass(frozen=True)
class Prepared:
    """An export that is ready: its row of Exports and what goes with it, and the files' bytes."""

    export_id: str
    view: PartnerView
    made: Made
    changes: ChangeSet
    files: tuple[tuple[Path, bytes], ...]


def granted(book: Book, token: str, as_of: datetime, *, rows_too: bool) -> Grant:
    """What the word opens: a token, or with `rows_too` the ID of one's row. Raises Denied; the log has the reason."""
    try:
        if rows_too and token in book[SHARE_TOKENS].index:
            return open_row(book, token, as_of.date())
        return open_with(book, token, as_of.date())
    except Denied as denial:
        log(f"refused: {denial.code} {denial.token_id}".rstrip(), LOG)
        raise


def refuse_unread(session: Session, token: str) -> None:
    """Denied where a cell of the token's row cannot be read: an end date of `next week` is no `never`."""
    named = [token] if token in session.book[SHARE_TOKENS].index else rows_of(session.book, token)
    for row_id in named:
        if session.unread(SHARE_TOKENS.key, row_id):
            log(f"refused: unreadable {row_id}", LOG)
            raise Denied("unreadable", row_id)


def refuse_unread_deals(session: Session, partner_id: str) -> None:
    """Refused where a cell that the partner would see cannot be read: their capital of `12k` is no 0."""
    rows = session.book[DEALS]
    for deal, field in session.unread_cells(DEALS.key):
        column = next((c for c in SHOWN if field in (c.name, c.header)), None)
        if column is None or deal not in rows.index or rows.at[deal, "partner_id"] != partner_id:
            continue
        raise Refused(
            phrase(
                "{header} of {deal} cannot be read, and the file would show nothing there.",
                header=column.header,
                deal=deal,
            ),
            hint=phrase(
                "Correct the cell {cell} of {sheet} first.",
                cell=session.place(DEALS.key, deal, column.name),
                sheet=DEALS.sheet,
            ),
            code="unread_cell",
        )


def prepare(
    book: Book, grant: Grant, now: datetime, asked: Asked, signer: Signer, step: Step = lambda _words, _share: None
) -> Prepared:
    """Makes and proves the files and what is logged; nothing is written yet. `step` may raise to cancel.

    Refused where the target is taken, where the partner's texts name others and nobody agreed, or by the proof;
    the log of exports says which, and what else went wrong.
    """
    try:
        return _prepared(book, grant, now, asked, signer, step)
    except Refused as refusal:
        log(f"not made: {refusal.code} {grant.token_id}", LOG)
        raise
    except Exception as fault:
        log(f"not made: {type(fault).__name__} {grant.token_id}", LOG)
        raise


def _prepared(book: Book, grant: Grant, now: datetime, asked: Asked, signer: Signer, step: Step) -> Prepared:
    paths = [path for path in (asked.out, asked.pdf) if path is not None]
    for path in paths:
        refuse_target(path, replace=asked.replace)
    step(phrase("Laying out"), 0.05)
    view = partner_view(book, grant.partner_id, now.date(), grant.expires_on)
    named = mentions(book, view)
    if named and not asked.named:
        more = phrase(", and {count} more", count=len(named) - 1) if len(named) > 1 else ""
        raise Refused(
            phrase("{what}{more}.", what=named[0], more=more),
            hint=phrase("Change the text, or add --yes to send it so."),
            code="names_others",
        )
    for path in paths:
        refuse_name(book, view, path.name)
    export_id = new_id(EXPORTS)
    step(phrase("Writing, sealing and proving"), 0.2)
    made = make(book, view, export_id, signer, asked.password)
    step(phrase("Making the PDF") if asked.pdf else phrase("Logging"), 0.6)
    pdf = _pdf(book, view, asked.password) if asked.pdf else b""
    step("Logging", 0.9)
    changes = _logged(book, grant, view, made, export_id, asked, pdf, signer, now)
    files = ((asked.out, made.content), *([(asked.pdf, pdf)] if asked.pdf else []))
    return Prepared(export_id, view, made, changes, tuple(files))


def refuse_target(path: Path, *, replace: bool) -> None:
    """Refused where a file cannot or should not go there."""
    if not path.parent.is_dir():
        raise Refused(phrase("There is no folder {parent}.", parent=path.parent), code="no_folder")
    if path.is_dir():
        raise Refused(phrase("{path} is a folder.", path=path), hint=phrase("Name a file in it."), code="not_a_file")
    who = foreign_lock(path)
    if who:
        hint = phrase("Close it there first, or name another one, such as {name}.", name=free(path).name)
        raise Refused(
            phrase("{name} cannot be replaced now: {who}.", name=path.name, who=who), hint=hint, code="locked"
        )
    if path.exists() and not replace:
        hint = phrase("Name another one, such as {name}, or add --yes to replace it.", name=free(path).name)
        raise Refused(phrase("{name} exists already.", name=path.name), hint=hint, code="confirm")


def free(path: Path) -> Path:
    """The path itself, or where something stands there the next one that is free: `board-2.xlsx`."""
    names = (path if number == 1 else path.with_stem(f"{path.stem}-{number}") for number in range(1, 10_000))
    return next(name for name in names if not name.exists() and not foreign_lock(name))


def _pdf(book: Book, view: PartnerView, password: str | None) -> bytes:
    # By name: Qt makes the PDF, and the command line is free of Qt until somebody wants one.
    content: bytes = import_module("app.partner_export.pdf").pdf_of(view)
    prove_pdf(book, view, content)
    return content if password is None else locked_pdf(content, password)


def _logged(book: Book, grant: Grant, view: PartnerView, made: Made, export_id: str, asked: Asked, pdf: bytes,
            signer: Signer, now: datetime) -> ChangeSet:  # fmt: skip
    proof = f"{made.proof} PDF with SHA-256 {sha256(pdf).hexdigest()}." if pdf else str(made.proof)
    row = add_export(
        book,
        export_id,
        {
            "token_id": grant.token_id,
            "partner_id": view.partner_id,
            "file_name": asked.out.name,
            "rows": len(view.rows),
            "sha256": made.sha256,
            "encrypted": made.encrypted,
            "proof": proof,
        },
        now,
    )
    used = mark_used(book, grant.token_id, now)
    return together(phrase("Export board"), row, used, _known_key(book, signer, now))


def _known_key(book: Book, signer: Signer, now: datetime) -> ChangeSet:
    """This machine's public key goes among those that copies are verified with."""
    known = str(value_of(book, "seal_public_keys") or "").split()
    if signer.public in known:
        return ChangeSet("")
    keys = " ".join([*known, signer.public])
    if "seal_public_keys" in book[SETTINGS].index:
        return set_fields(book, SETTINGS, "seal_public_keys", {"value": keys}, now, by_app=True)
    return add_row(book, SETTINGS, {"key": "seal_public_keys", "value": keys}, now, by_app=True)
