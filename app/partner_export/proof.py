"""The proof: two checks of the finished bytes, neither of which knows how they were written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from zipfile import BadZipFile

from app.partner_export.blank import blank, filled
from app.partner_export.pages import TITLE
from app.partner_export.totals import total_faults
from io_xlsx.scan import Index, Piece, normalised, pieces_of, read_sheets
from io_xlsx.scan.account import unordered
from io_xlsx.scan.index import BREAK
from io_xlsx.scan.rows import row_faults, serial
from models.core.book import Book
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.schema import Kind
from models.jv.proof import Secrets, allowed_days, allowed_numbers, allowed_texts, secrets_of, stranger_rows
from models.jv.view import PartnerView

HEIGHTS = frozenset(str(15 * lines + 3) for lines in range(2, 28))  # of a row with that many lines
MARGIN = 64  # rows that may be used besides the deals'


@dataclass(frozen=True)
class Proof:
    """What was looked at and looked for; `excused` counts the texts that are not forbidden here, by reason."""

    parts: int
    rows: int
    forbidden: int
    excused: Mapping[str, int]

    def __str__(self) -> str:
        left_out = ", ".join(f"{count:,} {reason}" for reason, count in self.excused.items())
        return (
            f"{self.parts} parts searched for {self.forbidden:,} forbidden texts: 0 found. "
            f"{self.rows} rows and the totals equal to the board, each in its place; nothing else in any cell or part. "
            f"Left out of the search: {left_out}."
        )


_PARTS = re.compile(r"([\d,]+) parts searched for ([\d,]+) forbidden texts")
_ROWS = re.compile(r"([\d,]+) rows ")
_EXCUSED = re.compile(r"([\d,]+) (also in their own cells|in every such file|choice words|headers)")


def proof_in(text: str) -> Proof | None:
    """A proof as the log of exports holds it; None where that is none."""
    searched, rows = _PARTS.search(text), _ROWS.search(text)
    if searched is None or rows is None:
        return None
    excused = {reason: _count(count) for count, reason in _EXCUSED.findall(text)}
    return Proof(_count(searched[1]), _count(rows[1]), _count(searched[2]), excused)


def _count(text: str) -> int:
    return int(text.replace(",", ""))


class Leak(Refused):
    """The file holds something that is not this partner's to see; there is no file."""

    def __init__(self, faults: Collection[str]) -> None:
        first = next(iter(faults))
        super().__init__(
            phrase("No file was made: it would hold what is not this partner's to see ({first}).", first=first),
            hint=phrase("This is a fault of Valhalla; please report it."),
            code="leak",
        )
        self.faults = tuple(faults)


def index_of(book: Book) -> Index:
    """The Book's secrets, ready to be looked for; made once for any number of files."""
    return book.derived("partners' index", lambda: Index(secrets_of(book).owners))


def prove(book: Book, view: PartnerView, content: bytes, seals: Mapping[str, str]) -> Proof:
    """What was proved of the finished workbook; `seals` are the texts of its seal. Raises Leak."""
    if stranger_rows(book, view):
        raise Leak([phrase("its deals are not the deals of this partner")])
    try:
        pieces = tuple(pieces_of(content))
        faults, excused = search(book, view, pieces, frozenset(seals.values()))
        texts, numbers = {*filled(view), *allowed_texts(view)}, _numbers(view)
        headers = [column.header for column in view.columns]
        sheets = read_sheets(content)
        faults += row_faults(sheets, headers, view.rows, texts, numbers)
        faults += total_faults(sheets, view)
        texts |= {*seals.values(), f"{view.as_of.isoformat()}T00:00:00Z", *HEIGHTS}
        faults += unordered(pieces, blank(), texts, numbers, len(view.rows) + MARGIN)
    except BadZipFile as fault:
        raise Leak([phrase("the file cannot be read: {fault}", fault=fault)]) from None
    if faults:
        raise Leak(faults)
    known = index_of(book).owners
    return Proof(len(pieces), len(view.rows), len(known), {**excused, **secrets_of(book).left_out})


def search(
    book: Book, view: PartnerView, pieces: Iterable[Piece], known: Collection[str]
) -> tuple[list[str], Counter[str]]:
    """The first check: forbidden texts in any part; and how many were left out, by reason.

    Forbidden is what this partner does not own and what stands neither in their own cells nor in every such file.
    """
    index, held = index_of(book), blank()
    own = "\n".join(map(normalised, allowed_texts(view)))
    faults, excused = [], Counter({"also in their own cells": 0, "in every such file": 0})
    seen: dict[str, str] = {}
    for piece in pieces:
        texts = (text for text in piece.texts() if text not in known)
        for text in index.found_in(piece.digest, texts):
            if index.owners[text] == view.partner_id:
                continue
            if text not in seen:
                seen[text] = _excuse(text, own, held.texts)
                excused[seen[text]] += 1
            if not seen[text]:
                faults.append(f"{piece.part}: a forbidden text of {len(text)} characters")
    del excused[""]
    return faults, excused


def _excuse(text: str, own: str, always: str) -> str:
    """Why a text is not forbidden here; blank where it is."""
    if text in own:
        return "also in their own cells"
    return "in every such file" if text in always else ""


def _numbers(view: PartnerView) -> set[float]:
    """What may stand beside the rows, in cells and in the chart: counts, sums and days."""
    return {*allowed_numbers(view), *map(serial, allowed_days(view))}


def mentions(book: Book, view: PartnerView) -> list[str]:
    """The partner's own free texts that name somebody or something else, as sentences: the owner may not mean it."""
    secrets, index = secrets_of(book), index_of(book)
    free = [place for place, column in enumerate(view.columns) if _is_free(column.kind, column.name)]
    names = _names(secrets)
    texts = [(row, place, str(row[place])) for row in view.rows for place in free if row[place]]
    return [
        phrase(
            "{header} of {deal} says “{name}”",
            header=view.columns[place].header,
            deal=row[0] or phrase("a deal"),
            name=names[name],
        )
        for row, place, text in texts
        for name in sorted(index.found([text]))
        if _is_foreign(name, names, index, view) and _names_it(name, text)
    ]


def refuse_name(book: Book, view: PartnerView, file_name: str) -> None:
    """Refused where the file's name names somebody or something that is not this partner's."""
    index, names, stem = index_of(book), _names(secrets_of(book)), PurePath(file_name).stem
    for name in index.found([stem]):
        if _is_foreign(name, names, index, view) and name in _without(stem, name, view):
            raise Refused(
                phrase(
                    "The file's name {file_name} says “{name}”, which is not this partner's to see.",
                    file_name=file_name,
                    name=names[name],
                ),
                hint=phrase("Choose another name."),
                code="leak",
            )


def _without(stem: str, name: str, view: PartnerView) -> str:
    """The file's name, normalised, without the title and the partner's own names in which the other one stands too.

    Ann Lee Holdings may be called so in a file's name although there is an Ann Lee.
    """
    left = normalised(stem)
    for own in map(normalised, (TITLE, view.recipient, view.company)):
        if name in own:
            left = left.replace(own, BREAK)
    return left


def _names(secrets: Secrets) -> dict[str, str]:
    return {normalised(name): name for name in secrets.names}


def _is_free(kind: Kind, name: str) -> bool:
    return kind is Kind.NOTE or name == "next_milestone"


def _is_foreign(name: str, names: Mapping[str, str], index: Index, view: PartnerView) -> bool:
    known = (view.partner_id, view.recipient, view.company, *(str(row[0]) for row in view.rows))
    own = {normalised(text) for text in known}
    return name in names and index.owners[name] != view.partner_id and name not in own


def _names_it(name: str, text: str) -> bool:
    """Whether the name stands there as words of its own, not as a piece of others."""
    pattern = r"\s*".join(re.escape(letter) for letter in name)
    return re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE) is not None
