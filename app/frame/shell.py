"""The window without a workbook: its parts, what it says, and what it does with keys, drops and sizes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIcon, QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from app.catalog import COMMANDS
from app.command import Context, Frame
from app.frame import remembered
from app.frame.bars import Acts, Bars
from app.frame.choosing import dropped
from app.frame.conflicts import ConflictsPanel
from app.frame.dialogs import Fault
from app.frame.drawer import Drawer
from app.frame.entries import entries_of, rows_called
from app.frame.masthead import Masthead
from app.frame.menus import Actions, MenuBar
from app.frame.pages import TabBar
from app.frame.palette import Palette
from app.frame.problems import ProblemsPanel
from app.frame.start import StartPage
from app.frame.status import StatusLine
from app.frame.toast import Toast
from app.guard import guard
from app.theme import Appearance, Role, drawn, theme
from app.widgets import Panel, column

SMALLEST = (720, 480)


class Shell(QMainWindow):
    """Menu, head, tabs, page, foot, and what lies over them."""

    painted = Signal()  # once, after it was first on the screen

    def __init__(self) -> None:
        super().__init__()
        self._first_paint = True

    def build(self, frame: Frame, acts: Acts) -> None:
        """Makes the parts; `frame` is this window as commands know it, `acts` what its bars offer."""
        self.context = Context(frame)
        self.actions_ = Actions(COMMANDS, self.context, frame.run, self)
        self.addActions(self.actions_.all())
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.setWindowTitle("Valhalla")
        self.setWindowIcon(QIcon(drawn("home", theme().colors[Role.ACCENT], 64)))
        self.setMenuBar(MenuBar(COMMANDS, self.actions_, frame.open_path))
        self.masthead = Masthead(self.actions_)
        self.tab_bar = TabBar()
        self.stack = QStackedWidget()
        self.start = StartPage(frame)
        self.stack.addWidget(self.start)
        self.panel = ProblemsPanel(frame)
        self.conflicts = ConflictsPanel(frame)
        self.drawer = Drawer(self.stack, self.panel, self.conflicts)
        self.bars = Bars(acts)
        self.status = StatusLine(frame.toggle_problems, frame.toggle_conflicts)
        body = Panel(Role.WINDOW)
        body.setLayout(column(self.masthead, self.tab_bar, self.bars, self.drawer.middle, self.status, gap=0))
        body.layout().setStretch(3, 1)  # type: ignore[union-attr]  # just set
        self.setCentralWidget(body)
        self.toast = Toast(body, self.actions_["edit.undo"].trigger)
        self.palette_ = Palette(body, lambda: entries_of(frame), lambda words: rows_called(frame, words))

    # --- what it says ---

    def show_palette(self) -> None:
        self.palette_.open(QApplication.focusWidget())

    def show_dialog(self, dialog: Callable[[QWidget], QWidget]) -> None:
        made = dialog(self)
        made.setWindowModality(Qt.WindowModality.WindowModal)
        made.show()

    def say(self, words: str, *, undo: bool = False) -> None:
        self.toast.say(words, undo=undo)

    def complain(self, words: str) -> None:
        """Says that something did not happen."""
        self.toast.say(words, icon="error", role=Role.DANGER)

    def appear(self, choice: Appearance) -> None:
        theme().use(choice)
        remembered.keep("appearance", choice.value)
        self.actions_.refresh()

    def show_fault(self, trace: str) -> None:
        """Tells that the program itself was at fault; one telling at a time."""
        if not any(isinstance(child, Fault) and child.isVisible() for child in self.children()):
            self.show_dialog(lambda parent: Fault(trace, parent))

    # --- events ---

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._first_paint:
            self._first_paint = False
            QTimer.singleShot(0, self, self.painted.emit)

    @guard(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.drawer.place(event.size().width())

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no widget took: a key that only a grid with the focus answers to."""
        if event.matches(QKeySequence.StandardKey.Find):
            self.actions_["edit.find"].trigger()
        else:
            super().keyPressEvent(event)

    @guard(None)
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event.mimeData()) is not None and not self.context.frame.busy:
            event.acceptProposedAction()

    @guard(None)
    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.context.frame.open_path(path)
