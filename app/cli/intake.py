"""`valhalla import`: the rows of somebody's own spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.cli.output import columns
from app.cli.request import Answer, Request
from app.cli.tables import closest, table_of
from app.cli.workbook import change, reading
from app.intake_file import sheets_in
from models.core.book import Book
from models.core.change import ChangeSet
from models.core.refusal import Refused
from models.core.schema import fold
from models.core.texts import folded
from models.core.words import counted
from models.intake import (
    IMPORTED,
    Fate,
    Guess,
    Imported,
    Plan,
    Sheet,
    guess_layout,
    import_rows,
    likely_sheet,
    names_of,
    plan_rows,
    refuse_doubts,
    refuse_gaps,
    targets_of,
)


def import_file(request: Request) -> Answer:
    """The new rows as one change set. What is doubtful is refused with `confirm`; `--yes` takes what is likely."""
    words = request.words
    path = Path(words.spreadsheet)
    sheet = _sheet(sheets_in(path), words.sheet, path)
    guess = _guess(sheet, path, words)
    refuse_gaps(guess.layout)
    request = replace(request, path=Path(words.book)) if words.book else request
    if request.path is not None and request.path.exists() and path.resolve() == request.path.resolve():
        raise Refused(f"{path.name} is the workbook itself.", "Name another one to import from.", "usage")
    if words.dry_run:
        return _dry_run(request, sheet, guess, path)
    refuse_doubts(guess, yes=words.yes)
    done: dict[str, Any] = {}

    def edit(book: Book, now: datetime) -> ChangeSet:
        plan = plan_rows(book, sheet, guess.layout)
        done["plan"] = plan
        done["all"] = import_rows(book, plan, path.name, now, () if words.yes else None)
        changes: ChangeSet = done["all"].changes
        return changes

    _begin(request, edit)
    plan, found = done["plan"], done["all"]
    return Answer(_data(sheet, guess, plan, found), _text(path.name, sheet, guess, plan, found))


def _begin(request: Request, edit: Any) -> None:
    """Makes the edit; with --new the workbook first, after it is known that the edit can be made of an empty one."""
    if not request.words.new:
        change(request, edit)
        return
    from app.new import create_workbook  # only a new one needs it
    from models.starter import starter

    if request.path is None or not request.words.book:
        raise Refused("--new: the workbook has no name.", "Name it behind FILE.", "missing")
    edit(starter(request.now), request.now)
    create_workbook(request.path, request.now)
    try:
        change(request, edit)
    except BaseException:  # a refused command leaves nothing behind
        request.path.unlink(missing_ok=True)
        raise


def _dry_run(request: Request, sheet: Sheet, guess: Guess, path: Path) -> Answer:
    """What would come in; nothing is written, and what would be asked is told."""
    if request.words.new:
        from models.starter import starter

        plan = plan_rows(starter(request.now), sheet, guess.layout)
        return _dry_answer(starter(request.now), sheet, guess, plan, path, request.now)
    with reading(request) as session:
        plan = plan_rows(session.book, sheet, guess.layout)
        return _dry_answer(session.book, sheet, guess, plan, path, request.now)


def _dry_answer(book: Book, sheet: Sheet, guess: Guess, plan: Plan, path: Path, now: datetime) -> Answer:
    found = import_rows(book, plan, path.name, now, ())
    data = {**_data(sheet, guess, plan, found), "dry_run": True}
    return Answer(data, f"{_text(path.name, sheet, guess, plan, found)}\nNothing was written: this was a dry run.")


# --- what the words mean ---


def _sheet(sheets: Sequence[Sheet], named: str | None, path: Path) -> Sheet:
    if named is None:
        return likely_sheet(sheets)
    found = next((sheet for sheet in sheets if fold(sheet.name) == fold(named)), None)
    if found is None:
        names = ", ".join(sheet.name for sheet in sheets)
        raise Refused(f"{path.name} has no sheet {named!r} with rows.", f"Its sheets are {names}.", "unknown_sheet")
    return found


def _guess(sheet: Sheet, path: Path, words: Any) -> Guess:
    """The layout: guessed, but for what the words say."""
    given: dict[str, Any] = {}
    if words.table is not None:
        given["table"] = _table(words.table)
    if words.headings is not None:
        given["header"] = _row(sheet, words.headings)
    if words.no_properties:
        given["linked"] = False
    for option, field in (("dates", "date_order"), ("decimal", "decimal")):
        if getattr(words, option):
            given[field] = getattr(words, option)
    if words.percent:
        given["percent"] = words.percent == "yes"
    guess = guess_layout(sheet, path.stem, **given)
    given |= {"table": guess.layout.table, "header": guess.layout.header}
    given["columns"] = _columns(sheet, guess, words.maps, only=words.only_mapped)
    guess = guess_layout(sheet, path.stem, **given)
    given["meanings"] = _meanings(guess, words.means)
    return guess_layout(sheet, path.stem, **given)


def _table(name: str) -> str:
    table = table_of(name)
    if table not in IMPORTED:
        raise Refused(f"{table.sheet} is kept by Valhalla: nothing is imported into it.", code="read_only")
    return table.key


def _row(sheet: Sheet, text: str) -> int | None:
    if not text.strip().isdecimal():
        raise Refused(f"--headings: {text!r} is no row.", "Give its number in the file, or 0 for none.", "invalid")
    number = int(text)
    if number and all(line.number != number for line in sheet.lines):
        raise Refused(f"--headings: row {number} of {sheet.name} is blank.", code="invalid")
    return number or None


def _columns(sheet: Sheet, guess: Guess, maps: Sequence[str], *, only: bool) -> dict[int, str]:
    names = names_of(sheet, guess.layout.header)
    columns = {} if only else dict(guess.layout.columns)
    given: dict[int, str] = {}
    for word in maps:
        heading, equals, wanted = word.rpartition("=")
        if not equals:
            hint = 'Write it as "Their heading=Asking Price".'
            raise Refused(f"{word!r} is no HEADING=COLUMN.", hint=hint, code="usage")
        place = _place(sheet, names, heading)
        if place in given:
            raise Refused(f"{heading} is mapped twice.", code="usage")
        given[place] = _path(guess, wanted) if wanted.strip() else ""
    targets = targets_of(guess.layout.target)
    single = {path for path in given.values() if path and not targets[path].several}
    columns = {place: path for place, path in columns.items() if path not in single} | given
    return {place: path for place, path in sorted(columns.items()) if path}


def _place(sheet: Sheet, names: Sequence[str], heading: str) -> int:
    found = [place for place, name in enumerate(names) if folded(name) == folded(heading)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(f"{sheet.name} has {len(found)} columns {heading!r}.", "Rename one of them.", "usage")
    hint = f"{closest(heading, names)}Its columns are {', '.join(names)}."
    raise Refused(f"{sheet.name} has no column {heading!r}.", hint, "unknown_field")


def _path(guess: Guess, wanted: str) -> str:
    """A target by its path or title: `contact_id.phone`, `Contact: Phone`, `contact phone`."""
    targets = targets_of(guess.layout.target)
    word = folded(wanted)
    for path, target in targets.items():
        if word in (folded(path), folded(target.title), folded(target.column.header) if not target.beside else ""):
            return path
    titles = [target.title for target in targets.values()]
    hint = f"{closest(wanted, titles)}What it can become: {', '.join(titles)}."
    raise Refused(f"{guess.layout.target.sheet} has no column {wanted.strip()!r}.", hint, "unknown_field")


def _meanings(guess: Guess, means: Sequence[str]) -> Mapping[tuple[str, str], str | None]:
    """Each word for every column of choices that has it and allows the choice."""
    targets, found = targets_of(guess.layout.target), dict[tuple[str, str], str | None]()
    for word in means:
        said, equals, choice = word.rpartition("=")
        if not equals:
            raise Refused(f"{word!r} is no WORD=CHOICE.", hint='Write it as "Hot lead=qualified".', code="usage")
        holding = [one.path for one in guess.unknown if folded(one.word) == folded(said)]
        if not holding:
            words = ", ".join(dict.fromkeys(one.word for one in guess.unknown)) or "none"
            raise Refused(f"--means: there is no unknown word {said!r}.", f"Unknown words: {words}.", "invalid")
        fitting = {path: _choice(targets[path].column.choices, choice) for path in holding}
        fitting = {path: one for path, one in fitting.items() if one is not None or not choice.strip()}
        if not fitting:
            choices = ", ".join(targets[holding[0]].column.choices)
            raise Refused(f"--means: {choice!r} is none of the choices.", f"They are {choices}.", "invalid")
        found.update({(path, folded(said)): one for path, one in fitting.items()})
    return found


def _choice(choices: Sequence[str], text: str) -> str | None:
    return next((one for one in choices if folded(one) == folded(text)), None)


# --- the answer ---


def _data(sheet: Sheet, guess: Guess, plan: Plan, found: Imported) -> dict[str, Any]:
    names = names_of(sheet, guess.layout.header)
    return {
        "table": guess.layout.target.sheet,
        "sheet": sheet.name,
        "headings_row": guess.layout.header,
        "columns": {names[place]: path for place, path in guess.layout.columns.items()},
        "left_out": list(plan.left_out),
        "imported": found.imported,
        "skipped_duplicates": found.skipped_duplicates,
        "rejected": [{"row": row.number, "reason": row.reason} for row in found.rejected],
        "problems": [
            {"row": row.number, "field": path, "message": message}
            for row in plan.rows
            if row.fate in (Fate.NEW, Fate.SAME)
            for path, message in row.problems.items()
        ],
        "probable": [{"row": row.number, "reason": row.reason} for row in plan.of(Fate.SAME)],
        "made": dict(found.made),
        "questions": [question.sentence for question in guess.questions],
        "unknown_words": [{"field": one.path, "word": one.word, "count": one.count} for one in guess.unknown],
    }


def _text(name: str, sheet: Sheet, guess: Guess, plan: Plan, found: Imported) -> str:
    layout, targets = guess.layout, targets_of(guess.layout.target)
    names = names_of(sheet, layout.header)
    mapped = [[names[place], targets[path].title] for place, path in layout.columns.items()]
    lines = [columns(("In the file", layout.target.sheet), mapped)]
    lines += [f"Left out: {', '.join(plan.left_out)}."] if plan.left_out else []
    lines += [f"Row {row.number}, {targets[path].title}: {message}" for row in plan.rows for path, message in
              (row.problems.items() if row.fate in (Fate.NEW, Fate.SAME) else ())]  # fmt: skip
    lines += [f"Row {row.number} cannot come in: {row.reason}" for row in found.rejected]
    made = "".join(f", {counted(count, 'row')} of {other} with them" for other, count in found.made.items())
    lines.append(f"{counted(found.imported, 'row')} from {name} into {layout.target.sheet}{made}.")
    if found.skipped_duplicates:
        lines.append(f"{counted(found.skipped_duplicates, 'row')} there already.")
    return "\n".join(lines)
