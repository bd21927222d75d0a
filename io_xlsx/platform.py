"""What differs between Linux, macOS and Windows below the window."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path

WINDOWS = sys.platform == "win32"
MACOS = sys.platform == "darwin"
LINUX = sys.platform == "linux"
RETRIES_FOR = 2.5  # seconds that a Windows sharing error is waited for
SAME_START = 1.5  # seconds within which two readings of a process's start are the same


def process_start(pid: int) -> float | None:
    """When a living process of this machine began; None where there is none, 0 where that may not be known.

    On Linux it is counted from the start of the machine: there the time of day of a start moves with the clock.
    """
    import psutil  # needed only where a lock is looked at

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:  # it has ended, only its parent has not looked yet
            return None
        return float(process.create_time() - (psutil.boot_time() if LINUX else 0.0))
    except psutil.NoSuchProcess:
        return None
    except psutil.Error:
        return 0.0


def is_running(pid: int, start: float | None = None) -> bool:
    """Whether a process lives; with `start` the one that began then: its number may have gone to another one."""
    found = process_start(pid)
    return found is not None and (start is None or found == 0.0 or abs(found - start) <= SAME_START)


def sync(handle: int) -> None:
    """Returns once a file's bytes are on the disk, not only on their way."""
    if sys.platform == "darwin":
        import fcntl

        with suppress(OSError):  # a network disk may not know how
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
            return
    os.fsync(handle)


def sync_folder(folder: Path) -> None:
    """Makes a new name or a rename last through a power cut; Windows has no such call and does so by itself."""
    if WINDOWS:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as problem:
        if problem.errno != errno.EINVAL:  # some network disks have no such call for folders, either
            raise
    finally:
        os.close(handle)


def copy_permissions(source: Path, target: Path) -> None:
    """Owner and group where that is allowed, and the mode."""
    if not WINDOWS:
        status = source.stat()
        with suppress(PermissionError):
            os.chown(target, -1, status.st_gid)
        with suppress(PermissionError):
            os.chown(target, status.st_uid, -1)
    shutil.copymode(source, target)  # after the owner: a new owner takes special bits away


def replace(source: Path, target: Path) -> None:
    """Puts a file in another one's place in one step; Windows' sharing errors are waited for a while."""
    until = time.monotonic() + RETRIES_FOR
    while True:
        try:
            source.replace(target)
        except PermissionError:
            if not WINDOWS or time.monotonic() >= until:
                raise
            time.sleep(0.05)
        else:
            return


def name_once(source: Path, target: Path) -> None:
    """Gives a finished file its name, whole at once; FileExistsError where the name is taken. The old name may stay."""
    if WINDOWS:
        source.rename(target)  # which replaces nothing there
        return
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links: exclusive all the same, but for a moment empty
        content = source.read_bytes()
        with target.open("xb") as file:
            try:
                file.write(content)
                file.flush()
            except OSError:  # what is left of it would seem to be somebody's who is just writing it
                target.unlink(missing_ok=True)
                raise


def link_or_copy(source: Path, target: Path) -> None:
    """A second name for a file, or a copy on the disk where there are no hard links; no half copy stays."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        try:
            shutil.copy2(source, target)
            with target.open("rb+") as file:
                sync(file.fileno())
        except OSError:
            target.unlink(missing_ok=True)
            raise
