"""The small dialogs of the page: what is on the account, and which file is the bank's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QWidget

from app.fields import Field
from app.frame.choosing import choose_source
from app.frame.dialogs import Sheet
from app.frame.remembered import keep, text_of
from app.theme import Role, Size, theme
from app.tr import marked, tr
from app.widgets import Button, Text
from app.words import day_words
from models.core.columns import money

FILTER = marked("Bank files (*.csv *.ofx *.qfx *.txt *.CSV *.OFX *.QFX);;All files (*)")
ABOUT = marked(
    "What the bank shows at the end of today. The forecast starts from it; lines of the ledger that are dated later "
    "are counted by themselves."
)


class SetBalance(Sheet):
    """What is on the account. `take` returns why not, if not."""

    def __init__(self, parent: QWidget, balance: float | None, today: date, take: Callable[[float], str]) -> None:
        super().__init__(tr("Set the balance"), parent, icon="budget")
        self._take = take
        self.field = Field(money("Balance", minimum=None), caption=tr("Balance on {day}", day=day_words(today, today)))
        self.field.say(balance)
        self.field.line.selectAll()
        self.body.addWidget(Text(tr(ABOUT), Size.BODY, Role.MUTED, wrap=True))
        self.body.addWidget(self.field)
        self.body.addStretch()
        self.add_button(Button(tr("Cancel"), self.reject))
        self.add_button(Button(tr("Set balance"), self.commit, kind="primary"))
        self.resize(theme().pixels(420), theme().pixels(260))
        self.field.setFocus()

    def commit(self) -> None:
        value = self.field.read()
        if not self.field.is_refused and not isinstance(value, (int, float)):
            self.field.refuse(tr("Type an amount; an overdraft with a minus."))
        if isinstance(value, (int, float)):
            self.field.refuse(self._take(float(value)))
        if self.field.is_refused:
            self.field.setFocus()
        else:
            self.accept()


def choose_bank_file(parent: QWidget, then: Callable[[Path], object]) -> None:
    """The system's own dialog, in the folder where the last file was."""
    downloads = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
    folder = Path(text_of("budget/folder") or downloads)

    def chosen(path: Path) -> None:
        keep("budget/folder", str(path.parent))
        then(path)

    choose_source(parent, tr("Choose the bank’s file"), folder, tr(FILTER), chosen)
