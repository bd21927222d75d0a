"""The merge fields of a message with their values: what went in, and what stays private."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.theme import Role, Size, Space
from app.tr import tr
from app.widgets import Text, column, empty


class FieldValues(QWidget):
    """A line for each field used; a blank one says so. Under them the figures that whoever writes has in mind."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Text(tr("Filled in"), Size.CAPTION, Role.MUTED, strong=True)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(Space.M)
        self.grid.setVerticalSpacing(2)
        self.grid.setColumnStretch(1, 1)
        self.private = Text("", Size.CAPTION, Role.MUTED, wrap=True)
        self.setLayout(column(self.title, gap=Space.XS))
        self.layout().addLayout(self.grid)  # type: ignore[union-attr]  # a column
        self.layout().addWidget(self.private)  # type: ignore[union-attr]
        self._shown: tuple[object, ...] = ()

    def show_values(self, used: Mapping[str, str], private: Mapping[str, str]) -> None:
        """Both by the field's name; an empty text is a blank field."""
        shown = (tuple(used.items()), tuple(private.items()))
        if shown == self._shown:
            return
        self._shown = shown
        empty(self.grid)
        for line, (name, value) in enumerate(used.items()):
            self.grid.addWidget(Text(f"{{{name}}}", Size.CAPTION, Role.MUTED), line, 0)
            said = Text(value or tr("blank"), Size.CAPTION, Role.TEXT if value else Role.WARNING, elide=True)
            said.setToolTip(value)
            said.setAlignment(Qt.AlignmentFlag.AlignLeft)
            self.grid.addWidget(said, line, 1)
        self.title.setVisible(bool(used))
        self.setAccessibleDescription(", ".join(f"{{{name}}} {value or tr('blank')}" for name, value in used.items()))
        names = ", ".join(f"{name.replace('_', ' ').upper() if len(name) < 4 else name.replace('_', ' ')} {value}"
                          for name, value in private.items())  # fmt: skip
        self.private.setText(tr("Yours alone, never in a message: {names}.", names=names))
        self.private.setVisible(bool(private))
        self.setVisible(bool(used or private))
