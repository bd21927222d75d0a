"""What Ctrl+K finds: the tabs and commands that can be run now, and the workbook's sheets."""

from __future__ import annotations

from functools import partial

from app.catalog import COMMANDS
from app.command import Context, Frame
from app.frame.dialogs import native
from app.frame.palette import Entry


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
