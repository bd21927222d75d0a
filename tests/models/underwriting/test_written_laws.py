"""What holds of written MAOs whatever a book holds."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.book import Book
from models.core.refusal import Refused
from models.core.schema import Value
from models.core.values import plain
from models.underwriting import UNDERWRITES
from models.underwriting.calculators import OPTIONS, offer_for
from models.underwriting.written import Stale, stale_mao, stale_maos, write_mao
from tests.models.books import book_of

NOW = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
cents = st.integers(0, 10**8).map(lambda n: n / 100)
thousandths = st.integers(0, 10**8).map(lambda n: n / 1000)
share = st.integers(0, 10_000).map(lambda n: n / 10_000)
odd_share = st.integers(0, 200_000).map(lambda n: n / 100_000)
houses = st.sampled_from(["prop_a", "prop_b", "prop_c", "prop_z", None])
maybe = st.none() | thousandths
offers = st.fixed_dictionaries({
    "property_id": houses,
    "mode": st.sampled_from(["wholesale", "brrrr", "flip", None]),
    "arv_pct": st.none() | odd_share,
    "target_ltv": st.none() | odd_share,
    "fee": maybe | st.just(-1.0),
    "closing_costs": maybe,
    "buffer": maybe,
    "given": st.lists(st.sampled_from(["fee", "ARV Pct", "arv_pct", "target_ltv", "Closing Costs", "buffer", "what"]))
    .map("; ".join).map(lambda text: text or None),
})  # fmt: skip
books = st.builds(
    book_of,
    Properties=st.tuples(*(st.fixed_dictionaries({"id": st.just(f"prop_{n}"), "arv": st.none() | thousandths
                                                  | st.sampled_from([0.0, -5.0, 0.05])}) for n in "abc")),
    Repairs=st.lists(st.fixed_dictionaries({"property_id": houses, "cost": st.none() | cents | thousandths}),
                     max_size=5),
    Underwrites=st.lists(offers, min_size=1, max_size=5),
    Deals=st.lists(
        st.fixed_dictionaries({
            "property_id": houses,
            "mao": st.none() | thousandths | st.just(-10_000.0),
            "underwrite_id": st.sampled_from(["uw_0", "uw_1", "uw_4", None]),
        }),
        max_size=5,
    ),
    Settings=st.tuples(*(st.fixed_dictionaries({"key": st.just(key), "value": st.sampled_from(
        [None, "0", "0.5", "0.335", "70%", "12000", "much", "-1"])}) for mode in OPTIONS.values()
        for key in mode.values())),
)  # fmt: skip


def one_by_one(book: Book) -> dict[str, Stale]:
    """What `stale_maos` has to find, by the calculators and row by row."""
    found = {}
    for deal_id in book["Deals"].index:
        row = book.row("Deals", deal_id) or {}
        offer = book.row(UNDERWRITES, str(row["underwrite_id"]))
        if row["mao"] is None or offer is None:
            continue
        mode = str(offer["mode"])
        named = {name for part in str(offer["given"] or "").split(";")
                 if (name := part.strip().lower().replace(" ", "_")) in OPTIONS.get(mode, {})}  # fmt: skip
        try:
            now = offer_for(book, str(row["property_id"]), mode, {name: offer[name] for name in named}).result
        except Refused:
            now = None
        if now is None or abs(float(row["mao"]) - now) >= 0.005:  # type: ignore[arg-type]
            found[str(deal_id)] = Stale(float(row["mao"]), now)  # type: ignore[arg-type]
    return found


def all_at_once(book: Book) -> dict[str, Stale]:
    frame = stale_maos(book)
    return {
        str(deal_id): Stale(was, plain(now))  # type: ignore[arg-type]
        for deal_id, was, now in zip(frame.index, frame["was"], frame["now"], strict=True)
    }


@given(book=books)
def test_all_at_once_is_as_one_by_one(book: Book) -> None:
    assert all_at_once(book) == one_by_one(book)
    for deal_id in book["Deals"].index:
        assert stale_mao(book, deal_id) == one_by_one(book).get(deal_id)


@settings(max_examples=40)  # each writes up to four offers
@given(
    house=st.fixed_dictionaries({"id": st.just("prop_a"), "arv": thousandths.filter(bool)}),
    repairs=st.lists(st.fixed_dictionaries({"property_id": st.just("prop_a"), "cost": thousandths}), max_size=4),
    steps=st.lists(
        st.sampled_from(["wholesale", "brrrr"]).flatmap(lambda mode: st.tuples(
            st.just(mode),
            st.fixed_dictionaries({}, optional={
                name: share if name in ("arv_pct", "target_ltv") else thousandths for name in OPTIONS[mode]}),
        )),
        min_size=1, max_size=4,
    ),
)  # fmt: skip
def test_writing_keeps_every_earlier_offer_and_is_never_stale(
    house: dict[str, Value], repairs: list[dict[str, Value]], steps: list[tuple[str, dict[str, Value]]]
) -> None:
    book = book_of(Properties=[house], Repairs=repairs, Deals=[{"id": "deal_a", "property_id": "prop_a"}])
    kept: dict[str, dict[str, Value]] = {}
    for mode, options in steps:
        before = book
        changes = write_mao(book, "deal_a", NOW, mode, options)
        book = book.apply(changes)
        assert {row_id: book.row(UNDERWRITES, row_id) for row_id in kept} == kept
        assert len(book[UNDERWRITES]) == len(kept) + 1
        kept = {str(row_id): book.row(UNDERWRITES, row_id) or {} for row_id in book[UNDERWRITES].index}
        deal = book.row("Deals", "deal_a") or {}
        assert deal["mao"] == kept[str(deal["underwrite_id"])]["result"]
        assert stale_maos(book).empty
        assert book.apply(changes.inverse()) == before


@given(book=books, mode=st.sampled_from(["wholesale", "brrrr"]))
def test_terms_add_up_to_the_result_to_the_cent(book: Book, mode: str) -> None:
    for property_id in ("prop_a", "prop_b", "prop_c"):
        try:
            offer = offer_for(book, property_id, mode)
        except Refused:
            continue
        assert sum(round(term.amount * 100) for term in offer.terms) == round(offer.result * 100)
        assert set(offer.sources) == set(offer.inputs)
        assert all(set(term.inputs) <= set(offer.inputs) for term in offer.terms)
