"""Where a finished file goes: never onto the workbook, and written in one step or not at all."""

from __future__ import annotations

from pathlib import Path

from io_xlsx.guard import beside, flush, put_in_place
from models.core.refusal import Refused


def check_target(path: Path, ending: str, workbook: Path | None) -> None:
    """Refused where a file can certainly not go: onto the workbook, a folder, without its ending, into no folder."""
    kind = ending.removeprefix(".").upper()
    if workbook is not None and path.exists() and workbook.exists() and path.samefile(workbook):
        raise Refused(f"{path.name} is the workbook itself.", hint=f"Give the {kind} a name of its own.",
                      code="bad_name")  # fmt: skip
    if path.is_dir():
        raise Refused(f"{path} is a folder.", hint=f"Add a file name that ends in {ending}.", code="bad_name")
    if path.suffix.lower() != ending:
        raise Refused(f"{path.name} has to end in {ending}.", hint=f"Name it {path.stem}{ending}.", code="bad_name")
    if not path.parent.is_dir():
        raise Refused(f"There is no folder {path.parent}.", hint="Make it first, or choose another.", code="no_folder")


def safe_name(text: str, most: int) -> str:
    """A text as part of a file's name: without what a file system does not take, and of that many bytes at the most."""
    kept = "".join(" " if one in '<>:"/\\|?*' or not one.isprintable() else one for one in text)
    name = " ".join(kept.split())
    while len(name.encode()) > most:
        name = name[:-1]
    return name.rstrip(". ")


def write_file(path: Path, content: bytes) -> None:
    """Replaces what is there in one step. Refused where it cannot be written; nothing is half-written then."""
    try:
        with beside(path) as (temp, file):
            file.write(content)
            flush(file)
            file.close()
            put_in_place(temp, path)
    except OSError as problem:
        raise Refused(
            f"{path.name} cannot be written: {problem.strerror}.", hint="Choose another folder.", code="not_saved"
        ) from None
