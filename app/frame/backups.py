"""Earlier versions of the open workbook: what each was, what changed since, and going back; and a damaged file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.backups import Damaged, export, listed, recover, version
from app.command import Frame
from app.document import Document
from app.frame.backups_changes import WIDTHS, Changes, ChangesModel, changes_between
from app.frame.backups_list import VersionList, day_name, local, reason, size
from app.frame.choosing import choose_target
from app.frame.dialogs import Sheet
from app.frame.opening import FILTER
from app.jobs import Cancelled, Job
from app.row_table import RowTable
from app.theme import Role, Size, Space, theme
from app.tr import tr, tr_error, tr_phrase
from app.widgets import Button, Picture, Text, column, row
from io_xlsx.backups import Backup, copies_folder
from io_xlsx.read.reader import Reading
from models.core.refusal import Refused

LOOK_MS = 120  # a cursor that runs through the list reads nothing on its way


class EarlierVersions(Sheet):
    """The list at the left, the chosen version at the right; reading is work in the background."""

    def __init__(self, parent: QWidget, frame: Frame, document: Document) -> None:
        super().__init__(tr("Earlier versions"), parent, icon="history")
        self._frame, self._document = frame, document
        self._path = document.session.path
        self._today = datetime.now().astimezone().date()
        self._job: Job | None = None
        self._reading: Reading | None = None
        self._restoring = False
        self.why_empty = ""
        self.list = VersionList(self._listed(), self._today)
        self.title = Text("", Size.SECTION, strong=True)
        self.reason = Text("", role=Role.MUTED, elide=True)
        self.since = Text("", wrap=True)
        self.changes = ChangesModel()
        self.table = RowTable(self.changes, tr("What changed since then"), WIDTHS)
        self.restore = Button(tr("Restore this version"), self.commit, kind="primary", icon="history")
        self.copy = Button(tr("Save a copy…"), self._ask_copy, icon="save")
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOOK_MS)
        self._soon.timeout.connect(self._look)
        self._lay_out()
        self.list.chosen.connect(self._chosen)
        self.list.taken.connect(self.restore.setFocus)
        self.finished.connect(self._stop)
        self.list.choose_first()
        self.list.setFocus()

    def _listed(self) -> tuple[Backup, ...]:
        try:
            return listed(self._path)
        except Refused as refusal:
            self.why_empty = tr_error(refusal, hint=False)
            return ()

    def _lay_out(self) -> None:
        right = column(self.title, self.reason, self.since, gap=Space.XS)
        right.addSpacing(Space.S)
        right.addWidget(self.table, 1)
        side = QWidget()
        side.setLayout(right)
        self.list.setFixedWidth(theme().pixels(270))
        middle = row(self.list, gap=Space.XL)
        middle.addWidget(side, 1)
        whole = QWidget()
        whole.setLayout(middle)
        stack = QStackedWidget()
        stack.addWidget(whole)
        stack.addWidget(self._nothing())
        some = self.list.model().rowCount() > 0
        stack.setCurrentIndex(0 if some else 1)
        self.body.addWidget(stack, 1)
        note = tr("Restoring keeps the workbook of now as a version, so you can come back to it.")
        self.buttons.insertWidget(0, Text(note if some else "", Size.CAPTION, Role.MUTED, elide=True), 1)
        self.add_button(Button(tr("Close"), self.reject, kind="plain" if some else "primary"))
        if some:
            self.add_button(self.copy)
            self.add_button(self.restore)
        self.setMinimumSize(theme().pixels(800), theme().pixels(420))
        self.resize(theme().pixels(1000), theme().pixels(600))

    def _nothing(self) -> QWidget:
        page = QWidget()
        whole = column(gap=Space.S)
        whole.addStretch(2)
        middle = Qt.AlignmentFlag.AlignHCenter
        whole.addWidget(Picture("history", Role.MUTED, 24), 0, middle)
        whole.addWidget(Text(tr("No earlier versions yet"), Size.SECTION, strong=True), 0, middle)
        words = self.why_empty or tr(
            "Each save keeps one in {name}, beside the workbook.", name=copies_folder(self._path).name
        )
        whole.addWidget(Text(words, role=Role.MUTED), 0, middle)
        whole.addStretch(3)
        page.setLayout(whole)
        return page

    # --- looking ---

    def _chosen(self, _: object) -> None:
        one = self.list.current
        self._reading = None
        self._allow()
        if one is not None:
            self.title.setText(f"{day_name(local(one).date(), self._today)}, {local(one):%H:%M}")
            self.reason.setText(f"{reason(one)}  ·  {size(one.size)}")
            self.since.setText(tr("Reading…"))
            self.changes.show(())
            self._soon.start()

    def _look(self) -> None:
        """Reads the chosen version; one at a time, as a stale answer would be shown under another one's name."""
        if self._job is not None:
            self._job.cancel()
            return
        one, now, path = self.list.current, self._document.book, self._path
        if one is None:
            return

        def work(job: Job) -> tuple[Reading, Changes]:
            reading = version(path, one, lambda said, share: job.step(tr_phrase(said), -1 if share is None else share))
            job.step(tr("Comparing"), -1)
            return reading, changes_between(reading.book, now)

        self._job = Job(tr("Reading an earlier version"), work)
        self._job.done.connect(self._read)
        self._job.failed.connect(self._not_read)
        self._job.start()

    def _read(self, result: tuple[Reading, Changes]) -> None:
        self._job = None
        if self._soon.isActive():
            return
        self._reading, changes = result
        self.changes.show(changes.lines)
        self.table.setVisible(bool(changes.lines))
        more = tr("  ·  the first {n} are listed", n=len(changes.lines)) if changes.more else ""
        since = "  ·  ".join(changes.sheets) + more
        same = tr("No row of any table differs from now.")
        self.since.setText(tr("Changed since then – {since}", since=since) if changes.sheets else same)
        self._allow()

    def _not_read(self, problem: BaseException) -> None:
        self._job = None
        if isinstance(problem, Cancelled):
            if self.isVisible():
                self._look()
        elif isinstance(problem, Refused):
            self.since.setText(tr_error(problem))
        else:
            raise problem

    def _allow(self) -> None:
        self.restore.setEnabled(self._reading is not None)
        self.copy.setEnabled(self._reading is not None)

    def _stop(self, *_: object) -> None:
        self._soon.stop()
        if self._job is not None:
            self._job.cancel()

    # --- doing ---

    def commit(self) -> None:
        """Saves what is unsaved, then goes back; the dialog stays open with the reason where that cannot be."""
        one, reading = self.list.current, self._reading
        if one is None or reading is None:
            return
        self._reading, self._restoring = None, True
        self._allow()
        self.list.setEnabled(False)
        when = self.title.text()
        self._document.sync.restore(reading, lambda problem: self._restored(when, problem))

    def _restored(self, when: str, problem: str) -> None:
        self._restoring = False
        self.list.setEnabled(True)
        if problem:
            self.since.setText(problem)
            return
        self._frame.say(
            tr(
                "{name} is again what it was: {when}. Earlier Versions brings the other one back.",
                name=self._path.name,
                when=when,
            )
        )
        self.accept()

    def reject(self) -> None:
        """Not while the workbook is being replaced: that is over soon, and has something to say."""
        if not self._restoring:
            super().reject()

    def _ask_copy(self) -> None:
        one = self.list.current
        if one is not None:
            name = f"{self._path.stem} {local(one):%Y-%m-%d %H.%M}{self._path.suffix}"
            place = self._path.with_name(name)
            choose_target(self, tr("Save a copy"), place, tr(FILTER), lambda target: self.write_copy(one, target))

    def write_copy(self, one: Backup, target: Path) -> None:
        """The dialog for the name has asked already whether a file of that name may go."""
        job = Job(tr("Saving a copy"), lambda _: export(self._path, one, target, replace=True))
        job.done.connect(lambda _: self._frame.say(tr("{name} holds that version.", name=target.name)))
        job.failed.connect(self._not_read)
        job.start()


class Recover(Sheet):
    """A workbook that cannot be opened, and its newest good copy."""

    def __init__(self, parent: QWidget, frame: Frame, damage: Damaged) -> None:
        super().__init__(tr("{name} cannot be opened", name=damage.path.name), parent, icon="warning")
        self._frame, self._damage = frame, damage
        one, gone = damage.backup, not damage.path.exists()
        day = day_name(local(one).date(), datetime.now().astimezone().date())
        self.body.addWidget(Text(str(damage), wrap=True))
        self.body.addWidget(
            Text(tr("Newest good copy: {when}", when=f"{day}, {local(one):%H:%M}  ·  {size(one.size)}"), strong=True)
        )
        keeps = "" if gone else tr(" The damaged file is kept in {name}.", name=copies_folder(damage.path).name)
        note = tr("It is put back, and what you edited here since then is put on top of it.{keeps}", keeps=keeps)
        self.body.addWidget(Text(note, role=Role.MUTED, wrap=True))
        self.said = Text("", role=Role.DANGER, wrap=True)
        self.body.addWidget(self.said)
        self.body.addStretch()
        self.take = Button(tr("Open newest good copy"), self.commit, kind="primary", icon="history")
        self.add_button(Button(tr("Cancel"), self.reject))
        self.add_button(self.take)
        self.resize(theme().pixels(520), theme().pixels(280))

    def commit(self) -> None:
        self.take.setEnabled(False)
        job = Job(tr("Putting the copy back"), lambda _: recover(self._damage.path, self._damage.backup))
        job.done.connect(self._done)
        job.failed.connect(self._failed)
        job.start()

    def _done(self, _: object) -> None:
        self.accept()
        self._frame.open_path(self._damage.path)

    def _failed(self, problem: BaseException) -> None:
        self.take.setEnabled(True)
        if not isinstance(problem, Refused):
            raise problem
        self.said.setText(tr_error(problem))
