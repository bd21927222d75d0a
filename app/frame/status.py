"""The line at the foot: problems, what is selected, what the filter leaves, and work under way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QWidget
from shiboken6 import isValid

from app.jobs import Job
from app.theme import Role, Size, Space, theme
from app.tr import tr, tr_n
from app.widgets import Button, IconButton, Panel, Text, row
from app.words import counted
from models.core.problem import Problem, Severity, counts

SHOW_PROGRESS_AFTER_MS = 300
SAID_MS = 8000


class StatusLine(Panel):
    """`problems` opens the panel; the texts come from the grid in view."""

    def __init__(self, show_problems: Callable[[], object], show_conflicts: Callable[[], object]) -> None:
        super().__init__(Role.WINDOW, Qt.Edge.TopEdge)
        self.problems = Button(tr("No problems"), show_problems, kind="quiet", icon="good")
        self.conflicts = Button("", show_conflicts, kind="quiet", icon="warning")
        self.conflicts.hide()
        self.message = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.filter = Text("", Size.CAPTION, Role.MUTED)
        self.selection = Text("", Size.CAPTION, Role.TEXT)
        self.work = Work()
        line = row(
            self.problems, self.conflicts, self.message, self.work, self.filter, self.selection,
            gap=Space.L, margins=(Space.S, 3, Space.L, 2),
        )  # fmt: skip
        line.setStretch(2, 1)
        self.setLayout(line)
        self._shown: tuple[str, Role] = ("good", Role.GOOD)
        for button in (self.problems, self.conflicts):
            button.setFont(theme().font(Size.CAPTION))
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.setInterval(SAID_MS)
        self._forget.timeout.connect(lambda: self.message.setText(""))
        theme().changed.connect(self._draw)
        self._draw()

    def show_problems(self, problems: list[Problem] | None) -> None:
        """None = no workbook, so nothing to say."""
        self.problems.setVisible(problems is not None)
        number = counts(problems or ())
        self.problems.setText(in_words(number) or tr("No problems"))
        gravest = next((severity for severity in Severity if number[severity.value]), None)
        self._shown = LOOKS[gravest] if gravest else ("good", Role.GOOD)
        self._draw()

    def show_conflicts(self, count: int) -> None:
        """How many cells and rows wait for a decision."""
        self.conflicts.setVisible(count > 0)
        self.conflicts.setText(tr_n("{n} conflict to decide", "{n} conflicts to decide", count))

    def say(self, words: str) -> None:
        """A word on what was done; it goes by itself."""
        self.message.setText(words)
        self._forget.start()

    def clear(self) -> None:
        for text in (self.message, self.filter, self.selection):
            text.setText("")

    def _draw(self) -> None:
        name, role = self._shown
        self.problems.setIcon(theme().icon(name, role))
        self.conflicts.setIcon(theme().icon("warning", Role.WARNING))


class Work(QWidget):
    """What a job is at, its progress, and its Cancel; shown only once it takes a while."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Text("", Size.CAPTION, Role.MUTED)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(160)
        self.bar.setAccessibleName(tr("Progress"))
        theme().dress(self.bar)
        self.cancel = IconButton("close", tr("Cancel"), self._cancel)
        self.setLayout(row(self.words, self.bar, self.cancel))
        self._job: Job | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SHOW_PROGRESS_AFTER_MS)
        self._soon.timeout.connect(self.show)
        self.hide()

    def follow(self, job: Job) -> None:
        self._job = job
        self._step(job.title, -1)
        job.progress.connect(self._step)
        job.done.connect(lambda _: self._end(job))
        job.failed.connect(lambda _: self._end(job))
        self._soon.start()

    def _step(self, words: str, share: float) -> None:
        self.words.setText(words)
        self.bar.setMaximum(1000 if share >= 0 else 0)
        self.bar.setValue(round(max(share, 0) * 1000))

    def _end(self, job: Job) -> None:
        if self._job is job and isValid(self):  # a dialog that was closed took this with it
            self._job = None
            self._soon.stop()
            self.hide()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.words.setText(tr("Stopping…"))


LOOKS = {
    Severity.ERROR: ("error", Role.DANGER),
    Severity.WARNING: ("warning", Role.WARNING),
    Severity.INFO: ("info", Role.INFO),
}


def in_words(number: dict[str, int]) -> str:
    """`2 errors, 1 warning`; blank if there are none."""
    counts = (
        counted(number[Severity.ERROR.value], "error"),
        counted(number[Severity.WARNING.value], "warning"),
        counted(number[Severity.INFO.value], "note"),
    )
    return ", ".join(said for severity, said in zip(LOOKS, counts, strict=True) if number[severity.value])
