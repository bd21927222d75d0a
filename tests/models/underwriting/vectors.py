"""Published figures, by the ID of their entry in tests/data/underwriting.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[2] / "data" / "underwriting.json"
VECTORS: dict[str, Any] = {entry["id"]: entry for entry in json.loads(FILE.read_text(encoding="utf-8"))}


def inputs(name: str) -> dict[str, Any]:
    return dict(VECTORS[name]["inputs"])


def published(name: str) -> dict[str, Any]:
    return dict(VECTORS[name]["published"])
