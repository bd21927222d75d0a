"""XML as bytes: reading and changing attributes of one tag without touching anything around it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from io_xlsx.parts.package import Package, Unreadable
from models.core.phrase import phrase

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
MAIN_NAMESPACES = frozenset({TRANSITIONAL, STRICT})

_ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
ATTRIBUTES = rb"(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*"
_DECLARED = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"']")
_ENTITY = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_DECLARATION = re.compile(rb"!(?<=<!)(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
# All of them spell `<!DOCTYPE` as ASCII does, or are decoded before it is looked for.
_SAFE_ENCODINGS = {
    *(b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"iso-8859-15", b"windows-1250", b"windows-1251"),
    *(b"windows-1252", b"utf-16", b"utf-16le", b"utf-16be"),
}
_COMMENT_LIKE = re.compile(rb"!(?<=<!)")
PATIENCE = 2_000
# Not xml.sax.saxutils, which imports an HTTP client.
_IN_ELEMENT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_IN_ATTRIBUTE = _IN_ELEMENT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


class Odd(Exception):
    """XML that is legal perhaps, but that byte surgery cannot be trusted with; says what is odd."""


def parse_part(package: Package, name: str) -> ElementTree.Element:
    """The tree of a small part; raises Unreadable for broken XML and for a DOCTYPE."""
    data = package.read(name)
    refuse_declarations(name, data)
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        raise Unreadable(phrase("The part {name} is not well-formed XML.", name=name)) from None


def refuse_declarations(name: str, xml: bytes) -> None:
    """Raises Unreadable for a DOCTYPE or an entity, in any encoding that a parser might follow into one.

    Only then is the part given to a parser: what it cannot declare it cannot expand, and it fetches nothing.
    """
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in xml[:64]:
        xml = xml.decode("utf-16-be" if xml[:2] == b"\xfe\xff" or xml[:1] == b"\0" else "utf-16-le", "replace").encode()
    declared = _DECLARED.match(xml[:200])
    if declared and declared[1].lower() not in _SAFE_ENCODINGS:
        encoding = declared[1].decode("ascii", "replace")
        raise Unreadable(
            phrase(
                "The part {name} is written in {encoding}, which no spreadsheet program uses.",
                name=name,
                encoding=encoding,
            )
        )
    if search_rare(xml, b"!", _DECLARATION):
        raise Unreadable(
            phrase("The part {name} holds a DOCTYPE or an entity, which no spreadsheet program writes.", name=name)
        )


def local(tag: str) -> str:
    """The name without its namespace."""
    return tag.rpartition("}")[2]


def attributes(tag: bytes) -> dict[bytes, bytes]:
    """Names as written (with prefix), values still escaped."""
    return {match[1]: match[2] or match[3] or b"" for match in _ATTRIBUTE.finditer(tag)}


def whole_number(value: bytes | None) -> int:
    """What an attribute that counts or numbers says, 0 where it is missing; Odd where it is no number."""
    try:
        return int(value or 0)
    except ValueError:
        raise Odd(
            phrase("says {value} where a number should be", value=repr((value or b"")[:20].decode(errors="replace")))
        ) from None


def with_attribute(tag: bytes, name: bytes, value: bytes | None) -> bytes:
    """The start tag with one attribute set, added at its end or (value None) taken out; `value` is escaped."""
    for match in _ATTRIBUTE.finditer(tag):
        if match[1] == name:
            new = b"" if value is None else name + b'="' + value + b'"'
            head = tag[: match.start()]
            return (head.rstrip() if value is None else head) + new + tag[match.end() :]
    if value is None:
        return tag
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end].rstrip() + b" " + name + b'="' + value + b'"' + tag[end:]


def quoted(text: str) -> bytes:
    """A text as the inside of a double-quoted attribute."""
    return text.translate(_IN_ATTRIBUTE).encode()


def content(text: str) -> bytes:
    """A text as the inside of an element."""
    return text.translate(_IN_ELEMENT).encode()


def plain(data: bytes) -> str:
    """Resolves the five named entities and character references, the only ones without a DOCTYPE."""
    text = data.decode()
    return _ENTITY.sub(_resolve, text) if "&" in text else text


def _resolve(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    return chr(int(match[1], 16) if match[1] else int(match[2]))


def search_rare(xml: bytes, sign: bytes, pattern: re.Pattern[bytes]) -> bool:
    """Whether the pattern occurs, which begins with this byte: hopping from one rare byte to the next is ten times
    as fast as a search for more than one byte, until the byte proves not to be rare."""
    at = xml.find(sign)
    for _ in range(PATIENCE):
        if at < 0 or pattern.match(xml, at):
            return at >= 0
        at = xml.find(sign, at + 1)
    return at >= 0 and pattern.search(xml, at) is not None


def require_plain(xml: bytes) -> None:
    """Raises Odd unless the part is UTF-8 without comments, CDATA or DOCTYPE, so tags can be found by their bytes."""
    declared = _DECLARED.match(xml[:200])
    encoding = declared[1].lower() if declared else b"utf-8"
    if encoding not in (b"utf-8", b"utf8", b"us-ascii", b"ascii") or xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Odd(phrase("is not written in UTF-8"))
    if b"\0" in xml[:64]:
        raise Odd(phrase("is not written in UTF-8"))
    if search_rare(xml, b"!", _COMMENT_LIKE):
        raise Odd(phrase("holds XML comments or CDATA sections"))


def root_prefix(xml: bytes, name: bytes) -> bytes:
    """The prefix (`x:` or nothing) that stands for the spreadsheet namespace; raises Odd where it is unclear."""
    match = re.search(rb"<(?![?!])(?:([\w.-]+):)?" + name + rb"(" + ATTRIBUTES + rb")\s*/?>", xml[:65_536])
    if match is None:
        raise Odd(phrase("has no <{name}> at its start", name=name.decode()))
    declared = attributes(match[2])
    key = b"xmlns:" + match[1] if match[1] else b"xmlns"
    spaces = [value.decode() for at, value in declared.items() if at.startswith(b"xmlns")]
    if declared.get(key, b"").decode() != TRANSITIONAL or spaces.count(TRANSITIONAL) != 1:
        raise Odd(phrase("names the spreadsheet namespace in an unusual way"))
    return match[1] + b":" if match[1] else b""
