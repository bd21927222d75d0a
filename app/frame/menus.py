"""The commands as actions, and the menu bar made of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from app.command import Command, Context
from app.recent import recent_files
from app.theme import theme

MENUS = ("File", "Edit", "Deal", "Pipeline", "Bills", "Budget", "JV Board", "View", "Help")


class Actions(QObject):
    """One QAction a command. `refresh` makes them say and allow what is true now."""

    def __init__(self, commands: Sequence[Command], context: Context, run: Callable[[Command], None], parent: QObject):
        super().__init__(parent)
        self._commands = {command.key: command for command in commands}
        self._context = context
        self._actions = {command.key: self._action(command, run) for command in commands}
        theme().changed.connect(self._draw)
        self._draw()
        self.refresh()

    def __getitem__(self, key: str) -> QAction:
        return self._actions[key]

    def all(self) -> list[QAction]:
        return list(self._actions.values())

    def refresh(self) -> None:
        for key, action in self._actions.items():
            command = self._commands[key]
            action.setEnabled(command.when(self._context))
            if command.label is not None:
                action.setText(literal(command.label(self._context)))
            if command.checked is not None:
                action.setChecked(command.checked(self._context))

    def _action(self, command: Command, run: Callable[[Command], None]) -> QAction:
        action = QAction(command.title, self)
        action.setObjectName(command.key)
        keys = f" ({QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)})"
        action.setToolTip(command.tip + (keys if command.shortcut else ""))
        action.setStatusTip(command.tip)
        action.setCheckable(command.checked is not None)
        if command.key in _GRID_KEYS:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setMenuRole(_ROLES.get(command.key, QAction.MenuRole.NoRole))
        if command.shortcut:
            action.setShortcuts([QKeySequence(key) for key in (command.shortcut, *_ALSO.get(command.key, ()))])
        action.triggered.connect(lambda *_: run(command))
        return action

    def _draw(self) -> None:
        for key, action in self._actions.items():
            if self._commands[key].icon:
                action.setIcon(theme().icon(self._commands[key].icon))


class MenuBar(QMenuBar):
    """The menus; the recent files are looked up when their menu opens."""

    def __init__(self, commands: Sequence[Command], actions: Actions, open_path: Callable[[Path], None]) -> None:
        super().__init__()
        self._open_path = open_path
        self._menus: dict[str, QMenu] = {}
        for title in MENUS:
            self._menus[title] = self.addMenu(f"&{title}")
            self._menus[title].aboutToShow.connect(actions.refresh)
            self._fill(title, [c for c in commands if c.menu.split("/")[0] == title], actions)
        theme().dress(self)

    def _fill(self, title: str, commands: Sequence[Command], actions: Actions) -> None:
        menu, group = self._menus[title], 0
        for command in commands:
            if command.menu != title:
                self._submenu(command.menu).addAction(actions[command.key])
                continue
            if command.group != group:
                menu.addSeparator()
                group = command.group
            menu.addAction(actions[command.key])
            if command.key == "file.open":
                self._add_recent(menu)

    def _submenu(self, path: str) -> QMenu:
        if path not in self._menus:
            parent, _, title = path.rpartition("/")
            self._menus[path] = self._menus[parent].addMenu(title)
        return self._menus[path]

    def _add_recent(self, menu: QMenu) -> None:
        recent = menu.addMenu("Open Recent")
        recent.setToolTipsVisible(True)
        recent.aboutToShow.connect(partial(self._fill_recent, recent))
        menu.aboutToShow.connect(lambda: recent.setEnabled(bool(recent_files())))
        self._menus["File/Open Recent"] = recent

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        for path in recent_files():
            action = menu.addAction(literal(path.name))
            action.setToolTip(str(path))
            action.triggered.connect(partial(self._open, path))

    def _open(self, path: Path, *_: object) -> None:
        self._open_path(path)


def literal(text: str) -> str:
    """A text for a menu: an ampersand in it is one, not the key of the letter after it."""
    return text.replace("&", "&&")


_ROLES = {"app.quit": QAction.MenuRole.QuitRole, "help.about": QAction.MenuRole.AboutRole}
# The grid has these keys itself; the menu shows them, and the window answers where no grid has the focus.
_GRID_KEYS = {"edit.find"}
_ALSO = {"edit.redo": ("Ctrl+Shift+Z",), "edit.add_row": ("Ctrl+=",)}
