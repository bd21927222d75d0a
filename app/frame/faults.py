"""Watches for faults of the program itself while the window is open: into the log, and told on the screen."""

from __future__ import annotations

import faulthandler
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from app.fault_log import log, log_path, qt_words, trace_of

_QUIET = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)


def watch(tell: Callable[[str], None]) -> Callable[[], None]:
    """From now on a fault is logged and `tell` is called with its trace, on the UI thread. Returns what ends this."""
    before = sys.excepthook

    def caught(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            before(kind, fault, trace)
            return
        text = trace_of(fault.with_traceback(trace))
        log(text)
        tell(text)

    def said(kind: QtMsgType, _: object, message: str) -> None:
        if kind not in _QUIET:
            log(f"Qt: {qt_words(message)}")

    sys.excepthook = caught
    threading.excepthook = lambda args: log(trace_of(args.exc_value)) if args.exc_value else None
    qInstallMessageHandler(said)
    log_path().touch(mode=0o600)
    file = log_path().open("a", encoding="utf-8")
    faulthandler.enable(file)

    def end() -> None:
        sys.excepthook = before
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        faulthandler.disable()
        file.close()

    return end
