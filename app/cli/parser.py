"""The words of the command line; those of a domain stand in its `<domain>_words`. Nothing here may read pandas."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from app.cli import (
    backups_words,
    bills_words,
    budget_words,
    desktop_words,
    intake_words,
    jv_words,
    ops_words,
    pipeline_words,
    table_words,
    underwriting_words,
)
from app.cli.request import Answer, Request
from models.core.refusal import Refused


class Parser(argparse.ArgumentParser):
    """Refuses with a sentence instead of printing the usage, and takes `-5,000` for a value."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "allow_abbrev": False})
        # argparse has no public way to say that a word like -5,000 is a value; no option of ours begins with a digit.
        self._negative_number_matcher = re.compile(r"-[\d.(]")

    def error(self, message: str) -> NoReturn:
        hint = f"See `{self.prog} --help`."
        if message.startswith("unrecognized arguments") and message.endswith((".xlsx", ".xlsm")):
            hint = "The workbook goes before the command: valhalla -f FILE check."
        raise Refused(f"{message[:1].upper()}{message[1:]}.", hint=hint, code="usage")


class _Version(argparse.Action):
    """Asks for the version only when somebody wants it: looking it up takes as long as reading a small workbook."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib import metadata

        print(f"valhalla {metadata.version('valhalla')}")
        parser.exit()


def parser() -> argparse.ArgumentParser:
    """Every command with its options; each sets `run`, a function from a Request to an Answer."""
    whole = Parser(prog="valhalla", description="Runs your deals and your household from one Excel workbook.")
    whole.add_argument("-f", "--file", metavar="FILE", help="the workbook (default: VALHALLA_FILE, else the last one)")
    whole.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD", help="the day to treat as today")
    whole.add_argument("--json", action="store_true", help="one JSON document on standard output")
    whole.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        dest="opens_with",
        help="its first line opens an encrypted workbook",
    )
    whole.add_argument("--yes", action="store_true", help="go on where the window would ask")
    whole.add_argument("--version", action=_Version, nargs=0, help="print the version")
    whole.set_defaults(run=_open, workbook=None)
    commands = whole.add_subparsers(metavar="COMMAND", parser_class=Parser)
    window = commands.add_parser("open", help="open the window")
    window.add_argument("workbook", nargs="?", metavar="FILE")
    window.set_defaults(run=_open)
    domains = (table_words, underwriting_words, bills_words, budget_words, pipeline_words, jv_words, ops_words)
    for domain in (*domains, intake_words, backups_words, desktop_words):
        domain.add(commands)
    return whole


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as YYYY-MM-DD") from None


def _open(request: Request) -> Answer:
    from app.cli.window import open_window

    return Answer({}, ok=open_window(request.words.workbook, request.path, request.as_of))
