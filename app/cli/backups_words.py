"""The words of `backups`."""

from __future__ import annotations

from typing import Any

from app.cli.request import later


def add(commands: Any) -> None:
    """`backups list` and `backups restore`."""
    group = commands.add_parser("backups", help="earlier versions of the workbook").add_subparsers(
        metavar="COMMAND", required=True
    )
    group.add_parser("list", help="those that there are, newest first").set_defaults(run=later("backups", "list_all"))
    restore = group.add_parser("restore", help="make the workbook what it was; what it is now becomes a backup")
    restore.add_argument("backup", metavar="ID")
    restore.add_argument("--to", metavar="FILE", help="write it to another file instead")
    restore.set_defaults(run=later("backups", "restore"))
