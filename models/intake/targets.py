"""What a column of somebody's own file can become: a column of the table, or one of a row that the table points at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.catalog import BY_KEY, TABLES
from models.core.find import name_field
from models.core.schema import Column, Kind, Table

# Rows that are made where a name is given that there is none of yet; others can only be found.
MADE = ("Properties", "Contacts", "Partners", "Envelopes")
# What Valhalla itself writes, and what would break if rows came from elsewhere: logs, keys, settings.
_OURS = frozenset(
    {
        "Underwrites",
        "ShareTokens",
        "Exports",
        "Ticks",
        "PipelineRuns",
        "SendLog",
        "AutopaySteps",
        "Settings",
    }
)
_KEPT = frozenset({"notes", "tags", "status"})  # of the row itself, not of one beside it

IMPORTED: tuple[Table, ...] = tuple(table for table in TABLES if table.key not in _OURS)


@dataclass(frozen=True)
class Target:
    """`path` is the field, or `reference.field` of the row that the reference points at."""

    path: str
    title: str
    column: Column
    table: Table

    @property
    def beside(self) -> str:
        """The reference field whose row the value goes to; blank where it is the row's own."""
        return self.path.partition(".")[0] if "." in self.path else ""

    @property
    def several(self) -> bool:
        """Whether more than one column of the file may go there, one after the other."""
        return self.column.kind in (Kind.TEXT, Kind.NOTE) or (
            self.column.kind is Kind.REF and self.column.refers in MADE
        )


def targets_of(table: Table) -> dict[str, Target]:
    """By path, in the order of the sheet; what rows beside it can take comes last."""
    return {target.path: target for target in (*_own(table), *_beside(table))}


def _own(table: Table) -> Iterator[Target]:
    for column in table.stored:
        if column.editable:
            title = column.header.removesuffix(" ID") if column.kind is Kind.REF else column.header
            yield Target(column.name, title, column, table)
    if table.prefix:
        yield Target(table.id_column.name, "ID", table.id_column, table)


def _beside(table: Table) -> Iterator[Target]:
    for link in table.stored:
        if not link.editable or link.kind is not Kind.REF or link.refers not in MADE or link.refers_by != "id":
            continue
        other = BY_KEY[link.refers]
        title = link.header.removesuffix(" ID")
        for column in other.stored:
            own = column.name in table or column.name in _KEPT or column.name == name_field(other)
            if column.editable and column.kind is not Kind.REF and not own:
                yield Target(f"{link.name}.{column.name}", f"{title}: {column.header}", column, other)
