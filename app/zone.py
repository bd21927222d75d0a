"""The time zone of this machine: where a moment in UTC becomes somebody's day."""

from __future__ import annotations

import warnings
from datetime import datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfoNotFoundError

import tzlocal


@cache
def local_zone() -> tzinfo:
    """By its name, so that days in summer and winter are both right; the offset of just now where it has none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that nothing names a zone: then it is UTC
            return tzlocal.get_localzone()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.now().astimezone().tzinfo  # type: ignore[return-value]  # it has one now
