"""When a command makes sense, and where it works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.command import Context
from app.tr import tr

if TYPE_CHECKING:
    from collections.abc import Callable


def has_document(context: Context) -> bool:
    return context.document is not None


def idle(context: Context) -> bool:
    return not context.frame.busy


def writable(context: Context) -> bool:
    return context.document is not None and not context.document.read_only


def has_grid(context: Context) -> bool:
    return context.grid is not None


def editable(context: Context) -> bool:
    return writable(context) and context.grid is not None and not context.grid.model.read_only


def can_undo(context: Context) -> bool:
    return context.document is not None and bool(context.document.can_undo)


def can_redo(context: Context) -> bool:
    return context.document is not None and bool(context.document.can_redo)


def on_tab(key: str, noun: str = "") -> Callable[..., Callable[[Context], None]]:
    """Makes commands of what a tab's page does: `on_tab("bills", "bill")(lambda page: page.acts.pay())`.

    From another tab the tab is only shown at first if the command edits the page's chosen row at once (`edits`): the
    person sees what it is about, and does it again.
    """

    def command(act: Callable[[Any], object], *, edits: bool = False) -> Callable[[Context], None]:
        def run(context: Context) -> None:
            was = context.frame.page
            if was is None or was.key != key:
                context.frame.show_tab(key)
            page = context.frame.page
            if page is None:
                return
            if edits and page is not was:
                context.frame.say(tr("This is the {noun} it is about. Do it again to go on.", noun=noun))
            else:
                act(page)

        return run

    return command
