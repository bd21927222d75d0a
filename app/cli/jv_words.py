"""The words of `jv`."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from app.cli.request import later


def add(commands: Any) -> None:
    """`jv board|token|readonly|export|verify`."""
    jv = commands.add_parser("jv", help="partners' boards, tokens and exports")
    words = jv.add_subparsers(metavar="COMMAND", required=True)
    board = _command(words, "board", "show_board", "the deals with a partner")
    board.add_argument("--partner", metavar="PARTNER_ID", help="this partner's only")
    _add_tokens(words)
    readonly = _command(words, "readonly", "show_readonly", "the board that a token opens")
    readonly.add_argument("token", metavar="TOKEN", help="- reads it from standard input")
    export = _command(words, "export", "write_export", "a partner's workbook")
    export.add_argument("token", metavar="TOKEN|TOKEN_ID", help="- reads it from standard input")
    export.add_argument("out", type=Path, metavar="OUT.xlsx")
    export.add_argument("--pdf", type=Path, metavar="OUT.pdf", help="the same as a PDF")
    verify = _command(words, "verify", "show_verdict", "what became of an export")
    verify.add_argument("copy", type=Path, metavar="OUT.xlsx")
    for command in (export, verify):
        command.add_argument("--password-file", type=Path, metavar="FILE", help="its first line is the password")


def _add_tokens(commands: Any) -> None:
    token = commands.add_parser("token", help="what opens a partner's board")
    words = token.add_subparsers(metavar="COMMAND", required=True)
    create = _command(words, "create", "create", "make a token; it is shown this once")
    create.add_argument("--subject", metavar="PARTNER_ID", help="whose board it opens")
    create.add_argument("--scope", default="jv_board")
    create.add_argument("--expires", type=_day, metavar="DATE", help="the last day on which it opens anything")
    create.add_argument("--label", metavar="TEXT")
    _command(words, "list", "show_tokens", "every token, without its secret")
    revoke = _command(words, "revoke", "revoke", "make a token open nothing")
    revoke.add_argument("row", metavar="TOKEN_ID")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as YYYY-MM-DD") from None


def _command(words: Any, name: str, run: str, text: str) -> Any:
    parser = words.add_parser(name, help=text)
    parser.set_defaults(run=later("jv", run))
    return parser
