"""The words of `desktop`."""

from __future__ import annotations

from typing import Any

from app.cli.request import later


def add(commands: Any) -> None:
    """`desktop install|remove`."""
    desktop = commands.add_parser("desktop", help="Valhalla among the programs of a Linux desktop").add_subparsers(
        metavar="COMMAND", required=True
    )
    for name, text in (("install", "show it in the menu and under Open With"), ("remove", "take it out again")):
        desktop.add_parser(name, help=text).set_defaults(run=later("desktop", name))
