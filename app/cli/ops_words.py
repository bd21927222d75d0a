"""The words of `ops`, `tick` and `schedule`."""

from __future__ import annotations

from typing import Any

from app.cli.request import later


def add(commands: Any) -> None:
    """`ops today`, `tick`, `schedule install|remove|status`."""
    ops = commands.add_parser("ops", help="what the morning screen says").add_subparsers(
        metavar="COMMAND", required=True
    )
    today = ops.add_parser("today", help="bills, budget, deals, papers and problems as they stand on the day")
    today.set_defaults(run=later("ops", "show_today"))
    tick = commands.add_parser("tick", help="the daily round; running it again on the same day adds nothing")
    tick.set_defaults(run=later("ops", "run_tick"))
    schedule = commands.add_parser("schedule", help="the system's own scheduler, for the daily tick").add_subparsers(
        metavar="COMMAND", required=True
    )
    install = schedule.add_parser("install", help="run the tick of this workbook every day")
    install.add_argument("--at", default="07:00", metavar="HH:MM", help="when (default: 07:00)")
    install.set_defaults(run=later("schedule", "install"))
    for name, text in (("remove", "run it no more"), ("status", "whether and when it runs")):
        schedule.add_parser(name, help=text).set_defaults(run=later("schedule", name))
