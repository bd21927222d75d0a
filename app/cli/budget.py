"""`valhalla budget`: the plan, the month, the buffer, the forecast and the bank's file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

from app.bank_file import bank_text
from app.cli import budget_text as text
from app.cli.options import balance_of, count_of, money_of
from app.cli.request import Answer, Request
from app.cli.workbook import change, reading
from app.zone import local_zone
from models.budget.buffer import buffer_check
from models.budget.forecast import LONGEST, to_json
from models.budget.importing import (
    Imported,
    Statement,
    all_probable,
    confirm,
    guess_layout,
    import_lines,
    is_ofx,
    plan_import,
    read_csv,
    read_ofx,
)
from models.budget.occurrences import forecast_of, snapshot_of
from models.budget.targets import Budget, budget_of, envelope_row, set_budget
from models.core.book import Book
from models.core.change import ChangeSet
from models.core.refusal import Refused

DAYS = 90


def show_budget(request: Request) -> Answer:
    """The plan; nothing is written."""
    with reading(request) as session:
        found = budget_of(session.book)
        return Answer(asdict(found), text.budget(session, found))


def set_plan(request: Request) -> Answer:
    """What is given is set, all of it or nothing; the answer is the whole plan."""
    words = request.words
    given = {
        "income_target": money_of("--income-target", words.income_target),
        "buffer_min": money_of("--buffer-min", words.buffer_min),
    }
    goals = {key: value for key, value in given.items() if value is not None}
    targets = _targets(words.targets)
    if not goals and not targets:
        hint = "Give --income-target N, --buffer-min N or ENVELOPE=TARGET, as in groceries=600."
        raise Refused("Nothing is given that could be set.", hint=hint, code="usage")

    def edit(book: Book, now: datetime) -> ChangeSet:
        _refuse_twice(book, targets)
        return set_budget(book, goals, targets, now)

    session, _ = change(request, edit)
    found: Budget = budget_of(session.book)
    return Answer(asdict(found), text.budget(session, found))


def show_snapshot(request: Request) -> Answer:
    """A month as it stands on the day."""
    month = _month(request.words.month)
    with reading(request) as session:
        zone = local_zone()
        found = snapshot_of(session.book, month or session.as_of, session.as_of, zone)
        return Answer(asdict(found), text.snapshot(session, found, zone))


def check_buffer(request: Request) -> Answer:
    floor = money_of("--buffer-min", request.words.buffer_min)
    with reading(request) as session:
        found = buffer_check(session.book, session.as_of, floor)
    return Answer(asdict(found), text.buffer(found))


def show_forecast(request: Request) -> Answer:
    days = count_of("--days", request.words.days, 1, LONGEST)
    balance = balance_of("--balance", request.words.balance)
    with reading(request) as session:
        zone = local_zone()
        found = forecast_of(session.book, session.as_of, zone, DAYS if days is None else days, balance)
        return Answer(to_json(found), text.forecast(session, found, zone))


def import_file(request: Request) -> Answer:
    """The bank's lines into the Ledger. What is doubtful is refused with `confirm`; `--yes` takes what is likely."""
    path, yes = Path(request.words.bank_file), request.words.yes
    envelope = request.words.envelope
    if envelope is not None and not envelope.strip():
        raise Refused("--envelope: it is empty.", hint="Leave the option out for no envelope.", code="missing")
    statement = read_statement(bank_text(path), yes=yes)
    found: dict[str, Imported] = {}

    def edit(book: Book, now: datetime) -> ChangeSet:
        plan = plan_import(book, statement)
        found["all"] = import_lines(book, plan, envelope, now, all_probable(plan) if yes else None)
        return found["all"].changes

    change(request, edit)
    done = found["all"]
    data = {
        "imported": done.imported,
        "skipped_duplicates": done.skipped_duplicates,
        "rejected": [asdict(one) for one in done.rejected],
    }
    return Answer(data, text.imported(path.name, done))


def read_statement(content: str, *, yes: bool) -> Statement:
    """What a bank's file holds; Refused with `confirm` where a CSV may be read in two ways, unless `yes`."""
    if is_ofx(content):
        return read_ofx(content)
    guess = guess_layout(content)
    if not yes:
        confirm(guess)
    return read_csv(content, guess.layout)


def _targets(words: Sequence[str]) -> dict[str, float | None]:
    """ENVELOPE=TARGET words; a blank target clears."""
    targets: dict[str, float | None] = {}
    for word in words:
        name, equals, amount = word.partition("=")
        if not equals:
            raise Refused(f"{word!r} is no ENVELOPE=TARGET.", hint="Write it as groceries=600.", code="usage")
        if not name.strip():
            raise Refused(f"{word!r} names no envelope.", hint="Write it as groceries=600.", code="missing")
        if name in targets:
            raise Refused(f"{name} is given twice.", code="usage")
        targets[name] = money_of(name, amount) if amount.strip() else None
    return targets


def _refuse_twice(book: Book, targets: dict[str, float | None]) -> None:
    """`Rent` and `rent` are the same envelope."""
    rows = [envelope_row(book, name) for name in targets]
    for place, name in enumerate(targets):
        if rows[place] in rows[:place]:
            raise Refused(f"{name} is given twice.", code="usage")


def _month(given: str | None) -> date | None:
    """The first day of a month as `2026-03`; None where the option is not there."""
    if given is None:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d{2}", given.strip(), re.ASCII):
            raise ValueError
        return date.fromisoformat(f"{given.strip()}-01")
    except ValueError:
        code = "invalid" if given.strip() else "missing"
        raise Refused(f"--month: “{given}” is no month.", hint="Write it as 2026-03.", code=code) from None
