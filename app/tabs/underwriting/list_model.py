"""The properties as a list: searched and sorted in arrays, so that a thousand of them cost nothing to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.grid.rows import words_of
from app.guard import guard
from app.tr import marked, tr
from app.words import amount
from models.core.values import plain

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_DISPLAY, _SPOKEN = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)

# By what the list is sorted: the title in the menu, the column, and whether the largest comes first.
SORTS: Mapping[str, tuple[str, str, bool]] = {
    "sheet": (marked("As in the sheet"), "", False),
    "address": (marked("Address"), "address", False),
    "arv": (marked("ARV, highest first"), "arv", True),
    "mao": (marked("MAO, highest first"), "mao", True),
    "risk": (marked("Risk, highest first"), "risk", True),
    "stale": (marked("Stale MAO first"), "stale_was", False),
}


@dataclass(frozen=True)
class Line:
    """One property as the list shows it: money, points; None where there is no figure."""

    row_id: str
    address: str
    city: str
    arv: float | None
    mao: float | None
    risk: tuple[float, float] | None  # from where to where it can be; mostly the same
    stop: bool
    stale: bool
    archived: bool

    @property
    def spoken(self) -> str:
        """All of it, for a screen reader."""
        parts = [self.address, self.city, tr("ARV {arv}", arv=amount(self.arv)) if self.arv else tr("no ARV")]
        parts += [tr("MAO {mao}", mao=amount(self.mao))] if self.mao is not None else []
        parts += [_spoken(self.risk)] if self.risk is not None else []
        parts += [tr("stop")] * self.stop + [tr("stale MAO")] * self.stale + [tr("archived")] * self.archived
        return ", ".join(part for part in parts if part)


class PropertyModel(QAbstractListModel):
    """What `portfolio` says, a row each. Rows move only when a person sorts or searches, or some come or go."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frame = pd.DataFrame({"address": pd.Series(dtype="str")})
        self.rows: Any = np.arange(0)
        self.sort_key, self.words = "sheet", ""
        self._lines: dict[int, Line] = {}
        self._texts: list[str] | None = None

    # --- what it shows ---

    def show_frame(self, frame: pd.DataFrame) -> None:
        """Another state of the same properties, or others."""
        if frame is self.frame:
            return
        same = frame.index.equals(self.frame.index)
        if not same:
            self.beginResetModel()
        self.frame, self._texts = frame, None
        self._lines.clear()
        if same:
            if len(self.rows):
                self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))
            return
        self.rows = self._arranged()
        self.endResetModel()

    def arrange(self, sort_key: str, words: str) -> None:
        """Sorted by one of SORTS, and only those that hold all the words."""
        if (sort_key, words) == (self.sort_key, self.words):
            return
        self.beginResetModel()
        self.sort_key, self.words = sort_key, words
        self._lines.clear()
        self.rows = self._arranged()
        self.endResetModel()

    def line(self, row: int) -> Line:
        found = self._lines.get(row)
        if found is None:
            found = self._lines[row] = self._line(int(self.rows[row]))
        return found

    def row_of(self, row_id: str) -> int:
        """Where a property stands in the list; -1 where it is not shown."""
        if row_id not in self.frame.index:
            return -1
        found = np.flatnonzero(self.rows == self.frame.index.get_loc(row_id))
        return int(found[0]) if len(found) else -1

    def row_id(self, row: int) -> str:
        return str(self.frame.index[int(self.rows[row])]) if 0 <= row < len(self.rows) else ""

    def _line(self, place: int) -> Line:
        value = {name: plain(self.frame[name].array[place]) for name in self.frame.columns}
        return Line(
            str(self.frame.index[place]),
            str(value["address"] or tr("No address")),
            str(value["city"] or ""),
            _number(value["arv"]),
            _number(value["mao"]),
            _span(_number(value["risk_low"]), _number(value["risk_high"])),
            value["stop"] is True,
            value["stale_was"] is not None,
            value["status"] == "archived",
        )

    def _arranged(self) -> Any:
        order = self._order()
        mask = self._found()
        return order if mask is None else order[mask[order]]

    def _order(self) -> Any:
        _, name, descending = SORTS[self.sort_key]
        if not name or name not in self.frame:
            return np.arange(len(self.frame))
        if name == "address":
            keys = pd.factorize(self.frame[name].fillna("").str.casefold(), sort=True)[0].astype("float64")
        else:
            keys = self.frame[name].to_numpy(dtype="float64", na_value=np.nan)
        return np.argsort(-keys if descending else keys, kind="stable")

    def _found(self) -> Any:
        words = words_of(self.words)
        if not words:
            return None
        if self._texts is None:
            parts = [self.frame[name].fillna("") for name in ("address", "city", "status")]
            self._texts = [" ".join(row).casefold() for row in zip(*parts, strict=True)]
        return np.array(
            [all((word in text) is not unwanted for unwanted, word in words) for text in self._texts], dtype=bool
        )

    # --- Qt asks ---

    @guard(0)
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    @guard(None)
    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid() or role not in (_DISPLAY, _SPOKEN):
            return None
        line = self.line(index.row())
        return line.address if role == _DISPLAY else line.spoken


def _span(low: float | None, high: float | None) -> tuple[float, float] | None:
    return None if low is None or high is None else (low, high)


def _spoken(risk: tuple[float, float]) -> str:
    low, high = risk
    return (
        tr("risk {low}", low=f"{low:.0f}")
        if low == high
        else tr("risk {low} to {high}", low=f"{low:.0f}", high=f"{high:.0f}")
    )


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
