"""The commands of files and of whatever grid is in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.command import Command, Context
from app.commands.when import can_redo, can_undo, editable, has_document, has_grid, idle, writable
from app.tr import tr, tr_phrase

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.grid.grid import Grid


def _undo_label(context: Context) -> str:
    what = context.document.can_undo if context.document else ""
    return tr("Undo {what}", what=tr_phrase(what)) if what else tr("Undo")


def _redo_label(context: Context) -> str:
    what = context.document.can_redo if context.document else ""
    return tr("Redo {what}", what=tr_phrase(what)) if what else tr("Redo")


def _undo(context: Context) -> None:
    if context.document is not None:
        context.document.undo()


def _redo(context: Context) -> None:
    if context.document is not None:
        context.document.redo()


def _save(context: Context) -> None:
    if context.document is not None:
        context.frame.finish_typing()  # a row that lacks something stays as typed, and says so; the rest is saved
        context.document.sync.save()


def _show_versions(context: Context) -> None:
    from app.frame.backups import EarlierVersions  # it reads workbooks, which a window without one does not need

    document = context.document
    if document is not None and context.frame.finish_typing():
        context.frame.show_dialog(lambda parent: EarlierVersions(parent, context.frame, document))


def _open_outside(context: Context) -> None:
    from app.outside import open_in_spreadsheet

    if context.document is not None and not open_in_spreadsheet(context.document.session.path):
        context.frame.say(tr("No spreadsheet program answers here. Install one, or open the file from its folder."))


def _export(context: Context) -> None:
    from app.printout.preview import ask_export  # printing is loaded by those who print

    grid, document = context.grid, context.document
    if grid is not None and document is not None and grid.finish():
        ask_export(grid.shown(), document.session.path, context.frame, grid.window())


def _print(context: Context) -> None:
    from app.printout.preview import show_preview

    grid, document = context.grid, context.document
    if grid is not None and document is not None and grid.finish():
        show_preview(grid.shown(), document.session.path, context.frame)


def _on_grid(act: Callable[[Grid], object]) -> Callable[[Context], None]:
    """What the grid in use does itself."""

    def run(context: Context) -> None:
        if context.grid is not None:
            act(context.grid)

    return run


WINDOW: tuple[Command, ...] = (
    Command("file.new", "New…", "File", lambda c: c.frame.ask_new(demo=False), "Ctrl+N",
            "Make an empty workbook", when=idle, icon="new"),
    Command("file.new_demo", "New Demo…", "File", lambda c: c.frame.ask_new(demo=True), "Ctrl+Shift+N",
            "Make a workbook with sample rows to try things on", when=idle, icon="demo"),
    Command("file.open", "Open…", "File", lambda c: c.frame.ask_open(), "Ctrl+O",
            "Open a workbook", when=idle, icon="open"),
    Command("file.import", "Import a Spreadsheet…", "File", lambda c: c.frame.ask_import(), "Ctrl+Alt+O",
            "Bring rows in from your own Excel, OpenDocument or CSV file", when=idle, icon="import"),
    Command("file.save", "Save", "File", _save, "Ctrl+S",
            "Write the workbook now; it is also saved by itself", when=writable, icon="save", group=1),
    Command("file.save_copy", "Save a Copy…", "File", lambda c: c.frame.save_copy(), "",
            "Write the workbook as shown to another file, and open that", when=has_document, icon="copy", group=1),
    Command("file.open_outside", "Open in Spreadsheet Program", "File", _open_outside, "Ctrl+Shift+O",
            "Open the workbook in Excel or what stands in for it", when=has_document, icon="external", group=1),
    Command("file.versions", "Earlier Versions…", "File", _show_versions, "Ctrl+Shift+H",
            "See what the workbook was, and go back to it", when=has_document, icon="history", group=1),
    Command("file.export", "Export What Is Shown…", "File", _export, "Ctrl+Shift+X",
            "Write the rows and columns of the table in view to a CSV or Excel file", when=has_grid,
            icon="external", group=2),
    Command("file.print", "Print What Is Shown…", "File", _print, "Ctrl+P",
            "Show the pages of the table in view, to print or save as PDF", when=has_grid, icon="file", group=2),
    Command("file.close", "Close", "File", lambda c: c.frame.close_document(), "Ctrl+W",
            "Save and close the workbook", when=has_document, icon="close", group=3),
    Command("app.quit", "Quit", "File", lambda c: c.frame.quit(), "Ctrl+Q",
            "Save and leave Valhalla", icon="quit", group=3),
    Command("edit.undo", "Undo", "Edit", _undo, "Ctrl+Z",
            "Take the last edit back", when=can_undo, icon="undo", label=_undo_label),
    Command("edit.redo", "Redo", "Edit", _redo, "Ctrl+Y",
            "Do again what was undone", when=can_redo, icon="redo", label=_redo_label),
    Command("edit.cut", "Cut", "Edit", _on_grid(lambda grid: grid.commands.cut()), "Ctrl+X",
            "Copy the selected cells and clear them", when=editable, icon="cut", group=1),
    Command("edit.copy", "Copy", "Edit", _on_grid(lambda grid: grid.commands.copy()), "Ctrl+C",
            "Copy the selected cells, as Excel takes them", when=has_grid, icon="copy", group=1),
    Command("edit.paste", "Paste", "Edit", _on_grid(lambda grid: grid.commands.paste()), "Ctrl+V",
            "Paste cells from here or from Excel", when=editable, icon="paste", group=1),
    Command("edit.fill_down", "Fill Down", "Edit", _on_grid(lambda grid: grid.commands.fill_down()), "Ctrl+D",
            "Copy the first selected row's cells into those below", when=editable, icon="fill", group=2),
    Command("edit.add_row", "Add Row", "Edit", _on_grid(lambda grid: grid.commands.add_row()), "Ctrl++",
            "Add a row to the table in view", when=editable, icon="add", group=2),
    Command("edit.delete_rows", "Delete Rows", "Edit", _on_grid(lambda grid: grid.commands.delete_rows()), "Ctrl+-",
            "Delete the rows of the selected cells", when=editable, icon="delete", group=2),
    Command("edit.find", "Find", "Edit", _on_grid(lambda grid: grid.start_search()), "Ctrl+F",
            "Filter the rows of the table in view", when=has_grid, icon="search", group=3),
    Command("edit.replace", "Find and Replace…", "Edit", _on_grid(lambda grid: grid.start_replacing()), "Ctrl+H",
            "Find a text in the cells of the table in view, and put another in its place", when=has_grid,
            icon="sync", group=3),
)  # fmt: skip
