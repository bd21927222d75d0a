"""The words of `budget`."""

from __future__ import annotations

from typing import Any

from app.cli.request import later


def add(commands: Any) -> None:
    """Every `budget …`."""
    words = commands.add_parser("budget", help="the plan of the month, and whether the month is safe").add_subparsers(
        metavar="COMMAND", required=True
    )
    _command(words, "show", "show_budget", "the income target, the buffer minimum and each envelope's target")
    plan = _command(words, "set", "set_plan", "set targets; ENVELOPE= clears one")
    plan.add_argument("--income-target", metavar="N", help="what has to come in each month")
    plan.add_argument("--buffer-min", metavar="N", help="what should be left of a month after its bills")
    plan.add_argument("targets", nargs="*", metavar="ENVELOPE=TARGET")
    month = _command(words, "snapshot", "show_snapshot", "a month: the plan, the bills, the ledger, every envelope")
    month.add_argument("--month", metavar="YYYY-MM", help="which one (default: this month)")
    check = _command(words, "buffer-check", "check_buffer", "income target - bills in an average month - buffer")
    check.add_argument("--buffer-min", metavar="N", help="another buffer minimum than Settings has")
    ahead = _command(words, "forecast", "show_forecast", "the balance by day, and its lowest day")
    ahead.add_argument("--days", metavar="N", help="how many days (default: 90)")
    ahead.add_argument("--balance", metavar="N", help="today's balance (default: what follows from Settings)")
    bank = _command(words, "import", "import_file", "a bank's CSV, OFX or QFX into the ledger; twice adds nothing")
    bank.add_argument("bank_file", metavar="FILE")
    bank.add_argument("--envelope", metavar="NAME", help="the envelope of what went out")


def _command(words: Any, name: str, run: str, text: str) -> Any:
    parser = words.add_parser(name, help=text)
    parser.set_defaults(run=later("budget", run))
    return parser
