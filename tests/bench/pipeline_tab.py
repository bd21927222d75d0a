"""How long a card dropped on another stage takes: `python -m tests.bench.pipeline_tab`; yields Rows.

`ours` is the median time, in ms of the window's thread alone, from letting go until both columns are painted with the
card in its place; `theirs` is what follows at once: the edit, its line in the journal, and all that the page shows.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from models.demo import demo
from tests.bench.__main__ import Row
from tests.bench.shown import printed, taken, window_on
from tests.bench.underwriting_tab import AS_OF, large_book

ROUNDS = 20
STAGES = ("new", "contacted")


def rows(folder: Path) -> Iterator[Row]:
    """One Row a workbook; needs a QApplication."""
    for name, book in (("demo", demo(AS_OF)), ("large", large_book(AS_OF))):
        window = window_on(folder / f"{name}.xlsx", book, AS_OF, "pipeline")
        count = len(window.document.book["Deals"])
        dropped, rest = zip(*(_drop(window, number) for number in range(ROUNDS)), strict=True)
        what = f"a card of {count} dropped, until it is painted / the edit and the page"
        yield Row(what, _median(dropped), _median(rest), "ms", "16 ms")
        window.hide()


def _drop(window: Any, number: int) -> tuple[float, float]:
    from PySide6.QtCore import QPoint
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    board = window.page.board
    start, end = (board.columns[stage] for stage in (STAGES if number % 2 == 0 else STAGES[::-1]))
    deal_id, place = start.view.stage_model.ids[0], end.mapToGlobal(QPoint(40, 200))
    board._grab(deal_id, start.view.grab(), QPoint(5, 5))
    board._drag(place)
    QTest.qWait(50)
    dropped = taken(lambda: board._drop(place))
    rest = taken(QApplication.processEvents)
    if deal_id not in end.view.stage_model.ids:
        raise RuntimeError("the card is not where it was dropped")
    QTest.qWait(600)
    return dropped, rest


def _median(times: Sequence[float]) -> float:
    """In ms, without the first ones, which make what is kept."""
    return 1e3 * statistics.median(times[2:])


if __name__ == "__main__":
    printed(rows)
