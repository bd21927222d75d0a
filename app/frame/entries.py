"""What Ctrl+K finds: the tabs and commands that can be run now, the workbook's sheets, and its rows."""

from __future__ import annotations

from functools import partial

from app.catalog import COMMANDS
from app.command import Context, Frame
from app.frame.dialogs import native
from app.frame.palette import Entry

MOST_ROWS = 40
FEWEST_LETTERS = 2


def entries_of(frame: Frame) -> list[Entry]:
    """One line each, the commands in the order of the menus."""
    context = Context(frame)
    found = [
        Entry(
            command.label(context) if command.label else command.title,
            command.menu.replace("/", " › "),
            command.icon,
            partial(frame.run, command),
            native(command.shortcut),
        )
        for command in COMMANDS
        if command.key != "view.palette" and command.when(context)
    ]
    if frame.document is not None:
        found += [
            Entry(sheet.name, "Sheet", "sheet", partial(frame.go_to, sheet.name, "", ""))
            for sheet in frame.document.session.sheets()
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
