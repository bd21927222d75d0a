"""A window that speaks French, whatever the machine's language is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QLocale

from app.language import Choice, use
from app.tr import ENGLISH, speak


@contextmanager
def french(region: str = "fr_FR") -> Iterator[None]:
    """French in here, English again afterwards."""
    use(Choice.FRENCH, QLocale(region))
    try:
        yield
    finally:
        speak(ENGLISH)
