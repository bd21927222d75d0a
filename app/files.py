"""Opening workbook files, with every failure as one sentence for people."""

from __future__ import annotations

import re
from pathlib import Path

from io_xlsx.parts.package import Package, Unreadable
from io_xlsx.read.headers import Headings
from io_xlsx.read.reader import Progress, Reading, read_package
from models.catalog import TABLES
from models.core.refusal import Refused
from models.settings import SETTINGS, headers_given, remember_header

HEADINGS = Headings(SETTINGS, headers_given, remember_header)
# What programs that keep a folder in step add to the name of a file that was changed in two places.
_CONFLICTED = re.compile(r"conflicted copy|sync-conflict|\bconflict\b", re.IGNORECASE)


def parsed(package: Package, progress: Progress = lambda _text, _share: None) -> Reading:
    """A workbook in memory. Raises Unreadable."""
    return read_package(package, TABLES, progress, HEADINGS)


def conflicted_copies(path: Path) -> list[Path]:
    """The files beside a workbook that are copies of it changed elsewhere, by their names."""
    try:
        beside = [one for one in path.parent.iterdir() if one.suffix.casefold() == path.suffix.casefold()]
    except OSError:
        return []
    rest = ((one, one.stem[len(path.stem) :]) for one in beside if one.stem.startswith(path.stem))
    return sorted(one for one, more in rest if _CONFLICTED.search(more))


def read(path: Path, progress: Progress = lambda _text, _share: None) -> Reading:
    """The workbook at a path. Raises Refused with one sentence where it cannot be opened."""
    try:
        return parsed(Package.open(path), progress)
    except FileNotFoundError:
        raise Refused(f"There is no file {path}.", hint="Name another one, or make it anew.", code="no_file") from None
    except IsADirectoryError:
        raise Refused(f"{path} is a folder, not a workbook.", code="not_a_workbook") from None
    except PermissionError:
        raise Refused(f"{path.name} may not be read, or another program has it locked.", code="locked") from None
    except OSError as problem:
        raise Refused(f"{path.name} could not be read: {problem.strerror}.", code="unreadable") from None
    except Unreadable as problem:
        raise Refused(f"{path.name}: {problem}", code="not_a_workbook") from None
