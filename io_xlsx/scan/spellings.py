"""The ways in which a text can be written so that it does not look like itself."""

from __future__ import annotations

import binascii
import html
import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_URL_SAFE = str.maketrans("-_", "+/")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}[ :]?){6,}")
_FOOTER_CODE = re.compile(r"&(?:\"[^\"]*\"|K[0-9A-Fa-f]{6}|\d+|[LCRPNDTFAGZBIUESXYH&])")


def spellings(text: str) -> Iterator[str]:
    """The text, and what it says to somebody who undoes an escape, an encoding or a header's codes."""
    yield text
    if "_x" in text:
        yield _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if "&" in text:
        yield html.unescape(html.unescape(text))
        yield _FOOTER_CODE.sub(lambda match: "&" if match[0] == "&&" else "", text)
    if "%" in text:
        yield unquote(text)
    if len(text) >= 12 and text.isascii():
        yield from _decoded(text)


def bytes_texts(data: bytes) -> Iterator[str]:
    """Bytes of any kind as texts: UTF-8, Latin-1, and UTF-16 from either byte in either order."""
    for encoding in ("utf-8", "latin-1"):
        yield from spellings(data.decode(encoding, "ignore"))
    for encoding in ("utf-16-le", "utf-16-be"):
        for start in (0, 1):
            yield data[start:].decode(encoding, "ignore")


def _decoded(text: str) -> Iterator[str]:
    for match in _BASE64.finditer(text):
        word = match[0].rstrip("=")
        word = word[: len(word) - (len(word) % 4 == 1)]
        if re.search(r"[0-9A-Z]", word):
            yield from _as_text(b64decode(word.translate(_URL_SAFE) + "=" * (-len(word) % 4)))
    for match in _HEX.finditer(text):
        digits = re.sub(r"[ :]", "", match[0])
        yield from _as_text(binascii.unhexlify(digits[: len(digits) // 2 * 2]))


def _as_text(data: bytes) -> Iterator[str]:
    """Only what is text throughout: any word can be decoded to noise, and noise holds every short text."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if text.isprintable() or text.isascii():
                yield text
