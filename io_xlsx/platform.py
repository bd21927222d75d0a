"""What differs between Linux, macOS and Windows below the window."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

WINDOWS = sys.platform == "win32"


def is_running(pid: int) -> bool:
    """Whether a process of this machine lives."""
    if WINDOWS:
        return _is_running_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_running_on_windows(pid: int) -> bool:
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]  # exists on Windows only
    handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == 259  # STILL_ACTIVE


def copy_permissions(source: Path, target: Path) -> None:
    """Mode and, where allowed, owner."""
    shutil.copymode(source, target)
    if not WINDOWS:
        status = source.stat()
        with suppress(PermissionError):
            os.chown(target, status.st_uid, status.st_gid)


def sync_folder(folder: Path) -> None:
    """Makes a rename last through a power cut; Windows has no such call and does so by itself."""
    if WINDOWS:
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
