"""The window without a workbook: its parts, what it says, and what it does with keys, drops and sizes."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from app.frame import remembered
from app.frame.masthead import Masthead
from app.frame.menu_bar import MenuBar
from app.frame.splitter import Splitter
from app.frame.start import StartPage
from app.guard import guard
from app.theme import Appearance, Role, mark, theme
from app.widgets import Panel, column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.command import Context, Frame
    from app.frame.conflicts import ConflictsPanel
    from app.frame.drawer import Drawer
    from app.frame.menus import Actions
    from app.frame.pages import TabBar
    from app.frame.palette import Palette
    from app.frame.problems import ProblemsPanel
    from app.frame.status import StatusLine
    from app.frame.toast import Toast

SMALLEST = (720, 480)


class Shell(QMainWindow):
    """Menu, head, tabs, page, foot, and what lies over them.

    `build` makes what the first window shows, and nothing else is imported for it. The parts named in `LATER` are made
    right after it was painted, one at a time so that it answers in between; whoever asks for one earlier gets it.
    """

    LATER: tuple[str, ...] = (
        "context", "actions_", "tab_bar", "status", "panel", "conflicts", "drawer", "toast", "palette_",
    )  # fmt: skip

    painted = Signal()  # once, after it was first on the screen
    whole = Signal()  # once, after that, when every part is made
    resized = Signal(int)  # its new width

    def __init__(self) -> None:
        super().__init__()
        self._first_paint = True

    def build(self, frame: Frame) -> None:
        """Makes what the first window shows; `frame` is this window as commands know it."""
        self._frame = frame
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.setWindowTitle("Valhalla")
        self.menu_bar = MenuBar()
        self.setMenuBar(self.menu_bar)
        self.masthead = Masthead(frame.show_palette)
        self.stack = QStackedWidget()
        self.start = StartPage(frame)
        self.stack.addWidget(self.start)
        self.middle = Splitter(Qt.Orientation.Horizontal, self.stack, name="middle")
        self.body = Panel(Role.WINDOW)
        self.rows = column(self.masthead, self.middle, gap=0)
        self.rows.setStretch(1, 1)
        self.body.setLayout(self.rows)
        self.setCentralWidget(self.body)
        self.painted.connect(self._make_parts)

    def in_turns(self, steps: Iterator[object]) -> None:
        """Takes the first step now, each other one in its own turn of the event loop: the window answers between.

        By the clock: what waits for no time at all is done in the same turn, before keys and painting.
        """
        if next(steps, steps) is not steps:
            QTimer.singleShot(1, self, lambda: self.in_turns(steps))

    # --- the parts that are made later ---

    def _make_parts(self) -> None:
        self.in_turns(self._parts())

    def _parts(self) -> Iterator[None]:
        self.setWindowIcon(mark())  # six drawings, which a desktop's bar can have a moment later
        yield
        for part in self.LATER:
            getattr(self, part)
            yield
        self.whole.emit()

    @cached_property
    def context(self) -> Context:
        from app.command import Context

        return Context(self._frame)

    @cached_property
    def actions_(self) -> Actions:
        from app.catalog import COMMANDS
        from app.frame.menus import Actions, fill

        actions = Actions(COMMANDS, self.context, self._frame.run, self)
        self.addActions(actions.all())
        fill(self.menu_bar, COMMANDS, actions, self._frame.open_path, self._frame.show_help)
        self.masthead.add_actions(actions)
        return actions

    @cached_property
    def tab_bar(self) -> TabBar:
        from app.frame.pages import TabBar

        bar = TabBar()
        bar.hide()
        self.rows.insertWidget(1, bar)
        return bar

    @cached_property
    def status(self) -> StatusLine:
        from app.frame.status import StatusLine

        line = StatusLine(self._frame.toggle_problems, self._frame.toggle_conflicts)
        line.hide()
        self.rows.addWidget(line)
        return line

    @cached_property
    def panel(self) -> ProblemsPanel:
        from app.frame.problems import ProblemsPanel

        return ProblemsPanel(self._frame)

    @cached_property
    def conflicts(self) -> ConflictsPanel:
        from app.frame.conflicts import ConflictsPanel

        return ConflictsPanel(self._frame)

    @cached_property
    def drawer(self) -> Drawer:
        from app.frame.drawer import Drawer

        drawer = Drawer(self.middle, self.panel, self.conflicts)
        drawer.place(self.width())
        self.resized.connect(drawer.place)
        return drawer

    @cached_property
    def toast(self) -> Toast:
        from app.frame.toast import Toast

        return Toast(self.body, lambda: self.actions_["edit.undo"].trigger())

    @cached_property
    def palette_(self) -> Palette:
        from app.frame.entries import entries_of, help_on, prepared, rows_called
        from app.frame.palette import Palette

        frame = self._frame
        entries, rows = lambda: entries_of(frame), lambda words: [*rows_called(frame, words), *help_on(frame, words)]
        return Palette(self.body, entries, rows, frame.show_help, lambda: prepared(frame))

    # --- what it says ---

    def show_palette(self) -> None:
        self.palette_.open(QApplication.focusWidget())

    def show_help(self, page: str = "") -> None:
        """A page of the help by its link, or the one about what the keyboard is on, beside what is open."""
        from app.frame.help import HelpWindow
        from app.frame.help_place import place_of

        wanted = page or place_of(self._frame)
        over = QApplication.activeModalWidget() or self  # a dialog in front lets only its own windows be used
        shown = [one for one in over.findChildren(HelpWindow) if one.isVisible()]
        (shown[0] if shown else HelpWindow(over)).show_page(wanted)

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
        from app.frame.dialogs import Fault

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
        self.resized.emit(event.size().width())

    @guard(False)
    def focusNextPrevChild(self, forward: bool) -> bool:
        from app.frame.order import go

        return go(self, forward=forward) or super().focusNextPrevChild(forward)

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no widget took: a key that only a grid with the focus answers to."""
        if event.matches(QKeySequence.StandardKey.Find):
            self.actions_["edit.find"].trigger()
        else:
            super().keyPressEvent(event)

    @guard(None)
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from app.frame.choosing import dropped

        if dropped(event.mimeData()) is not None and not self._frame.busy:
            event.acceptProposedAction()

    @guard(None)
    def dropEvent(self, event: QDropEvent) -> None:
        from app.frame.choosing import dropped

        path = dropped(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self._frame.open_path(path)
