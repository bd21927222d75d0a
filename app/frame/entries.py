"""What Ctrl+K finds: commands that can be run now, tabs, the workbook's sheets and rows, and pages of the help."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from app.catalog import COMMANDS
from app.command import Context, Frame
from app.frame.dialogs import native
from app.frame.palette import Entry
from app.help.commands import command_link
from app.tr import tr

MOST_ROWS = 40
MOST_PAGES = 10
FEWEST_LETTERS = 2


def entries_of(frame: Frame) -> list[Entry]:
    """One line each, the commands in the order of the menus."""
    context = Context(frame)
    found = [
        Entry(
            command.label(context) if command.label else tr(command.title),
            " › ".join(map(tr, command.menu.split("/"))),
            command.icon,
            partial(frame.run, command),
            native(command.shortcut),
            command_link(command),
            tr(command.tip),
        )
        for command in COMMANDS
        if command.key != "view.palette" and command.when(context)
    ]
    if frame.document is not None:
        found += [
            Entry(name, tr("Sheet"), "sheet", partial(frame.go_to, name, "", ""), help=_page_of(frame, name))
            for name in (sheet.name for sheet in frame.document.session.sheets())
        ]
    return found


def rows_called(frame: Frame, words: str) -> list[Entry]:
    """One line for each row of the workbook whose name holds the words."""
    if frame.document is None or len(words.strip()) < FEWEST_LETTERS:
        return []
    from models.core.find import find_rows  # it brings pandas in, which a window without a file does not need

    tables = frame.document.book.tables
    return [
        Entry(one.title, tables[one.table].sheet, "go", partial(frame.go_to, tables[one.table].sheet, one.row_id, ""))
        for one in find_rows(frame.document.book, words, MOST_ROWS)
    ]


def prepared(frame: Frame) -> Iterator[None]:
    """Makes ready what a search reads, a step at a time: the first letter typed is answered as fast as the next."""
    if frame.document is None:
        return
    from models.core.find import prepare

    yield from prepare(frame.document.book)
    import app.cli.parser  # one page of the help is about it, and it takes its time
    import app.frame.help

    yield
    app.frame.help.pages()


def help_on(frame: Frame, words: str) -> list[Entry]:
    """Pages and columns of the help whose titles hold the words; once a workbook has brought in what they are of."""
    if frame.document is None or len(words.strip()) < FEWEST_LETTERS:
        return []
    from app.frame.help import pages
    from app.help.page import called

    return [
        Entry(hit.shown, tr("Help"), "help", partial(frame.show_help, hit.link), help=hit.link)
        for hit in called(pages(), words)[:MOST_PAGES]
    ]


def _page_of(frame: Frame, sheet: str) -> str:
    tables = frame.document.book.tables.values() if frame.document is not None else ()
    return next((f"table/{table.key}" for table in tables if table.sheet == sheet), "")
