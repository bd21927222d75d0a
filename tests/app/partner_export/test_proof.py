"""A partner's file holds that partner's deals and nothing else, and the scanner notices what does not belong."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

import pytest

from app.partner_export.proof import Leak, mentions, prove, refuse_name, search
from app.partner_export.seal import properties_of
from io_xlsx.scan import pieces_of, read_sheets
from models.core.book import Book
from models.core.refusal import Refused
from tests.app.partner_export.boards import demo_book, file_of, many, marked, partner_ids, view_of
from tests.app.partner_export.plants import NUMBERS, TEXTS, around, planted, unpacked
from tests.models.books import book_of

MINE, SECRET = "ptr_0", marked(1, "Sands")
MARK = re.compile(r"quarry(\d{3})x|q(\d{3})x@", re.IGNORECASE)


@cache
def mine() -> bytes:
    return file_of(many(), MINE)


def readable(content: bytes) -> str:
    """Everything in the file as one text; made without the scanner."""
    return "\n".join(f"{name}\n{unescape(data.decode('utf-8', 'replace'))}" for name, data in unpacked(content).items())


def theirs(book: Book, partner: str) -> set[str]:
    """The texts and IDs of a partner's own rows, read without the code that is tested."""
    deals = book["Deals"][book["Deals"]["partner_id"] == partner]
    row = book.row("Partners", partner) or {}
    words = {
        str(value) for name in ("address", "city", "partner_notes", "next_milestone") for value in deals[name].dropna()
    }
    return words | set(deals.index) | {partner, str(row["name"]), str(row["company"]), str(row["email"])}


def caught(content: bytes) -> list[str]:
    """What the first check alone says."""
    known = frozenset(properties_of(mine()).values())
    return search(many(), view_of(many(), MINE), pieces_of(content), known)[0]


def test_every_ordered_pair_of_the_demos_partners() -> None:
    book = demo_book()
    texts = {partner: theirs(book, partner) for partner in partner_ids(book)}
    for partner, own in texts.items():
        text = readable(file_of(book, partner))
        for other in set(texts) - {partner}:
            foreign = [one for one in texts[other] if not any(one in mine for mine in own)]
            assert len(foreign) > 10
            assert not [one for one in foreign if one in text]
        row = book.row("Partners", partner) or {}
        assert str(row["email"]) not in text


def test_every_ordered_pair_of_two_hundred_partners_who_share_city_stage_and_amount() -> None:
    book = many()
    for number, partner in enumerate(partner_ids(book)):
        content = file_of(book, partner)
        text = readable(content)
        marks = {first or second for first, second in MARK.findall(text)}
        assert marks == {f"{number:03}"}
        assert "private" not in text
        assert "example.com" not in text
        assert not re.search(r"Seller \d|132\d{3}|140\d{3}|con_|deal_", text)
        assert "Winnipeg" in text


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.bad_input("EXP-09")
def test_a_planted_text_is_found_by_the_first_check_alone(kind: str) -> None:
    assert not caught(mine())
    assert caught(planted(mine(), TEXTS[kind], SECRET))


@pytest.mark.parametrize("kind", around(b"PK\5\6" + bytes(18), SECRET))
def test_a_text_outside_the_parts_is_found(kind: str) -> None:
    assert caught(around(mine(), SECRET)[kind])


@pytest.mark.parametrize("kind", [*TEXTS, *NUMBERS])
def test_nothing_planted_passes_the_whole_proof(kind: str) -> None:
    content = planted(mine(), {**TEXTS, **NUMBERS}[kind], SECRET)
    with pytest.raises(Leak):
        prove(many(), view_of(many(), MINE), content, properties_of(mine()))


@pytest.mark.parametrize("kind", NUMBERS)
def test_a_harmless_text_that_nobody_ordered_does_not_pass_either(kind: str) -> None:
    content = planted(mine(), NUMBERS[kind], "")
    assert not caught(content)
    with pytest.raises(Leak):
        prove(many(), view_of(many(), MINE), content, properties_of(mine()))


def test_at_least_forty_kinds() -> None:
    assert len(TEXTS) >= 40


def test_what_was_left_out_is_counted() -> None:
    proof = prove(many(), view_of(many(), MINE), mine(), properties_of(mine()))
    assert proof.rows == 4
    assert proof.forbidden > 3000
    assert proof.excused["also in their own cells"] >= 4  # city, name, company, milestone
    assert "0 found" in str(proof)


def test_a_note_that_names_somebody_else_is_asked_about() -> None:
    book = book_of(
        Partners=[{"name": "Selma Nordin"}, {"name": "Owen Castellan"}, {"name": "Ann"}],
        Contacts=[{"name": "Marta Lind", "phone": "+1 204 555 0101"}],
        Deals=[
            {"address": "1 Oak", "partner_id": "ptr_0", "partner_notes": "As agreed with OWEN  Castellan, plan it."},
            {"address": "2 Oak", "partner_id": "ptr_0", "partner_notes": "Call Marta Lind", "next_milestone": "2 Oak"},
            {"address": "3 Oak", "partner_id": "ptr_1", "partner_notes": "Selma Nordinson"},
        ],
    )
    assert mentions(book, view_of(book, "ptr_0")) == [
        "Partner Notes of 1 Oak says “Owen Castellan”",
        "Partner Notes of 2 Oak says “Marta Lind”",
    ]
    assert mentions(book, view_of(book, "ptr_1")) == []


def test_a_file_name_that_names_another_partner_is_refused() -> None:
    book = many()
    refuse_name(book, view_of(book, MINE), f"{marked(0, 'Sands')}.xlsx")
    with pytest.raises(Refused, match="file's name"):
        refuse_name(book, view_of(book, MINE), "board of quarry001x sands.xlsx")


@pytest.mark.parametrize(
    ("name", "others"),
    [("Ann Lee Holdings", "Ann Lee"), ("Susanne Marsh", "Anne"), ("Ann Lee", "Board"), ("Ann Lee", "Joint Venture")],
)
def test_a_file_may_bear_its_partners_name_whoever_elses_name_stands_in_it(name: str, others: str) -> None:
    book = book_of(Partners=[{"name": name}, {"name": others}], Deals=[{"address": "1 Oak", "partner_id": "ptr_0"}])
    view = view_of(book, "ptr_0")
    refuse_name(book, view, f"Joint venture board {name} 2026-03-05.xlsx")
    with pytest.raises(Refused, match=f"“{others}”"):
        refuse_name(book, view, f"Joint venture board {name} for {others}.xlsx")


def test_short_texts_are_compared_whole() -> None:
    book = book_of(Partners=[{"name": "Al"}, {"name": "Bo"}], Deals=[{"address": "Boat", "partner_id": "ptr_0"}])
    assert file_of(book, "ptr_0")


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x")', "+1", "@x", "-2", "_x0041_", "a\r\nb", " & <b> ", "é\u0301", "\x07bell"]
)
def test_texts_of_any_kind_come_through_as_they_are(text: str) -> None:
    book = book_of(Partners=[{"name": f"A {text}"}], Deals=[{"address": text, "partner_id": "ptr_0", "city": text}])
    cells = read_sheets(file_of(book, "ptr_0"))["Deals"]
    assert cells[5, 1].value == text.replace("\r\n", "\n")
    assert not any(cell.is_formula for cell in cells.values())


def test_a_partner_without_deals_gets_a_file_that_says_so() -> None:
    book = book_of(Partners=[{"name": "Selma"}])
    assert "No deals at the moment." in {cell.value for cell in read_sheets(file_of(book, "ptr_0"))["Deals"].values()}
