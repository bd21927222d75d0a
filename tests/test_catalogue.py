"""Every catalogue has every text of the window, and nothing else; and the window's code leaves no text out."""

from __future__ import annotations

import ast
import string
from gettext import GNUTranslations

import pytest

from tests.catalogue import LANGUAGES, Key, catalogue_of, collected, texts_in
from tests.catalogue.literals import sentences_in, unphrased, untranslated

LEFT_OUT = {"n", "noun", "a"}  # one thing needs no number, and a noun not in every language its article
CODES = sorted(path.stem for path in LANGUAGES.glob("*.po"))


def texts_of(key: Key) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else key


def places_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def translations(code: str) -> dict[Key, tuple[str, ...]]:
    found: dict[Key, tuple[str, ...]] = {}
    for message in catalogue_of(code):
        if message.id:
            key: Key = message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
            found[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return found


def test_french_is_there() -> None:
    assert "fr" in CODES


@pytest.mark.parametrize("code", CODES)
def test_it_has_every_text_and_no_other(code: str) -> None:
    known, wanted = translations(code), collected()
    assert not wanted.keys() - known.keys(), "make them known: python -m tests.catalogue"
    assert not known.keys() - wanted.keys(), "these are said no more: python -m tests.catalogue"
    assert not [key for key, said in known.items() if not all(said)], "without a translation"


@pytest.mark.parametrize("code", CODES)
def test_every_place_for_a_value_is_kept(code: str) -> None:
    for key, said in translations(code).items():
        places = set().union(*map(places_in, texts_of(key))) if _is_template(key) else set()
        for text in said if _is_template(key) else ():
            assert places_in(text) <= places, key
            assert places - places_in(text) <= LEFT_OUT, key
        for text in said:
            assert _edges(text) == _edges(texts_of(key)[0]), f"the blanks around {key}"


@pytest.mark.parametrize("code", CODES)
def test_what_the_window_reads_is_made_of_it(code: str) -> None:
    with (LANGUAGES / f"{code}.mo").open("rb") as file:
        made = GNUTranslations(file)
    for key, said in translations(code).items():
        if isinstance(key, str):
            assert made.gettext(key) == said[0]
        else:
            assert (made.ngettext(*key, 1), made.ngettext(*key, 5)) == said


def test_the_window_says_nothing_else() -> None:
    """No text is given to a part of the window as it is."""
    assert not untranslated()


def test_no_sentence_is_plain_english() -> None:
    """Refusals, problems, their cures and what Undo names are said in the window's language."""
    assert not unphrased()


def test_what_counts_as_plain() -> None:
    source = """
def said(): return "The row is gone."
hint = f"Name it {stem}."
raise Refused(phrase("No"), hint, "code")
Problem(Severity.ERROR, sheet, said(), advice="Type it in.")
ChangeSet(f"Edit {name}"), ChangeSet("net"), ChangeSet(f"{sheet}!{cell}"), Refused(tr("No"), code="bad_name")
"""
    found = [text for _, text in sentences_in(ast.parse(source))]
    assert found == ["Name it ", "The row is gone.", "Type it in.", "Edit "]


def test_what_is_collected() -> None:
    source = 'tr("a {b}", b=1); tr_n("one", "many", 2); phrase("c"); marked("d"); counted(n, "bill"); tr(e); len("f")'
    assert list(texts_in(ast.parse(source))) == ["a {b}", ("one", "many"), "c", "d", ("{n} bill", "{n} bills")]


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1] == " ", text[-1:] == " "


def _is_template(key: Key) -> bool:
    """`Type { to choose a field.` is none."""
    try:
        return any(map(places_in, texts_of(key)))
    except ValueError:
        return False
