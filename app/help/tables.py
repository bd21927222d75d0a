"""The pages of the sheets: what every table, column and setting means, takes and who fills it in, as declared."""

from __future__ import annotations

from collections.abc import Iterator

from app.help.page import Page, Section, code, link, plain
from models.core.schema import Audience, Column, Table
from models.core.values import show
from models.core.words import takes
from models.settings import DECLARED, SETTINGS, Setting

CHAPTER = "Sheets"
_SEEN_BY = {Audience.SELLER: "sellers may read it in messages", Audience.PARTNER: "its partner sees it on the JV Board"}


def table_pages(tables: tuple[Table, ...], tab_of_table: dict[str, tuple[str, str]]) -> list[Page]:
    """One page a table, in the order of the sheets. `tab_of_table` has the key and title of each table's tab."""
    return [_table_page(table, tables, *tab_of_table[table.key]) for table in tables]


def table_link(table: Table) -> str:
    return link(table.sheet, f"table/{table.key}")


def _table_page(table: Table, tables: tuple[Table, ...], tab: str, tab_title: str) -> Page:
    opening = [plain(table.doc), f"You work with it on the tab {link(tab_title, f'tab/{tab}')}."]
    pointing = [one for one in tables if any(column.refers == table.key for column in one)]
    if pointing:
        opening.append(f"Rows of {_and([table_link(one) for one in pointing])} point at its rows.")
    sections = tuple(Section(column.name, column.header, _column_text(column, table, tables)) for column in table)
    if table is SETTINGS:
        opening.append("Each setting that Valhalla knows stands below its columns.")
        sections += tuple(Section(f"setting-{one.key}", one.key, _setting_text(one)) for one in DECLARED)
    return Page(f"table/{table.key}", CHAPTER, table.sheet, " ".join(opening), sections)


def _column_text(column: Column, table: Table, tables: tuple[Table, ...]) -> str:
    parts = [plain(column.doc), _details(_facts(column, table, tables))]
    if column.formula is not None:
        parts.append(f"In the workbook: {code('=' + column.formula.text)}")
    return "\n\n".join(part for part in parts if part)


def _facts(column: Column, table: Table, tables: tuple[Table, ...]) -> Iterator[str]:
    if column.refers:
        pointed = next(one for one in tables if one.key == column.refers)
        yield f"A row of {table_link(pointed)}, by its {pointed[column.refers_by].header}."
    else:
        yield plain(takes(column))
    yield _bounds(column)
    if column.required:
        yield "It has to be given."
    if column.default is not None:
        yield f"A new row starts with {plain(show(column, column.default))}."
    yield _filled_in_by(column, table)
    seen = [_SEEN_BY[one] for one in Audience if one in column.audience]
    yield f"Not private: {_and(seen)}." if seen else ""


def _filled_in_by(column: Column, table: Table) -> str:
    if column.formula is not None:
        return "Calculated by a formula in the workbook and, to the same value, by Valhalla; nobody types it."
    if column is table.id_column and table.prefix:
        return "Valhalla gives it; it never changes."
    return "" if column.editable else "Valhalla writes it."


def _setting_text(setting: Setting) -> str:
    column = setting.column
    default = "Blank until you set it." if setting.default is None else f"Unless you set it: {_default(setting)}."
    seen = "Sellers may read it in messages." if column.audience else ""
    facts = (plain(takes(column)), _bounds(column), default, seen)
    return f"{plain(setting.doc)}\n\n{_details(iter(facts))}"


def _default(setting: Setting) -> str:
    return plain(show(setting.column, setting.default))


def _bounds(column: Column) -> str:
    low, high = (None if one is None else plain(show(column, one)) for one in (column.minimum, column.maximum))
    if low is not None and high is not None:
        return f"From {low} to {high}."
    return f"{low} or more." if low is not None else ""



def _details(facts: Iterator[str]) -> str:
    """Small print: a paragraph that is emphasised as a whole. The window shows it muted."""
    said = " ".join(fact for fact in facts if fact)
    return f"*{said}*" if said else ""


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


