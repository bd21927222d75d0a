"""The `valhalla` command: every action without a window. It imports no Qt; the window is brought in by `open` alone."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from app import cli_tables
from app.cli_context import Answer, Context
from app.cli_output import print_answer, print_refusal
from app.fault_log import log, log_path, trace_of
from app.recent import own_folder, recent_files
from models.core.edit import Refused

DONE, NO, REFUSED = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns 0 done, 1 the answer is no, 2 bad input or refused."""
    words = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in words
    try:
        return _run(words)
    except Refused as refusal:
        print_refusal(refusal, as_json=as_json)
    except KeyboardInterrupt:
        print_refusal(Refused("Stopped.", code="stopped"), as_json=as_json)
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone, and with it everybody who could be told
    except Exception as fault:
        log(trace_of(fault))
        sentence = f"Something went wrong inside Valhalla ({type(fault).__name__})."
        print_refusal(Refused(sentence, f"Where it did is in {log_path()}.", "fault"), as_json=as_json)
    return REFUSED


def _run(words: list[str]) -> int:
    options = parser().parse_args(words)
    context = Context(_file(options), options.as_of, own_folder() / "journal", options.yes)
    answer: Answer = options.run(context, options)
    for notice in context.notices:
        print(notice, file=sys.stderr) if not options.json else None
    print_answer(answer, as_json=options.json)
    return DONE if answer.ok else NO


def _file(options: argparse.Namespace) -> Path | None:
    """The workbook: named, else of the environment, else the last one opened."""
    chosen = options.file or os.environ.get("VALHALLA_FILE")
    if chosen:
        return Path(chosen)
    return next(iter(recent_files()), None)


class Parser(argparse.ArgumentParser):
    """Refuses with a sentence instead of printing the usage, and takes `-5,000` for a value."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "allow_abbrev": False})
        # argparse has no public way to say that a word like -5,000 is a value; no option of ours begins with a digit.
        self._negative_number_matcher = re.compile(r"-[\d.(]")

    def error(self, message: str) -> NoReturn:
        raise Refused(f"{message[:1].upper()}{message[1:]}.", hint=f"See `{self.prog} --help`.", code="usage")


class _Version(argparse.Action):
    """Asks for the version only when somebody wants it: looking it up takes as long as reading a small workbook."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib import metadata

        print(f"valhalla {metadata.version('valhalla')}")
        parser.exit()


def parser() -> argparse.ArgumentParser:
    """Every command with its options; each sets `run`, a function from Context and options to an Answer."""
    whole = Parser(prog="valhalla", description="Runs your deals and your household from one Excel workbook.")
    whole.add_argument("-f", "--file", metavar="FILE", help="the workbook (default: VALHALLA_FILE, else the last one)")
    whole.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD", help="the day to treat as today")
    whole.add_argument("--json", action="store_true", help="one JSON document on standard output")
    whole.add_argument("--yes", action="store_true", help="go on where the window would ask")
    whole.add_argument("--version", action=_Version, nargs=0, help="print the version")
    whole.set_defaults(run=_open, workbook=None)
    commands = whole.add_subparsers(metavar="COMMAND", parser_class=Parser)
    window = commands.add_parser("open", help="open the window")
    window.add_argument("workbook", nargs="?", metavar="FILE")
    window.set_defaults(run=_open)
    cli_tables.add_commands(commands)
    return whole


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as YYYY-MM-DD") from None


def _open(context: Context, options: argparse.Namespace) -> Answer:
    if sys.platform.startswith("linux") and not _has_display():
        raise Refused(
            "There is no display to show the window on.",
            hint="Set DISPLAY (over ssh: ssh -X), or use the commands: valhalla --help.",
            code="no_display",
        )
    path = Path(options.workbook) if options.workbook else context.path
    if options.workbook and not Path(options.workbook).exists():
        raise Refused(f"There is no file {path}.", code="no_file")
    window = import_module("app.window")  # by name, so that the command line stays free of Qt
    return Answer({}, ok=window.run(path, context.as_of_given) == DONE)


def _has_display() -> bool:
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
