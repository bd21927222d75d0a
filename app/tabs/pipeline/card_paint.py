"""How a deal is painted as a card of the board."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from app.chips import chip_size, paint_chip
from app.fitting import wrapped
from app.tabs.pipeline.cards import DealCard, step_badge
from app.theme import CORNER, Role, Size, Space, drawn, mixed, theme
from app.tr import tr
from app.words import spoken_choice

HEIGHT, TALL, WIDE, GAP, ICON = 98, 114, 205, 8, 12  # a card, one on a column less than so wide
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def paint_card(
    painter: QPainter, room: QRect, card: DealCard, today: date, *, chosen: bool, pointed: bool, focused: bool
) -> None:
    """Address; strategy and place; asking against MAO; the next step, and a mark where the MAO is stale."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colors = theme().colors
    edge = Role.ACCENT if chosen else Role.EDGE if pointed else Role.LINE
    painter.setPen(QPen(theme().color(edge), 2 if focused and chosen else 1))
    tint = QColor(mixed(colors[Role.ACCENT], colors[Role.CARD], 0.08))
    painter.setBrush(tint if chosen else theme().color(Role.CARD))
    painter.drawRoundedRect(QRectF(room).adjusted(1, 1, -1, -1), CORNER, CORNER)
    inner = room.adjusted(Space.S + 2, Space.S, -Space.S - 2, -Space.S)
    small = theme().font(Size.CAPTION, figures=True)
    fits = QFontMetrics(small).horizontalAdvance(" · ".join(card.price)) <= inner.width()
    names = wrapped(QFontMetrics(theme().font()), card.address, inner.width(), 2)
    lines = [*((text, theme().font(), Role.TEXT) for text in names), (_about(card), small, Role.MUTED)]
    lines += [(text, small, Role.TEXT) for text in ([" · ".join(card.price)] if fits else card.price)]
    top = inner.top()
    for text, font, role in lines:
        painter.setFont(font)
        painter.setPen(theme().color(role))
        high = painter.fontMetrics().height()
        words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(QRect(inner.left(), top, inner.width(), high), _LEFT, words)
        top += high
    _paint_foot(painter, inner, card, today)


def _paint_foot(painter: QPainter, inner: QRect, card: DealCard, today: date) -> None:
    badge, ratio = step_badge(card.state, card.due, today), painter.device().devicePixelRatioF()
    size = chip_size(badge)
    top = inner.bottom() - size.height() + 1
    paint_chip(painter, QPoint(inner.left() - 2, top), badge, ratio)
    if not card.stale:
        return
    painter.setFont(theme().font(Size.CAPTION))
    painter.setPen(theme().color(Role.WARNING))
    wide = painter.fontMetrics().horizontalAdvance(tr("stale"))
    left = inner.right() - wide + 1
    if left - ICON - Space.XS >= inner.left() + size.width():  # else the icon alone
        painter.drawText(QRect(left, top, wide, size.height()), _LEFT, tr("stale"))
        left -= Space.XS
    else:
        left = inner.right() + 1
    icon = drawn("sync", theme().colors[Role.WARNING], ICON, ratio)
    painter.drawPixmap(left - ICON, top + (size.height() - ICON) // 2, icon)


def _about(card: DealCard) -> str:
    return " · ".join(part for part in (spoken_choice(card.strategy), card.city) if part)
