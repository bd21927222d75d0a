"""A disk or a right that fails: an error in place of every system call, alone, from then on, and two in a row."""

from __future__ import annotations

import errno
import random
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.faults.calls import Call
from tests.faults.figure import Figure
from tests.faults.places import fresh, place
from tests.faults.proof import proved
from tests.faults.subject import DAY, Life, Record, Step
from tests.faults.trap import Answer, Fate, watch

_MAKING = ("ENOSPC", "EIO", "EACCES", "EROFS", "EDQUOT", "EMFILE", "EINTR", "EBUSY")
_NAMING = ("EACCES", "EBUSY", "EIO", "ENOSPC", "EROFS", "EDQUOT", "EPERM")
_FAILS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("open", "openat", "creat"), ("EIO", "EACCES", "EMFILE", "EBUSY", "EINTR")),
    **dict.fromkeys(("write", "pwrite64", "writev"), ("ENOSPC", "EIO", "EDQUOT", "EFBIG", "EINTR")),
    **dict.fromkeys(("read", "pread64", "readv"), ("EIO", "EINTR")),
    **dict.fromkeys(("fsync", "fdatasync"), ("EIO", "ENOSPC", "EDQUOT", "EROFS", "EINTR")),
    **dict.fromkeys(("ftruncate", "truncate", "fallocate"), ("EIO", "ENOSPC", "EPERM")),
    **dict.fromkeys(("rename", "renameat", "renameat2"), _NAMING),
    **dict.fromkeys(("link", "linkat", "symlink", "symlinkat"), (*_NAMING, "EMLINK", "EOPNOTSUPP")),
    **dict.fromkeys(("unlink", "unlinkat", "rmdir"), ("EACCES", "EBUSY", "EIO", "EROFS", "EPERM")),
    **dict.fromkeys(("mkdir", "mkdirat"), ("EACCES", "ENOSPC", "EIO", "EROFS", "EDQUOT")),
    **dict.fromkeys(("chmod", "fchmod", "fchmodat"), ("EPERM", "EIO", "EROFS")),
    **dict.fromkeys(("chown", "fchown", "fchownat", "lchown"), ("EPERM", "EIO", "EROFS")),
    **dict.fromkeys(("close",), ("EIO", "ENOSPC", "EDQUOT")),
    **dict.fromkeys(("stat", "lstat", "newfstatat", "access", "faccessat", "faccessat2"), ("EACCES", "EIO")),
    **dict.fromkeys(("flock",), ("EINTR", "ENOLCK")),
    **dict.fromkeys(("copy_file_range", "sendfile"), ("EIO", "ENOSPC")),
}  # fmt: skip
_OTHERS = ("EIO",)
LASTING = ("ENOSPC", "EIO", "EROFS", "EACCES", "EDQUOT")
_PASSES = frozenset(("close", "unlink", "unlinkat", "ftruncate"))  # what a full disk still lets through


def errors_of(call: Call) -> list[int]:
    """The numbers with which such a call fails in life; a call that only looks fails with fewer."""
    names = _FAILS.get(call.name, _OTHERS)
    if call.changes and call.name in ("open", "openat", "creat"):
        names = _MAKING
    return [getattr(errno, name) for name in names]


class Fault:
    """Fails chosen calls by their number, each with its error; `lasting`: all that change something from then on."""

    def __init__(self, errors: Mapping[int, int], *, lasting: bool = False) -> None:
        self.errors, self.lasting = dict(errors), lasting
        self.passed = 0
        self.failed: list[tuple[Call, int]] = []
        self._since = 0

    def __call__(self, call: Call) -> Answer:
        self.passed += 1
        error = self.errors.get(self.passed, 0)
        if self.lasting and error:
            self._since = error
        if self._since and call.changes and call.name not in _PASSES:
            error = self._since
        if not error:
            return Fate.RUNS
        self.failed.append((call, error))
        return error


def tried(folder: Path, steps: Sequence[Step], fault: Fault) -> list[str]:
    """Lives the steps with the fault; what is wrong afterwards."""
    path = fresh(folder)
    record = Record(path, steps)
    run = watch(folder, lambda wire: Life(path, wire).run(steps), fault, record.hear)
    if run.hung:
        return [*record.faults, "it hung"]
    if not run.ended:
        record.faults.append("its process ended")
    record.faults += [f"unclear: {text}" for text in record.refusals if not clear(text)]
    return record.faults + proved(path, record.allowed)


def clear(text: str) -> bool:
    """Whether a refusal is a sentence for people: what could not be done, and nothing of a program's inside."""
    inside = re.search(r"Errno|Error\b|Traceback|None|\[|<|0x|__", text)
    return len(text) > 25 and text.rstrip().endswith(".") and not inside


def every_error(steps: Sequence[Step] = DAY, every: int = 1) -> Figure:
    """Each call (each `every`-th) of a day fails with each error that it may have."""
    figure = Figure()
    with place() as folder:
        for number, call in enumerate(calls_of(folder, steps), 1):
            if number % every:
                continue
            for error in errors_of(call):
                _try(figure, folder, steps, Fault({number: error}))
    return figure


def lasting_errors(steps: Sequence[Step] = DAY, every: int = 1) -> Figure:
    """From the n-th call on nothing can be written any more; afterwards the disk is well again."""
    figure = Figure()
    with place() as folder:
        changing = [n for n, call in enumerate(calls_of(folder, steps), 1) if call.changes]
        for place_of, number in enumerate(changing[::every]):
            error = getattr(errno, LASTING[place_of % len(LASTING)])
            _try(figure, folder, steps, Fault({number: error}, lasting=True))
    return figure


def pairs(count: int, steps: Sequence[Step] = DAY, seed: int = 7) -> Figure:
    """Two faults in a row: anywhere, or the second while the first is being dealt with."""
    figure, chance = Figure(), random.Random(seed)
    with place() as folder:
        calls = calls_of(folder, steps)
        changing = [n for n, call in enumerate(calls, 1) if call.changes]
        for _ in range(count):
            first = chance.choice(changing)
            second = first + chance.randint(1, 6) if chance.random() < 0.6 else chance.randint(1, len(calls))
            errors = {n: chance.choice(errors_of(calls[min(n, len(calls)) - 1])) for n in (first, second)}
            _try(figure, folder, steps, Fault(errors))
    return figure


def calls_of(folder: Path, steps: Sequence[Step]) -> list[Call]:
    """The calls of a day without a fault."""
    path = fresh(folder)
    record = Record(path, steps)
    return watch(folder, lambda wire: Life(path, wire).run(steps), lambda _: Fate.RUNS, record.hear).calls


def _try(figure: Figure, folder: Path, steps: Sequence[Step], fault: Fault) -> None:
    faults = tried(folder, steps, fault)
    told = ", ".join(f"{errno.errorcode[error]} at {call}" for call, error in fault.failed[:2])
    figure.add(f"{told} (call {min(fault.errors)})", faults, errno.errorcode[next(iter(fault.errors.values()))])
