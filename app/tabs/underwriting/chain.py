"""The chain of a result: its signed terms, each with links to the cells that it came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy

from app.theme import Role, Size, theme
from app.tr import tr, tr_phrase
from app.values import show
from models.catalog import BY_KEY
from models.core.schema import Column, Kind
from models.underwriting.calculators import Offer, Source, Term

MOST_LINKS = 12
_MONEY = Column("Amount", Kind.MONEY)
Place = Callable[[str, str, str], str]  # a cell like `E14` of table, row and field; blank where it is not saved yet


class Chain(QLabel):
    """One text with links, so that twenty cells cost no more than one; Tab goes from link to link."""

    def __init__(self, go_to: Callable[[Source], object]) -> None:
        super().__init__()
        self._go_to = go_to
        self._links: list[Source] = []
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setFont(theme().font(figures=True))
        self.setAccessibleName(tr("How the result adds up"))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.linkActivated.connect(self._follow)
        theme().changed.connect(self._renew)
        self._offer: Offer | None = None
        self._place: Place = lambda *_: ""
        self._renew()

    def show_offer(self, offer: Offer, place: Place) -> None:
        self._offer, self._place = offer, place
        text, self._links = chain_text(offer, place, theme().colors[Role.MUTED], theme().pixels(Size.CAPTION))
        self.setText(text)

    def _renew(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme().color(Role.TEXT))
        palette.setColor(QPalette.ColorRole.Link, theme().color(Role.ACCENT))
        self.setPalette(palette)
        if self._offer is not None:
            self.show_offer(self._offer, self._place)

    def _follow(self, link: str) -> None:
        self._go_to(self._links[int(link)])


def chain_text(offer: Offer, place: Place, muted: str, caption: int) -> tuple[str, list[Source]]:
    """The terms as a table in HTML, and the sources that its links stand for by number."""
    links: list[Source] = []
    lines = [_line(term, offer.sources, place, links, muted, caption) for term in offer.terms]
    total = f'<tr><td><b>{tr("Result")}</b></td><td align="right"><b>{signed(offer.result)}</b></td></tr>'
    return f'<table width="100%" cellspacing="0" cellpadding="2">{"".join(lines)}{total}</table>', links


def signed(value: float) -> str:
    return show(_MONEY, value).replace("-", "−")


def where(source: Source, place: Place) -> str:
    """`Repairs!E14`, the sheet alone while the row is not in the file yet."""
    if not source.table:
        return tr("typed here")
    sheet = BY_KEY[source.table].sheet
    cell = place(source.table, source.row, source.field)
    return f"{sheet}!{cell}" if cell else tr("{sheet} (not saved yet)", sheet=sheet)


def _line(
    term: Term, sources: Mapping[str, tuple[Source, ...]], place: Place, links: list[Source], muted: str, caption: int
) -> str:
    cells = [source for name in term.inputs for source in sources.get(name, ())]
    said = [_link(source, place, links) for source in cells[:MOST_LINKS]]
    if len(cells) > MOST_LINKS:
        said.append(tr("and {n} more", n=len(cells) - MOST_LINKS))
    if term.label != "Rounding" and not cells:
        said.append(tr("no rows: 0"))
    below = f'<span style="color:{muted};font-size:{caption}px">{"&nbsp; ".join(said)}</span>'
    sign = "" if term.amount < 0 else "+"
    return (
        f'<tr><td>{escape(tr_phrase(term.label))}</td><td align="right">{sign}{signed(term.amount)}</td></tr>'
        f'<tr><td colspan="2">{below}</td></tr>'
    )


def _link(source: Source, place: Place, links: list[Source]) -> str:
    text = escape(where(source, place)).replace(" ", "&nbsp;")
    if not source.table:
        return text
    links.append(source)
    return f'<a href="{len(links) - 1}">{text}</a>'
