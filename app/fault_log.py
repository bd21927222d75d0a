"""The log of the program's own faults: where they happened, without the values they happened with."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from types import TracebackType

from app.recent import own_folder

LARGEST = 1_000_000
_QT_SPEAKER = re.compile(r"Q[A-Za-z]+(::[A-Za-z]+)*")


FAULTS = "faults.log"


def log_path(name: str = FAULTS) -> Path:
    return own_folder() / name


def trace_of(fault: BaseException) -> str:
    """Kind and places only: an error's message may hold a name or an amount."""
    lines = [type(fault).__name__]
    trace: TracebackType | None = fault.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        lines.append(f"  {Path(code.co_filename).name}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    return "\n".join(lines)


def details(trace: str) -> str:
    """What a person may pass on: the trace of `trace_of`, and what it ran on; no machine, person or file is named."""
    import platform  # both take a while, which every start would feel
    from importlib import metadata

    system = f"{platform.system()} {platform.release()}, {platform.machine()}, Python {platform.python_version()}"
    return f"Valhalla {metadata.version('valhalla')}, {system}\n{trace}"


def qt_words(message: str) -> str:
    """Only who in Qt says something: what it says may name a file, or hold a text that it could not show."""
    found = _QT_SPEAKER.match(message)
    return found[0] if found else "a message"


def log(text: str, name: str = FAULTS) -> None:
    """A fault that cannot be logged must not become another one. `name` is another log's, as of refused tokens."""
    try:
        path = log_path(name)
        if path.exists() and path.stat().st_size > LARGEST:
            path.replace(path.with_suffix(".old.log"))
        path.touch(mode=0o600)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {text}\n")
    except OSError:
        print(text, file=sys.stderr)
