"""The pages of what can be done: a page a menu, the keyboard shortcuts, and a page a tab with its tables and menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from app.help.page import Page, Section, code, link, listed, plain
from app.tr import marked, tr

if TYPE_CHECKING:
    from app.command import Command, Tab
    from app.help.written import Written

MENUS_CHAPTER, TABS_CHAPTER, KEYS = marked("Commands"), marked("Tabs"), "keys"
# What a table answers to while one types or looks for something; its other keys are those of its actions.
TYPING_KEYS = (
    (marked("Finish and go down"), "Return"),
    (marked("Finish and go right"), "Tab"),
    (marked("Put it into all selected cells"), "Ctrl+Return"),
    (marked("Give up an edit"), "Esc"),
    (marked("Go to the next cell found"), "F3"),
    (marked("Go to the one before"), "Shift+F3"),
)
_MENU_OF_TAB = {"underwriting": "Deal", "pipeline": "Pipeline", "bills": "Bills", "budget": "Budget", "jv": "JV Board"}

# What the command line says for the same, by the command's key; test_contents holds both ends to what there is.
WORDS: Mapping[str, str] = {
    "file.import": "import", "view.underwriting": "underwrite property", "view.bills": "bills upcoming",
    "view.budget": "budget snapshot", "view.pipeline": "pipeline runs", "view.jv": "jv board", "view.workbook": "show",
    "file.new": "new", "file.new_demo": "new --demo", "file.open": "open", "file.versions": "backups list",
    "edit.add_row": "add", "edit.delete_rows": "remove", "view.problems": "check", "view.today": "ops today",
    "deal.add_property": "add", "deal.set_arv": "underwrite set-arv", "deal.use_mean": "underwrite comps --use",
    "deal.use_median": "underwrite comps --use", "deal.use_sqft_mean": "underwrite comps --use",
    "deal.use_sqft_median": "underwrite comps --use", "deal.attach": "underwrite attach",
    "deal.write_mao": "underwrite write-mao", "deal.offer_sheet": "underwrite offer-sheet",
    "deal.check_rules": "legal check", "deal.resolve_flag": "legal resolve",
    "pipeline.add_deal": "add", "pipeline.run": "pipeline run", "pipeline.mark_sent": "pipeline sent",
    "pipeline.add_step": "add", "pipeline.next_stage": "set", "pipeline.previous_stage": "set",
    "bills.add": "bills add", "bills.edit": "bills edit", "bills.pay": "bills paid", "bills.skip": "bills skip",
    "bills.close_short": "bills close-short", "bills.push": "bills push-reminders",
    "bills.calendar": "bills calendar", "bills.checklist": "bills autopay-checklist",
    "budget.import_file": "budget import", "budget.set_income_target": "budget set --income-target",
    "budget.set_balance": "set", "jv.add_partner": "add", "jv.export": "jv export", "jv.verify": "jv verify",
    "jv.new_token": "jv token create",
}  # fmt: skip

Native = Callable[[str], str]  # a shortcut as the system at hand writes it


def menu_pages(commands: Sequence[Command], native: Native) -> list[Page]:
    """One page a menu, each command with what it does, its keys and the same on the command line."""
    return [
        Page(
            f"menu/{menu}",
            tr(MENUS_CHAPTER),
            tr("{menu} menu", menu=tr(menu)),
            "",
            tuple(Section(one.key, tr(one.title), _about(one, native)) for one in commands if _menu(one) == menu),
        )
        for menu in dict.fromkeys(_menu(command) for command in commands)
    ]


def keys_page(commands: Sequence[Command], native: Native, table_keys: Sequence[tuple[str, str]]) -> Page:
    """Every command that has keys, by menu, and what a table answers to by itself; it is made to be printed."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for command in commands:
        if command.shortcut:
            linked = link(tr(command.title), f"menu/{_menu(command)}#{command.key}")
            groups.setdefault(tr(_menu(command)), []).append((linked, native(command.shortcut)))
    taken = {command.shortcut for command in commands}
    groups[tr("In a table")] = [
        (tr(what), native(keys)) for what, keys in (*TYPING_KEYS, *table_keys) if keys not in taken
    ]
    sections = tuple(Section(name, name, _key_table(pairs)) for name, pairs in groups.items())
    return Page(KEYS, tr(MENUS_CHAPTER), tr("Keyboard shortcuts"), "", sections)


def tab_pages(
    tabs: Sequence[Tab], commands: Sequence[Command], sheets: Mapping[str, str], written: Mapping[str, Written]
) -> list[Page]:
    """One page a tab: what is written by hand under its title, its tables, its menu. `sheets` are names by table."""
    parts = {tab.key: _tab_sections(tab, commands, sheets) for tab in tabs}
    texts = {tab.key: written[tab.title].text if tab.title in written else "" for tab in tabs}
    chapter = tr(TABS_CHAPTER)
    return [Page(f"tab/{tab.key}", chapter, tr(tab.title), texts[tab.key], parts[tab.key]) for tab in tabs]


def _tab_sections(tab: Tab, commands: Sequence[Command], sheets: Mapping[str, str]) -> tuple[Section, ...]:
    tables = listed(link(sheets[key], f"table/{key}") for key in tab.tables)
    sections = [Section("sheets", tr("Its sheets"), tables)]
    menu = _MENU_OF_TAB.get(tab.key, "")
    if menu:
        links = (link(tr(one.title), f"menu/{menu}#{one.key}") for one in commands if _menu(one) == menu)
        sections.append(Section("commands", tr("What you can do"), listed(links)))
    return tuple(sections)


def command_link(command: Command) -> str:
    """The page and section of a command."""
    return f"menu/{_menu(command)}#{command.key}"


def _about(command: Command, native: Native) -> str:
    where = " › ".join(map(tr, command.menu.split("/")))
    facts = [tr("{menu} menu.", menu=plain(where))]
    if command.shortcut:
        facts.append(tr("Keys: {keys}.", keys=plain(native(command.shortcut))))
    if command.key in WORDS:
        facts.append(tr("Command line: {words}.", words=_linked_words(WORDS[command.key])))
    return f"{plain(tr(command.tip))}.\n\n*{' '.join(facts)}*"


def _linked_words(words: str) -> str:
    return f"[{code(f'valhalla {words}')}](help:command-line#{without_options(words).replace(' ', '%20')})"


def without_options(words: str) -> str:
    """The command itself of `budget set --income-target`."""
    return " ".join(word for word in words.split() if not word.startswith("-"))


def _key_table(pairs: Sequence[tuple[str, str]]) -> str:
    return "\n".join(["| | |", "|:--|--:|", *(f"| {what} | {plain(keys)} |" for what, keys in pairs)])


def _menu(command: Command) -> str:
    return command.menu.split("/")[0]
