"""The seal: Ed25519 signatures over what a file says and over its bytes, kept among the file's own properties."""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from xml.parsers import expat
from zipfile import ZipFile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from io_xlsx.parts.deflate import deflate
from io_xlsx.parts.package import Package
from io_xlsx.scan import Sheets, read_sheets
from models.core.phrase import phrase
from models.core.refusal import Refused

PART = "docProps/custom.xml"
EXPORT, PARTNER, KEY = "Valhalla Export", "Valhalla Partner", "Valhalla Key"
ROWS_SEAL, FILE_SEAL = "Valhalla Rows Seal", "Valhalla File Seal"
UNSEALED = {ROWS_SEAL: "." * 86, FILE_SEAL: "," * 86}  # as long as a signature
PROPERTIES = (EXPORT, PARTNER, KEY, *UNSEALED)


@dataclass(frozen=True)
class Signer:
    """This machine's key."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """As the workbook's Settings and the exports name it."""
        return _text(self.private.public_key().public_bytes_raw())

    def sign(self, statement: bytes) -> str:
        return _text(self.private.sign(statement))


def signer_in(folder: Path) -> Signer:
    """The key kept in that folder, made the first time; readable by its owner alone. Refused where neither works."""
    path = folder / "seal.key"
    try:
        with suppress(FileExistsError):
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(_text(Ed25519PrivateKey.generate().private_bytes_raw()).encode())
                file.flush()
                os.fsync(file.fileno())
        return Signer(Ed25519PrivateKey.from_private_bytes(_bytes(path.read_text("ascii"))))
    except (OSError, ValueError):
        raise Refused(
            phrase("The key that seals exports cannot be used: {path}.", path=path),
            hint=phrase("Move that file away; a new key is made then, and copies sent earlier stay verifiable."),
            code="seal_key",
        ) from None


def to_seal(export_id: str, partner_id: str, signer: Signer) -> Mapping[str, str]:
    """The properties that a file must have before it is sealed."""
    return {EXPORT: export_id, PARTNER: partner_id, KEY: signer.public, **UNSEALED}


def sealed(content: bytes, signer: Signer) -> bytes:
    """The same file with both signatures in place of their placeholders; no other part is touched."""
    package = Package(content, Path())
    part = package.read(PART)
    held = properties_of(content)
    rows, whole = _statements(content, held)
    for name, statement in ((ROWS_SEAL, rows), (FILE_SEAL, whole)):
        part = part.replace(UNSEALED[name].encode(), signer.sign(statement).encode())
    out = BytesIO()
    package.write(out, {PART: deflate([part])})
    return out.getvalue()


def properties_of(content: bytes) -> dict[str, str]:
    """The seal's properties that the file has; BadZipFile, KeyError or ExpatError where they cannot be read."""
    with ZipFile(BytesIO(content)) as archive:
        if PART not in archive.namelist():
            return {}
        data = archive.read(PART)
    found: dict[str, str] = {}
    name = ""

    def start(_element: str, attributes: Mapping[str, str]) -> None:
        nonlocal name
        name = attributes.get("name", name)

    def text(words: str) -> None:
        if name in PROPERTIES:
            found[name] = found.get(name, "") + words.strip()

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.Parse(data, True)
    return found


@dataclass(frozen=True)
class Seals:
    """What the signatures say: of the rows, and of every byte of every part."""

    rows: bool
    whole: bool


def check_seals(content: bytes, held: Mapping[str, str]) -> Seals:
    """Whether each signature fits, by the key that the file names; BadZipFile where it is no readable workbook."""
    rows, whole = _statements(content, held)
    return Seals(_fits(held, ROWS_SEAL, rows), _fits(held, FILE_SEAL, whole))


def _statements(content: bytes, held: Mapping[str, str]) -> tuple[bytes, bytes]:
    about = {"export": held.get(EXPORT), "partner": held.get(PARTNER), "rows": _rows_digest(read_sheets(content))}
    rows = json.dumps({"seal": "rows 1", **about}, sort_keys=True).encode()
    whole = json.dumps({"seal": "file 1", **about, "parts": _parts_digest(content, held)}, sort_keys=True).encode()
    return rows, whole


def _rows_digest(sheets: Sheets) -> str:
    """Numbers to twelve digits: programs write the last ones as they like. A text of digits is another value."""
    cells = [
        [sheet, *place, is_formula, float(f"{value:.12g}") if type(value) is float else value]
        for sheet, held in sheets.items()
        for place, (value, is_formula) in sorted(held.items())
    ]
    return sha256(json.dumps([list(sheets), cells]).encode()).hexdigest()


def _parts_digest(content: bytes, held: Mapping[str, str]) -> str:
    digest = sha256()
    with ZipFile(BytesIO(content)) as archive:
        for info in archive.infolist():
            data = archive.read(info)
            if info.filename == PART:
                for name, blank in UNSEALED.items():
                    data = data.replace(held.get(name, blank).encode(), blank.encode())
            digest.update(json.dumps([info.filename, len(data)]).encode() + data)
    return digest.hexdigest()


def _fits(held: Mapping[str, str], name: str, statement: bytes) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(_bytes(held[KEY]))
        key.verify(_bytes(held[name]), statement)
    except (InvalidSignature, KeyError, ValueError):
        return False
    return True


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text.strip() + "=" * (-len(text.strip()) % 4))
