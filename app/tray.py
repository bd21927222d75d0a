"""The icon in the system's tray: its menu, and one digest on the desktop after a tick that found something.

A desktop's message may stand on a locked screen, so it has counts only; names and amounts are in the window.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from app.frame.remembered import keep, text_of
from app.theme import mark, theme
from app.tr import tr, tr_n

if TYPE_CHECKING:
    from app.frame.window import Window

SHOWN_MS = 10_000
OFF = "off"
_KEY = "notices"


def notices_wanted() -> bool:
    """Whether a digest may come on the desktop; until somebody switches it off it may."""
    return text_of(_KEY) != OFF


def switch_notices() -> None:
    """On, or off; remembered."""
    keep(_KEY, OFF if notices_wanted() else "on")


class Tray(QObject):
    """Works as well where the desktop has no tray: then the window's entry in the task bar asks for attention.

    `make` makes the icon; a test gives another one.
    """

    def __init__(self, window: Window, make: Callable[[QIcon, QObject], QSystemTrayIcon] = QSystemTrayIcon) -> None:
        super().__init__(window)
        self._window = window
        self.menu = QMenu(window)
        self.open = self.menu.addAction(tr("Open Valhalla"), self.bring)
        self.needs = self.menu.addAction("", self.show_needs)
        self.menu.addSeparator()
        self.notices = self.menu.addAction(tr("Desktop Notices"), self._switch)
        self.notices.setCheckable(True)
        self.menu.addSeparator()
        self.quit = self.menu.addAction(tr("Quit"), window.quit)
        self.menu.aboutToShow.connect(self.refresh)
        theme().dress(self.menu)
        self.icon = make(mark(), self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self.show_needs)
        self.refresh()

    def notify(self, said: str) -> None:
        """One message, of what the tick found; none where the person looks at the window, which says more."""
        self.refresh()
        if not said or not notices_wanted() or QApplication.activeWindow() is not None:
            return
        if self.icon.isVisible() and self.icon.supportsMessages():
            self.icon.showMessage("Valhalla", said, mark(), SHOWN_MS)
        QApplication.alert(self._window)

    def refresh(self) -> None:
        """What the menu and the icon's tip say, how much needs the person; and the icon, once there is a tray."""
        if not self.icon.isVisible() and self.icon.isSystemTrayAvailable():
            self.icon.show()
        waiting = self._waiting()
        said = tr_n("{n} thing needs you", "{n} things need you", waiting) if waiting else tr("Nothing due")
        self.needs.setText(said)
        self.needs.setEnabled(self._window.document is not None)
        self.notices.setChecked(notices_wanted())
        self.icon.setToolTip(f"Valhalla: {said}" if self._window.document is not None else "Valhalla")

    def bring(self) -> None:
        """The window in front, with the keyboard."""
        window = self._window
        if window.isMinimized():
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    def show_needs(self) -> None:
        self.bring()
        self._window.show_tab("today")

    def _waiting(self) -> int:
        """What is due today or late, as on the Today tab."""
        document = self._window.document
        if document is None:
            return 0
        from app.tabs.needs import needs_of  # they bring pandas in, which a window without a file does not need
        from models.ops.needs import Urgency

        return sum(need.urgency <= Urgency.TODAY for need in needs_of(document))

    def _switch(self) -> None:
        switch_notices()
        self.refresh()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.bring()
