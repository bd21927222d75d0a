"""Copies of the workbook's earlier states: which are kept for how long, and the index that says which are ours.

They stand in a folder beside the workbook. Only what the index names with the very bytes it had is ever deleted, so a
person's own file is safe there whatever its name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from io_xlsx.guard import Fingerprint, flush, keep_copy
from io_xlsx.platform import sync_folder
from models.core.phrase import phrase

MOST_BYTES = 2 * 1024**3
INDEX = "index.jsonl"
# Up to this age the newest copy of each of these spans (of UTC) is kept; a blank span: every copy is.
TIERS = (
    (timedelta(hours=2), ""),
    (timedelta(days=2), "%Y%m%d%H"),
    (timedelta(days=30), "%Y%m%d"),
    (timedelta(days=366), "%Y%m"),
)
_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}(-\d+)?\.xls[xm]")


class Why(StrEnum):
    """What was about to happen to the workbook when its copy was made."""

    SAVE = "save"
    MERGE = "merge"
    IMPORT = "import"
    REPAIR = "repair"
    RESTORE = "restore"
    REPLACE = "replace"


@dataclass(frozen=True)
class Reason:
    """Why a copy is made; `label` is what Undo calls the edits that were about to be saved."""

    why: Why = Why.SAVE
    label: str = ""


A_SAVE = Reason()


@dataclass(frozen=True)
class Backup:
    """One copy: the workbook as it was at that time (UTC), its size in bytes and the SHA-256 of its content."""

    file: str
    at: datetime
    size: int
    digest: str
    reason: Reason

    @property
    def id(self) -> str:
        return self.file.partition(".")[0]

    @property
    def why(self) -> Why:
        return self.reason.why


def kept(times: Sequence[datetime], sizes: Sequence[int], now: datetime) -> set[int]:
    """Which copies stay, by their place in `times` (aware) and `sizes` (bytes): what TIERS promises, the newest always.

    Where that is more than MOST_BYTES, the last one of each hour comes before those between them, and newer before
    older. Rotating often leaves the same as rotating once. Of equal times the last is the newest.
    """
    newest_first = sorted(range(len(times)), key=lambda place: (times[place], place), reverse=True)
    wanted = _wanted(times, newest_first, now)
    hourly = _newest_of_each([times[place] for place in wanted], "%Y%m%d%H")
    dense = [place for rank, place in enumerate(wanted) if rank not in hourly]
    stay, room = set(newest_first[:1]), MOST_BYTES - sum(sizes[place] for place in newest_first[:1])
    for place in [*(wanted[rank] for rank in sorted(hourly)), *dense]:
        if place not in stay and sizes[place] <= room:
            stay.add(place)
            room -= sizes[place]
    return stay


def _wanted(times: Sequence[datetime], newest_first: Sequence[int], now: datetime) -> list[int]:
    """What the ages alone keep, newest first."""
    ordered = [times[place] for place in newest_first]
    of_span = {span: _newest_of_each(ordered, span) for _, span in TIERS if span}
    found = []
    for rank, place in enumerate(newest_first):
        span = next((span for limit, span in TIERS if now - times[place] <= limit), None)
        if span == "" or (span is not None and rank in of_span[span]):
            found.append(place)
    return found


def _newest_of_each(newest_first: Sequence[datetime], span: str) -> set[int]:
    """The rank of the newest time of each span, as hours or days."""
    first: dict[str, int] = {}
    for rank, time in enumerate(newest_first):
        first.setdefault(time.astimezone(UTC).strftime(span), rank)
    return set(first.values())


def copies_folder(path: Path) -> Path:
    """Where the copies of a workbook's earlier states are kept: beside it."""
    path = path.resolve()
    return path.with_name(f"{path.name}.backups")


def backups(path: Path) -> tuple[Backup, ...]:
    """The copies of the workbook at `path`, the last made first. Raises OSError where they cannot be listed."""
    return tuple(reversed(_held(path)))


def _held(path: Path) -> list[Backup]:
    """What the index names and is there, as it was made; whatever the clock said then."""
    folder = copies_folder(path)
    return [one for one in _indexed(folder) if _size(folder / one.file) == one.size]


def is_good(path: Path, backup: Backup) -> bool:
    """Whether the copy still is what it was when it was made."""
    with suppress(OSError):
        return Fingerprint.of_file(copy_path(path, backup)).digest == backup.digest
    return False


def newest_good(path: Path) -> Backup | None:
    """The newest copy that is as it was made and a workbook; None where there is none."""
    with suppress(OSError):
        return next((one for one in backups(path) if is_good(path, one) and _opens(copy_path(path, one))), None)
    return None


def _opens(path: Path) -> bool:
    from io_xlsx.parts.package import Package, Unreadable  # only a damaged workbook asks for them
    from io_xlsx.parts.structure import read_structure

    try:
        read_structure(Package.open(path))
    except (OSError, Unreadable):
        return False
    return True


def copy_path(path: Path, backup: Backup) -> Path:
    """Where a copy of the workbook at `path` stands."""
    return copies_folder(path) / backup.file


def keep(path: Path, digest: str, reason: Reason, now: datetime) -> Backup:
    """Makes a copy of the file as it is, whose content has that SHA-256. Raises OSError; nothing is left then."""
    folder = copies_folder(path)
    folder.mkdir(exist_ok=True)
    file = _free_name(folder, f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest[:8]}", path.suffix.lower())
    made = Backup(file, now.astimezone(UTC), path.stat().st_size, digest, reason)
    # First the index: killed in between, it names a file that is not there, and no file is there that nobody owns.
    _write(folder, [*_held(path), made])
    try:
        keep_copy(path.resolve(), folder / file)
        sync_folder(folder)
    except OSError:
        (folder / file).unlink(missing_ok=True)
        raise
    return made


@contextmanager
def kept_before(
    path: Path, digest: str, reason: Reason, now: datetime, tell: Callable[[str], object]
) -> Iterator[None]:
    """A copy of the file from before the block replaces it; where the block fails, there is none.

    A copy that cannot be made is no reason to refuse a save: `tell` gets a sentence about it.
    """
    made, trouble = None, ""
    try:
        made = keep(path, digest, reason, now)
    except OSError as problem:
        trouble = problem.strerror or type(problem).__name__
    try:
        yield
    except BaseException:
        if made is not None:  # it may still be a second name of the workbook itself
            (copies_folder(path) / made.file).unlink(missing_ok=True)
        raise
    try:
        rotate(path, now)
    except OSError as problem:
        trouble = trouble or problem.strerror or type(problem).__name__
    if trouble:
        tell(
            phrase(
                "{name} is saved, but no copy of its earlier state could be kept in {folder}: {trouble}.",
                name=path.name,
                folder=copies_folder(path).name,
                trouble=trouble,
            )
        )


def rotate(path: Path, now: datetime) -> None:
    """Deletes the copies that nothing promises any more. Raises OSError."""
    folder, held = copies_folder(path), _held(path)
    stay = kept([one.at for one in held], [one.size for one in held], now)
    going = [one for place, one in enumerate(held) if place not in stay]
    for one in going:
        # Somebody may have put a file of their own in its place: then it is theirs.
        if is_good(path, one):
            (folder / one.file).unlink(missing_ok=True)
    if going:
        _write(folder, [one for one in held if one not in going])


def _free_name(folder: Path, stem: str, suffix: str) -> str:
    """A name that no file there bears: several saves may come in one second."""
    name, number = f"{stem}{suffix}", 2
    while (folder / name).exists():
        name, number = f"{stem}-{number}{suffix}", number + 1
    return name


def _size(path: Path) -> int:
    """-1 where it is not there."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return -1


def _indexed(folder: Path) -> list[Backup]:
    """What the index names, oldest first; a line that cannot be read costs nothing else."""
    try:
        lines = (folder / INDEX).read_text("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return []
    return [found for line in lines if (found := _backup(line)) is not None]


def _backup(line: str) -> Backup | None:
    try:
        record = json.loads(line)
        reason = Reason(Why(record["why"]), str(record["label"]))
        at = datetime.fromisoformat(record["at"]).astimezone(UTC)
        found = Backup(str(record["file"]), at, int(record["size"]), str(record["digest"]), reason)
    except (ValueError, KeyError, TypeError):
        return None
    return found if _NAME.fullmatch(found.file) else None  # nothing outside of the folder


def _write(folder: Path, held: Sequence[Backup]) -> None:
    """The whole index, put in place in one step."""
    temp = folder / f"{INDEX}.new"  # the same each time: one that was cut off is written over
    try:
        with temp.open("wb") as file:
            file.write("".join(_line(one) for one in held).encode())
            flush(file)
        temp.replace(folder / INDEX)
    except OSError:
        temp.unlink(missing_ok=True)
        raise


def _line(one: Backup) -> str:
    record = {
        "file": one.file,
        "at": one.at.isoformat(),
        "size": one.size,
        "why": one.why.value,
        "label": one.reason.label,
        "digest": one.digest,
    }
    return json.dumps(record, ensure_ascii=False) + "\n"
