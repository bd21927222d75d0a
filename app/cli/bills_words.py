"""The words of `bills` and `reminders`."""

from __future__ import annotations

from typing import Any

from app.cli.request import later

CADENCES = "weekly|biweekly|monthly|every_n_months|yearly|once"


def add(commands: Any) -> None:
    """Every `bills …` and `reminders list|done|dismiss`."""
    words = commands.add_parser("bills", help="what has to be paid when, and what was").add_subparsers(
        metavar="COMMAND", required=True
    )
    _add_registry(words)
    _add_views(words)
    _add_payments(words)
    _add_reminders(commands.add_parser("reminders", help="what not to forget"))


def _add_registry(words: Any) -> None:
    bill = _command(words, "add", "add_bill", "add a bill; its dates have to follow from what is given")
    bill.add_argument("--name", required=True, metavar="N")
    bill.add_argument("--amount", required=True, metavar="N", help="what is due each time")
    bill.add_argument("--cadence", metavar=CADENCES, help="how often it is due (default: monthly)")
    bill.add_argument("--due-day", metavar="N", help="of the month; 31 = its last day; weekly: 1 = Monday")
    bill.add_argument("--due-months", metavar="N", help="for every_n_months: 3 = each quarter")
    bill.add_argument("--start-date", metavar="DATE", help="the first time it is due; the others are counted from here")
    bill.add_argument("--end-date", metavar="DATE", help="the last day on which it can be due")
    bill.add_argument("--payee", metavar="TEXT")
    bill.add_argument("--account", metavar="TEXT", help="the account that it is paid from")
    bill.add_argument("--autopay", nargs="?", const="yes", metavar="yes|no", help="it is paid by itself")
    bill.add_argument("--envelope", metavar="NAME", help="the envelope that it is paid from")
    bill.add_argument("--notes", metavar="TEXT")
    found = _command(words, "list", "list_bills", "the bills")
    found.add_argument("--status", default="active", metavar="active|paused|archived|all")
    edit = _command(words, "edit", "edit_bill", "change a bill, with what follows from it", "BILL_ID")
    edit.add_argument("values", nargs="+", metavar="FIELD=VALUE")
    steps = _command(words, "autopay-checklist", "show_checklist", "the seven steps to autopay", "BILL_ID")
    steps.add_argument("--done", action="append", default=[], metavar="STEP", help="tick a step off; repeatable")
    steps.add_argument("--undone", action="append", default=[], metavar="STEP", help="take a tick back; repeatable")


def _add_views(words: Any) -> None:
    upcoming = _command(words, "upcoming", "show_upcoming", "each bill's oldest unpaid occurrence, the soonest first")
    upcoming.add_argument("--limit", default="50", metavar="N", help="so many at most (default: 50)")
    upcoming.add_argument("--days", metavar="N", help="only what is due within so many days")
    dates = _command(words, "occurrences", "show_occurrences", "a bill's due dates and how they stand", "BILL_ID")
    dates.add_argument("--from", dest="first", required=True, metavar="DATE")
    dates.add_argument("--to", dest="last", required=True, metavar="DATE", help="the last day, which counts too")
    _command(words, "missed", "show_missed", "every overdue or missed occurrence, the oldest first")
    push = _command(words, "push-reminders", "push", "a reminder for each unpaid occurrence that is due; never twice")
    push.add_argument("--days-ahead", metavar="N", help="due within so many days (default: the setting's, 7)")
    calendar = _command(words, "calendar", "write_calendar", "the due dates as a calendar file (ICS)")
    calendar.add_argument("calendar", metavar="OUT.ics")
    calendar.add_argument("--months", default="12", metavar="N", help="from today on (default: 12)")


def _add_payments(words: Any) -> None:
    paid = _command(words, "paid", "pay_bill", "record a payment", "BILL_ID", module="bills_paid")
    paid.add_argument("--on", metavar="DATE", help="the day of the payment (default: today)")
    paid.add_argument("--amount", metavar="N", help="default: what remains of the occurrence")
    paid.add_argument("--due", metavar="DATE", help="the occurrence that it settles (default: the oldest unpaid)")
    paid.add_argument("--notes", metavar="TEXT")
    ledger = paid.add_mutually_exclusive_group()
    ledger.add_argument("--ledger", action="store_true", help="write it to the Ledger too, under the bill's envelope")
    ledger.add_argument("--bank-line", metavar="LEDGER_ID", help="the bank's line in the Ledger that is this payment")
    skip = _command(words, "skip", "skip_bill", "an occurrence is not owed", "BILL_ID", module="bills_paid")
    text = "what was paid on an occurrence is accepted for all of it"
    close = _command(words, "close-short", "close_bill", text, "BILL_ID", module="bills_paid")
    for command in (skip, close):
        command.add_argument("--due", required=True, metavar="DATE", help="the occurrence")


def _add_reminders(parser: Any) -> None:
    words = parser.add_subparsers(metavar="COMMAND", required=True)
    found = _command(words, "list", "list_reminders", "the reminders, the active ones first", module="reminders")
    found.add_argument("--status", default="all", metavar="active|done|dismissed|all")
    _command(words, "done", "set_done", "a reminder is done", "ID", module="reminders")
    _command(words, "dismiss", "set_dismissed", "a reminder is not wanted", "ID", module="reminders")


def _command(words: Any, name: str, run: str, text: str, *arguments: str, module: str = "bills") -> Any:
    parser = words.add_parser(name, help=text)
    for argument in arguments:
        parser.add_argument(argument.lower(), metavar=argument)
    parser.set_defaults(run=later(module, run))
    return parser
