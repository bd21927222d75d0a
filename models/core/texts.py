"""Texts from outside: their encoding, one line of them, and how names and headers are compared."""

from __future__ import annotations

import codecs
import re
import unicodedata


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
    return " ".join("".join(c if unicodedata.category(c) != "Cc" else " " for c in text).split())


def folded(text: str) -> str:
    """In lower case, without accents, words apart by one space: how names and headers are compared."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare.casefold()))
