"""All pages of the help, in the order of its list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.catalog import COMMANDS, TAB_OF_TABLE, TABS
from app.cli.parser import parser
from app.grid.actions import ACTIONS
from app.help.command_line import command_line_page
from app.help.commands import WORDS, command_link, keys_page, menu_pages, tab_pages, without_options
from app.help.page import Page, link
from app.help.tables import table_pages
from app.help.written import first_pages, written
from app.tr import tr
from models.catalog import TABLES


def all_pages(native: Callable[[str], str] = str) -> Sequence[Page]:
    """`native` writes a shortcut as the system at hand does."""
    titles = {tab.key: tr(tab.title) for tab in TABS}
    sheets = {table.key: table.sheet for table in TABLES}
    homes = {key: (tab, titles[tab]) for key, tab in TAB_OF_TABLE.items()}
    return (
        *first_pages({tab.title for tab in TABS}),
        *tab_pages(TABS, COMMANDS, sheets, written()),
        keys_page(COMMANDS, native, [(one.text, one.shortcuts[0]) for one in ACTIONS]),
        *menu_pages(COMMANDS, native),
        command_line_page(parser(), _in_window()),
        *table_pages(TABLES, homes),
    )


def _in_window() -> dict[str, str]:
    """The window's commands by the command line's words for the same."""
    found: dict[str, list[str]] = {}
    for command in COMMANDS:
        if command.key in WORDS:
            linked = link(tr(command.title), command_link(command))
            found.setdefault(without_options(WORDS[command.key]), []).append(linked)
    return {words: ", ".join(links) for words, links in found.items()}
