"""Runs before the bundle's program: what it starts itself, a browser or a mail program, must not load our libraries."""

import os

for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):  # the loader has read them by now
    before = os.environ.pop(f"{name}_ORIG", None)
    if before:
        os.environ[name] = before
    else:
        os.environ.pop(name, None)
