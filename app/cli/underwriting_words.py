"""The words of `underwrite` and `legal`."""

from __future__ import annotations

from typing import Any

from app.cli.request import later


def add(commands: Any) -> None:
    """Every `underwrite …` and `legal check|resolve`."""
    _add_underwrite(commands.add_parser("underwrite", help="what a property is worth and what may be paid for it"))
    _add_legal(commands.add_parser("legal", help="the legal questions of a deal"))


def _add_underwrite(parser: Any) -> None:
    words = parser.add_subparsers(metavar="COMMAND", required=True)
    offer = _command(words, "property", "show_offer", "the offer for a property, term by term", "PROP_ID")
    _add_offer_options(offer)
    arv = _command(words, "set-arv", "write_arv", "set a property's ARV", "PROP_ID", "ARV")
    arv.add_argument("--notes", metavar="TEXT", help="where the ARV comes from")
    _command(words, "attach", "attach_property", "link a deal and a property", "DEAL_ID", "PROP_ID")
    mao = _command(words, "write-mao", "write_offer", "write the MAO on a deal and keep its inputs", "DEAL_ID")
    _add_offer_options(mao)
    risk = _command(words, "risk", "show_risk", "a property's risk from 0 to 100", "PROP_ID")
    risk.add_argument("--jurisdiction", metavar="CA-MB", help="whose legal rules apply (default: the property's place)")
    comps = _command(words, "comps", "show_comps", "the ARV from a property's comps", "PROP_ID")
    comps.add_argument("--exclude", action="append", default=[], metavar="COMP", help="leave a comp out; repeatable")
    comps.add_argument("--use", metavar="mean|median|sqft_mean|sqft_median", help="set the ARV to this figure")
    _command(words, "ladder", "show_ladder", "the highest price for each way of earning", "PROP_ID")
    dice = _command(words, "simulate", "show_simulation", "how the MAO is spread when ARV and repairs vary", "PROP_ID")
    dice.add_argument("--seed", metavar="N", help="the same seed gives the same figures")
    dice.add_argument("--runs", metavar="N", help="how many draws (default: 10,000)")
    text = "write a deal's offer sheet, which is private, as a PDF"
    sheet = _command(words, "offer-sheet", "offer_sheet", text, "DEAL_ID", module="offer_sheet")
    sheet.add_argument("pdf", metavar="OUT.pdf")


def _add_offer_options(parser: Any) -> None:
    parser.add_argument("--mode", default="wholesale", metavar="wholesale|brrrr")
    for option, unit, text in (
        ("--fee", "N", "wholesale: the assignment fee"),
        ("--arv-pct", "70%", "wholesale: the share of ARV"),
        ("--target-ltv", "75%", "brrrr: the loan-to-value"),
        ("--closing-costs", "N", "brrrr: the closing costs"),
        ("--buffer", "N", "brrrr: the buffer"),
    ):
        text = text.replace("%", "%%")
        parser.add_argument(option, metavar=unit, help=f"{text} (default: the setting's)")


def _add_legal(parser: Any) -> None:
    words = parser.add_subparsers(metavar="COMMAND", required=True)
    _command(words, "check", "check", "raise a flag for each rule that fires on a deal", "DEAL_ID", module="legal")
    resolve = _command(words, "resolve", "resolve", "answer a flag", "FLAG_ID", module="legal")
    resolve.add_argument("--notes", required=True, metavar="TEXT", help="how it was resolved")


def _command(words: Any, name: str, run: str, text: str, *arguments: str, module: str = "underwriting") -> Any:
    """A command with its arguments, each kept under its name in lower case."""
    parser = words.add_parser(name, help=text)
    for argument in arguments:
        parser.add_argument(argument.lower(), metavar=argument)
    parser.set_defaults(run=later(module, run))
    return parser
