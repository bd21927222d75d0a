"""The help has everything that there is, and leads nowhere that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import resources
from app.catalog import COMMANDS, TABS
from app.cli.parser import parser
from app.grid.actions import ACTIONS
from app.help.command_line import leaves, options
from app.help.commands import TYPING_KEYS, WORDS, without_options
from app.help.contents import all_pages
from app.help.page import Page, called, find, plain
from app.help.written import FIRST_STEPS, news, written
from app.tr import tr
from models.catalog import TABLES
from models.settings import DECLARED
from tests.app.french import french

PAGES = {page.key: page for page in all_pages()}
LINKS = re.compile(r"\]\(([^)\s]*)\)")
ROOT = Path(resources.__file__).parent.parent


def section(page: Page, key: str) -> str:
    return page.sections[page.place_of(key)].text if page.place_of(key) >= 0 else ""


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.key)
def test_every_table_and_column_is_there_as_it_is_declared(table: object) -> None:
    from models.core.schema import Table

    assert isinstance(table, Table)
    page = PAGES[f"table/{table.key}"]
    assert page.title == table.sheet
    assert plain(table.doc) in page.opening
    own = [one for one in page.sections if not one.key.startswith("setting-")]
    assert [(one.key, one.title) for one in own] == [(column.name, column.header) for column in table]
    for column in table:
        said = section(page, column.name)
        assert column.doc, f"{table.sheet}.{column.header} does not say what it means"
        assert plain(column.doc) in said
        assert all(plain(choice) in said for choice in column.choices)
        assert not column.refers or f"help:table/{column.refers}" in said
        assert column.formula is None or f"`={column.formula.text}`" in said


def test_every_setting_is_on_the_page_of_the_settings() -> None:
    page = PAGES["table/Settings"]
    assert {one.key for one in page.sections} >= {f"setting-{setting.key}" for setting in DECLARED}
    assert all(plain(setting.doc) in section(page, f"setting-{setting.key}") for setting in DECLARED)


def test_every_command_is_there_with_its_keys_and_no_other() -> None:
    told = {one.key for page in PAGES.values() if page.key.startswith("menu/") for one in page.sections}
    assert told == {command.key for command in COMMANDS}
    for command in COMMANDS:
        said = section(PAGES[f"menu/{command.menu.split('/')[0]}"], command.key)
        assert plain(command.tip) in said
        assert plain(command.shortcut) in said
        assert not command.shortcut or plain(command.shortcut) in PAGES["keys"].text


def test_what_a_table_answers_to_is_among_the_shortcuts() -> None:
    text = PAGES["keys"].text
    assert [one.name for one in ACTIONS if plain(one.shortcuts[0]) not in text] == []


def test_every_command_of_the_command_line_is_there_with_its_options() -> None:
    page = PAGES["command-line"]
    for words, said, one in leaves(parser()):
        text = section(page, words)
        assert plain(said[1:].rstrip(".")) in text
        assert all(f"`{name}`" in text for name, _ in options(one)), words
    assert len(page.sections) == 1 + len(list(leaves(parser())))


def test_what_the_command_line_says_for_the_same_is_what_it_knows() -> None:
    known = {words: {name.split()[0] for name, _ in options(one)} for words, _, one in leaves(parser())}
    assert WORDS.keys() <= {command.key for command in COMMANDS}
    for words in WORDS.values():
        options_named = {word for word in words.split() if word.startswith("-")}
        assert options_named <= known[without_options(words)], words


def test_every_tab_has_a_page_with_its_sheets_and_each_text_a_place() -> None:
    for tab in TABS:
        page = PAGES[f"tab/{tab.key}"]
        assert page.opening
        assert all(f"help:table/{key}" in page.text for key in tab.tables)
    homes = {tab.title for tab in TABS} | {page.title for page in PAGES.values() if page.chapter == FIRST_STEPS}
    assert written().keys() <= homes


def test_every_link_leads_to_a_page_and_a_section_of_it() -> None:
    for page in PAGES.values():
        for target in LINKS.findall(page.text):
            key, _, place = target.removeprefix("help:").replace("%20", " ").partition("#")
            assert target.startswith("help:"), target
            assert key in PAGES, target
            assert not place or PAGES[key].place_of(place) >= 0, target


def test_what_is_written_by_hand_names_commands_and_keys_that_there_are() -> None:
    text = "".join(part.text for part in written().values())
    titles = {f"{command.menu} › {command.title}" for command in COMMANDS}
    named = {" ".join(one.split()) for one in re.findall(r"(?<!\*)\*(\w+ › [^*]+)\*", text)}
    assert named
    assert named <= titles
    keys = {command.shortcut for command in COMMANDS} | {key for _, key in TYPING_KEYS} | {"Ctrl+Enter"}
    keys |= {key for action in ACTIONS for key in action.shortcuts}
    pressed = {one for one in re.findall(r"\*\*([^*\s]+)\*\*", text) if "+" in one or re.fullmatch(r"F\d+", one)}
    assert "F1" in pressed
    assert pressed <= keys


def test_each_page_is_called_once_and_has_something_to_say() -> None:
    assert len(PAGES) == len(all_pages())
    assert all(page.opening or page.sections for page in PAGES.values())


def test_a_search_finds_titles_first_and_texts_after_them() -> None:
    hits = find(list(PAGES.values()), "bills amount")
    assert hits[0].link == "table/Bills#amount"
    assert "command-line#bills paid" in [hit.link for hit in hits]
    assert find(list(PAGES.values()), "no such thing as a qwxzv") == []
    assert {hit.link for hit in called(list(PAGES.values()), "bills amount")} == {"table/Bills#amount"}


def test_what_is_new_is_the_changelog() -> None:
    """Copy CHANGELOG.md over resources/changes.md where this fails: it is what is shipped of it."""
    shipped = (ROOT / "resources" / "changes.md").read_text("utf-8")
    assert shipped == (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert [head.split()[0] for head, _ in news()] == re.findall(r"^## (\S+)", shipped, re.MULTILINE)


def test_after_an_update_only_what_came_since(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "changes.md").write_text("# Changes\n\n## 0.3.0\n\nC\n\n## 0.2.0\n\nB\n\n## 0.1.0\n\nA\n", "utf-8")
    monkeypatch.setattr("app.help.written._FOLDER", tmp_path)
    assert news("0.1.0") == [("0.3.0", "C"), ("0.2.0", "B")]
    assert news("0.0.7 of somebody's own") == [("0.3.0", "C")]
    assert len(news()) == 3


def test_the_help_in_french_has_the_same_pages_and_leads_to_the_same_places() -> None:
    english = written()
    with french():
        pages = {page.key: page for page in all_pages()}
        said = written()
        titles = {" › ".join(map(tr, (*one.menu.split("/"), one.title))) for one in COMMANDS}
    assert pages.keys() == PAGES.keys()
    assert pages["table/Bills"].opening.startswith("Chaque facture qui revient, et les uniques.")
    assert pages["tab/bills"].title == "Factures"
    for heading, part in said.items():
        assert LINKS.findall(part.text) == LINKS.findall(english[heading].text), heading
        assert part.text.count("\n- ") == english[heading].text.count("\n- "), heading
        named = {" ".join(one.split()) for one in re.findall(r"(?<!\*)\*(\w+ › [^*]+)\*", part.text)}
        assert named <= titles
