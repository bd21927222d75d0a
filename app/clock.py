"""Where this machine's time zone is asked for: the one place that does."""

from __future__ import annotations

import os
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_LINK = Path("/etc/localtime")


def local_zone() -> tzinfo:
    """The machine's time zone: by its name where the system says one, else the offset of now."""
    name = _name()
    if name:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    zone = datetime.now().astimezone().tzinfo
    assert zone is not None  # `astimezone` gives one
    return zone


def _name() -> str:
    """`America/Winnipeg` and the like; blank where the system does not say."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if named:
        return named
    try:
        target = _LINK.readlink().as_posix()
    except (OSError, NotImplementedError):
        return ""
    return target.partition("zoneinfo/")[2]
