import datetime as dt
from collections.abc import Callable, Mapping

import pytest

from models.core.book import Book
from models.core.change import ChangeSet
from models.core.edit import add_row, remove_rows, set_fields
from models.core.refusal import Refused
from models.core.schema import Value
from models.demo import demo
from models.settings import SETTINGS
from models.underwriting import PROPERTIES, REPAIRS, UNDERWRITES
from models.underwriting.attach import attach
from models.underwriting.calculators import OPTIONS
from models.underwriting.written import Stale, given_options, stale_mao, stale_maos, write_again, write_mao
from tests.models.books import book_of

NOW = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
STAMP = "2026-03-31T12:00:00Z"
HOUSE: dict[str, Value] = {"id": "prop_a", "address": "1 Elm", "arv": 200_000.0}
ROOF: dict[str, Value] = {"id": "rep_a", "property_id": "prop_a", "item": "Roof", "cost": 20_000.0}
DEAL: dict[str, Value] = {"id": "deal_a", "property_id": "prop_a"}
DEFAULTS: list[dict[str, Value]] = [{"key": key} for mode in OPTIONS.values() for key in mode.values()]


def deals_book(**rows: list[dict[str, Value]]) -> Book:
    return book_of(**{"Properties": [HOUSE], "Repairs": [ROOF], "Deals": [DEAL], "Settings": DEFAULTS, **rows})


def written(book: Book, mode: str = "wholesale", **options: Value) -> Book:
    return book.apply(write_mao(book, "deal_a", NOW, mode, options))


def deal(book: Book) -> dict[str, Value]:
    return book.row("Deals", "deal_a") or {}


def test_a_wholesale_mao_is_kept_with_all_that_it_comes_from() -> None:
    book = deals_book()
    changes = write_mao(book, "deal_a", NOW, given={"fee": 0, "arv_pct": None})
    assert changes.label == "Write MAO"
    after = book.apply(changes)
    (row_id,) = after[UNDERWRITES].index
    assert {name: value for name, value in (after.row(UNDERWRITES, row_id) or {}).items() if value is not None} == {
        "deal_id": "deal_a", "property_id": "prop_a", "mode": "wholesale", "model": "wholesale_70_rule_v1",
        "arv": 200_000, "arv_pct": 0.7, "repairs": 20_000, "fee": 0, "result": 120_000, "given": "fee",
        "created_at": STAMP,
    }  # fmt: skip
    row = deal(after)
    assert (row["mao"], row["mao_mode"], row["mao_at"], row["underwrite_id"]) == (120_000, "wholesale", STAMP, row_id)
    assert after.apply(changes.inverse()) == book


def test_a_brrrr_mao_and_a_result_below_zero() -> None:
    book = written(deals_book(), "brrrr", target_ltv=0.75, closing_costs=200_000.0)
    row = book.row(UNDERWRITES, str(deal(book)["underwrite_id"])) or {}
    assert (row["max_all_in"], row["result"], row["given"]) == (150_000, -70_000, "target_ltv, closing_costs")
    assert (row["fee"], row["arv_pct"], row["buffer"], row["model"]) == (None, None, 0, "brrrr_ltv_v1")
    assert (deal(book)["mao"], deal(book)["mao_mode"]) == (-70_000, "brrrr")
    assert stale_mao(book, "deal_a") is None


def test_what_is_refused() -> None:
    book = deals_book(Deals=[DEAL, {"id": "deal_b"}, {"id": "deal_c", "property_id": "prop_z"}])
    for row, mode, options, says in (
        ("deal_z", "wholesale", {}, "Deals has no row deal_z"),
        ("deal_b", "wholesale", {}, "it has no property"),
        ("deal_c", "wholesale", {}, "prop_z is not in Properties"),
        ("deal_a", "flip", {}, "“flip” is neither wholesale nor brrrr"),
        ("deal_a", "brrrr", {"fee": 1.0}, "fee: a brrrr offer has no such option"),
        ("deal_a", "wholesale", {"arv_pct": 70.0}, "ARV Pct: .*70%"),
        ("deal_a", "wholesale", {"fee": -1.0}, "Fee: "),
    ):
        with pytest.raises(Refused, match=says):
            write_mao(book, row, NOW, mode, options)
    for rows, says in (
        ({"Properties": [{"id": "prop_a"}]}, "Properties prop_a, ARV: it is missing"),
        ({"Repairs": [ROOF | {"cost": None}]}, "Repairs rep_a, Cost: it is missing"),
    ):
        with pytest.raises(Refused, match=says):
            write_mao(deals_book(**rows), "deal_a", NOW)
    with pytest.raises(Refused, match="Deals has no row deal_z"):
        stale_mao(book, "deal_z")


def set_default(book: Book, key: str, value: str) -> ChangeSet:
    return set_fields(book, SETTINGS, key, {"value": value}, NOW)


MOVES: dict[str, tuple[Callable[[Book], ChangeSet], float]] = {
    "ARV": (lambda book: set_fields(book, PROPERTIES, "prop_a", {"arv": 250_000.0}, NOW), 145_000),
    "repair added": (lambda book: add_row(book, REPAIRS, {**ROOF, "id": "rep_b", "cost": 0.01}, NOW), 109_999.99),
    "repair changed": (lambda book: set_fields(book, REPAIRS, "rep_a", {"cost": 20_000.01}, NOW), 109_999.99),
    "repair removed": (lambda book: remove_rows(book, REPAIRS, ["rep_a"]), 130_000),
    "default fee": (lambda book: set_default(book, "default_fee", "12000"), 108_000),
    "default share": (lambda book: set_default(book, "default_arv_pct", "65%"), 100_000),
}


@pytest.mark.parametrize("what", list(MOVES))
def test_a_mao_is_stale_once_an_input_moved_until_it_is_written_again_or_undone(what: str) -> None:
    edit, now = MOVES[what]
    book = written(deals_book())
    assert stale_mao(book, "deal_a") is None
    move = edit(book)
    moved = book.apply(move)
    assert stale_mao(moved, "deal_a") == Stale(110_000, now)
    assert list(stale_maos(moved).index) == ["deal_a"]
    assert stale_mao(written(moved), "deal_a") is None
    assert stale_mao(moved.apply(move.inverse()), "deal_a") is None


def test_a_default_counts_only_where_the_option_was_not_given() -> None:
    book = deals_book()
    for mode, options in OPTIONS.items():
        for name, setting in options.items():
            value = 0.5 if name in ("arv_pct", "target_ltv") else 0.0
            move = set_default(book, setting, "0.25")
            assert stale_mao(written(book, mode, **{name: value}).apply(move), "deal_a") is None, name
            assert stale_mao(written(book, mode).apply(move), "deal_a") is not None, name


def test_what_does_not_count_makes_nothing_stale() -> None:
    book = written(deals_book())
    for move in (
        set_default(book, "default_target_ltv", "0.5"),
        set_fields(book, PROPERTIES, "prop_a", {"city": "Brandon", "projected_rent": 1.0}, NOW),
        add_row(book, REPAIRS, {"property_id": "prop_a", "item": "Nothing", "cost": 0.0}, NOW),
        add_row(book, PROPERTIES, {"id": "prop_b", "address": "2 Elm", "arv": 1.0}, NOW),
        set_default(book, "default_fee", "10,000.00"),
    ):
        assert stale_mao(book.apply(move), "deal_a") is None


def test_inputs_that_give_no_figure_any_more() -> None:
    book = written(deals_book())
    for move in (
        set_fields(book, PROPERTIES, "prop_a", {"arv": None}, NOW),
        set_fields(book, PROPERTIES, "prop_a", {"arv": 0.0}, NOW),
        remove_rows(book, PROPERTIES, ["prop_a"]),
        set_fields(book, book.tables["Deals"], "deal_a", {"property_id": None}, NOW),
    ):
        assert stale_mao(book.apply(move), "deal_a") == Stale(110_000, None)


def test_another_property_moves_it_too() -> None:
    other: dict[str, Value] = {"id": "prop_b", "address": "2 Elm", "arv": 100_000.0}
    book = written(deals_book(Properties=[HOUSE, other]))
    assert stale_mao(book.apply(attach(book, "deal_a", "prop_b", NOW)), "deal_a") == Stale(110_000, 60_000)


def test_a_mao_below_zero_moves_like_any_other() -> None:
    book = written(deals_book(), fee=500_000.0)
    book = book.apply(set_fields(book, PROPERTIES, "prop_a", {"arv": 100_000.0}, NOW))
    assert stale_mao(book, "deal_a") == Stale(-380_000, -450_000)


def test_just_under_half_a_cent_is_not_a_cent_more() -> None:
    book = deals_book(Properties=[HOUSE | {"arv": 1000.0}], Repairs=[])
    book = book.apply(set_default(book, "default_arv_pct", "0.123454999998"))
    book = written(book, fee=0.0)
    assert deal(book)["mao"] == 123.45
    assert stale_mao(book, "deal_a") is None


OFFER: dict[str, Value] = {
    "id": "uw_a", "property_id": "prop_a", "mode": "wholesale", "arv": 200_000.0, "arv_pct": 0.7, "repairs": 20_000.0,
    "fee": 5_000.0, "result": 115_000.0, "given": "fee",
}  # fmt: skip


def by_hand(offer: Mapping[str, Value], **on_deal: Value) -> Stale | None:
    """What is stale of a deal whose offer and MAO a person typed over in Excel."""
    mine = {"mao": 115_000.0, "underwrite_id": "uw_a", **on_deal}
    return stale_mao(deals_book(Deals=[DEAL | mine], Underwrites=[{**OFFER, **offer}]), "deal_a")


@pytest.mark.parametrize("spelling", ["fee", "Fee", " FEE ", "arv pct; Fee", "nothing,fee,", "--fee", "Fee\nother"])
def test_given_is_read_in_any_spelling(spelling: str) -> None:
    assert by_hand({"given": spelling}) is None


@pytest.mark.parametrize(("text", "names"), [
    (None, set()), ("", set()), ("arv, repairs, deal_id", set()), ("fees", set()), ("no fee", set()),
    ("ARV Pct, target-ltv,CLOSING_COSTS", {"arv_pct", "target_ltv", "closing_costs"}),
])  # fmt: skip
def test_only_options_are_given(text: str | None, names: set[str]) -> None:
    assert given_options(text) == names


def test_offers_that_people_changed_by_hand() -> None:
    assert by_hand({}) is None
    assert by_hand({"given": None}) == Stale(115_000, 110_000)
    assert by_hand({"given": "fee, target_ltv, arv, result"}) is None  # no options of this offer
    assert by_hand({"fee": None}) == Stale(115_000, 110_000)  # blanked: today's default
    assert by_hand({"fee": -5.0}) == Stale(115_000, None)
    assert by_hand({"given": "arv_pct", "arv_pct": 70.0}) == Stale(115_000, None)
    assert by_hand({"mode": None}) == Stale(115_000, None)
    assert by_hand({"mode": "flip"}) == Stale(115_000, None)
    assert by_hand({"arv": 1.0, "result": 1.0, "property_id": None}) is None  # today's inputs count


def test_a_mao_typed_over_shows_and_one_without_its_offer_cannot() -> None:
    assert by_hand({}, mao=99_000.0) == Stale(99_000, 115_000)
    assert by_hand({}, mao=115_000.004) is None
    assert by_hand({}, mao=None) is None
    assert by_hand({}, underwrite_id=None, mao=1.0) is None
    assert by_hand({}, underwrite_id="uw_z", mao=1.0) is None


def test_two_deals_of_one_property() -> None:
    book = written(deals_book(Deals=[DEAL, DEAL | {"id": "deal_b"}, {"id": "deal_c"}]))
    book = book.apply(write_mao(book, "deal_b", NOW, given={"fee": 0.0}))
    book = book.apply(set_default(book, "default_fee", "1"))
    assert list(stale_maos(book).index) == ["deal_a"]
    book = book.apply(set_fields(book, PROPERTIES, "prop_a", {"arv": 1.0}, NOW))
    assert list(stale_maos(book).index) == ["deal_a", "deal_b"]


def test_books_without_deals_properties_or_repairs() -> None:
    assert stale_maos(book_of()).empty
    assert stale_maos(book_of(Properties=[HOUSE], Deals=[DEAL])).empty
    lone = book_of(Deals=[DEAL | {"mao": 1.0, "underwrite_id": "uw_a"}], Underwrites=[OFFER])
    assert stale_mao(lone, "deal_a") == Stale(1, None)
    assert stale_maos(lone.apply(remove_rows(lone, lone.tables["Deals"], ["deal_a"]))).empty


def test_one_mao_of_the_demo_is_stale() -> None:
    book = demo(dt.date(2026, 3, 31))
    ((_, row),) = stale_maos(book).iterrows()
    assert row["now"] - row["was"] == 3_500  # its ARV rose by 5,000


@pytest.mark.parametrize(
    ("mode", "given"),
    [("wholesale", {}), ("wholesale", {"fee": 5e3}), ("brrrr", {}), ("brrrr", {"buffer": 1.0, "closing_costs": 2.0})],
)
def test_written_again_it_is_what_the_stale_mark_says_and_keeps_what_was_given(
    mode: str, given: dict[str, Value]
) -> None:
    book = written(deals_book(), mode, **given)
    for change in (set_default(book, "default_fee", "12345"), set_default(book, "default_buffer", "777")):
        book = book.apply(change)
    book = book.apply(set_fields(book, PROPERTIES, "prop_a", {"arv": 321_000.0}, NOW))
    stale = stale_mao(book, "deal_a")
    assert stale is not None
    book = book.apply(write_again(book, "deal_a", NOW))
    row = book.row(UNDERWRITES, str(deal(book)["underwrite_id"])) or {}
    assert (deal(book)["mao"], deal(book)["mao_mode"]) == (stale.now, mode)
    assert given_options(row["given"]) == set(given)
    assert {name: row[name] for name in given} == given
    assert stale_mao(book, "deal_a") is None
    assert len(book[UNDERWRITES]) == 2  # the earlier one is kept


def test_a_mao_that_was_never_written_cannot_be_written_again() -> None:
    with pytest.raises(Refused, match="no row in Underwrites"):
        write_again(deals_book(), "deal_a", NOW)
