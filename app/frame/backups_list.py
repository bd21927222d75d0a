"""The list of earlier versions: by day, with time, reason and size."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.backups import BEFORE
from app.guard import guard
from app.theme import CORNER, Role, Size, Space, theme
from app.tr import tr
from app.words import day_words, exact
from io_xlsx.backups import Backup

Index = QModelIndex | QPersistentModelIndex
ENTRY = int(Qt.ItemDataRole.UserRole)
_SPOKEN = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))
_SELECTED, _POINTED = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_MouseOver
DAY_HIGH, HIGH = 34, 50


class VersionModel(QAbstractListModel):
    """Backups, the last made first, and before those of each day its name; `today` by this machine's clock."""

    def __init__(self, backups: Sequence[Backup], today: date) -> None:
        super().__init__()
        self.entries: list[str | Backup] = []
        day = None
        for one in backups:
            if local(one).date() != day:
                day = local(one).date()
                self.entries.append(day_name(day, today))
            self.entries.append(one)

    @guard(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self.entries)

    @guard(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        """A day can be neither chosen nor reached by the arrow keys."""
        if not index.isValid() or isinstance(self.entries[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = ENTRY) -> object:
        if not index.isValid() or index.row() >= len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == ENTRY:
            return entry
        if role not in _SPOKEN:
            return None
        return entry if isinstance(entry, str) else f"{local(entry):%H:%M}, {reason(entry)}, {size(entry.size)}"


class VersionList(QListView):
    """`chosen` brings the Backup under the cursor; Enter takes it."""

    chosen = Signal(object)
    taken = Signal()

    def __init__(self, backups: Sequence[Backup], today: date) -> None:
        super().__init__()
        self.setModel(VersionModel(backups, today))
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(tr("Earlier versions"))
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        theme().dress(self.verticalScrollBar())
        self.selectionModel().currentChanged.connect(lambda now, _: self.chosen.emit(now.data(ENTRY)))

    @property
    def current(self) -> Backup | None:
        entry = self.currentIndex().data(ENTRY)
        return entry if isinstance(entry, Backup) else None

    def choose_first(self) -> None:
        if self.model().rowCount():
            self.setCurrentIndex(self.model().index(1, 0))  # before it stands its day

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        else:
            super().keyPressEvent(event)


class _Delegate(QStyledItemDelegate):
    """A day's name over a line, or a version's time and size over its reason."""

    @guard(QSize(280, HIGH))
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        high = DAY_HIGH if isinstance(index.data(ENTRY), str) else HIGH
        return QSize(theme().pixels(200), theme().pixels(high))

    @guard(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(ENTRY)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(entry, str):
            painter.setFont(theme().font(Size.CAPTION, strong=True))
            painter.setPen(theme().color(Role.MUTED))
            room = option.rect.adjusted(Space.S, 0, -Space.S, -Space.XS)
            painter.drawText(room, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, entry)
        else:
            _paint_version(painter, option, entry)
        painter.restore()


def _paint_version(painter: QPainter, option: QStyleOptionViewItem, one: Backup) -> None:
    selected, pointed = bool(option.state & _SELECTED), bool(option.state & _POINTED)
    if selected or pointed:
        focused = selected and option.state & QStyle.StateFlag.State_HasFocus
        painter.setPen(theme().color(Role.ACCENT) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(Role.SELECTION if selected else Role.HOVER))
        painter.drawRoundedRect(QRectF(option.rect.adjusted(0, 1, -Space.XS, -1)), CORNER, CORNER)
    room = option.rect.adjusted(Space.S, Space.S, -Space.M, -Space.S)
    top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
    painter.setFont(theme().font(strong=True, figures=True))
    painter.setPen(theme().color(Role.TEXT))
    painter.drawText(room, top | Qt.AlignmentFlag.AlignLeft, f"{local(one):%H:%M}")
    painter.setFont(theme().font(Size.CAPTION, figures=True))
    painter.setPen(theme().color(Role.MUTED))
    painter.drawText(room, top | Qt.AlignmentFlag.AlignRight, size(one.size))
    text = painter.fontMetrics().elidedText(reason(one), Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, bottom | Qt.AlignmentFlag.AlignLeft, text)


def local(one: Backup) -> datetime:
    """When it was made, by this machine's clock."""
    return one.at.astimezone()


def reason(one: Backup) -> str:
    """`Before an import: Import 12 bank lines`; of a plain save only what was saved."""
    words = tr(BEFORE[one.why])
    label = one.reason.label
    if label and BEFORE[one.why] == "before a save":
        return tr("Before: {label}", label=label)
    return f"{words[:1].upper()}{words[1:]}" + (f": {label}" if label else "")


def size(many: int) -> str:
    """`98 kB`, `7.7 MB`."""
    return tr("{n} MB", n=exact(many / 1e6, 1)) if many >= 1e6 else tr("{n} kB", n=max(1, round(many / 1000)))


def day_name(day: date, today: date) -> str:
    """`Today`, `Yesterday`, `Tue 3 Mar`."""
    days = (today - day).days
    return {0: tr("Today"), 1: tr("Yesterday")}.get(days) or day_words(day, today)
