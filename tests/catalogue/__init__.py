"""What the window's code has to be translated, collected from its sources; `python -m tests.catalogue` updates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from app.catalog import COMMANDS, TABS
from models.catalog import TABLES
from models.core.schema import Column, Table
from models.core.words import choice_words
from models.settings import DECLARED, Setting

ROOT = Path(__file__).parents[2]
LANGUAGES = ROOT / "resources" / "languages"
SOURCES = ("app", "io_xlsx", "models")
ONE = ("tr", "phrase", "marked")
TWO = ("tr_n", "phrase_n")

Key = str | tuple[str, str]
"""A text, or the one for 1 and the one for many."""


def collected() -> dict[Key, set[str]]:
    """Every text with the modules that have it."""
    found: dict[Key, set[str]] = {}
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "cli" in path.parts:  # the command line is English: programs read it
                continue
            for key in texts_in(ast.parse(path.read_text("utf-8"))):
                found.setdefault(key, set()).add(path.relative_to(ROOT).as_posix())
    for key in _of_commands():
        found.setdefault(key, set()).add("app/catalog.py")
    for key in _of_tables():
        found.setdefault(key, set()).add("models/catalog.py")
    return found


def texts_in(tree: ast.AST) -> Iterator[Key]:
    """The texts that a module's calls of `tr` and its like name; one that is made up there is no literal."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        given = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args]
        words = [text for text in given if isinstance(text, str)]
        if name in ONE and words and given[0] and not re.fullmatch(r"\{\w+\}", words[0]):
            yield words[0]
        elif name in TWO and len(words) >= 2:
            yield words[0], words[1]
        elif name == "counted" and words:
            noun, many = (*words, words[0] + "s")[:2]
            yield f"{{n}} {noun}", f"{{n}} {many}"


def catalogue_of(code: str) -> Catalog:
    with (LANGUAGES / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def updated(old: Catalog, found: dict[Key, set[str]]) -> Catalog:
    """A catalogue of exactly what was found, with the translations that the old one has."""
    day = datetime(2026, 1, 1, tzinfo=UTC)  # no day of its own: the same texts make the same file
    new = Catalog(old.locale, project="valhalla", version="", fuzzy=False, header_comment="# What the window says.",
                  creation_date=day, revision_date=day)  # fmt: skip
    for key in sorted(found, key=lambda key: (sorted(found[key])[0], key if isinstance(key, str) else key[0])):
        known = old.get(key)
        new.add(key, known.string if known else None, [(place, 0) for place in sorted(found[key])])
    return new


def _of_commands() -> Iterator[Key]:
    for command in COMMANDS:
        yield command.title
        yield from filter(None, (command.tip, *command.menu.split("/")))
    yield from (tab.title for tab in TABS)


def _of_tables() -> Iterator[Key]:
    """What every table, column and setting means, and the words that a column may hold."""
    declared: tuple[Table | Column | Setting, ...] = (
        *TABLES,
        *(column for table in TABLES for column in table),
        *DECLARED,
    )
    yield from dict.fromkeys(one.doc for one in declared if one.doc)
    words = (choice_words(word) for table in TABLES for column in table for word in column.choices)
    yield from dict.fromkeys(word for word in words if len(word) > 2)  # the others are codes
