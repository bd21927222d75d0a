"""The blank last line of a grid: a row is typed into it field by field, and added when it is left."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.grid.actions import GridActions
from app.grid.floating import belongs_to
from app.grid.selection import sections_of
from app.grid.view import GridView, keys
from app.guard import guard
from app.tr import tr


class NewRow(QObject):
    """Adds the row being typed when it is complete and left; else it stays, and says what it lacks."""

    message = Signal(str)
    refused = Signal(str)

    def __init__(self, view: GridView, actions: GridActions) -> None:
        super().__init__(view)
        self.view = view
        self.model = view.grid_model
        self.actions = actions
        view.row_changed.connect(self._row_changed)
        view.ended.connect(self._go_on)
        view.commands[keys("Esc")] = self._give_up
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)

    def settle(self) -> bool:
        """Adds what was typed; False where something lacks or is refused, which is said and leaves it there."""
        if not self.model.typed:
            return True
        lacking = [column.header for column in self.model.missing()]
        if lacking:
            what = tr(" and ").join(lacking)
            self.refused.emit(
                tr(
                    "The new {noun} is not added yet: {what} must be given. Esc in its line gives it up.",
                    noun=self.model.noun,
                    what=what,
                )
            )
            return False
        why = self.model.add_typed()
        if why:
            self.refused.emit(why)
            return False
        self.message.emit(tr("Added a {noun}.", noun=self.model.noun))
        return True

    @guard(None)
    def _row_changed(self, before: int, _now: int) -> None:
        if self.model.typed and self.model.is_new(before):
            QTimer.singleShot(0, self, self._settle_if_left)  # Qt is still moving the current cell

    @guard(None)
    def _settle_if_left(self) -> None:
        if not self.model.is_new(self.view.currentIndex().row()):
            self.settle()

    @guard(None)
    def _focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self.model.typed and now is not None and not self._is_ours(now) and not self.model.missing():
            QTimer.singleShot(0, self, self.settle)

    def _is_ours(self, widget: QWidget) -> bool:
        editor = self.view.delegate.editor
        return (
            self.view.isAncestorOf(widget) or widget is self.view or (editor is not None and belongs_to(widget, editor))
        )

    def show(self) -> None:
        """To what the row being typed lacks, so that it is given, or the row given up with Esc."""
        if not self.model.typed or self.view.delegate.editor is not None:
            return
        fields = [column.name for column in self.model.missing()]
        section = self.model.cells.place(fields[0]) if fields else -1
        if section not in sections_of(self.view):
            section = self.actions.first_typed_into()
        self.view.go(len(self.model.rows), section)
        self.view.setFocus()

    @guard(None)
    def _go_on(self) -> None:
        """Enter, or Tab past the end of the line: to what lacks, or on to the next new row."""
        if not self.model.typed:
            return
        fields = [column.name for column in self.model.missing()]
        section = self.model.cells.place(fields[0]) if fields else -1
        if section >= 0 and section in sections_of(self.view):
            self.view.go(len(self.model.rows), section)
        elif self.settle():
            self.view.go(len(self.model.rows), self.actions.first_typed_into())

    @guard(None)
    def _give_up(self) -> None:
        if self.model.is_new(self.view.currentIndex().row()):
            self.model.discard_typed()
            self.refused.emit("")
        elif self.model.typed:
            self.show()
