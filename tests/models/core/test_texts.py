"""How texts from outside are tidied and compared."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.schema import Column, Kind
from models.core.texts import folded, tidy
from models.core.values import Invalid, check, matching

TEXTS = st.one_of(st.text(), st.text(st.characters(max_codepoint=0xFF, exclude_categories=()), max_size=20))


def test_tidy_takes_out_what_unicode_calls_control() -> None:
    for c in map(chr, range(0x3000)):
        slow = " " if unicodedata.category(c) == "Cc" else c
        assert tidy(f"a{c}b") == " ".join(f"a{slow}b".split()), f"{ord(c):x}"


@given(TEXTS)
def test_plain_texts_are_folded_as_all_others(text: str) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    assert folded(text) == " ".join(re.findall(r"[^\W_]+", bare.casefold()))


@given(TEXTS)
def test_plain_names_match_as_all_others(text: str) -> None:
    seen = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    assert matching(text) == unicodedata.normalize("NFC", seen.casefold()).strip()


@pytest.mark.parametrize("text", ["a" * 32_768, "é" * 32_768, "a\ud800", "a\ufffe", "\uffff"])
def test_texts_that_no_cell_holds(text: str) -> None:
    with pytest.raises(Invalid):
        check(Column("Notes", Kind.NOTE), text)
    check(Column("Notes", Kind.NOTE), "a" * 32_767)
