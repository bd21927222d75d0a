"""Books with many partners, and the files made of them."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from app.partner_export.make import make
from app.partner_export.seal import Signer, signer_in
from models.core.book import Book
from models.demo import demo
from models.jv import PARTNERS
from models.jv.view import PartnerView, partner_view
from models.pipeline import STAGES
from tests.models.books import book_of

DAY = date(2026, 3, 5)
EXPIRES = date(2026, 6, 30)


def marked(partner: int, what: str) -> str:
    """A text that shows, wherever it turns up, whose it is: the partner's number stands in it."""
    return f"Quarry{partner:03}x {what}"


@cache
def many(partners: int = 200, deals: int = 4) -> Book:
    """Partners whose deals share city, stage and amount; every other text bears its partner's mark."""
    return book_of(
        Partners=[
            {"name": marked(n, "Sands"), "company": marked(n, "& Sons"), "email": f"q{n:03}x@example.com",
             "notes": marked(n, "is slow to answer")}
            for n in range(partners)
        ],
        Contacts=[{"name": f"Seller {n:03} Whitlock", "phone": f"+1 204 555 {n:04}"} for n in range(partners)],
        Deals=[
            {
                "address": marked(n, f"{deal} Row"), "city": "Winnipeg", "region": "MB", "strategy": "flip",
                "stage": STAGES[deal % len(STAGES)], "partner_id": f"ptr_{n}", "partner_share": 0.5,
                "partner_capital": 45_000.0, "next_milestone": "Inspection",
                "milestone_date": date(2026, 4, 1 + deal % 28),
                "partner_notes": marked(n, f"note {deal}"), "notes": marked(n, f"private {deal}"),
                "summary": f"Wants {deal} weeks", "mao": 132_000.0 + n, "asking_price": 140_500.0 + n,
                "contact_id": f"con_{n}", "updated_at": "2026-03-01T10:00:00Z",
            }
            for n in range(partners)
            for deal in range(deals)
        ],
    )  # fmt: skip


@cache
def demo_book() -> Book:
    return demo(DAY)


def partner_ids(book: Book) -> list[str]:
    return [str(one) for one in book[PARTNERS].index]


def view_of(book: Book, partner_id: str) -> PartnerView:
    return partner_view(book, partner_id, DAY, EXPIRES)


@cache
def signer() -> Signer:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return signer_in(Path(folder))


def file_of(book: Book, partner_id: str, password: str | None = None) -> bytes:
    return make(book, view_of(book, partner_id), "exp_0123456789ab", signer(), password).content
