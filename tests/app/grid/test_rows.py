"""Sorts and filters, against plain Python on the same values."""

import math
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.grid.columns import EPOCH, Cells, GridColumn, RawSheet, prepared
from app.grid.rows import Arrangement, ColumnFilter, SortKey, found, passing, sorted_order, with_key, words_of
from models.core.book import Book
from models.core.schema import Column, Kind, Value
from models.core.values import show

STAGES = ("new", "won", "dead")
words = st.one_of(st.none(), st.text("aAbBäß", min_size=1, max_size=3))
floats = st.one_of(st.none(), st.sampled_from([-1.5, -0.0, 0.0, 2.0, 1e9, 2.5]))
days = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 1, 9)))


@pytest.fixture(scope="module", params=["short", "long"], autouse=True)
def table_length(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test once more in the way in which long tables are done."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "long":
            patch.setattr("app.grid.columns.MANY", 0)
            patch.setattr("app.grid.rows.FEW", 0)
        yield


def column(kind: Kind, values: list[Value], field: str = "it") -> GridColumn:
    declared = Column(field, kind, choices=STAGES if kind is Kind.CHOICE else ())
    if kind in (Kind.MONEY, Kind.NUM, Kind.PCT):
        array = np.array([math.nan if value is None else value for value in values], dtype="float64")
    elif kind is Kind.DATE:
        array = np.array([(v - EPOCH).days if isinstance(v, date) else math.nan for v in values])
    else:
        array = np.array(values, dtype=object)
    return GridColumn(declared, field, array)


def python_order(values: list[Value], key: Callable[[Value], object], *, descending: bool) -> list[int]:
    """Equal values in the order in which they came, blanks last, whichever way."""
    filled = [i for i, value in enumerate(values) if value is not None]
    filled.sort(key=lambda i: key(values[i]), reverse=descending)  # type: ignore[arg-type,return-value]  # comparable
    return filled + [i for i, value in enumerate(values) if value is None]


@given(st.lists(words), st.booleans())
def test_words_sort_without_regard_to_case(values: list[Value], descending: bool) -> None:
    order = sorted_order(len(values), [(column(Kind.TEXT, values), descending)])
    assert order.tolist() == python_order(values, lambda word: str(word).casefold(), descending=descending)


@given(st.lists(floats), st.booleans())
def test_numbers_sort_by_size(values: list[Value], descending: bool) -> None:
    order = sorted_order(len(values), [(column(Kind.MONEY, values), descending)])
    assert order.tolist() == python_order(values, lambda number: number, descending=descending)


@given(st.lists(days), st.booleans())
def test_dates_sort_by_day(values: list[Value], descending: bool) -> None:
    order = sorted_order(len(values), [(column(Kind.DATE, values), descending)])
    assert order.tolist() == python_order(values, lambda day: day, descending=descending)


def test_choices_sort_as_they_are_declared() -> None:
    values: list[Value] = ["dead", None, "new", "elsewhere", "won", "new"]
    assert sorted_order(6, [(column(Kind.CHOICE, values), False)]).tolist() == [2, 5, 4, 0, 3, 1]


@given(st.lists(st.tuples(words, floats)), st.booleans(), st.booleans())
def test_earlier_keys_decide_and_later_ones_among_equals(
    rows: list[tuple[Value, Value]], one: bool, other: bool
) -> None:
    first, second = column(Kind.TEXT, [row[0] for row in rows]), column(Kind.NUM, [row[1] for row in rows])
    both = sorted_order(len(rows), [(first, one), (second, other)]).tolist()
    by_second = python_order([row[1] for row in rows], lambda number: number, descending=other)
    again = python_order([rows[i][0] for i in by_second], lambda word: str(word).casefold(), descending=one)
    assert both == [by_second[i] for i in again]


def test_a_new_key_comes_first_and_only_three_are_kept() -> None:
    sort: tuple[SortKey, ...] = ()
    for field in "abcd":
        sort = with_key(sort, SortKey(field))
    assert [key.field for key in with_key(sort, SortKey("c", True))] == ["c", "d", "b"]


@given(st.lists(words), st.text("aAbB", max_size=2))
def test_a_filter_by_text_is_a_search_in_what_is_shown(values: list[Value], text: str) -> None:
    passed = passing(column(Kind.TEXT, values), ColumnFilter(text=text))
    wanted = text.casefold()
    assert passed.tolist() == [not text or (v is not None and wanted in str(v).casefold()) for v in values]


@given(st.lists(floats), st.sampled_from(["<", "<=", ">", ">=", "="]), st.sampled_from([-1.5, 0.0, 2.0]))
def test_a_filter_may_compare(values: list[Value], sign: str, bound: float) -> None:
    passed = passing(column(Kind.MONEY, values), ColumnFilter(text=f"{sign}{bound}"))
    compare = {"<": float.__lt__, "<=": float.__le__, ">": float.__gt__, ">=": float.__ge__, "=": float.__eq__}[sign]
    assert passed.tolist() == [isinstance(value, float) and compare(value, bound) for value in values]


@pytest.mark.parametrize(
    ("kind", "values", "text", "passed"),
    [
        (Kind.DATE, [date(2026, 3, 4), date(2026, 3, 5), None], ">=2026-03-05", [False, True, False]),
        (Kind.PCT, [0.5, 0.7, None], ">60%", [False, True, False]),
        (Kind.PCT, [0.5, 0.7, None], ">60", [False, True, False]),
        (Kind.MONEY, [1000.0, 1.0, None], "> $500", [True, False, False]),
        (Kind.MONEY, [1000.0, 1.0, None], "1,0", [True, False, False]),  # what is shown contains it
        (Kind.TEXT, [">5 years", "5 years", None], ">5", [True, False, False]),  # words do not compare
    ],
)
def test_filters_in_a_persons_words(kind: Kind, values: list[Value], text: str, passed: list[bool]) -> None:
    assert passing(column(kind, values), ColumnFilter(text=text)).tolist() == passed


def test_values_and_blanks_can_be_picked() -> None:
    of = column(Kind.TEXT, ["a", None, "b", ""])
    assert passing(of, ColumnFilter(frozenset({"a"}))).tolist() == [True, False, False, False]
    assert passing(of, ColumnFilter(frozenset({"b", ""}))).tolist() == [False, True, True, True]
    assert passing(of, ColumnFilter(blank=True)).tolist() == [False, True, False, True]
    assert passing(of, ColumnFilter(blank=False)).tolist() == [True, False, True, False]


@given(st.lists(st.tuples(words, floats), min_size=1), st.lists(st.text("abB0", min_size=1, max_size=2), max_size=2))
def test_a_search_finds_rows_that_hold_every_word(rows: list[tuple[Value, Value]], wanted: list[str]) -> None:
    columns = [column(Kind.TEXT, [row[0] for row in rows]), column(Kind.MONEY, [row[1] for row in rows])]
    mask = found(columns, " ".join(wanted), len(rows))
    texts = [[str(row[0] or ""), show(columns[1].column, row[1])] for row in rows]
    held = [all(any(word.casefold() in text.casefold() for text in row) for word in wanted) for row in texts]
    assert (mask is None and not wanted) or (mask is not None and mask.tolist() == held)


def test_words_may_be_unwanted_and_kept_together() -> None:
    assert words_of('Gas "Due Day" !paid !"on hold"') == [
        (False, "gas"),
        (False, "due day"),
        (True, "paid"),
        (True, "on hold"),
    ]
    assert words_of("! ") == []  # just begun
    of = [column(Kind.TEXT, ["paid gas", "gas", None])]
    mask = found(of, "gas !paid", 3)
    assert mask is not None
    assert mask.tolist() == [False, True, False]


def sheet(*names: str) -> Cells:
    return prepared(RawSheet("own", "Own", ("Name",), [(name,) for name in names]), Book(()), EPOCH)


def test_rows_stay_where_they_were_when_others_come_and_go() -> None:
    old, new = sheet("b", "a", "c"), sheet("b", "a", "c", "0")
    place = Arrangement()
    place.sort = (SortKey(old.columns[0].field),)
    place.arrange(old)
    assert place.rows.tolist() == [1, 0, 2]
    place.follow(old, new, restored=False)
    assert place.rows.tolist() == [1, 0, 2, 3]  # the new one last, not where it would sort
    place.follow(new, new, restored=True)
    assert place.rows.tolist() == [3, 1, 0, 2]


def test_a_new_row_shows_although_the_filter_would_hide_it() -> None:
    old, new = sheet("b", "a"), sheet("b", "a", "c")
    place = Arrangement()
    place.search = "a"
    place.arrange(old)
    place.follow(old, new, restored=False)
    assert place.rows.tolist() == [1, 2]


def test_a_sheet_of_ones_own_is_typed_by_what_it_holds() -> None:
    rows = [("x", 2.5, date(2026, 1, 2), True, 1), ("y", None, None, False, "n/a")]
    cells = prepared(RawSheet("own", "Own", ("A", "", "C", "D", "E"), rows), Book(()), EPOCH)
    kinds = [one.column.kind for one in cells.columns]
    assert kinds == [Kind.TEXT, Kind.NUM, Kind.DATE, Kind.BOOL, Kind.TEXT]
    assert [one.text(0) for one in cells.columns] == ["x", "2.5", "2026-01-02", "yes", "1"]
    assert cells.columns[1].column.header == "B"
    assert [one.value(1) for one in cells.columns] == ["y", None, None, False, "n/a"]


def test_distinct_values_come_in_the_columns_order_with_how_often_each_is_there() -> None:
    of = column(Kind.DATE, [EPOCH + timedelta(days=d) if d else None for d in (3, 1, 0, 3)])
    assert of.distinct(10) == [("", 1), ("1970-01-02", 1), ("1970-01-04", 2)]
    assert of.distinct(1) == [("", 1), ("1970-01-04", 2)]
