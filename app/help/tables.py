"""The pages of the sheets: what every table, column and setting means, takes and who fills it in, as declared."""

from __future__ import annotations

from collections.abc import Iterator

from app.help.page import Page, Section, code, link, plain
from app.tr import marked, tr, tr_phrase
from models.core.schema import Audience, Column, Table
from models.core.values import show
from models.core.words import takes
from models.settings import DECLARED, SETTINGS, Setting

CHAPTER = marked("Sheets")
_SEEN_BY = {
    Audience.SELLER: marked("sellers may read it in messages"),
    Audience.PARTNER: marked("its partner sees it on the JV Board"),
}


def table_pages(tables: tuple[Table, ...], tab_of_table: dict[str, tuple[str, str]]) -> list[Page]:
    """One page a table, in the order of the sheets. `tab_of_table` has the key and title of each table's tab."""
    return [_table_page(table, tables, *tab_of_table[table.key]) for table in tables]


def table_link(table: Table) -> str:
    return link(table.sheet, f"table/{table.key}")


def _table_page(table: Table, tables: tuple[Table, ...], tab: str, tab_title: str) -> Page:
    opening = [
        plain(tr(table.doc)),
        tr("You work with it on the tab {tab}.", tab=link(tab_title, f"tab/{tab}")),
    ]
    pointing = [one for one in tables if any(column.refers == table.key for column in one)]
    if pointing:
        opening.append(tr("Rows of {tables} point at its rows.", tables=_and([table_link(one) for one in pointing])))
    sections = tuple(Section(column.name, column.header, _column_text(column, table, tables)) for column in table)
    if table is SETTINGS:
        opening.append(tr("Each setting that Valhalla knows stands below its columns."))
        sections += tuple(Section(f"setting-{one.key}", one.key, _setting_text(one)) for one in DECLARED)
    return Page(f"table/{table.key}", tr(CHAPTER), table.sheet, " ".join(opening), sections)


def _column_text(column: Column, table: Table, tables: tuple[Table, ...]) -> str:
    parts = [plain(tr(column.doc)), _details(_facts(column, table, tables))]
    if column.formula is not None:
        parts.append(tr("In the workbook: {formula}", formula=code("=" + column.formula.text)))
    return "\n\n".join(part for part in parts if part)


def _facts(column: Column, table: Table, tables: tuple[Table, ...]) -> Iterator[str]:
    if column.refers:
        pointed = next(one for one in tables if one.key == column.refers)
        yield tr(
            "A row of {table}, by its {header}.", table=table_link(pointed), header=pointed[column.refers_by].header
        )
    else:
        yield plain(tr_phrase(takes(column)))
    yield _bounds(column)
    if column.required:
        yield tr("It has to be given.")
    if column.default is not None:
        yield tr("A new row starts with {value}.", value=plain(show(column, column.default)))
    yield _filled_in_by(column, table)
    seen = [tr(_SEEN_BY[one]) for one in Audience if one in column.audience]
    yield tr("Not private: {seen}.", seen=_and(seen)) if seen else ""


def _filled_in_by(column: Column, table: Table) -> str:
    if column.formula is not None:
        return tr("Calculated by a formula in the workbook and, to the same value, by Valhalla; nobody types it.")
    if column is table.id_column and table.prefix:
        return tr("Valhalla gives it; it never changes.")
    return "" if column.editable else tr("Valhalla writes it.")


def _setting_text(setting: Setting) -> str:
    column = setting.column
    blank = tr("Blank until you set it.")
    default = blank if setting.default is None else tr("Unless you set it: {value}.", value=_default(setting))
    seen = tr("Sellers may read it in messages.") if column.audience else ""
    facts = (plain(tr_phrase(takes(column))), _bounds(column), default, seen)
    return f"{plain(tr(setting.doc))}\n\n{_details(iter(facts))}"


def _default(setting: Setting) -> str:
    return plain(show(setting.column, setting.default))


def _bounds(column: Column) -> str:
    low, high = (None if one is None else plain(show(column, one)) for one in (column.minimum, column.maximum))
    if low is not None and high is not None:
        return tr("From {low} to {high}.", low=low, high=high)
    return tr("{low} or more.", low=low) if low is not None else ""


def _details(facts: Iterator[str]) -> str:
    """Small print: a paragraph that is emphasised as a whole. The window shows it muted."""
    said = " ".join(fact for fact in facts if fact)
    return f"*{said}*" if said else ""


def _and(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return tr("{some} and {other}", some=", ".join(words[:-1]), other=words[-1])
