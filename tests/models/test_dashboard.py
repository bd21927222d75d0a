import datetime as dt
import re
from collections.abc import Iterator

import pytest

from models.budget.buffer import NO_TARGET, SAFE, SHORT
from models.catalog import TABLES
from models.core.book import Book
from models.core.dashboard import DAY as AS_OF
from models.core.dashboard import Chart
from models.core.schema import Value
from models.dashboard import DASHBOARD
from models.dashboard.names import setting_name
from models.settings import BY_KEY, DECLARED
from tests.models.books import book_of

DAY = dt.date(2026, 3, 31)
BILL: dict[str, Value] = {"name": "phones", "amount": 100.0}


def shown(**rows: list[dict[str, Value]]) -> dict[str, Value]:
    return DASHBOARD.values(book_of(**rows), DAY)


def setting(key: str, value: str) -> dict[str, Value]:
    return {"key": key, "value": value}


def test_without_an_income_target_words_say_so() -> None:
    values = shown(Bills=[BILL])
    assert (values["B5"], values["C5"], values["D5"], values["E5"], values["B6"]) == (
        "not set", 100, 500, None, NO_TARGET,
    )  # fmt: skip


@pytest.mark.parametrize(("target", "spare", "words"), [("600", 0, SAFE), ("599.99", -0.01, SHORT), ("0", -600, SHORT)])
def test_the_buffer_rule(target: str, spare: float, words: str) -> None:
    values = shown(Bills=[BILL], Settings=[setting("income_target", target)])
    assert (values["E5"], values["B6"]) == (spare, words)


def test_archived_properties_are_left_out() -> None:
    values = shown(Properties=[{"arv": 0.1}, {"arv": 0.2, "status": "active"}, {"arv": 5.0, "status": "archived"}, {}])
    assert (values["G5"], values["H5"]) == (3, 0.3)


def test_open_deals_and_overdue_followups() -> None:
    deals: list[dict[str, Value]] = [{"stage": "new"}, {"stage": "closed"}, {"stage": "dead"}, {}]
    followups: list[dict[str, Value]] = [
        {"due_date": DAY},
        {"due_date": DAY - dt.timedelta(days=1)},
        {"due_date": DAY - dt.timedelta(days=1), "status": "canceled"},
        {"status": "open"},
    ]
    values = shown(Deals=deals, Followups=followups)
    assert (values["I5"], values["J5"]) == (2, 1)


def test_the_next_bills_are_the_soonest_and_of_equals_the_upper_row() -> None:
    days = [3, 1, None, 1, 2, -4, 9, 9, 9, 9, 9]
    bills: list[dict[str, Value]] = [
        {"name": f"bill {n}", "amount": 10.0 + n, "next_due": None if d is None else DAY + dt.timedelta(days=d)}
        for n, d in enumerate(days)
    ]
    bills[4]["status"] = "paused"
    values = shown(Bills=bills)
    assert [values[f"B{row}"] for row in range(46, 54)] == [
        "bill 5", "bill 1", "bill 3", "bill 0", "bill 6", "bill 7", "bill 8", "bill 9",
    ]  # fmt: skip
    assert [values[f"{column}46"] for column in "CDE"] == [DAY - dt.timedelta(days=4), 15, -4]


def test_tables_are_blank_below_their_last_line() -> None:
    values = shown(Envelopes=[{"name": "rent", "monthly_target": 5.0}, {"monthly_target": 7.0}, {"name": "fun"}])
    assert [values[f"{column}10"] for column in "BCDE"] == ["rent", 5, 0, 5]
    assert [values[f"{column}11"] for column in "BCDE"] == ["fun", 0, 0, 0]
    assert [values[f"{column}12"] for column in "BCDE"] == [None] * 4
    assert values["C20"] == 5


def test_cash_of_six_months_with_the_days_month_last() -> None:
    ledger: list[dict[str, Value]] = [
        {"date": dt.date(2026, 3, 1), "kind": "income", "amount": 10.0},
        {"date": dt.date(2026, 3, 31), "kind": "expense", "amount": 4.0},
        {"date": dt.date(2025, 10, 31), "amount": 1.0},
        {"date": dt.date(2025, 9, 30), "amount": 900.0},
    ]
    values = shown(Ledger=ledger)
    assert [values[f"B{row}"] for row in (24, 29)] == [dt.date(2025, 10, 1), dt.date(2026, 3, 1)]
    assert [[values[f"{column}{row}"] for column in "CDE"] for row in (24, 29, 30)] == [
        [0, 1, -1], [10, 4, 6], [10, 5, 5],
    ]  # fmt: skip


# --- the declaration ---

COLUMNS = {table.key: {column.header for column in table} for table in TABLES}
REFERENCE = re.compile(r"(\w+)\[(?:\[#Headers\],\[)?([^\[\]@]+)\]")


def texts() -> Iterator[str]:
    yield from (cell.text for cell in DASHBOARD.live)
    yield from (name.text for name in DASHBOARD.names)
    yield from (c.formula.text for table in TABLES for c in table if c.formula is not None)


def test_every_formula_names_tables_and_columns_that_exist() -> None:
    references = {match.groups() for text in texts() for match in REFERENCE.finditer(text)}
    assert len(references) > 20
    assert not [(table, header) for table, header in references if header not in COLUMNS[table]]


def test_every_word_in_a_formula_is_known() -> None:
    known = {name.name for name in DASHBOARD.names} | {AS_OF} | FUNCTIONS
    for text in texts():
        bare = re.sub(r'"[^"]*"|\w*\[[^\]]*\](?:,\[[^\]]*\]\])?', " ", text)
        words = set(re.findall(r"[A-Za-z_]{2,}(?!\d)\w*", bare))
        assert words <= known, text


FUNCTIONS = {
    "AGGREGATE", "AND", "AVERAGEIFS", "COUNTIFS", "DATE", "EDATE", "FALSE", "IF", "IFERROR", "INDEX", "ISNUMBER",
    "LEFT", "MATCH", "MAX", "MID", "MOD", "MONTH", "N", "OR", "ROUND", "ROW", "SUM", "SUMIFS", "SUMPRODUCT", "TODAY",
    "TRUE", "VALUE", "YEAR",
}  # fmt: skip


def test_formulas_are_short_enough_to_be_read() -> None:
    assert max(map(len, texts())) < 400


def test_cells_are_declared_once_and_the_day_has_its_name() -> None:
    places = [cell.at for cell in DASHBOARD.cells]
    assert len(places) == len(set(places))
    assert [(cell.at, cell.text) for cell in DASHBOARD.cells if cell.name == AS_OF] == [("J2", "TODAY()")]


def test_charts_cover_no_cell_and_no_other_chart() -> None:
    covered = [place for chart in DASHBOARD.charts for place in cells_under(chart)]
    assert len(covered) == len(set(covered))
    assert not set(covered) & {cell.at for cell in DASHBOARD.cells}


def cells_under(chart: Chart) -> list[str]:
    (left, top), (right, bottom) = (re.fullmatch(r"([A-Z])(\d+)", corner).groups() for corner in (chart.at, chart.to))  # type: ignore[union-attr]  # they match
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    columns = letters[letters.index(left) : letters.index(right) + 1]
    return [f"{column}{row}" for column in columns for row in range(int(top), int(bottom) + 1)]


def test_every_table_has_a_tab_colour() -> None:
    assert DASHBOARD.tabs.keys() == {table.key for table in TABLES}


@pytest.mark.parametrize("key", ["default_arv_pct", "default_fee", "income_target", "buffer_min"])
def test_a_settings_name_holds_its_default_and_limits(key: str) -> None:
    text = setting_name(key).text
    default = BY_KEY[key].default
    assert text.endswith(',""),"")' if default is None else f",{default:g}),{default:g})")
    assert f'MATCH("{key}",Settings[Key],0)' in text
    assert ">=0" in text
    assert ("<=1" in text) == (BY_KEY[key].column.maximum == 1)


def test_settings_of_the_names_are_declared() -> None:
    assert {name.name for name in DASHBOARD.names} & {one.key for one in DECLARED} == {
        "default_arv_pct", "default_fee", "income_target", "buffer_min",
    }  # fmt: skip


def test_values_of_an_empty_book() -> None:
    values = DASHBOARD.values(Book(TABLES), DAY)
    assert values["J2"] == DAY
    assert values["C5"] == 0
