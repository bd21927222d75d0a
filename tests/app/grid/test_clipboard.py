"""Rectangles as spreadsheets write and read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.grid.clipboard import block_of, text_of, tiled

cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=8)
rectangles = st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[cells] * width), min_size=1, max_size=4))


@given(rectangles)
def test_what_is_written_is_read_back(rows: list[tuple[str, ...]]) -> None:
    assert block_of(text_of(rows)) == tuple(rows)


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("a\tb\r\nc\td\r\n", (("a", "b"), ("c", "d"))),  # Excel on Windows
        ("a\rb", (("a",), ("b",))),  # an old Mac
        ('"two\r\nlines"\tx\r\n', (("two\nlines", "x"),)),
        ('"a ""quoted"" word\tand a tab"\n', (('a "quoted" word\tand a tab',),)),
        ('5" pipe\t6" pipe\n', (('5" pipe', '6" pipe'),)),  # Excel quotes only what needs it
        ('"not closed\tb\nc\td', (('"not closed', "b"), ("c", "d"))),
        ("a\tb\nc\n", (("a", "b"), ("c", ""))),
        ("a\n\nb\n", (("a",), ("",), ("b",))),
        ("", (("",),)),
        ("\t\n", (("", ""),)),
    ],
)
def test_texts_that_programs_leave_on_the_clipboard(text: str, block: tuple[tuple[str, ...], ...]) -> None:
    assert block_of(text) == block


def test_a_block_fills_a_selection_that_it_fits_into_several_times() -> None:
    assert tiled((("a",),), 2, 3) == (("a", "a", "a"), ("a", "a", "a"))
    assert tiled((("a", "b"),), 2, 2) == (("a", "b"), ("a", "b"))
    assert tiled((("a", "b"),), 2, 3) == (("a", "b"),)
