"""One run: a window on a copy of the demo, steps until time or number is up, and what has to hold."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

import shiboken6
from openpyxl import load_workbook
from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QPlainTextEdit

from app.document import Document
from app.frame.window import Window
from app.grid.grid import Grid
from app.jobs import wait_for_all
from app.theme import Appearance, theme
from models.core.book import Book
from models.core.change import ChangeSet
from tests.random_user.complaints import gathered, told
from tests.random_user.memory import held
from tests.random_user.screen import differences, remade, stale, unpainted, visible
from tests.random_user.user import Step, User
from tests.workbooks import DAY, demo_copy

ANEW_EVERY = 8  # steps between two drawings of everything anew
SOON_MS = 180  # a search follows its last key a little later
LONGEST_S = 5.0  # a step that takes longer waits for something
WARM_UP = 8  # openings until memory counts
MOST_MB = 10.0
OUTSIDE = (("Bills", "Notes"), ("Deals", "Notes"), ("Properties", "Notes"), ("Contacts", "Notes"), ("Ledger", "Notes"))


@dataclass
class Result:
    """What a run came to. `wrong` is empty where everything held."""

    history: list[str] = field(default_factory=list)  # a line for each step, as `--replay` reads it
    wrong: list[str] = field(default_factory=list)
    compared: int = 0  # first Books that undoing everything led back to
    not_compared: int = 0  # those that another program's save stood in the way of
    memory: list[float] = field(default_factory=list)  # MB with nothing open, after each opening
    objects: list[int] = field(default_factory=list)  # of Python's, at the same moments

    @property
    def growth(self) -> float | None:
        """MB since the warm-up; None where the run was too short to say."""
        return self.memory[-1] - self.memory[WARM_UP - 1] if len(self.memory) > WARM_UP else None


class Nowhere(QObject):
    """Takes links and files that would open another program."""

    @Slot(QUrl)
    def take(self, _: QUrl) -> None:
        return


class Run:
    """Steps in one window."""

    def __init__(self, folder: Path, tell: Callable[[str], None] = lambda _: None) -> None:
        self.folder, self.tell = folder, tell
        self.result = Result()
        self.path = demo_copy(folder)
        self.first: Book | None = None
        self.last: Book | None = None
        self.by_others = False
        self._tested: set[int] = set()  # by id: the models themselves go as they would
        self._nowhere = Nowhere()
        for scheme in ("file", "http", "https", "mailto", "tel", "sms"):
            QDesktopServices.setUrlHandler(scheme, self._nowhere, "take")  # type: ignore[arg-type]  # bytes it refuses
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.setCursorFlashTime(0)
        self.window = Window(DAY)
        self._began = 0.0
        self._waking = QTimer(self.window)
        self._waking.timeout.connect(self._wake)
        self._waking.start(500)
        self.user = User(self.window, self._save_outside, self._reopen)

    def steps(self, steps: Sequence[Step] | None, seed: int, most: int, seconds: float) -> Result:
        """These steps, else random ones, until `most` are done or the time is up, or something was wrong."""
        rng, until = Random(seed), time.monotonic() + seconds
        with gathered() as complaints:
            self.window.resize(1280, 800)
            self.window.show()
            self.window.activateWindow()
            self._open()
            done = 0
            try:
                while not self.result.wrong and done < (len(steps) if steps else most) and time.monotonic() < until:
                    step = steps[done] if steps else self.user.next(rng)
                    done += 1
                    self.result.history.append(f"{step}  # …")
                    self._began = time.monotonic()
                    words = self.user.take(step)
                    self._began = 0.0
                    self.result.history[-1] = f"{step}  # {words}"
                    self._settle()
                    self.tell(f"{done} {step} {words}")
                    self.result.wrong += [*complaints, *self._looked_at(anew=done % ANEW_EVERY == 0)]
                    complaints.clear()
                if not self.result.wrong:
                    self._close()
                    self.result.wrong += complaints
            except Exception as problem:  # the history is worth more than the trace alone
                self.result.wrong += [*complaints, told(problem)]
        return self.result

    def _wake(self) -> None:
        """Ends what waits inside of a step, as a button's own menu does: a click on it returns only then."""
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if self._began and time.monotonic() - self._began > LONGEST_S and front is not None:
            front.close()

    def end(self) -> None:
        """Puts everything away, whatever state it is in."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self.window.opener.cancel()
        if self.window.document is not None:
            self.window.document.close()
            self.window.document = None
        wait_for_all(20_000)
        self.window.close()
        self.window.deleteLater()
        for scheme in ("file", "http", "https", "mailto", "tel", "sms"):
            QDesktopServices.unsetUrlHandler(scheme)
        theme().use(Appearance.LIGHT)
        QTest.qWait(20)

    # --- what has to hold ---

    def _looked_at(self, *, anew: bool) -> list[str]:
        self._test_models()
        found = _in_the_end(lambda: differences(self.window))
        calm = QApplication.activePopupWidget() is None and QApplication.activeModalWidget() is None
        if anew and calm and not found:
            found += _in_the_end(lambda: unpainted(self.window))
            QTest.qWait(SOON_MS)
            _until(lambda: wait_for_all(0) and (self.window.document is None or not self.document.is_checking))
            QTest.qWait(SOON_MS)  # what was worked out meanwhile is shown
            found += stale(self.window)
        return found

    def _test_models(self) -> None:
        """Qt's own model tester on every model that is in a view; it speaks through Qt's warnings."""
        for view in self.window.findChildren(QAbstractItemView):
            model = view.model()
            if model is not None and type(model).__module__.startswith("app.") and id(model) not in self._tested:
                mode = QAbstractItemModelTester.FailureReportingMode.Warning
                QAbstractItemModelTester(model, mode, model)
                self._tested.add(id(model))
                model.destroyed.connect(partial(self._untest, id(model)))

    def _untest(self, key: int, *_: object) -> None:
        self._tested.discard(key)

    def _settle(self) -> None:
        """Long enough for what follows at once from a step."""
        QTest.qWait(5)
        QApplication.sendPostedEvents(None, 0)

    # --- the workbook ---

    @property
    def document(self) -> Document:
        assert self.window.document is not None
        return self.window.document

    def _open(self) -> None:
        opened: list[bool] = []
        self.window.opened.connect(lambda: opened.append(True))
        self.window.open_path(self.path)
        _until(lambda: bool(opened) and self.window.document is not None and not self.document.is_checking)
        self.first, self.by_others = self.document.book, False
        session = self.document.session
        do = session.do

        def noted(changes: ChangeSet, *, undoable: bool = True) -> ChangeSet:
            done = do(changes, undoable=undoable)
            if not undoable and self.first is not None:
                self.first = self.first.apply(done)
            return done

        session.do = noted  # type: ignore[method-assign]

    def _close(self) -> None:
        """Undoes everything, compares, does it again, saves and closes."""
        self._put_aside()
        self._take_in()
        self._undo_everything()
        settled: list[Book] = []
        self.document.sync.settle(lambda: settled.append(self.document.book))
        _until(lambda: bool(settled))
        self.first, self.last = None, remade(settled[0])  # what was worked out from them is memory that counts
        self._put_aside()  # undoing may have left a field with what its row can no longer take
        self.window.close_document()
        _until(lambda: self.window.document is None)
        self._measure()

    def _reopen(self) -> str:
        self._close()
        self._open()
        if self.last is not None and self.document.book != self.last:
            where = _differing(self.last, self.document.book)
            self.result.wrong.append(f"opened again, it is not what was closed: {where}")
        return "close and open again"

    def _take_in(self) -> None:
        """What another program saved a moment ago: closing does not wait for that."""
        if self.by_others:
            self.document.sync.look()
        for _ in range(3):
            _until(lambda: wait_for_all(0))
            QTest.qWait(20)

    def _undo_everything(self) -> None:
        done, before = 0, self.document.book
        refused: list[object] = []
        self.document.refused.connect(refused.append)
        while self.document.can_undo:
            self.document.undo()
            done += 1
        self._settle()
        self.result.wrong += _in_the_end(lambda: differences(self.window))
        if refused and not self.by_others:
            self.result.wrong.append(f"undo was refused: {refused[0]}")
        elif self.by_others:
            self.result.not_compared += 1
        elif self.first is not None and self.document.book != self.first:
            where = _differing(self.first, self.document.book)
            self.result.wrong.append(f"everything undone is not the first Book: {where}")
        else:
            self.result.compared += 1
        for _ in range(done - len(refused)):
            self.document.redo()
        if not refused and not self.by_others and self.document.book != before:
            where = _differing(before, self.document.book)
            self.result.wrong.append(f"everything done again is not the Book: {where}")

    def _put_aside(self) -> None:
        """Closes what is in front, and gives up with Esc what is being typed and cannot be taken."""
        for _ in range(12):
            front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if front is None:
                break
            front.close()
            self._settle()
        _until(lambda: not self.window.busy)
        pages = self.window.pages
        for _ in range(6):
            if pages is None or pages.finish():
                break
            self._settle()
            for kind in (QLineEdit, QPlainTextEdit):
                for line in visible(self.window, kind):
                    if shiboken6.isValid(line):
                        QTest.keyClick(line, Qt.Key.Key_Escape)
            for grid in self.window.findChildren(Grid):
                grid.model.discard_typed()

    def _save_outside(self, rng: Random) -> str:
        """Another program writes a note into the file."""
        if not self.path.exists():
            return "the file is not there"
        book = load_workbook(self.path)
        sheet, header = rng.choice(OUTSIDE)
        page = book[sheet]
        for line in page.iter_rows(max_row=12):
            for cell in line:
                if cell.value == header:
                    page.cell(cell.row + rng.randint(1, 4), cell.column).value = f"Note {rng.randint(1, 999)}"
                    temporary = self.folder / "theirs.xlsx"
                    book.save(temporary)
                    temporary.replace(self.path)
                    self.by_others = True
                    return f"another program writes into {sheet}"
        return f"no {header} in {sheet}"

    def _measure(self) -> None:
        self._settle()
        for _ in range(3):
            QApplication.sendPostedEvents(None, 52)  # DeferredDelete
            QTest.qWait(10)
            gc.collect()
        self.result.memory.append(held())
        self.result.objects.append(len(gc.get_objects()))


def _in_the_end(look: Callable[[], list[str]]) -> list[str]:
    """What is still wrong after a moment: counts, and what stands beside an edit, may follow a little later."""
    found = look()
    for milliseconds in (60, 250):
        if found:
            QTest.qWait(milliseconds)
            found = look()
    return found


def _until(there: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not there():
        if time.monotonic() > end:
            raise TimeoutError("the window did not get there")
        QTest.qWait(5)


def _differing(one: Book, other: Book) -> str:
    """Where two Books differ, for the history."""
    for key in one.tables:
        mine, theirs = one[key].sort_index(), other[key].sort_index()
        if not mine.index.equals(theirs.index):
            return f"{key}: rows {sorted(set(mine.index) ^ set(theirs.index))[:4]}"
        if not mine.equals(theirs):
            for name in mine.columns:
                if not mine[name].equals(theirs[name]):
                    at = next(i for i in mine.index if str(mine.at[i, name]) != str(theirs.at[i, name]))
                    return f"{key} {at} {name}: {mine.at[at, name]!r} against {theirs.at[at, name]!r}"
    return "nothing that shows"
