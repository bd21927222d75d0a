"""The system calls that touch files: their numbers, and what one of them, caught in the act, is about."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

AT_FDCWD = -100
PAGE = 4096

# name: (its number on x86_64, on aarch64, where its first path or file stands, where its second path stands).
# A path at place n is `p`; one relative to the folder handle before it is `@`; an open file is `f`; -1 = there is none.
_CALLS: Mapping[str, tuple[int, int, str, int]] = {
    "open": (2, -1, "p", 0), "openat": (257, 56, "@", 0), "creat": (85, -1, "p", 0), "openat2": (437, 437, "@", 0),
    "read": (0, 63, "f", 0), "pread64": (17, 67, "f", 0), "readv": (19, 65, "f", 0),
    "write": (1, 64, "f", 0), "pwrite64": (18, 68, "f", 0), "writev": (20, 66, "f", 0),
    "sendfile": (40, 71, "f", 0), "copy_file_range": (326, 285, "2f", 0), "fallocate": (285, 47, "f", 0),
    "fsync": (74, 82, "f", 0), "fdatasync": (75, 83, "f", 0), "sync_file_range": (277, 84, "f", 0),
    "ftruncate": (77, 46, "f", 0), "truncate": (76, 45, "p", 0), "close": (3, 57, "f", 0),
    "rename": (82, -1, "p", 1), "renameat": (264, 38, "@", 2), "renameat2": (316, 276, "@", 2),
    "link": (86, -1, "p", 1), "linkat": (265, 37, "@", 2),
    "symlink": (88, -1, "p", 1), "symlinkat": (266, 36, "p", 1),
    "unlink": (87, -1, "p", 0), "unlinkat": (263, 35, "@", 0),
    "mkdir": (83, -1, "p", 0), "mkdirat": (258, 34, "@", 0), "rmdir": (84, -1, "p", 0),
    "chmod": (90, -1, "p", 0), "fchmod": (91, 52, "f", 0), "fchmodat": (268, 53, "@", 0),
    "chown": (92, -1, "p", 0), "lchown": (94, -1, "p", 0), "fchown": (93, 55, "f", 0), "fchownat": (260, 54, "@", 0),
    "utimensat": (280, 88, "@", 0), "setxattr": (188, 5, "p", 0), "fsetxattr": (190, 7, "f", 0),
    "stat": (4, -1, "p", 0), "lstat": (6, -1, "p", 0), "fstat": (5, 80, "f", 0), "newfstatat": (262, 79, "@", 0),
    "access": (21, -1, "p", 0), "faccessat": (269, 48, "@", 0), "faccessat2": (439, 439, "@", 0),
    "getdents64": (217, 61, "f", 0), "statfs": (137, 43, "p", 0), "fstatfs": (138, 44, "f", 0),
    "flock": (73, 32, "f", 0),
}  # fmt: skip
_MACHINE = platform.machine()
NAMES: Mapping[int, str] = {
    number: name
    for name, (desk, arm, _, _) in _CALLS.items()
    if _MACHINE in ("x86_64", "aarch64") and (number := desk if _MACHINE == "x86_64" else arm) >= 0
}
LOOKING = frozenset(
    ("read", "pread64", "readv", "stat", "lstat", "fstat", "newfstatat", "access", "faccessat", "faccessat2",
     "getdents64", "statfs", "fstatfs", "flock")
)  # fmt: skip
WRITES = frozenset(("write", "pwrite64"))
SYNCS = frozenset(("fsync", "fdatasync"))


@dataclass(frozen=True)
class Call:
    """A system call that is about to be made; `path` is what it is about, `other` a second name (rename, link).

    `changes` is whether a process killed before it can leave something else behind than one killed after it.
    """

    name: str
    path: str
    other: str
    changes: bool
    arguments: tuple[int, ...]

    def __str__(self) -> str:
        names = [os.path.basename(one) for one in (self.path, self.other) if one]  # noqa: PTH119  # texts, not paths
        return f"{self.name}({', '.join(names)})"


class Looker:
    """Looks into a process that waits before a system call."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._memory = os.open(f"/proc/{pid}/mem", os.O_RDONLY)

    def close(self) -> None:
        os.close(self._memory)

    def call(self, number: int, arguments: tuple[int, ...]) -> Call:
        name = NAMES[number]
        _, _, kind, second = _CALLS[name]
        where = int(kind[0]) if kind[0].isdigit() else 0
        if kind.endswith("f"):
            return Call(name, self.file(arguments[where]), "", self._changes(name, arguments), arguments)
        if kind == "@":
            path = self._path(arguments[0], arguments[1])
            other = self._path(arguments[2], arguments[3]) if second else ""
        else:
            path = self._path(AT_FDCWD, arguments[0])
            at = second + 1 if name == "symlinkat" else second
            other = self._path(AT_FDCWD, arguments[at]) if second else ""
        return Call(name, path, other, self._changes(name, arguments), arguments)

    def _changes(self, name: str, arguments: tuple[int, ...]) -> bool:
        if name in LOOKING:
            return False
        if name in ("open", "openat"):
            return bool(arguments[1 if name == "open" else 2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))
        if name == "close":
            return bool(self.flags(arguments[0]) & (os.O_WRONLY | os.O_RDWR))
        return True

    def _path(self, folder: int, at: int) -> str:
        text = os.fsdecode(self.text(at))
        if text.startswith("/"):
            return text
        handle = folder - (1 << 32) if folder >= 1 << 31 else folder
        base = str(Path(f"/proc/{self.pid}/cwd").readlink()) if handle == AT_FDCWD else self.file(handle)
        return os.path.join(base, text) if text else base  # noqa: PTH118

    def file(self, handle: int) -> str:
        try:
            return os.readlink(f"/proc/{self.pid}/fd/{handle}")  # noqa: PTH115  # not always the text of a path
        except OSError:
            return ""

    def flags(self, handle: int) -> int:
        try:
            with open(f"/proc/{self.pid}/fdinfo/{handle}") as lines:  # noqa: PTH123  # quicker
                return next(int(line.split()[1], 8) for line in lines if line.startswith("flags:"))
        except OSError:
            return 0

    def bytes_at(self, at: int, count: int) -> bytes:
        return os.pread(self._memory, count, at)

    def text(self, at: int) -> bytes:
        """Up to its zero byte, a page at a time: what follows the text need not be there."""
        found = b""
        while at and b"\0" not in found:
            found += self.bytes_at(at + len(found), PAGE - (at + len(found)) % PAGE)
        return found.partition(b"\0")[0]
