"""What must never happen while somebody uses the window: a Qt or Python warning, a fault, an unraisable error."""

from __future__ import annotations

import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

QUIET = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
# Said by the platform without a screen, about itself: no program can do anything about it.
OF_OFFSCREEN = ("This plugin does not support", "propagateSizeHints")


@contextmanager
def gathered() -> Iterator[list[str]]:
    """Everything that was complained about until the end of the block, as it comes."""
    said: list[str] = []

    def fault(kind: type[BaseException], problem: BaseException, trace: Any) -> None:
        said.append(told(problem.with_traceback(trace)))

    def of_qt(kind: QtMsgType, _: object, message: str) -> None:
        if kind not in QUIET and not any(words in message for words in OF_OFFSCREEN):
            said.append(f"Qt: {message}")

    def of_python(message: Warning | str, kind: type[Warning], file: str, line: int, *_: object) -> None:
        said.append(f"{kind.__name__}: {message} ({file}:{line})")

    def of_thread(args: Any) -> None:
        said.append(told(args.exc_value) if args.exc_value is not None else "a thread ended")

    def unraisable(args: Any) -> None:
        said.append(told(args.exc_value) if args.exc_value is not None else str(args.err_msg))

    hooks: list[tuple[Any, str, Callable[..., object]]] = [
        (sys, "excepthook", fault), (threading, "excepthook", of_thread), (sys, "unraisablehook", unraisable),
    ]  # fmt: skip
    before = [(place, name, getattr(place, name)) for place, name, _ in hooks]
    handler = qInstallMessageHandler(of_qt)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = of_python  # type: ignore[assignment]  # the last arguments have defaults
        for place, name, hook in hooks:
            setattr(place, name, hook)
        try:
            yield said
        finally:
            for place, name, hook in before:
                setattr(place, name, hook)
            qInstallMessageHandler(handler)


def told(problem: BaseException) -> str:
    """An error with all of its trace: nothing here is anybody's own."""
    return "".join(traceback.format_exception(problem))
