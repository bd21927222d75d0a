from collections.abc import Mapping
from typing import Any

import pytest

from models.core.book import Book
from models.core.refusal import Refused
from models.core.schema import Value
from models.demo import demo
from models.underwriting.offer_sheet import NO_INPUTS, offer_sheet
from models.underwriting.repairs import UNSORTED, Category
from models.underwriting.written import Stale, write_mao
from tests.models.books import book_of
from tests.workbooks import DAY, NOW

HOUSE: dict[str, Value] = {
    "id": "prop_a", "address": "1 High St", "city": "Tampa", "region": "FL", "postal": "33601", "country": "US",
    "beds": 3, "baths": 1.5, "sqft": 1_200, "year_built": 1950, "arv": 250_000.0, "arv_notes": "By hand.",
}  # fmt: skip
DEAL: dict[str, Value] = {"id": "deal_a", "property_id": "prop_a", "asking_price": 120_000.0}
ROOF: dict[str, Value] = {"property_id": "prop_a", "item": "Roof", "category": "roof", "cost": 30_000.0}
SIDING: dict[str, Value] = {**ROOF, "item": "Shingles", "cost": 5_000.0}
ODD: dict[str, Value] = {**ROOF, "item": "Odds", "category": None, "cost": 5_000.0}


def written(mode: str = "wholesale", given: Mapping[str, Value] | None = None, **tables: Any) -> Book:
    book = book_of(**{"Properties": [HOUSE], "Deals": [DEAL], "Repairs": [ROOF, SIDING, ODD], **tables})
    return book.apply(write_mao(book, "deal_a", NOW, mode, given))


def moved(book: Book, table: str, row: str, **fields: Value) -> Book:
    from models.core.edit import set_fields

    return book.apply(set_fields(book, book.tables[table], row, fields, NOW, by_app=True))


def test_what_stands_on_it() -> None:
    settings = [{"key": "operator_name", "value": "Alex"}, {"key": "currency", "value": "USD"}]
    sheet = offer_sheet(written(Settings=settings), "deal_a", DAY)
    assert (sheet.currency, sheet.operator) == ("USD", ("Alex",))
    house = sheet.house
    assert (house.address, house.place, house.country) == ("1 High St", "Tampa, FL 33601", "US")
    assert house.facts == ("3 beds", "1.5 baths", "1,200 sqft", "built 1950")
    assert (house.arv, house.arv_notes) == (250_000, "By hand.")
    assert (sheet.offer.mao, sheet.offer.mode, sheet.offer.asking) == (125_000, "wholesale", 120_000)
    assert (sheet.offer.at, sheet.offer.stale) == ("2026-03-05T15:30:00Z", None)
    assert [(term.label, term.amount) for term in sheet.offer.terms] == [
        ("ARV × 70%", 175_000), ("Repairs", -40_000), ("Fee", -10_000)]  # fmt: skip
    both = (Category("roof", ("Roof", "Shingles"), 35_000), Category(UNSORTED, ("Odds",), 5_000))
    assert (sheet.repairs.categories, sheet.repairs.total) == (both, 40_000)


def test_the_terms_are_those_of_the_time_of_writing() -> None:
    book = moved(written(), "Properties", "prop_a", arv=300_000.0)
    sheet = offer_sheet(book, "deal_a", DAY)
    assert sheet.offer.stale == Stale(125_000, 160_000)
    assert sum(term.amount for term in sheet.offer.terms) == sheet.offer.mao == 125_000
    assert (sheet.offer.arv, sheet.house.arv) == (250_000, 300_000)


def test_brrrr() -> None:
    sheet = offer_sheet(written("brrrr", {"buffer": 5_000.0}), "deal_a", DAY)
    assert sheet.offer.mao == 142_500 == sum(term.amount for term in sheet.offer.terms)
    assert sheet.offer.model == "brrrr_ltv_v1"


def test_costs_counted_twice_are_told_of_a_share_of_arv_and_not_of_a_loan() -> None:
    held: dict[str, Value] = {**ROOF, "item": "Holding costs", "cost": 3_000.0}
    told = [
        any(
            "taken off twice" in note for note in offer_sheet(written(mode, given, Repairs=[held]), "deal_a", DAY).notes
        )
        for mode, given in (("wholesale", None), ("wholesale", {"arv_pct": 1.0}), ("brrrr", None))
    ]
    assert told == [True, False, False]


def test_a_negative_mao_is_written_as_it_is() -> None:
    sheet = offer_sheet(written(Repairs=[{**ROOF, "cost": 400_000.0}]), "deal_a", DAY)
    assert sheet.offer.mao == -235_000
    assert "No offer works at these numbers: the result is below zero." in sheet.notes


def test_a_deal_without_a_mao_or_property_is_refused_with_what_to_do() -> None:
    book = book_of(Properties=[HOUSE], Deals=[DEAL, {"id": "deal_b", "mao": 5.0}])
    with pytest.raises(Refused, match="has no MAO yet") as refused:
        offer_sheet(book, "deal_a", DAY)
    assert "underwrite write-mao deal_a" in refused.value.hint
    with pytest.raises(Refused, match="it has no property"):
        offer_sheet(book, "deal_b", DAY)
    with pytest.raises(Refused, match="Deals has no row deal_x"):
        offer_sheet(book, "deal_x", DAY)


def test_a_mao_without_its_inputs_says_so() -> None:
    book = book_of(Properties=[HOUSE], Deals=[{**DEAL, "mao": 99_000.0}])
    sheet = offer_sheet(book, "deal_a", DAY)
    assert (sheet.offer.mao, sheet.offer.terms) == (99_000, ())
    assert NO_INPUTS in sheet.notes


def test_what_does_not_fit_is_said() -> None:
    changed = moved(written(), "Deals", "deal_a", mao=130_000.0)
    sheet = offer_sheet(changed, "deal_a", DAY)
    assert sheet.offer.terms == ()
    assert "The MAO on the deal is not what its inputs give, 125,000.00: write it again." in sheet.notes
    other = moved(written(Properties=[HOUSE, {**HOUSE, "id": "prop_b"}]), "Deals", "deal_a", property_id="prop_b")
    assert any("another property" in note for note in offer_sheet(other, "deal_a", DAY).notes)


def test_a_part_that_cannot_be_worked_out_does_not_stop_the_rest() -> None:
    book = written()
    (row, *_) = book["Repairs"].index
    sheet = offer_sheet(moved_cost(book, str(row)), "deal_a", DAY)
    assert sheet.ladder is None
    assert sheet.risk is None
    assert any(note.startswith("Ladder: ") and str(row) in note for note in sheet.notes)
    assert sheet.repairs.categories[0] == Category("roof", ("Roof", "Shingles"), 5_000)


def moved_cost(book: Book, row: str) -> Book:
    """The cost blanked, as a spreadsheet can."""
    from models.core.change import Change, ChangeSet

    return book.apply(ChangeSet("", (Change("Repairs", row, {"cost": 30_000.0}, {"cost": None}),)))


def test_every_written_deal_of_the_demo_has_a_sheet_that_adds_up() -> None:
    book = demo(DAY)
    deals = book["Deals"]
    for deal_id in deals.index:
        if deals["mao"].isna()[deal_id]:
            with pytest.raises(Refused):
                offer_sheet(book, deal_id, DAY)
            continue
        sheet = offer_sheet(book, deal_id, DAY)
        assert round(sum(term.amount for term in sheet.offer.terms), 2) == sheet.offer.mao
        assert sheet.risk is not None
        assert round(sum(one.points for one in sheet.risk.contributions), 2) == sheet.risk.score
        assert sheet.flags == sheet.risk.flags
        assert sum(one.cost for one in sheet.repairs.categories) == pytest.approx(sheet.repairs.total)
