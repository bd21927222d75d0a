"""What the program is made of: each library by its version and licence, as the libraries themselves say; no Qt."""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path
from platform import python_version
from typing import NamedTuple

import resources
from app.fault_log import details
from app.tr import marked

_LONGEST = 80
_NAME = re.compile(r"[\w.-]+")
_ICONS = Path(resources.__file__).parent / "icons" / "LICENSE"


class Part(NamedTuple):
    """Something that is shipped with the program."""

    name: str
    version: str
    licence: str


def parts() -> list[Part]:
    """Python, every library that the program needs as far as it is here, and the icons, in the order of their names."""
    found: dict[str, Part] = {}
    _collect("valhalla", found)
    del found["valhalla"]
    icons = _ICONS.read_text("utf-8").partition("\n")[0].removesuffix(" License")
    own = [Part("Python", python_version(), "PSF-2.0"), Part("Lucide icons", "", icons)]
    return sorted([*found.values(), *own], key=lambda part: part.name.casefold())


def own_licence() -> str:
    """What this copy of the program is under: a bundle holds a library that only the GPL lets be passed on in it."""
    if getattr(sys, "frozen", False):
        return marked("GPL-3.0, as this program is shipped with ofxtools, which is GPL-3.0. Its own source is MIT.")
    return marked("MIT. Shipped as one program with ofxtools, which is GPL-3.0, it is GPL-3.0 as a whole.")


def as_text(qt: str) -> str:
    """All of it, to pass on; no machine, person or file is named. `qt` is the version of Qt."""
    lines = (" ".join(word for word in part if word) for part in parts())
    return details("\n".join([own_licence(), f"Qt {qt}", *lines]))


def _collect(name: str, found: dict[str, Part]) -> None:
    """The library and what it needs in turn; what only another system needs is not here."""
    try:
        library = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return
    found[name] = Part(library.name, library.version, _licence(library.metadata))
    for needed in library.requires or ():
        named = _NAME.match(needed)
        if named and "extra ==" not in needed and named[0] not in found:
            _collect(named[0], found)


def _licence(told: metadata.PackageMetadata) -> str:
    """The expression, else the field that some fill with the whole text, else the classifiers' last words."""
    for field in ("License-Expression", "License"):
        if field in told and 0 < len(told[field]) < _LONGEST:
            return str(told[field])
    named = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or () if one.startswith("License ::")]
    return ", ".join(named) or "see its own files"
