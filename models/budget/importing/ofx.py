"""OFX and Quicken's QFX, in the older form (SGML) and the newer (XML)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from xml.etree.ElementTree import Element

from models.budget.importing.statement import BankLine, Rejected, Statement
from models.core import spellings
from models.core.phrase import phrase, sentences
from models.core.refusal import Refused, said_by
from models.core.texts import tidy
from models.core.values import Invalid

_STATEMENTS = ("STMTRS", "CCSTMTRS", "INVSTMTRS")
_LEAVES = frozenset({"NAME", "MEMO", "CHECKNUM", "REFNUM", "PAYEEID", "SIC"})
_EMPTY = re.compile(r"<([A-Z0-9._]+)(?:/>|>\s*(?:</\1>|(?=<(?!/\1>))))")


def is_ofx(text: str) -> bool:
    """Whether a file's text is OFX or QFX, whatever its name says."""
    return bool(re.search(r"OFXHEADER|<OFX>", text[:4000]))


def read_ofx(text: str) -> Statement:
    """Every transaction of every account in the file; those that cannot be read with the reason.

    The Import Key is the account, not readable, with the bank's own number of the transaction (FITID). The day is the
    one that the bank wrote, in its own time zone. Refused where the text is no OFX, or holds no statement.
    """
    lines: list[BankLine] = []
    rejected: list[Rejected] = []
    numbers: dict[str, BankLine] = {}
    root = _tree(text)
    accounts = [one for one in root.iter() if one.tag in _STATEMENTS]
    if not accounts:
        raise Refused(sentences((phrase("This file holds no bank statement."), _message(root))), code="invalid")
    places = _line_numbers(text)
    for account in accounts:
        number = _text(account, ".//ACCTID")
        for transaction in account.iter("STMTTRN"):
            place = next(places, 0)
            try:
                lines.append(_once(_line(transaction, number, place), numbers))
            except Invalid as problem:
                rejected.append(Rejected(place, said_by(problem)))
    return Statement(tuple(lines), tuple(rejected))


def _tree(text: str) -> Element:
    from ofxtools.Parser import TreeBuilder  # only where a file is imported; it costs the start a tenth of a second

    start = text.find("<OFX>")
    if start < 0:
        raise Refused(phrase("This file is no OFX: it has no <OFX>."), code="invalid")
    if "</OFX>" not in text:
        raise Refused(
            phrase("This file ends in the middle: it has no </OFX>."),
            phrase("Fetch it from the bank again."),
            "invalid",
        )
    builder = TreeBuilder()
    try:
        builder.feed(_without_empty(text[start:]))
        return builder.close()
    except (SyntaxError, AssertionError, IndexError) as problem:
        raise Refused(
            phrase("This file is no OFX that can be read: {problem}", problem=str(problem)[:80]), code="invalid"
        ) from None


def _without_empty(body: str) -> str:
    """Without fields that have no value: where they have no end either, they would hold the fields after them."""
    closed = set(re.findall(r"</([A-Z0-9._]+)>", body)) - _LEAVES
    return _EMPTY.sub(lambda match: match[0] if match[1] in closed else "", body)


def _line(transaction: Element, account: str, place: int) -> BankLine:
    posted, amount_text, fitid = (_text(transaction, tag) for tag in ("DTPOSTED", "TRNAMT", "FITID"))
    if not fitid:
        raise Invalid(phrase("There is no FITID, by which the bank numbers a transaction."))
    day = spellings.read_date(posted[:8], "ymd")
    amount = spellings.read_amount(amount_text, spellings.decimal_signs([amount_text])[0])
    if not amount:
        raise Invalid(phrase("There is no amount.") if amount is None else phrase("The amount is zero."))
    name = _text(transaction, "NAME") or _text(transaction, "PAYEE/NAME")
    words = _text(transaction, "MEMO") or name
    shown = f"*{account[-4:]}" if account else ""
    key = f"ofx:{sha256(account.encode()).hexdigest()[:8]}:{fitid}"
    return BankLine(place, day, amount, words, name, shown, key)


def _once(line: BankLine, numbers: dict[str, BankLine]) -> BankLine:
    """The line, under a key of its own where the bank gave its number to another one before.

    A line that is the same in all the bank says keeps the key: the file holds it twice.
    """
    first = numbers.setdefault(line.key, line)
    if replace(first, line=line.line) == line:
        return line
    content = f"{line.date.isoformat()}|{line.amount:.2f}|{line.merchant}|{line.description}"
    return replace(line, key=f"{line.key}:{sha256(content.encode()).hexdigest()[:8]}")


def _text(element: Element, path: str) -> str:
    return tidy(html.unescape(element.findtext(path) or ""))


def _line_numbers(text: str) -> Iterator[int]:
    """The line of the file on which each transaction starts."""
    line, last = 1, 0
    for match in re.finditer("<STMTTRN>", text):
        line += text.count("\n", last, match.start())
        last = match.start()
        yield line


def _message(root: Element) -> str:
    """What the bank says instead of a statement."""
    return next((phrase("The bank says: {text}", text=tidy(one.text)) for one in root.iter("MESSAGE") if one.text), "")
