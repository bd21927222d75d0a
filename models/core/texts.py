"""Texts from outside: their encoding, one line of them, and how names and headers are compared."""

from __future__ import annotations

import codecs
import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # what Unicode calls Cc
_WORD = re.compile(r"[^\W_]+")


def decode(content: bytes) -> str:
    """A file's text: UTF-8 or UTF-16 with a mark, plain UTF-8, else the code page 1252 that older exports use."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def tidy(text: str) -> str:
    """One line of text without control characters and doubled spaces."""
    return " ".join(_CONTROL.sub(" ", text).split())


def folded(text: str) -> str:
    """In lower case, without accents, words apart by one space: how names and headers are compared."""
    bare = text if text.isascii() else _without_accents(text)
    return " ".join(_WORD.findall(bare.casefold()))


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
