"""The chain of a result: every term with its cells, and nothing of a cell's text taken for markup."""

from __future__ import annotations

from dataclasses import replace

from app.tabs.underwriting.chain import MOST_LINKS, chain_text, where
from models.underwriting.calculators import Source, wholesale


def place(table: str, row: str, field: str) -> str:
    return "" if row == "rep_new" else {"arv": "K5", "cost": "E14", "value": "B9"}[field]


def test_each_term_links_to_the_cells_that_it_came_from() -> None:
    sources = {
        "arv": (Source("Properties", "prop_1", "arv"),),
        "arv_pct": (Source("", "", "arv_pct"),),
        "repairs": (Source("Repairs", "rep_1", "cost"), Source("Repairs", "rep_new", "cost")),
        "fee": (Source("Settings", "default_fee", "value"),),
    }
    offer = replace(wholesale(200_000, 0.7, 30_000, 10_000), sources=sources)
    text, links = chain_text(offer, place, "#555555", 11)
    assert [link.row for link in links] == ["prop_1", "rep_1", "rep_new", "default_fee"]
    for words in ("ARV × 70%", "+140,000.00", "−30,000.00", "Properties!K5", "Repairs!E14", "typed", "Settings!B9"):
        assert words in text, words
    assert where(Source("Repairs", "rep_new", "cost"), place) == "Repairs (not saved yet)"
    assert "100,000.00" in text


def test_many_cells_are_cut_short_and_none_says_so() -> None:
    many = tuple(Source("Repairs", f"rep_{n}", "cost") for n in range(MOST_LINKS + 3))
    offer = replace(wholesale(200_000, 0.7, 0, 10_000), sources={"repairs": many})
    text, links = chain_text(offer, place, "#555555", 11)
    assert len(links) == MOST_LINKS
    assert "and 3 more" in text
    none, _ = chain_text(replace(offer, sources={"repairs": ()}), place, "#555555", 11)
    assert "no rows: 0" in none
