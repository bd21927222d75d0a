"""The commands that show something: tabs, parts of the window, its look, and help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.command import Command, Context, Tab
from app.commands.when import has_document
from app.language import Choice
from app.theme import Appearance, theme
from app.tr import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def _appears(choice: Appearance) -> Callable[[Context], bool]:
    return lambda _: theme().choice is choice


def _appear(choice: Appearance) -> Callable[[Context], None]:
    return lambda context: context.frame.appear(choice)


def _show_tab(key: str) -> Callable[[Context], None]:
    return lambda context: context.frame.show_tab(key)


def _next_pane(step: int) -> Callable[[Context], None]:
    return lambda context: context.frame.next_pane(step)


def _next_table(step: int) -> Callable[[Context], None]:
    return lambda context: context.frame.next_table(step)


def _notices_wanted(_: Context) -> bool:
    from app.tray import notices_wanted

    return notices_wanted()


def _switch_notices(_: Context) -> None:
    from app.tray import switch_notices

    switch_notices()


def _show_help(page: str = "") -> Callable[[Context], None]:
    return lambda context: context.frame.show_help(page)


def _about(context: Context) -> None:
    from app.frame.dialogs import About

    context.frame.show_dialog(About)


def _speaks(choice: Choice) -> Callable[[Context], bool]:
    def chosen(_: Context) -> bool:
        from app.frame.remembered import language

        return language() is choice

    return chosen


def _speak(choice: Choice) -> Callable[[Context], None]:
    def choose(context: Context) -> None:
        from app.frame.remembered import keep

        keep("language", choice.value)
        context.frame.say(tr("The window speaks this language from its next start."))

    return choose


_APPEARANCES = tuple(
    Command(
        f"appearance.{choice.value}",
        title,
        "View/Appearance",
        _appear(choice),
        tip=tip,
        icon=icon,
        checked=_appears(choice),
    )
    for choice, title, tip, icon in (
        (Appearance.SYSTEM, "Like the System", "Light or dark as the system is", "system"),
        (Appearance.LIGHT, "Light", "Light whatever the system is", "light"),
        (Appearance.DARK, "Dark", "Dark whatever the system is", "moon"),
    )
)
_LANGUAGES = tuple(
    Command(
        f"language.{choice.value}",
        title,
        "View/Language",
        _speak(choice),
        tip=tip,
        icon="sheet",
        checked=_speaks(choice),
    )
    for choice, title, tip in (
        (Choice.SYSTEM, "The System’s", "The language of the system, where Valhalla speaks it"),
        (Choice.ENGLISH, "English", "English whatever the system is"),
        (Choice.FRENCH, "Français", "French whatever the system is"),
    )
)
_VIEWS: tuple[Command, ...] = (
    Command("view.palette", "Go to Anything…", "View", lambda c: c.frame.show_palette(), "Ctrl+K",
            "Find a command, tab, sheet, row or help page by its name", icon="search", group=1),
    Command("view.problems", "Problems", "View", lambda c: c.frame.toggle_problems(), "F8",
            "Show what is wrong in the workbook and how to mend it", when=has_document, icon="warning", group=1),
    Command("view.conflicts", "Conflicts", "View", lambda c: c.frame.toggle_conflicts(), "Shift+F8",
            "Show what was changed here and by somebody else, and decide it", when=has_document, icon="sync", group=1),
    Command("view.next_pane", "Next Part", "View", _next_pane(1), "F6",
            "To the next part of the window: list, table, problems, tabs", when=has_document, icon="go", group=2),
    Command("view.previous_pane", "Previous Part", "View", _next_pane(-1), "Shift+F6",
            "To the part of the window before", when=has_document, icon="go", group=2),
    Command("view.next_table", "Next Table", "View", _next_table(1), "Ctrl+PgDown",
            "Show the next table in this place", when=has_document, icon="sheet", group=2),
    Command("view.previous_table", "Previous Table", "View", _next_table(-1), "Ctrl+PgUp",
            "Show the table before in this place", when=has_document, icon="sheet", group=2),
    Command("view.notices", "Desktop Notices", "View", _switch_notices,
            tip="One message on the desktop when a day begins and something waits; counts only, no names or amounts",
            icon="reminder", group=3, checked=_notices_wanted),
)  # fmt: skip
_HELP: tuple[Command, ...] = (
    Command("help.help", "Valhalla Help", "Help", _show_help(), "F1",
            "What the column, table or tab you are on means, and how Valhalla works", icon="help"),
    Command("help.shortcuts", "Keyboard Shortcuts", "Help", _show_help("keys"), "Ctrl+/",
            "Every command with its keys, to print", icon="keyboard"),
    Command("help.news", "What Is New", "Help", _show_help("news"), tip="What each version brought", icon="good"),
    Command("help.about", "About Valhalla", "Help", _about, tip="The version, and what it is made of",
            icon="info", group=1),
)  # fmt: skip


def view_commands(tabs: Sequence[Tab]) -> tuple[Command, ...]:
    """One for each tab, and what else shows or explains something."""
    shown = tuple(
        Command(
            f"view.{tab.key}",
            tab.title,
            "View",
            _show_tab(tab.key),
            f"Ctrl+{number}",
            f"Show the {tab.title} tab",
            when=has_document,
            icon=tab.icon,
        )
        for number, tab in enumerate(tabs, 1)
    )
    return (*shown, *_VIEWS, *_APPEARANCES, *_LANGUAGES, *_HELP)
