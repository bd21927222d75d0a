"""The window's dialogs: what they share, About, What is new, and what to say when the program itself is at fault."""

from __future__ import annotations

from collections.abc import Callable
from platform import python_version

from PySide6.QtCore import QObject, Qt, QUrl, qVersion
from PySide6.QtGui import (
    QDesktopServices,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QDialog, QGridLayout, QLayout, QWidget

from app.fault_log import details, log_path
from app.frame.order import go
from app.frame.page_text import PageText
from app.guard import guard
from app.theme import MARK, Role, Size, Space, theme
from app.tr import tr
from app.widgets import Button, Picture, Text, column, row


class Sheet(QDialog):
    """A dialog with a title, a body and a row of buttons; Esc closes it."""

    def __init__(self, title: str, parent: QWidget, *, icon: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body = column(gap=Space.M)
        head = row(
            Picture(icon, Role.ACCENT, 20) if icon else QWidget(), Text(title, Size.TITLE, strong=True, wrap=True)
        )
        head.setStretch(1, 1)
        self.buttons = row()
        self.buttons.addStretch()
        whole = column(gap=Space.L, margins=(Space.XL, Space.XL, Space.XL, Space.L))
        whole.addLayout(head)
        whole.addLayout(self.body, 1)
        whole.addLayout(self.buttons)
        whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setLayout(whole)

    def add_button(self, button: Button) -> None:
        """To the row of buttons; the primary one answers to Return."""
        primary = button.property("kind") == "primary"
        button.setAutoDefault(primary)
        button.setDefault(primary)
        self.buttons.addWidget(button)
        if primary:
            button.setFocus()

    @guard(False)
    def focusNextPrevChild(self, forward: bool) -> bool:
        return go(self, forward=forward) or super().focusNextPrevChild(forward)

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The window's own keys do not reach a dialog; help is wanted there too."""
        if event.key() == Qt.Key.Key_F1:
            show_help = getattr(self._root(), "show_help", None)
            if show_help is not None:
                show_help()
        else:
            super().keyPressEvent(event)

    def _root(self) -> QObject:
        above: QObject = self
        while (parent := above.parent()) is not None:
            above = parent
        return above


class Confirm(Sheet):
    """One question with what happens said on its button."""

    def __init__(self, parent: QWidget, title: str, words: str, yes: str, act: Callable[[], object]) -> None:
        super().__init__(title, parent, icon="warning")
        self._act = act
        self.body.addWidget(Text(words, wrap=True))
        self.body.addStretch()
        self.add_button(Button(yes, self.commit))
        self.add_button(Button(tr("Cancel"), self.reject, kind="primary"))
        self.resize(theme().pixels(440), theme().pixels(200))

    def commit(self) -> None:
        self.accept()
        self._act()


class About(Sheet):
    """The version, and everything that it is made of with its licence; Copy takes it along."""

    def __init__(self, parent: QWidget) -> None:
        from importlib import metadata  # it brings much in, which a window that opens does not need

        from app.help.page import Page, plain
        from app.licences import own_licence, parts

        super().__init__("Valhalla", parent, icon=MARK)
        self.body.addWidget(Text(tr("Deals, bills and budget in one workbook that stays yours."), wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.XL)
        grid.setVerticalSpacing(Space.XS)
        facts = (
            (tr("Version"), metadata.version("valhalla")),
            (tr("Licence"), tr(own_licence())),
            (
                tr("Runs on"),
                f"Python {python_version()}, Qt {qVersion()}",
            ),
            (tr("Network"), tr("Never used. Nothing leaves this machine.")),
        )
        for line, (name, value) in enumerate(facts):
            grid.addWidget(Text(name, role=Role.MUTED), line, 0)
            grid.addWidget(Text(value, wrap=True), line, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addWidget(Text(tr("Made with"), Size.BODY, strong=True))
        lines = "\n".join(f"| {' | '.join(plain(word) for word in part)} |" for part in parts())
        shown = PageText(tr("Made with"))
        shown.show_text(Page("", "", "", f"| | | |\n|:--|:--|:--|\n{lines}"))
        self.body.addWidget(shown, 1)
        self.add_button(Button(tr("Copy"), self._copy, icon="copy"))
        self.add_button(Button(tr("Close"), self.accept, kind="primary"))
        self.resize(theme().pixels(560), theme().pixels(480))

    def _copy(self) -> None:
        from app.licences import as_text

        QGuiApplication.clipboard().setText(as_text(qVersion() or ""))


class WhatsNew(Sheet):
    """What came since the version that was used before."""

    def __init__(self, since: str, parent: QWidget) -> None:
        from importlib import metadata

        from app.help.written import news_page

        super().__init__(tr("What is new"), parent, icon="good")
        shown = PageText(tr("What is new"))
        shown.show_text(news_page(since))
        self.body.addWidget(
            Text(tr("Valhalla is now version {version}.", version=metadata.version("valhalla")), role=Role.MUTED)
        )
        self.body.addWidget(shown, 1)
        self.body.addWidget(Text(tr("The Help menu has it at any time."), Size.CAPTION, Role.MUTED))
        self.add_button(Button(tr("Close"), self.accept, kind="primary"))
        self.resize(theme().pixels(640), theme().pixels(520))


class Fault(Sheet):
    """Something went wrong inside: that nothing is lost, and the details to pass on. It shows no values."""

    def __init__(self, trace: str, parent: QWidget) -> None:
        super().__init__(tr("Something went wrong inside Valhalla"), parent, icon="warning")
        self.details = details(trace)
        said = tr("Nothing is lost: every edit that was accepted is on the disk and comes back with the workbook.")
        self.body.addWidget(Text(said, wrap=True))
        more = tr("The details say where in the program it was; they hold no names, texts or amounts of yours.")
        self.body.addWidget(Text(more, role=Role.MUTED, wrap=True))
        self.body.addWidget(Text(trace.splitlines()[0], Size.CAPTION, Role.MUTED))
        self.body.addStretch()
        self.add_button(Button(tr("Copy details"), self._copy, icon="copy"))
        self.add_button(Button(tr("Open log"), self._open, icon="external"))
        self.add_button(Button(tr("Go on"), self.accept, kind="primary"))
        self.resize(theme().pixels(520), theme().pixels(240))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_path())))


def native(keys: str) -> str:
    """A shortcut as this system writes it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
