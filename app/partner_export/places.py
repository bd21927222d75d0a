"""Where this machine put its exports, so that the window can show them; the workbook itself holds no path."""

from __future__ import annotations

import json
from pathlib import Path

from app.recent import own_folder, write_own

KEPT = 1000


def remember_place(export_id: str, path: Path) -> None:
    """A list that cannot be written is no reason to fail: the file is where it is."""
    held = {**_held(), export_id: str(path.resolve())}
    kept = dict(list(held.items())[-KEPT:])
    write_own("exports.json", json.dumps(kept))


def place_of(export_id: str) -> Path | None:
    """Where the export was put; None where it was made elsewhere or too long ago. It may be gone from there."""
    path = _held().get(export_id)
    return Path(path) if path else None


def _held() -> dict[str, str]:
    try:
        held = json.loads((own_folder() / "exports.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(path) for key, path in held.items()} if isinstance(held, dict) else {}
