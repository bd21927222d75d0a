"""The entry: one command is parsed and run, and whatever goes wrong is one sentence."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.window import named_by, only_opens, open_window
from app.recent import own_folder, recent_files
from models.core.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.cli.request import Answer

DONE, NO, REFUSED = 0, 1, 2
BUNDLED = "examine-a-file"  # no command for people: what a bundle calls itself with, see `app.examination`


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns 0 done, 1 the answer is no, 2 bad input or refused."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words == [BUNDLED]:
        return _examine()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a console that cannot show a character is no reason to fail
            stream.reconfigure(errors="backslashreplace")
    as_json = "--json" in words
    try:
        return _run(words)
    except Refused as refusal:
        _refuse(refusal, as_json=as_json)
    except KeyboardInterrupt:
        _refuse(Refused("Stopped.", code="stopped"), as_json=as_json)
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone, and with it everybody who could be told
    except Exception as fault:
        from app.fault_log import log, log_path, trace_of

        log(trace_of(fault))
        sentence = f"Something went wrong inside Valhalla ({type(fault).__name__})."
        _refuse(Refused(sentence, f"Where it did is in {log_path()}.", "fault"), as_json=as_json)
    return REFUSED


def _run(words: list[str]) -> int:
    if only_opens(words):
        return DONE if open_window(named_by(words), _file(None), None) else NO
    from app.cli.output import print_answer
    from app.cli.parser import parser
    from app.cli.request import Request

    options = parser().parse_args(words)
    request = Request(options, _file(options.file), options.as_of, own_folder() / "journal", _now)
    answer: Answer = options.run(request)
    if not options.json:
        for notice in (*request.notices, *request.conflicts):
            print(notice, file=sys.stderr)
    elif request.conflicts:
        answer.data["warnings"] = [*answer.data.get("warnings", ()), *request.conflicts]
    print_answer(answer, as_json=options.json)
    return DONE if answer.ok else NO


def _refuse(refusal: Refused, *, as_json: bool) -> None:
    from app.cli.output import print_refusal

    print_refusal(refusal, as_json=as_json)


def _examine() -> int:
    """What `app.examination` starts where the program is a single file."""
    from io_xlsx.read.examine import main as examine

    examine()
    return DONE


def _file(named: str | None) -> Path | None:
    """The workbook: named, else of the environment, else the last one opened."""
    chosen = named or os.environ.get("VALHALLA_FILE")
    return Path(chosen) if chosen else next(iter(recent_files()), None)


def _now() -> datetime:
    from datetime import datetime

    from app.zone import local_zone  # only what opens a workbook asks for the time

    return datetime.now(local_zone())


if __name__ == "__main__":
    sys.exit(main())
