"""How much memory the program holds: what was asked for and not given back, not what lies about between such pieces."""

from __future__ import annotations

import ctypes
import gc
import os

import psutil

MB = 2**20


class _MallInfo(ctypes.Structure):
    """`struct mallinfo2` of the GNU C library; see mallinfo(3). It counts over all arenas."""

    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
    )]  # fmt: skip


def whole_heap() -> bool:
    """Whether `held` sees all of it: a GNU C library, and a Python that takes its objects from there.

    That is one started with PYTHONMALLOC=malloc, as `make random-user` does.
    """
    return _mallinfo() is not None and os.environ.get("PYTHONMALLOC") == "malloc"


def held() -> float:
    """MB, after the garbage is gone. Without `whole_heap` it is what the system has given, holes included."""
    gc.collect()
    counted = _mallinfo() if whole_heap() else None
    if counted is None:
        return float(psutil.Process().memory_info().rss / MB)
    return float((counted.uordblks + counted.hblkhd) / MB)


def _mallinfo() -> _MallInfo | None:
    try:
        ask = ctypes.CDLL(None).mallinfo2
    except (AttributeError, OSError, TypeError):  # another C library, an older one, Windows
        return None
    ask.restype = _MallInfo
    found: _MallInfo = ask()
    return found
