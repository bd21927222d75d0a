"""Keeps errors inside Python: Qt code between two Python frames cannot carry an exception."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def guard(default: R) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """For a method that Qt calls: an error is reported like any other and `default` is returned.

    On Python 3.11 an exception raised by C code in an override that runs nested in a Python -> Qt call ends the
    process (Shiboken's PepException_GetArgs), with every PySide6 tried.
    """

    def wrap(override: Callable[P, R]) -> Callable[P, R]:
        @wraps(override)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return override(*args, **kwargs)
            except Exception:  # reported, never swallowed
                sys.excepthook(*sys.exc_info())
                return default

        return guarded

    return wrap
