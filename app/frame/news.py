"""After an update, once: what is new."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

from app.frame import remembered

if TYPE_CHECKING:
    from app.frame.window import Window


def tell_once(window: Window) -> None:
    """Shows what came since the version that ran here before; nothing at the very first start."""
    now, before = metadata.version("valhalla"), remembered.text_of("version")
    if now == before:
        return
    remembered.keep("version", now)
    if before:
        from app.frame.dialogs import WhatsNew

        window.show_dialog(lambda parent: WhatsNew(before, parent))
