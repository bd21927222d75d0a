"""Where a finished file goes: never onto the workbook, and written in one step or not at all."""

from __future__ import annotations

from pathlib import Path

from io_xlsx.guard import beside, flush, put_in_place
from models.core.phrase import phrase
from models.core.refusal import Refused


def check_target(path: Path, ending: str, workbook: Path | None) -> None:
    """Refused where a file can certainly not go: onto the workbook, a folder, without its ending, into no folder."""
    kind = ending.removeprefix(".").upper()
    if workbook is not None and path.exists() and workbook.exists() and path.samefile(workbook):
        raise Refused(
            phrase("{name} is the workbook itself.", name=path.name),
            hint=phrase("Give the {kind} a name of its own.", kind=kind),
            code="bad_name",
        )
    if path.is_dir():
        raise Refused(
            phrase("{path} is a folder.", path=path),
            hint=phrase("Add a file name that ends in {ending}.", ending=ending),
            code="bad_name",
        )
    if path.suffix.lower() != ending:
        raise Refused(
            phrase("{name} has to end in {ending}.", name=path.name, ending=ending),
            hint=phrase("Name it {stem}{ending}.", stem=path.stem, ending=ending),
            code="bad_name",
        )
    if not path.parent.is_dir():
        raise Refused(
            phrase("There is no folder {parent}.", parent=path.parent),
            hint=phrase("Make it first, or choose another."),
            code="no_folder",
        )


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
            phrase("{name} cannot be written: {why}.", name=path.name, why=problem.strerror),
            hint=phrase("Choose another folder."),
            code="not_saved",
        ) from None
