"""Real disks that are full, read-only or gone, rights that are missing, and a folder that is renamed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.session import Session
from models.core.edit import set_cells
from models.core.refusal import Refused
from tests.faults.errors import clear
from tests.faults.figure import Figure
from tests.faults.places import place
from tests.faults.proof import proved
from tests.faults.small import NOW, ROWS, TABLE, first_rows, opened, read_elsewhere, small
from tests.faults.trap import Wire, aside

NOBODY = 65534
PAGE = 4096
STEP = 6  # pages between two fillings; a save wants room for the file and then some


class Trial:
    """Edits and saves that are refused or not; what is wrong is kept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = first_rows()
        self.faults: list[str] = []
        self._number = 0

    def edit(self, session: Session) -> bool:
        """Whether it was accepted."""
        self._number += 1
        value = f"Value {self._number}" + "x" * 300
        return self._try(lambda: session.do(set_cells(session.book, TABLE, [(ROWS[0], "notes", value)], NOW)), value)

    def save(self, session: Session) -> bool:
        return self._try(session.save, None)

    def must(self, what: str, done: bool) -> None:
        if not done:
            self.faults.append(what)

    def intact(self) -> None:
        """The file can be read by others, whatever happened."""
        read_elsewhere(self.path)

    def _try(self, action: Callable[[], object], value: str | None) -> bool:
        try:
            action()
        except Refused as refusal:
            self.must(f"unclear: {refusal}", clear(str(refusal)))
            return False
        if value is not None:
            self.rows[ROWS[0]]["notes"] = value
        return True


def _laid(folder: Path) -> Path:
    path = folder / "book.xlsx"
    path.write_bytes(small())
    return path


@contextmanager
def mounted(folder: Path, size: int) -> Iterator[Path]:
    """A RAM disk of its own; only root may."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True, capture_output=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True, capture_output=True)


def _fill(folder: Path, leave: int) -> Path:
    """Leaves so many pages."""
    filler = folder / "filler"
    with filler.open("wb") as file:
        free = os.statvfs(folder).f_bavail - leave
        file.write(b"x" * (max(free, 0) * PAGE))
    return filler


def full_disk(folder: Path, leave: int) -> list[str]:
    """The workbook's own disk, journals on it too, has `leave` pages left."""
    with mounted(folder / "disk", 256 * PAGE) as disk:
        trial = Trial(_laid(disk))
        session = opened(trial.path)
        trial.must("the first edit", trial.edit(session))
        filler = _fill(disk, leave)
        for _ in range(4):
            trial.edit(session)
        trial.save(session)
        trial.intact()
        filler.unlink()
        trial.must("a save when there is room again", trial.save(session))
        session.close()
        return trial.faults + proved(trial.path, [trial.rows])


def full_at_the_start(folder: Path, leave: int) -> list[str]:
    """No room when it is opened, for the lock and the journal."""
    with mounted(folder / "disk", 256 * PAGE) as disk:
        trial = Trial(_laid(disk))
        filler = _fill(disk, leave)
        session = opened(trial.path)
        trial.edit(session)
        trial.save(session)
        session.close()
        trial.intact()
        filler.unlink()
        return trial.faults + proved(trial.path, [trial.rows])


def full_journal(folder: Path, leave: int) -> list[str]:
    """Only the journal's disk is full."""
    path = _laid(folder)
    with mounted(folder / "journals", 160 * PAGE) as disk:
        trial = Trial(path)
        session = opened(path)
        filler = _fill(disk, leave)
        for _ in range(8):
            trial.edit(session)
        trial.save(session)
        filler.unlink()
        trial.must("an edit when there is room again", trial.edit(session))
        session.close()
        return trial.faults + proved(path, [trial.rows])


def read_only_disk(folder: Path, _: int) -> list[str]:
    """The disk becomes read-only under an open workbook, and it is opened on one."""
    path = folder / "disk" / "book.xlsx"
    with mounted(path.parent, 200 * PAGE):
        trial = Trial(_laid(path.parent))
        session = opened(path)
        trial.must("the first edit", trial.edit(session))
        _remount(path.parent, "ro")
        trial.edit(session)
        trial.must("a save was not refused", not trial.save(session))
        session.close()
        again = opened(path)
        trial.must("it did not open read-only", bool(again.read_only))
        trial.must("an edit was not refused", not trial.edit(again))
        again.close()
        _remount(path.parent, "rw")
        again = opened(path)
        trial.must(f"its own lock, left on the disk, holds it up: {again.read_only}", not again.read_only)
        again.close()
        return trial.faults + proved(path, [trial.rows])


def _remount(folder: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", folder], check=True, capture_output=True)


def unwritable_folder(folder: Path, _: int) -> list[str]:
    """A person without the right to write into the folder."""
    path = _laid(folder)
    trial = Trial(path)
    folder.chmod(0o555)
    path.chmod(0o444)

    def body(wire: Wire) -> None:
        opened(path, write=False).close()  # imports what root alone may be able to read
        if os.geteuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        session = opened(path)
        trial.must("it did not open read-only", bool(session.read_only))
        trial.must("an edit was not refused", not trial.edit(session))
        session.close()
        wire.say(trial.faults)

    said = aside(body).said
    folder.chmod(0o755)
    path.chmod(0o644)
    return [str(one) for one in said if one] + proved(path, [trial.rows])


def renamed_folder(folder: Path, _: int) -> list[str]:
    """The folder is renamed under an open workbook, and back."""
    home, away = folder / "home", folder / "away"
    home.mkdir()
    (folder / "journals").mkdir()
    trial = Trial(_laid(home))
    session = opened(trial.path)
    trial.must("the first edit", trial.edit(session))
    home.rename(away)
    trial.edit(session)
    trial.must("a save was not refused", not trial.save(session))
    trial.must("something was made in the place of the folder", not home.exists())
    away.rename(home)
    trial.must("a save when it is back", trial.save(session))
    session.close()
    return trial.faults + proved(trial.path, [trial.rows])


def deleted_file(folder: Path, _: int) -> list[str]:
    """The workbook is deleted under the Session, and put back."""
    trial = Trial(_laid(folder))
    session = opened(trial.path)
    trial.must("the first edit", trial.edit(session))
    trial.path.unlink()
    trial.must("an edit meanwhile", trial.edit(session))
    trial.must("a save was not refused", not trial.save(session))
    trial.path.write_bytes(small())
    trial.must("a save when it is back", trial.save(session))
    session.close()
    return trial.faults + proved(trial.path, [trial.rows])


NEEDS_MOUNT = (full_disk, full_at_the_start, full_journal, read_only_disk)
OTHERS = (unwritable_folder, renamed_folder, deleted_file)


def disks(most: int = 24) -> Figure:
    """All of them; full disks with nothing left, and 6, 12, … pages more."""
    figure = Figure()
    can_mount = sys.platform.startswith("linux") and os.geteuid() == 0 and _mounts()
    if not can_mount:
        figure.skipped = "full and read-only disks need root's mount"
    for trial in (*(NEEDS_MOUNT if can_mount else ()), *OTHERS):
        for leave in range(most if trial in NEEDS_MOUNT[:3] else 1):
            with place() as folder:
                figure.add(f"{trial.__name__} {leave * STEP}", _apart(trial, folder, leave * STEP), trial.__name__)
    return figure


def _mounts() -> bool:
    with place() as folder:
        try:
            with mounted(folder / "try", 10 * PAGE):
                return True
        except (OSError, subprocess.CalledProcessError):
            return False


def _apart(trial: Callable[[Path, int], list[str]], folder: Path, leave: int) -> list[str]:
    """In a process of its own: a fault there is a line here."""
    run = aside(lambda wire: wire.say(trial(folder, leave)))
    faults = [fault for one in run.said for fault in ([one["crash"]] if "crash" in one else one)]
    return faults or ([] if run.ended else ["its process ended"])
