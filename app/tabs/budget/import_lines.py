"""The lines of a bank's file in a table: what becomes of each, and a tick where a person decides."""

from __future__ import annotations

from collections.abc import Sequence

from app.row_table import RowModel
from app.tabs.budget.reading import Fate, FileLine
from app.tabs.budget.words import money
from app.theme import Role
from app.tr import marked, tr, tr_phrase
from app.words import grouped

HEADERS = (
    marked("Line"),
    marked("What becomes of it"),
    marked("Date"),
    marked("Amount"),
    marked("Payee and description"),
)
LINE, FATE, DATE, AMOUNT, WORDS = range(len(HEADERS))
WIDTHS = {LINE: 48, FATE: 158, DATE: 90, AMOUNT: 92}
_ROLES = {Fate.NEW: Role.GOOD, Fate.SAME: Role.WARNING, Fate.KNOWN: Role.MUTED, Fate.REJECTED: Role.DANGER}
_WORDS = {Fate.NEW: marked("New"), Fate.KNOWN: marked("Already there"), Fate.REJECTED: marked("Cannot be read")}


class LinesModel(RowModel):
    """`anew` are the keys of the probable lines that are imported all the same."""

    def __init__(self, anew: set[str]) -> None:
        super().__init__()
        self.anew = anew
        self.rows: list[FileLine] = []

    def show_lines(self, lines: list[FileLine], fate: Fate | None) -> None:
        """Lines of one fate, or all."""
        self.beginResetModel()
        self.rows = [one for one in lines if fate in (None, one.fate)]
        self.endResetModel()

    def decide(self, row: int) -> None:
        """The other way round, where there is something to decide."""
        one = self.rows[row]
        if one.fate is not Fate.SAME or one.line is None:
            return
        self.anew ^= {one.line.key}
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(HEADERS) - 1))
        self.decided.emit()

    def words(self, row: int) -> str:
        """The whole line with its reason, for the place under the table."""
        one = self.rows[row]
        if one.fate is Fate.SAME:
            return tr("{reason} Tick it if it is another one.", reason=tr_phrase(one.reason))
        return tr("Line {number}: {reason}", number=one.number, reason=tr_phrase(one.reason)) if one.reason else ""

    # --- the table asks ---

    def headers(self) -> Sequence[str]:
        return [tr(header) for header in HEADERS]

    def text(self, row: int, column: int) -> str:
        one = self.rows[row]
        if column == LINE:
            return grouped(one.number)
        if column == FATE:
            return self._fate_words(one)
        if one.line is None:
            return tr_phrase(one.reason) if column == WORDS else ""
        if column == DATE:
            return one.line.date.isoformat()
        if column == AMOUNT:
            return money(one.line.amount)
        return "  ·  ".join(dict.fromkeys(text for text in (one.line.merchant, one.line.description) if text))

    def role(self, row: int, column: int) -> Role:
        one = self.rows[row]
        if column == FATE:
            return _ROLES[one.fate]
        if column == AMOUNT and one.line is not None and one.line.amount < 0:
            return Role.DANGER
        return Role.TEXT if one.fate in (Fate.NEW, Fate.SAME) else Role.MUTED

    def tip(self, row: int, column: int) -> str:
        return tr_phrase(self.rows[row].reason)

    def is_number(self, row: int, column: int) -> bool:
        return column in (LINE, AMOUNT)

    def ticked(self, row: int, column: int) -> bool | None:
        one = self.rows[row]
        return one.line.key in self.anew if column == FATE and one.fate is Fate.SAME and one.line is not None else None

    def _fate_words(self, one: FileLine) -> str:
        if one.fate is not Fate.SAME or one.line is None:
            return tr(_WORDS[one.fate])
        return tr("New, it is another") if one.line.key in self.anew else tr("Probably there")
