"""Earlier versions of a workbook: listed, read, put back, and the newest good one in place of a damaged file."""

from __future__ import annotations

from pathlib import Path

from app.files import read
from io_xlsx.backups import Backup, Why, backups, copies_folder, copy_path, is_good, newest_good
from io_xlsx.guard import Fingerprint, beside, flush, foreign_lock, put_in_place
from io_xlsx.lock import Busy, Lock
from io_xlsx.platform import copy_permissions
from io_xlsx.read.reader import Progress, Reading
from models.core.phrase import marked, phrase
from models.core.refusal import Refused, said_by
from models.core.words import day_words

BEFORE = {
    Why.SAVE: marked("before a save"),
    Why.MERGE: marked("before a merge with another program’s save"),
    Why.IMPORT: marked("before an import"),
    Why.REPAIR: marked("before a repair"),
    Why.RESTORE: marked("before another version was restored"),
    Why.REPLACE: marked("before a new workbook took its place"),
}
_DAMAGED = ("not_a_workbook", "unreadable", "no_file")  # what a copy helps against


class Damaged(Refused):
    """The workbook is damaged or gone, and there is a good copy of it."""

    def __init__(self, refusal: Refused, path: Path, backup: Backup) -> None:
        at = backup.at.astimezone()
        super().__init__(
            said_by(refusal),
            hint=phrase(
                "Its newest good copy, of {day} {year}, {clock}, is {copy}. To put it back: {command}",
                day=day_words(at.date(), at.date()),
                year=str(at.year),
                clock=f"{at:%H:%M}",
                copy=copy_path(path, backup),
                command=f'valhalla -f "{path}" backups restore {backup.id}',
            ),
            code=refusal.code,
        )
        self.path, self.backup = path, backup


def listed(path: Path) -> tuple[Backup, ...]:
    """The copies of the workbook, the last made first; the workbook itself may be damaged or gone."""
    try:
        return backups(path)
    except OSError as problem:
        raise Refused(
            phrase(
                "The copies in {name} could not be read: {why}.", name=copies_folder(path).name, why=problem.strerror
            ),
            code="unreadable",
        ) from None


def backup_of(path: Path, backup_id: str) -> Backup:
    """The copy with that id. Raises Refused where there is none."""
    if not backup_id.strip():
        raise Refused(
            phrase("The id of a backup is missing."), hint=phrase("`valhalla backups list` shows them."), code="missing"
        )
    found = next((one for one in listed(path) if one.id.casefold() == backup_id.strip().casefold()), None)
    if found is None:
        hint = phrase("`valhalla backups list` shows those that there are.")
        raise Refused(
            phrase("{name} has no backup {id}.", name=path.name, id=backup_id.strip()),
            hint=hint,
            code="not_found",
        )
    return found


def version(path: Path, backup: Backup, progress: Progress = lambda _text, _share: None) -> Reading:
    """What a copy holds. Raises Refused where it is no longer what it was, or no workbook."""
    if not is_good(path, backup):
        raise _altered(backup)
    return read(copy_path(path, backup), progress)


def export(path: Path, backup: Backup, target: Path, *, replace: bool = False) -> None:
    """A copy of the copy, under a name that no file has yet, unless it may `replace` that one. Raises Refused."""
    if target.suffix.lower() != path.suffix.lower():
        raise Refused(phrase("{name} has to end in {suffix}.", name=target.name, suffix=path.suffix), code="bad_name")
    if target.resolve() == path.resolve():
        raise Refused(
            phrase("{name} is the workbook itself.", name=target.name),
            hint=phrase("Choose another name."),
            code="exists",
        )
    if target.exists() and not replace:
        raise Refused(
            phrase("{name} exists already.", name=target.name), hint=phrase("Choose another name."), code="exists"
        )
    try:
        _put(_content(path, backup), target, mode_of=copy_path(path, backup))
    except FileNotFoundError:
        raise Refused(phrase("There is no folder {parent}.", parent=target.parent), code="no_folder") from None
    except OSError as problem:
        raise Refused(
            phrase("{target} cannot be written: {why}.", target=target, why=problem.strerror), code="not_saved"
        ) from None


def opened(path: Path, progress: Progress = lambda _text, _share: None, password: str | None = None) -> Reading:
    """As `read`, but where the file is damaged and a good copy is there, the refusal (Damaged) offers it."""
    try:
        return read(path, progress, password)
    except Refused as refusal:
        backup = newest_good(path) if refusal.code in _DAMAGED else None
        if backup is None:
            raise
        raise Damaged(refusal, path, backup) from None


def is_damaged(path: Path) -> bool:
    """Whether the file cannot be opened as it is, for a reason that a copy helps against."""
    try:
        read(path)
    except Refused as refusal:
        return refusal.code in _DAMAGED
    return False


def recover(path: Path, backup: Backup, wait: float = 0.0) -> Path | None:
    """Puts a copy in the place of a damaged file, and returns where the damaged one is kept; None where there is none.

    The copy is put back as it was, so that opening it brings the edits back that were accepted since. Raises Refused.
    """
    path = path.resolve()
    lock = Lock(path)
    try:
        lock.acquire(wait)
        _refuse_other_programs(path)
        if not is_damaged(path):
            raise Refused(
                phrase("{name} is not damaged.", name=path.name),
                hint=phrase("Open it, and restore from there."),
                code="not_damaged",
            )
        kept = _set_aside(path)
        _put(_content(path, backup), path, mode_of=path if kept else copy_path(path, backup))
    except Busy as holder:
        raise Refused(
            phrase("{name} cannot be restored now: {holder}.", name=path.name, holder=holder), code="locked"
        ) from None
    except OSError as problem:
        raise Refused(
            phrase("{name} could not be restored: {why}.", name=path.name, why=problem.strerror), code="not_saved"
        ) from None
    finally:
        lock.release()
    return kept


def _refuse_other_programs(path: Path) -> None:
    who = foreign_lock(path)
    if who:
        raise Refused(
            phrase("{name} cannot be restored now: {who}.", name=path.name, who=who),
            hint=phrase("Close it there first."),
            code="locked",
        )


def _set_aside(path: Path) -> Path | None:
    """A copy of the damaged file, which no rotation ever deletes: it may hold what nothing else does."""
    if not path.exists():
        return None
    folder = copies_folder(path)
    folder.mkdir(exist_ok=True)
    kept = folder / f"damaged-{Fingerprint.of_file(path).digest[:8]}{path.suffix}"
    if not kept.exists():
        _put(path.read_bytes(), kept, mode_of=path)
    return kept


def _content(path: Path, backup: Backup) -> bytes:
    content = copy_path(path, backup).read_bytes()
    if Fingerprint.of(content).digest != backup.digest:
        raise _altered(backup)
    return content


def _altered(backup: Backup) -> Refused:
    return Refused(
        phrase("The backup {id} is no longer what it was when it was made.", id=backup.id),
        hint=phrase("Choose another one."),
        code="damaged_backup",
    )


def _put(content: bytes, target: Path, *, mode_of: Path) -> None:
    with beside(target) as (temp, file):
        file.write(content)
        flush(file)
        file.close()
        copy_permissions(mode_of, temp)
        put_in_place(temp, target)
