"""The bar with the names of the menus; `app.frame.menus` fills them."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QMenuBar

from app.theme import theme
from app.tr import marked, tr

MENUS = (
    marked("File"),
    marked("Edit"),
    marked("Deal"),
    marked("Pipeline"),
    marked("Bills"),
    marked("Budget"),
    marked("JV Board"),
    marked("View"),
    marked("Help"),
)


class MenuBar(QMenuBar):
    """`menus` has each menu by its name, empty as yet."""

    def __init__(self) -> None:
        super().__init__()
        theme().dress(self)
        self.menus: dict[str, QMenu] = {title: self.addMenu(f"&{tr(title)}") for title in MENUS}
