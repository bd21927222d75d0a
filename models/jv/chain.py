"""The hash chain of the Exports: each row holds the hash of itself and of the row before it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from json import JSONEncoder

from models.core.phrase import phrase
from models.core.schema import Value

_ENCODER = JSONEncoder(sort_keys=True, default=str)


def row_hash(row_id: str, row: Mapping[str, Value]) -> str:
    """The SHA-256, in hex, of a row's ID and of every field that is not blank but the hash itself."""
    held = {name: value for name, value in row.items() if value is not None and name != "row_hash"}
    return sha256(_ENCODER.encode({**held, "id": row_id}).encode()).hexdigest()


def broken_row(row_id: str, row: Mapping[str, Value]) -> tuple[str, str] | None:
    """A table's rule: the field at fault and a sentence where the row is not as it was written."""
    if row.get("row_hash") == row_hash(row_id, row):
        return None
    return "row_hash", phrase("The row is not as it was written when the file was made; the log is never edited.")
