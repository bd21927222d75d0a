"""The bar with the names of the menus; `app.frame.menus` fills them."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QMenuBar

from app.theme import theme

MENUS = ("File", "Edit", "Deal", "Pipeline", "Bills", "Budget", "JV Board", "View", "Help")


class MenuBar(QMenuBar):
    """`menus` has each menu by its name, empty as yet."""

    def __init__(self) -> None:
        super().__init__()
        theme().dress(self)
        self.menus: dict[str, QMenu] = {title: self.addMenu(f"&{title}") for title in MENUS}
