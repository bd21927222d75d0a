"""The window around the tabs, with what all of it needs of PySide6."""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401  # it replaces `import`

# PySide6's own `import` reads and keeps the source of every module that is imported after it, pandas with its hundreds
# among them, to find out whether it may say `from __feature__ import snake_case`. Nobody here does, and a module that
# was not looked at has no feature. Without it what comes behind the first window takes a quarter less time, and 34 MiB
# less memory.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
