"""The digest for a screen that others may see: counts, and neither a name nor an amount."""

import re
from datetime import UTC

import pytest

from models.core.book import Book
from models.ops.needs import DONE, LOOK, PAY, RUN, Need, Urgency, needs
from models.ops.notice import notice
from models.ops.tick import tick
from tests.models.ops.test_needs import DAY, office
from tests.models.pipeline.office import NOON

NAMES = ("Rent", "Hydro", "Water", "12 Oak", "Dead end", "Marta", "Priya", "Ring", "Grave", "Plain", "Call", "Alone")


def need(kind: str, action: str = LOOK) -> Need:
    return Need(kind, Urgency.LATE, "Hydro 120.00", "Missed bill · 120", action, "Bills")


def test_it_counts_what_was_found() -> None:
    found = [need("missed_bill", PAY), need("late_bill", PAY), *[need("reminder", PAY)] * 2]
    assert notice(found, 2) == "3 bills due, 1 missed, 2 follow-ups run"
    assert notice([need("missed_bill", PAY)]) == "1 bill missed"
    assert notice([], 1) == "1 follow-up run"
    assert notice([]) == notice([need("problem"), need("fault")]) == ""


def test_every_kind_of_need_has_its_words() -> None:
    rest = [need("followup", RUN), need("draft"), need("stale_mao"), need("heavy_month"), need("token"),
            *[need("reminder", DONE)] * 2]  # fmt: skip
    assert notice(rest) == (
        "1 follow-up waiting, 1 message to send, 1 MAO stale, a heavy month, 1 share token expiring, 2 reminders"
    )


@pytest.mark.parametrize("ticked", [False, True])
def test_it_says_no_name_and_no_amount(ticked: bool) -> None:
    book: Book = office()
    if ticked:
        book = book.apply(tick(book, NOON).changes)
    found = needs(book, DAY, UTC)
    said = notice(found, 2)
    assert said
    assert not [name for name in NAMES if re.search(rf"\b{name}\b", said, re.IGNORECASE)]
    assert all(int(number) < 20 for number in re.findall(r"\d+", said))  # counts; the amounts are 100 and more
