"""What the window does about other people's saves: a look at what they changed, a copy elsewhere, a take-over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.frame.choosing import choose_target
from app.frame.dialogs import Confirm, Sheet
from app.frame.opening import FILTER
from app.jobs import Job
from app.theme import Role, theme
from app.tr import tr, tr_error
from app.widgets import Button, Text

if TYPE_CHECKING:
    from app.frame.window import Window


class Others:
    """Acts on the document of a window."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def look(self) -> None:
        """Shows row by row what somebody else's save changed; the question stays open."""
        document = self._window.document
        if document is None or document.sync.question is None:
            return
        from app.conflict_text import difference_lines

        question, held = document.sync.question, document.session.held
        lines = difference_lines(held, question.theirs)
        self._window.show_dialog(lambda parent: Changes(question.headline, lines, parent))

    def save_copy(self) -> None:
        """Asks where, writes the workbook as it is shown, and opens it."""
        document = self._window.document
        if document is None:
            return
        path = document.session.path
        place = path.with_name(f"{path.stem} copy{path.suffix}")
        choose_target(self._window, tr("Save a copy"), place, tr(FILTER), self.copy_to)

    def copy_to(self, target: Path) -> None:
        """Writes the copy on another thread and opens it."""
        document = self._window.document
        if document is None:
            return
        write = document.session.prepare_copy(target)
        job = Job(tr("Saving {name}", name=target.name), lambda _: write())
        job.done.connect(lambda _: self._window.open_path(target))
        job.failed.connect(self._not_copied)
        self._window.status.work.follow(job)
        job.start()

    def _not_copied(self, problem: BaseException) -> None:
        from models.core.refusal import Refused

        if not isinstance(problem, Refused):
            raise problem
        self._window.complain(tr_error(problem))

    def take_over(self) -> None:
        """After a warning takes the workbook from whoever has it, and reads it anew."""
        document = self._window.document
        if document is None or document.session.locked_by is None:
            return
        why = document.read_only
        words = tr(
            "{why}. Take it over only if nobody works in it there: what is typed there and not yet saved stays on "
            "that side, and its next save is refused.",
            why=why[:1].upper() + why[1:],
        )
        self._window.show_dialog(
            lambda parent: Confirm(
                parent, tr("Take {name} over?", name=document.name), words, tr("Take over"), self._take
            )
        )

    def _take(self) -> None:
        document = self._window.document
        if document is not None:
            self._window.open_anew(take=True)


class Changes(Sheet):
    """What somebody else's save changed, line by line."""

    def __init__(self, headline: str, lines: list[tuple[str, str, str, str, str]], parent: QWidget) -> None:
        super().__init__(headline, parent, icon="sheet")
        self.table = QTableWidget(len(lines), 5)
        self.table.setHorizontalHeaderLabels([tr("Sheet"), tr("Row"), tr("Column"), tr("Before"), tr("In their save")])
        self.table.setAccessibleName(tr("What the save changed"))
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setFrameShape(QTableWidget.Shape.NoFrame)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for bar in (self.table.verticalScrollBar(), self.table.horizontalScrollBar()):
            theme().dress(bar)
        for line, texts in enumerate(lines):
            for place, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(line, place, item)
        from app.conflict_text import MOST_LINES

        if len(lines) == MOST_LINES:
            self.body.addWidget(Text(tr("The first {most} differences.", most=MOST_LINES), role=Role.MUTED))
        self.body.addWidget(self.table)
        self.add_button(Button(tr("Close"), self.accept, kind="primary"))
        self.resize(theme().pixels(860), theme().pixels(520))
