"""What verifying says of a copy: untouched, changed in any byte, forged, sealed by a stranger, or none of ours."""

from __future__ import annotations

import warnings
from contextlib import suppress
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pytest

from app.partner_export.make import generated_password
from app.partner_export.seal import EXPORT, KEY, PARTNER, ROWS_SEAL, signer_in
from app.partner_export.verify import State, verify
from models.core.book import Book
from models.core.change import Fields
from models.core.edit import set_fields
from models.core.refusal import Refused
from models.jv.exports import add_export
from models.settings import SETTINGS
from tests.app.partner_export.boards import demo_book, file_of, partner_ids, signer
from tests.app.partner_export.plants import CUSTOM, DEALS, FRONT, packed, unpacked
from tests.workbooks import NOW

EXPORT_ID = "exp_0123456789ab"


@cache
def book() -> Book:
    """The demo with this machine's key among the known ones."""
    held = demo_book()
    return held.apply(set_fields(held, SETTINGS, "seal_public_keys", {"value": f"other {signer().public}"}, NOW))


@cache
def copy() -> bytes:
    return file_of(book(), partner_ids(book())[0])


def with_log(digest: str) -> Book:
    fields: Fields = {"partner_id": partner_ids(book())[0], "file_name": "a.xlsx", "sha256": digest}
    return book().apply(add_export(book(), EXPORT_ID, fields, NOW))


def edited(part: str, old: str, new: str) -> bytes:
    parts = unpacked(copy())
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
    return packed(parts)


def test_an_untouched_copy_is_unchanged() -> None:
    digest = sha256(copy()).hexdigest()
    verdict = verify(with_log(digest), copy())
    assert (verdict.ok, verdict.state, verdict.export_id) == (True, State.UNCHANGED, EXPORT_ID)
    assert verdict.partner_id == partner_ids(book())[0]
    assert verdict.reasons == ("Every byte of every part is as it was made.",)


def test_a_copy_that_the_log_has_lost_is_still_told_by_its_seal() -> None:
    verdict = verify(book(), copy())
    assert verdict.state is State.UNCHANGED
    assert f"Exports has no row {EXPORT_ID}." in verdict.reasons


def test_a_changed_row_of_the_log_is_named() -> None:
    held = with_log("ab" * 32)
    frame = held["Exports"].assign(file_name="b.xlsx")
    forged = Book(held.tables.values(), {**{key: held[key] for key in held.tables}, "Exports": frame})
    assert any("not as it was written" in reason for reason in verify(forged, copy()).reasons)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (DEALS, "<v>47500</v>", "<v>48500</v>"),
        (DEALS, "<v>47500</v>", "<f>47500</f><v>47500</v>"),
        (DEALS, "><v>47500</v>", ' t="str"><v>47500</v>'),
        (DEALS, ' t="s"><v>', ' t="s"><v>9999'),
        (FRONT, "<v>3</v>", "<v>4</v>"),
        ("xl/sharedStrings.xml", "Second offer", "Third offer"),
        ("xl/workbook.xml", '"Overview"', '"Overviews"'),
        (DEALS, "</sheetData>", '<row r="40"><c r="A40"><v>1</v></c></row></sheetData>'),
        (CUSTOM, EXPORT_ID, "exp_0123456789ac"),
        (CUSTOM, ROWS_SEAL, "Something else"),
    ],
)
@pytest.mark.bad_input("EXP-12")
def test_a_changed_value_or_a_forged_seal_is_changed(part: str, old: str, new: str) -> None:
    verdict = verify(book(), edited(part, old, new))
    assert (verdict.ok, verdict.state) == (False, State.CHANGED)
    assert verdict.reasons


@pytest.mark.bad_input("EXP-14")
def test_the_partner_that_the_seal_names_cannot_be_exchanged() -> None:
    first, second = partner_ids(book())[:2]
    verdict = verify(book(), edited(CUSTOM, first, second))  # EXP-14
    assert (verdict.state, verdict.reasons) == (
        State.CHANGED, ("Its values are not those that were sealed, or its seal was forged.",),
    )  # fmt: skip


@pytest.mark.parametrize("name", [DEALS, DEALS.upper()])
def test_a_part_that_stands_there_twice_is_changed(name: str) -> None:
    """One program reads the first, another one the last."""
    parts = unpacked(copy())
    forged = parts[DEALS].replace(b"<v>47500</v>", b"<v>99999</v>")
    out = BytesIO()
    with ZipFile(out, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for part, data in ((name, forged), *parts.items()):
            archive.writestr(part, data)
    assert verify(book(), out.getvalue()).state is State.CHANGED


def test_a_seal_in_an_unknown_encoding_is_changed() -> None:
    assert verify(book(), edited(CUSTOM, 'encoding="UTF-8"', 'encoding="klingon"')).state is State.CHANGED


def test_looks_that_changed_while_the_values_stayed_are_resaved() -> None:
    content = edited(FRONT, 'width="24.7109375"', 'width="30"')
    assert verify(book(), content).state is State.RESAVED


def test_another_packing_of_the_same_parts_is_not_the_file_in_the_log() -> None:
    assert verify(with_log(sha256(copy()).hexdigest()), packed(unpacked(copy()))).state is State.RESAVED


def test_a_strangers_key_is_its_own_answer(tmp_path: Path) -> None:
    stranger = signer_in(tmp_path).public
    assert stranger != signer().public
    verdict = verify(demo_book(), copy())
    assert (verdict.ok, verdict.state, verdict.export_id) == (False, State.UNKNOWN_KEY, EXPORT_ID)
    # A known key that did not seal it is no way round.
    assert verify(book(), edited(CUSTOM, signer().public, "other")).state is State.CHANGED


@pytest.mark.parametrize("name", [EXPORT, PARTNER, KEY])
def test_a_seal_that_lacks_a_part_is_changed(name: str) -> None:
    assert verify(book(), edited(CUSTOM, name, "x")).state is State.CHANGED


def test_what_bears_no_seal_is_no_export() -> None:
    parts = unpacked(copy())
    parts.pop(CUSTOM)
    for content in (packed(parts), b"", b"hello", b"PK\3\4"):
        assert verify(book(), content).state is State.NOT_AN_EXPORT


def test_no_changed_byte_passes_for_unchanged() -> None:
    held, dice = with_log(sha256(copy()).hexdigest()), Random(1)
    for place in dice.sample(range(len(copy())), 300):
        content = bytearray(copy())
        content[place] ^= 1 << dice.randrange(8)
        assert verify(held, bytes(content)).state is not State.UNCHANGED, place


def test_a_changed_byte_in_an_encrypted_copy_is_noticed() -> None:
    password = generated_password()
    locked = file_of(book(), partner_ids(book())[0], password)
    held, dice = with_log(sha256(locked).hexdigest()), Random(2)
    assert verify(held, locked, password).state is State.UNCHANGED
    for place in dice.sample(range(len(locked)), 25):
        content = bytearray(locked)
        content[place] ^= 1 << dice.randrange(8)
        with suppress(Refused):  # where the byte belongs to the password's own check, it no longer opens
            assert verify(held, bytes(content), password).state is not State.UNCHANGED, place


def test_a_generated_password_is_never_the_same_and_easy_to_read_out() -> None:
    made = {generated_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(one) == 23 and not set(one) & set("lo01") for one in made)
