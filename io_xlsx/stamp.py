"""The stamp in a workbook's properties: which workbook it is, and which edits of which journals it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ID_PROPERTY = "Valhalla Workbook"
REVISION_PROPERTY = "Valhalla Revision"
HOLDS_PROPERTY = "Valhalla Holds"
LONGEST = 255  # characters that spreadsheet programs keep of a property
_ENTRY = 24  # more than one journal's entry takes


@dataclass(frozen=True)
class Stamp:
    """`holds` says up to which number a file holds each journal's records, the last to write first.

    A journal goes by its random token; so what two machines wrote under one revision, each on its own, is told apart,
    and each knows what the other's file lacks. `workbook_id` is blank for a file that Valhalla has not saved yet.
    `revision` counts the saves of Valhalla.
    """

    workbook_id: str = ""
    revision: int = 0
    holds: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, properties: Mapping[str, str]) -> Stamp:
        """What a file's custom properties say; whatever is unreadable there says nothing."""
        revision = _number(properties.get(REVISION_PROPERTY, "").partition(".")[0]) or 0
        holds = {}
        for entry in properties.get(HOLDS_PROPERTY, "").split():
            token, _, number = entry.partition(":")
            upto = _number(number)
            if token and upto is not None:
                holds[token] = upto
        return cls(properties.get(ID_PROPERTY, ""), revision, holds)

    @property
    def properties(self) -> dict[str, str]:
        """The same as custom properties; journals that wrote longest ago are left out where they do not fit."""
        entries = [f"{token}:{number}" for token, number in self.holds.items()]
        while len(" ".join(entries)) > LONGEST:
            entries.pop()
        found = {ID_PROPERTY: self.workbook_id, REVISION_PROPERTY: str(self.revision)}
        return {**found, HOLDS_PROPERTY: " ".join(entries)} if entries else found

    @property
    def is_full(self) -> bool:
        """Whether a journal that is not named may have been left out."""
        return len(self.properties.get(HOLDS_PROPERTY, "")) > LONGEST - _ENTRY

    def after(self, workbook_id: str, revision: int, token: str, number: int) -> Stamp:
        """The stamp of the next save, which holds a journal's records up to a number."""
        others = {one: upto for one, upto in self.holds.items() if one != token}
        return Stamp(workbook_id, revision, {token: number, **others})


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 16 else None
