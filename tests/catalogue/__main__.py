"""Brings every catalogue in step with the sources, and makes what the window reads of it."""

from __future__ import annotations

from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from tests.catalogue import LANGUAGES, catalogue_of, collected, updated


def main() -> None:
    found = collected()
    for path in sorted(LANGUAGES.glob("*.po")):
        new = updated(catalogue_of(path.stem), found)
        with path.open("wb") as file:
            write_po(file, new, width=118, omit_header=False, sort_output=False)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, new)
        lacking = [message.id for message in new if message.id and not message.string]
        print(f"{path.name}: {len(new)} texts, {len(lacking)} without a translation")


main()
