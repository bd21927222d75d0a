"""How a partner's board is laid out as a workbook: the first sheet with totals and a chart, then the deals."""

from __future__ import annotations

from collections.abc import Mapping

from io_xlsx.export import Bars, Page, Placed, Report, Rows
from models.core.schema import Kind
from models.jv.view import PartnerView

TITLE = "Joint venture board"
FRONT, DEALS = "Overview", "Deals"
NO_DEALS = "No deals at the moment."
READ_ONLY = "A read-only copy. It holds your deals only, as they stood on the day above."
WIDTHS = (24.0, 19.0, 19.0, 19.0, 21.0, 28.0)
DEAL_WIDTHS = {
    "address": 25, "city": 14, "region": 9, "strategy": 12, "stage": 16, "partner_share": 10, "partner_capital": 14,
    "next_milestone": 19, "milestone_date": 13, "partner_notes": 34, "updated_at": 13,
}  # fmt: skip
HEIGHTS = {0: 40.0, 1: 26.0, 2: 12.0, 3: 20.0, 4: 28.0, 5: 20.0, 6: 14.0, 7: 24.0}
STAGES_FROM = 9  # the row under the header of the stages
CHART_ROWS, LINE_HEIGHT = 12, 18.0
DAY_FORM = "%Y-%m-%d"


def report(view: PartnerView, properties: Mapping[str, str]) -> Report:
    """The workbook of a partner's board; `properties` go into it as they are."""
    return Report(TITLE, view.as_of, _front(view), _deals(view), footer(view), properties)


def prepared_for(view: PartnerView) -> str:
    return f"Prepared for {recipient(view)}"


def recipient(view: PartnerView) -> str:
    return f"{view.recipient}, {view.company}" if view.company else view.recipient


def expiry(view: PartnerView) -> str:
    """Until when the board may be relied upon, in words."""
    return f"good through {view.expires_on.strftime(DAY_FORM)}" if view.expires_on else "no end date"


def footer(view: PartnerView) -> str:
    """What is printed on every page; a workbook's footer holds 255 characters."""
    return f"{TITLE} · {prepared_for(view)} · as of {view.as_of.strftime(DAY_FORM)} · {expiry(view)}"


def deals_line(view: PartnerView) -> str:
    return f"Deals: {len(view.rows)} · as of {view.as_of.strftime(DAY_FORM)} · amounts in {view.currency}"


def _front(view: PartnerView) -> Page:
    wide = len(WIDTHS)
    cells = [
        Placed(0, 0, TITLE, "title", across=wide),
        Placed(1, 0, prepared_for(view), "subtitle", across=wide),
        *_figures(view),
        Placed(7, 0, "Deals by stage", "heading", across=3),
        *_stages(view),
    ]
    count = len(view.by_stage)
    bottom = max(STAGES_FROM + count + 3, 8 + CHART_ROWS + 1)
    cells.append(Placed(bottom, 0, READ_ONLY, "note", across=wide))
    heights = {**dict.fromkeys(range(8, bottom + 1), LINE_HEIGHT), **HEIGHTS}
    return Page(FRONT, tuple(cells), WIDTHS, heights, _bars(view))


def _figures(view: PartnerView) -> list[Placed]:
    coming = view.next_milestone
    figures = [
        ("As of", view.as_of, Kind.DATE, ""),
        ("Good through", view.expires_on or "No end date", Kind.DATE if view.expires_on else Kind.TEXT, ""),
        ("Deals", len(view.rows), Kind.INT, ""),
        ("Open", view.open_deals, Kind.INT, ""),
        (f"Your capital ({view.currency})", view.capital, Kind.MONEY, ""),
        ("Next milestone", coming[0] if coming else "None planned", Kind.DATE if coming else Kind.TEXT,
         coming[1] if coming else ""),
    ]  # fmt: skip
    cells = []
    for column, (label, value, kind, below) in enumerate(figures):
        cells.append(Placed(3, column, label, "label"))
        cells.append(Placed(4, column, value, "figure", kind))
        cells.append(Placed(5, column, below, "below"))
    return cells


def _stages(view: PartnerView) -> list[Placed]:
    header = ("Stage", "Deals", f"Capital ({view.currency})")
    cells = [Placed(8, column, text, "header number" if column else "header") for column, text in enumerate(header)]
    for number, total in enumerate(view.by_stage):
        cells += _line(STAGES_FROM + number, total.stage, total.deals, total.capital, "")
    return cells + _line(STAGES_FROM + len(view.by_stage), "All", len(view.rows), view.capital, "total ")


def _line(row: int, stage: str, deals: int, capital: float, look: str) -> list[Placed]:
    return [
        Placed(row, 0, stage, f"{look}text"),
        Placed(row, 1, deals, f"{look}number", Kind.INT),
        Placed(row, 2, capital, f"{look}number", Kind.MONEY),
    ]


def _bars(view: PartnerView) -> Bars | None:
    """Capital by stage, or deals where no capital is in any.

    It ends where the last column and a row end, so that it fits where another font makes columns wider.
    """
    if not view.by_stage:
        return None
    capital = view.capital > 0
    title = f"Your capital by stage ({view.currency})" if capital else "Deals by stage"
    return Bars(title, 0, 2 if capital else 1, STAGES_FROM, len(view.by_stage), 7, 3, 485, 316,
                Kind.MONEY if capital else Kind.INT)  # fmt: skip


def _deals(view: PartnerView) -> Rows:
    return Rows(DEALS, DEALS, f"{prepared_for(view)} · {deals_line(view)}", view.columns, view.rows, NO_DEALS,
                DEAL_WIDTHS)  # fmt: skip
