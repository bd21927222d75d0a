"""`valhalla backups`: the earlier versions of the workbook, and going back to one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app import backups
from app.cli.output import columns
from app.cli.request import Answer, Request
from app.cli.workbook import WAIT, restored, saved
from io_xlsx.backups import Backup
from models.core.refusal import Refused
from models.core.values import utc_text


def list_all(request: Request) -> Answer:
    """Newest first. The workbook itself is not read: it may be damaged or gone."""
    path = _path(request)
    found = backups.listed(path)
    if not found and not path.exists():
        raise Refused(f"There is no file {path}.", hint="Name another one, or make it anew.", code="no_file")
    return _answer(found, _table(found) if found else f"{path.name} has no backups yet; each save makes one.")


def restore(request: Request) -> Answer:
    """The answer lists the backups there are then: the newest one is what the workbook was just before."""
    path = _path(request)
    backup = backups.backup_of(path, request.words.backup)
    if request.words.to is not None:
        return _written(path, backup, request.words.to)
    said = f"{path.name} is again what it was {_when(backup)}."
    try:
        restored(request, backup)
    except backups.Damaged as damage:
        kept = _recovered(request, damage, backup)
        return _answer(backups.listed(path), f"{said} The damaged file is kept as {kept}." if kept else said)
    return _answer(backups.listed(path), f"{said} `valhalla backups list` shows what it was just now.")


def _recovered(request: Request, damage: backups.Damaged, wanted: Backup) -> Path | None:
    """Where the damaged file is kept.

    First the newest good copy with the edits made since; that is a backup itself then, if another one is wanted.
    """
    kept = backups.recover(damage.path, damage.backup, WAIT)
    if wanted == damage.backup:
        saved(request)
    else:
        restored(request, wanted)
    return kept


def _written(path: Path, backup: Backup, name: str) -> Answer:
    if not name.strip():
        raise Refused("--to: the file's name is missing.", code="missing")
    backups.export(path, backup, Path(name))
    return _answer(backups.listed(path), f"{name} holds what {path.name} was {_when(backup)}.")


def _path(request: Request) -> Path:
    if request.path is None:
        raise Refused("No workbook is named.", hint="Name it with -f FILE, or set VALHALLA_FILE.", code="no_file")
    return request.path


def _answer(found: Sequence[Backup], text: str) -> Answer:
    return Answer({"backups": [_json(one) for one in found]}, text)


def _json(one: Backup) -> dict[str, Any]:
    return {"id": one.id, "at": utc_text(one.at), "size": one.size, "why": one.why.value}


def _table(found: Sequence[Backup]) -> str:
    rows = [(one.id, _clock(one), f"{one.size:,}", _why(one)) for one in found]
    return columns(("ID", "As it was at", "Bytes", "Why"), rows, (False, False, True), whole=True)


def _why(one: Backup) -> str:
    label = f": {one.reason.label}" if one.reason.label else ""
    return f"{backups.BEFORE[one.why]}{label}"


def _when(one: Backup) -> str:
    return f"at {_clock(one)}, {_why(one)}"


def _clock(one: Backup) -> str:
    """By this machine's clock."""
    return f"{one.at.astimezone():%Y-%m-%d %H:%M:%S}"
