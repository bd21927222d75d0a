"""Which part points at which: the .rels parts and [Content_Types].xml."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple
from urllib.parse import unquote

from io_xlsx.parts.markup import ATTRIBUTES, Odd, attributes, local, parse_part, plain, quoted, require_plain
from io_xlsx.parts.package import Package
from models.core.phrase import phrase

CONTENT_TYPES = "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


class Relation(NamedTuple):
    """`kind` is the last word of the type; `target` a member of the package, None when outside or missing."""

    id: str
    kind: str
    target: str | None


def rels_part(part: str) -> str:
    """Where the relations of a part stand; '' is the package itself."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(package: Package, part: str) -> tuple[Relation, ...]:
    """In the order of the file; none when the part has no .rels."""
    rels = package.find(rels_part(part))
    if rels is None:
        return ()
    return tuple(
        Relation(item.get("Id", ""), item.get("Type", "").rpartition("/")[2], _target(package, part, item.attrib))
        for item in parse_part(package, rels)
        if local(item.tag) == "Relationship"
    )


def external_targets(package: Package, part: str) -> tuple[str, ...]:
    """What a part points at outside of the package: addresses to show, never to open."""
    rels = package.find(rels_part(part))
    items = () if rels is None else parse_part(package, rels)
    return tuple(item.get("Target", "") for item in items if item.get("TargetMode") == "External")


def _target(package: Package, part: str, item: dict[str, str]) -> str | None:
    if item.get("TargetMode") == "External":
        return None
    joined = posixpath.join("/" + posixpath.dirname(part), unquote(item.get("Target", "")))
    return package.find(posixpath.normpath(joined).lstrip("/"))


def without_relation(xml: bytes, relation: str) -> bytes:
    """Takes out the entry with this Id."""
    return _without(xml, b"Relationship", b"Id", relation)


def without_override(xml: bytes, part: str) -> bytes:
    """Takes out the content type of a part that is gone."""
    return _without(xml, b"Override", b"PartName", f"/{part}")


def with_relation(xml: bytes, kind: str, target: str) -> bytes:
    """Appends a relation of an office type; `target` is relative to the part that the relations belong to."""
    used = {attributes(match[0]).get(b"Id") for match in _entries(xml, b"Relationship")}
    number = next(n for n in range(1, len(used) + 2) if f"rId{n}".encode() not in used)
    entry = b'Id="rId%d" Type="%s" Target="%s"' % (number, quoted(OFFICE + kind), quoted(target))
    return _appended(xml, b"Relationships", b"Relationship", entry)


def with_override(xml: bytes, part: str, content_type: str) -> bytes:
    """Appends the content type of a part that is new."""
    entry = b'PartName="/%s" ContentType="%s"' % (quoted(part), quoted(content_type))
    return _appended(xml, b"Types", b"Override", entry)


def _entries(xml: bytes, tag: bytes) -> list[re.Match[bytes]]:
    require_plain(xml)
    return list(re.finditer(rb"<(?:[\w.-]+:)?%s%s\s*(?:/>|>\s*</(?:[\w.-]+:)?%s\s*>)" % (tag, ATTRIBUTES, tag), xml))


def _without(xml: bytes, tag: bytes, attribute: bytes, value: str) -> bytes:
    for match in _entries(xml, tag):
        if plain(attributes(match[0]).get(attribute, b"")).casefold() == value.casefold():
            return xml[: match.start()] + xml[match.end() :]
    return xml


def _appended(xml: bytes, root: bytes, tag: bytes, entry: bytes) -> bytes:
    require_plain(xml)
    close = re.search(rb"</([\w.-]+:)?%s\s*>\s*\Z" % root, xml)
    if close is not None:
        prefix = close[1] or b""
        return xml[: close.start()] + b"<" + prefix + tag + b" " + entry + b"/>" + xml[close.start() :]
    bare = re.search(rb"<([\w.-]+:)?%s(%s)\s*/>\s*\Z" % (root, ATTRIBUTES), xml)
    if bare is None:
        raise Odd(phrase("ends in an unusual way"))
    prefix = bare[1] or b""
    opened = b"<%s%s%s><%s%s %s/></%s%s>" % (prefix, root, bare[2], prefix, tag, entry, prefix, root)
    return xml[: bare.start()] + opened
