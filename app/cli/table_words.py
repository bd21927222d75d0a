"""The words of the commands that any table has."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.request import later


def add(commands: Any) -> None:
    """The words of new, check, show, add, set and remove."""
    new = commands.add_parser("new", help="make a workbook")
    new.add_argument("workbook", metavar="FILE")
    new.add_argument("--demo", action="store_true", help="with a believable year of data")
    new.add_argument("--force", action="store_true", help="replace a file that exists")
    new.set_defaults(run=later("tables", "new"))
    commands.add_parser("check", help="list what is wrong with the workbook").set_defaults(run=later("tables", "check"))
    rows = commands.add_parser("show", help="print a table's rows")
    rows.add_argument("table", metavar="TABLE")
    rows.add_argument("--where", action="append", default=[], metavar="FIELD=VALUE")
    rows.add_argument("--limit", type=_count, metavar="N")
    rows.set_defaults(run=later("tables", "show_rows"))
    for name, text, run in (
        ("add", "add a row", "add"),
        ("set", "change a row", "set_row"),
        ("remove", "delete a row", "remove"),
    ):
        row = commands.add_parser(name, help=text)
        row.add_argument("table", metavar="TABLE")
        if name != "add":
            row.add_argument("row", metavar="ID")
        if name != "remove":
            row.add_argument("values", nargs="+", metavar="FIELD=VALUE")
        row.set_defaults(run=later("tables", run))


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of rows")
    return int(text)
