"""The words of `pipeline`."""

from __future__ import annotations

from typing import Any

from app.cli.request import later

KINDS = "sms|email|call_note"
TONES = "neutral|warm|firm|urgent"


def add(commands: Any) -> None:
    """`pipeline preview|run|runs|may-contact|sent|daily-tick`."""
    pipeline = commands.add_parser("pipeline", help="messages, follow-ups and what was sent")
    words = pipeline.add_subparsers(metavar="COMMAND", required=True)
    preview = _command(words, "preview", "show_preview", "the message for a deal; writes nothing", "DEAL_ID")
    _add_message_options(preview)
    run = _command(words, "run", "write_run", "draft a message for a deal and plan the follow-up", "DEAL_ID")
    _add_message_options(run)
    run.add_argument("--to", metavar="TEXT", help="number or mail address (default: the contact's)")
    run.add_argument("--followup-days", metavar="N", help="days to the follow-up (default: the setting's)")
    runs = _command(words, "runs", "show_runs", "the last runs, the newest first")
    runs.add_argument("--limit", default="50", metavar="N")
    ask = _command(words, "may-contact", "show_permission", "whether a deal's contact may be contacted now", "DEAL_ID")
    ask.add_argument("--kind", default="sms", metavar=KINDS)
    sent = _command(words, "sent", "write_sent", "a run's message was sent", "RUN_ID")
    sent.add_argument("--channel", required=True, metavar="TEXT", help="how, as in phone or mail")
    sent.add_argument("--result", metavar="TEXT", help="what came of it (default: sent)")
    sent.add_argument("--override-reason", metavar="TEXT", help="why it was sent despite a caution")
    tick = _command(words, "daily-tick", "run_tick", "one new run for each follow-up that is due")
    tick.add_argument("--limit", metavar="N", help="runs at most (default: the setting's)")


def _add_message_options(parser: Any) -> None:
    parser.add_argument("--kind", default="sms", metavar=KINDS)
    parser.add_argument("--tone", default="neutral", metavar=TONES)


def _command(words: Any, name: str, run: str, text: str, *arguments: str) -> Any:
    parser = words.add_parser(name, help=text)
    for argument in arguments:
        parser.add_argument(argument.lower(), metavar=argument)
    parser.set_defaults(run=later("pipeline", run))
    return parser
