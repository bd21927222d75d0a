"""Texts as bytes give what a loop over the texts gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.grid.texts import Texts

_SHORT = st.text(st.sampled_from("abAB 1é€😀ß\x7f"), max_size=20)
_ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
TEXTS = st.lists(_SHORT | _ANY, max_size=40)


@given(TEXTS, _SHORT)
def test_a_word_is_found_in_the_texts_that_hold_it(texts: list[str], word: str) -> None:
    wanted = word.casefold()
    folded = [text.replace("\0", " ").casefold() for text in texts]
    assert Texts(texts).containing(wanted).tolist() == [wanted in text for text in folded]


@given(TEXTS)
def test_ranks_are_those_of_the_sorted_folded_texts(texts: list[str]) -> None:
    folded = [text.replace("\0", " ").casefold() for text in texts]
    places = {text: place for place, text in enumerate(sorted(set(folded)))}
    assert Texts(texts).ranks().tolist() == [places[text] for text in folded]


def test_long_texts_that_differ_only_at_their_end_are_told_apart() -> None:
    texts = ["Line of eight and more " + end for end in ("2", "10", "1", "", "2")]
    assert Texts(texts).ranks().tolist() == [3, 2, 1, 0, 3]


@given(TEXTS)
def test_each_text_can_be_had_back_folded(texts: list[str]) -> None:
    made = Texts(texts)
    assert [made[place] for place in range(len(made))] == [text.replace("\0", " ").casefold() for text in texts]


def test_no_text_holds_what_stands_between_texts() -> None:
    assert Texts(["a", "b"]).containing("a\0b").tolist() == [False, False]
    assert Texts([]).containing("a").tolist() == []


def test_every_byte_of_a_word_counts() -> None:
    texts = Texts(["abcd", "abce", "xabcd", "abc", "axcd", "abxd", "cd"])
    assert texts.containing("abcd").tolist() == [True, False, True, False, False, False, False]
    assert texts.containing("cd").tolist() == [True, False, True, False, True, False, True]
