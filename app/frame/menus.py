"""The commands as actions, and the menus made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu

from app.command import Command, Context
from app.frame.menu_bar import MenuBar
from app.guard import guard
from app.help.commands import command_link
from app.recent import recent_files
from app.theme import theme
from app.tr import tr


class Actions(QObject):
    """One QAction a command. `refresh` makes them say and allow what is true now, `draw` gives a menu its icons."""

    def __init__(self, commands: Sequence[Command], context: Context, run: Callable[[Command], None], parent: QObject):
        super().__init__(parent)
        self._commands = {command.key: command for command in commands}
        self._context = context
        self._actions = {command.key: self._action(command, run) for command in commands}
        self._drawn: set[str] = set()
        theme().changed.connect(self._draw_again)
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
        action = QAction(tr(command.title), self)
        action.setObjectName(command.key)
        keys = f" ({QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)})"
        action.setToolTip(tr(command.tip) + (keys if command.shortcut else ""))
        action.setStatusTip(tr(command.tip))
        action.setCheckable(command.checked is not None)
        if command.key in _GRID_KEYS:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setMenuRole(_ROLES.get(command.key, QAction.MenuRole.NoRole))
        if command.shortcut:
            action.setShortcuts([QKeySequence(key) for key in (command.shortcut, *_ALSO.get(command.key, ()))])
        action.triggered.connect(lambda *_: run(command))
        return action

    def draw(self, menu: str) -> None:
        """The icons of a menu, when it is first opened: all of them at once would be felt."""
        self._draw(key for key, command in self._commands.items() if command.menu.split("/")[0] == menu)

    def draw_one(self, key: str) -> QAction:
        """An action that is also a button."""
        self._draw([key])
        return self[key]

    def _draw(self, keys: Iterable[str]) -> None:
        for key in keys:
            if key not in self._drawn and self._commands[key].icon:
                self._actions[key].setIcon(theme().icon(self._commands[key].icon))
                self._drawn.add(key)

    def _draw_again(self) -> None:
        keys, self._drawn = self._drawn, set()
        self._draw(keys)


class Explained(QObject):
    """F1 on an entry of a menu opens what the help says of its command."""

    def __init__(self, commands: Sequence[Command], show_help: Callable[[str], object], parent: QObject) -> None:
        super().__init__(parent)
        self._links = {command.key: command_link(command) for command in commands}
        self._show_help = show_help

    @guard(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or event.key() != Qt.Key.Key_F1:
            return False
        action = watched.activeAction() if isinstance(watched, QMenu) else None
        link = self._links.get(action.objectName(), "") if action is not None else ""
        while isinstance(menu := QApplication.activePopupWidget(), QMenu):
            menu.close()
        self._show_help(link)
        return True


def fill(
    bar: MenuBar,
    commands: Sequence[Command],
    actions: Actions,
    open_path: Callable[[Path], None],
    show_help: Callable[[str], object],
) -> None:
    """Puts the commands into the menus; the recent files are looked up when their menu opens."""
    explained = Explained(commands, show_help, bar)
    for title, menu in bar.menus.items():
        menu.installEventFilter(explained)
        menu.aboutToShow.connect(actions.refresh)
        menu.aboutToShow.connect(partial(actions.draw, title))
        _fill(menu, title, [command for command in commands if command.menu.split("/")[0] == title], actions, open_path)


def _fill(
    menu: QMenu, title: str, commands: Sequence[Command], actions: Actions, open_path: Callable[[Path], None]
) -> None:
    group = 0
    submenus: dict[str, QMenu] = {}
    for command in commands:
        if command.menu != title:
            name = command.menu.rpartition("/")[2]
            if name not in submenus:
                submenus[name] = menu.addMenu(tr(name))
            submenus[name].addAction(actions[command.key])
            continue
        if command.group != group:
            menu.addSeparator()
            group = command.group
        menu.addAction(actions[command.key])
        if command.key == "file.open":
            _add_recent(menu, open_path)


def _add_recent(menu: QMenu, open_path: Callable[[Path], None]) -> None:
    recent = menu.addMenu(tr("Open Recent"))
    recent.setToolTipsVisible(True)
    recent.aboutToShow.connect(lambda: _fill_recent(recent, open_path))
    menu.aboutToShow.connect(lambda: recent.setEnabled(bool(recent_files())))


def _fill_recent(menu: QMenu, open_path: Callable[[Path], None]) -> None:
    menu.clear()
    for path in recent_files():
        action = menu.addAction(literal(path.name))
        action.setToolTip(str(path))
        action.triggered.connect(lambda *_, path=path: open_path(path))


def literal(text: str) -> str:
    """A text for a menu: an ampersand in it is one, not the key of the letter after it."""
    return text.replace("&", "&&")


_ROLES = {"app.quit": QAction.MenuRole.QuitRole, "help.about": QAction.MenuRole.AboutRole}
# The grid has these keys itself; the menu shows them, and the window answers where no grid has the focus.
_GRID_KEYS = {"edit.find"}
_ALSO = {"edit.redo": ("Ctrl+Shift+Z",), "edit.add_row": ("Ctrl+=",)}
