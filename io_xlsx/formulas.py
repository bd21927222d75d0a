"""Formulas between their declared form, the form in the file, and what people and other programs make of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from models.core.schema import Table

# Functions that came after Excel 2007 are stored with this prefix; LibreOffice knows them by no other name.
FUTURE = "_xlfn."
FUTURE_FUNCTIONS = ("AGGREGATE",)

_STRING = r'"(?:[^"]|"")*"'
_SHEET = r"'(?:[^']|'')*'(?=!)"
_IN_BRACKETS = r"(?:'.|[^\[\]'])*"
_BRACKETS = rf"\[(?:{_IN_BRACKETS}|\[{_IN_BRACKETS}\])*\]"
_NAME = r"[^\W\d][\w.]*"
_TOKEN = re.compile(rf"{_STRING}|{_SHEET}|(?:{_NAME})?{_BRACKETS}|{_NAME}|\s+|.", re.DOTALL)
_REFERENCE = re.compile(rf"({_NAME})?({_BRACKETS})", re.DOTALL)
_THIS_ROW = re.compile(rf"\[\s*#this row\s*\]\s*,\s*\[?({_IN_BRACKETS})\]?", re.IGNORECASE | re.DOTALL)
_BETWEEN = re.compile(r"\s*,\s*(?=\[)")
_HEADER = re.compile(rf"\[({_IN_BRACKETS})\]", re.DOTALL)
_ESCAPED = re.compile(r"'(.)", re.DOTALL)
_SPECIAL = re.compile(r"([\[\]#'@])")


def stored_formula(
    text: str,
    table: Table | None,
    names: Mapping[str, str],
    headers: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> str:
    """The formula as the file holds it, without `=`; `names` gives tables the names that they have in this workbook,
    `headers` by table the headers that stand there for declared ones.

    `[@Header]` needs its table's name there: without it LibreOffice finds nothing.
    """
    return "".join(_stored(token, table, names, headers) for token in _tokens(text))


def escape_header(header: str) -> str:
    """A header as it is written between the brackets of a reference."""
    return _SPECIAL.sub(r"'\1", header)


def same_formula(one: str, other: str) -> bool:
    """Whether two texts are one formula: spaces, case, `=`, prefixes and the ways to say `this row` do not count."""
    return one == other or normal_form(one) == normal_form(other)


def normal_form(text: str) -> str:
    """A formula so written that equal ones are equal texts; for comparing only."""
    parts = "".join(_normal(token) for token in _tokens(text.strip().removeprefix("=")))
    return re.sub(r"\b(TRUE|FALSE)\(\)", r"\1", parts)


def _tokens(text: str) -> Iterator[str]:
    return (match.group() for match in _TOKEN.finditer(text))


def _stored(
    token: str, table: Table | None, names: Mapping[str, str], headers: Mapping[str, Mapping[str, str]]
) -> str:  # fmt: skip
    if token in FUTURE_FUNCTIONS:
        return FUTURE + token
    match = _REFERENCE.fullmatch(token)
    if match is None:
        return token
    owner, inside = match.groups()
    if owner is None and table is not None and inside.startswith("[@"):
        header = _renamed(inside[2:-1].removeprefix("[").removesuffix("]"), headers.get(table.key))
        return f"{names.get(table.key, table.key)}[[#This Row],[{header}]]"
    renamed = headers.get(owner or "")
    if renamed:
        inside = _HEADER.sub(lambda match: f"[{_renamed(match[1], renamed)}]", inside)
    return f"{names.get(owner, owner) if owner else ''}{inside}"


def _renamed(header: str, headers: Mapping[str, str] | None) -> str:
    """Between brackets: the header that stands in the workbook for a declared one."""
    plain = _ESCAPED.sub(r"\1", header)
    return escape_header(headers[plain]) if headers and plain in headers else header


def columns_in(formula: str) -> Iterator[tuple[str, str]]:
    """The columns that a stored formula names, each with its table; items like `#This Row` are none."""
    for token in _tokens(formula):
        match = _REFERENCE.fullmatch(token)
        if match is not None and match[1]:
            for header in _HEADER.findall(match[2]):
                if not header.startswith("#"):
                    yield match[1], _ESCAPED.sub(r"\1", header)


def _normal(token: str) -> str:
    if token.isspace():
        return ""
    if token.startswith('"'):
        return token
    match = _REFERENCE.fullmatch(token)
    if match is None:
        return token.upper().removeprefix("_XLFN.").removeprefix("_XLWS.")
    return _normal_reference(match[1] or "", match[2])


def _normal_reference(owner: str, brackets: str) -> str:
    """`Bills[[#This Row],[Due Day]]`, `[@[Due Day]]` and `Bills[@Due Day]` become `[@DUE DAY]`."""
    inside = brackets[1:-1].strip()
    this_row = _THIS_ROW.fullmatch(inside)
    if this_row or inside.startswith("@"):
        header = this_row[1] if this_row else inside[1:].removeprefix("[").removesuffix("]")
        return f"[@{header.strip().upper()}]"
    return f"{owner}[{_BETWEEN.sub(',', inside)}]".upper()
