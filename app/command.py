"""What a command is, and what it may ask of the window: menus, shortcuts, buttons and the palette come from these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.document import Document
    from app.grid.grid import Grid
    from app.tabs.page import Page
    from app.theme import Appearance
    from models.core.change import ChangeSet


class Frame(Protocol):
    """The window, as far as commands and tabs know it."""

    @property
    def document(self) -> Document | None: ...

    @property
    def page(self) -> Page | None: ...

    @property
    def grid(self) -> Grid | None: ...

    @property
    def busy(self) -> bool: ...

    def run(self, command: Command) -> None: ...
    def open_path(self, path: Path) -> None: ...
    def ask_open(self) -> None: ...
    def ask_new(self, *, demo: bool) -> None: ...
    def ask_import(self) -> None: ...
    def try_demo(self) -> None: ...
    def close_document(self) -> None: ...
    def quit(self) -> None: ...
    def show_tab(self, key: str) -> None: ...
    def next_pane(self, step: int) -> None: ...
    def next_table(self, step: int) -> None: ...
    def finish_typing(self) -> bool: ...
    def go_to(self, sheet: str, row_id: str, field: str) -> None: ...
    def toggle_problems(self) -> None: ...
    def toggle_conflicts(self) -> None: ...
    def save_copy(self) -> None: ...
    def show_palette(self) -> None: ...
    def show_help(self, page: str = "") -> None: ...
    def show_dialog(self, dialog: Callable[[QWidget], QWidget]) -> None: ...
    def say(self, words: str, *, undo: bool = False) -> None: ...
    def appear(self, choice: Appearance) -> None: ...


@dataclass(frozen=True)
class Context:
    """What a command works on."""

    frame: Frame

    @property
    def document(self) -> Document | None:
        return self.frame.document

    @property
    def grid(self) -> Grid | None:
        return self.frame.grid


def always(_: Context) -> bool:
    return True


@dataclass(frozen=True)
class Command:
    """One thing that a person can do. `run` does it, or returns the ChangeSet that is to be done.

    `menu` is where it stands, submenus after `/`; a new `group` gets a line above it. `label` is a title that
    changes, `checked` makes it one of those that are on or off.
    """

    key: str
    title: str
    menu: str
    run: Callable[[Context], ChangeSet | None]
    shortcut: str = ""
    tip: str = ""
    when: Callable[[Context], bool] = always
    icon: str = ""
    group: int = 0
    label: Callable[[Context], str] | None = None
    checked: Callable[[Context], bool] | None = None


@dataclass(frozen=True)
class Tab:
    """One tab: the keys of its tables, and what makes its page once a workbook is open."""

    key: str
    title: str
    icon: str
    tables: tuple[str, ...]
    make: Callable[[Document, Frame], Page]
