"""Opening workbook files, with every failure as one sentence for people."""

from __future__ import annotations

from pathlib import Path

from io_xlsx.parts.package import Package, Unreadable
from io_xlsx.read.reader import Progress, Reading, read_package
from models.catalog import TABLES
from models.core.refusal import Refused


def read(path: Path, progress: Progress = lambda _text, _share: None) -> Reading:
    """The workbook at a path. Raises Refused with one sentence where it cannot be opened."""
    try:
        return read_package(Package.open(path), TABLES, progress)
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
