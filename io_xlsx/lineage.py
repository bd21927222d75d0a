"""What the records of a journal mean: which edits led to the newest state, and which of them a file lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import datetime, timedelta

from io_xlsx.records import Record
from io_xlsx.stamp import Stamp
from models.core.values import utc_text

KEPT_DAYS = 35  # a copy that comes back is seldom older: a stale sync, a mail, the backup of last month
KEPT_BYTES = 4 << 20  # of edits that are in the file; reading so many takes a tenth of a second


def own(records: Iterable[Record], workbook_id: str) -> list[Record]:
    """The records about one workbook."""
    return [record for record in records if record["workbook"] == workbook_id]


class Lineage:
    """The records of one workbook as states that follow from each other; a restore goes back and starts a branch.

    `restores` are the numbers of those that took place though their end was not written down.
    """

    def __init__(self, records: Sequence[Record], restores: Set[int] = frozenset()) -> None:
        self._records = records
        self._restores = restores | {r["of"] for r in records if r["kind"] == "restored"}
        self._before = self._parents()

    @property
    def newest(self) -> int:
        """The last edit, or the restore since which there was none; 0 where there is neither."""
        found = (r["number"] for r in self._records if r["kind"] == "edit" or r["number"] in self._restores)
        return int(max(found, default=0))

    @property
    def saved(self) -> int:
        """The last record that a save which became the file held."""
        return max((r["upto"] for r in self._records if r["kind"] == "saved"), default=0)

    def held(self, stamp: Stamp) -> int:
        """The number of the last record that the file with the stamp holds; 0 where it holds none.

        A file that bears no id any more, or may have lost our entry, is taken to hold what was saved last.
        """
        found = [r["number"] for r in self._records if r["number"] <= stamp.holds.get(r["journal"], -1)]
        if found and stamp.workbook_id:
            return int(max(found))
        return self.saved if not stamp.workbook_id or stamp.is_full else 0

    def lacking(self, stamp: Stamp) -> list[Record]:
        """The edits on the way to the newest state that the file does not hold."""
        return self.after(self.held(stamp))

    def after(self, number: int) -> list[Record]:
        """The edits that led to the newest state, without those that led to a record."""
        newest = self._records[-1]["number"] if self._records else 0
        wanted = self._way_to(newest) - self._way_to(number)
        return [r for r in self._records if r["kind"] == "edit" and r["number"] in wanted]

    def forgets(self, stamp: Stamp) -> bool:
        """Whether records that the file lacks were dropped."""
        dropped = max((r["upto"] for r in self._records if r["kind"] == "dropped"), default=0)
        return bool(dropped) and bool(stamp.workbook_id) and not stamp.is_full and self.held(stamp) == 0

    def _parents(self) -> dict[int, int]:
        before, last = {}, 0
        for record in self._records:
            restored = record["kind"] == "restore" and record["number"] in self._restores
            before[record["number"]] = record["held"] if restored else last
            last = record["number"]
        return before

    def _way_to(self, number: int) -> set[int]:
        way = set()
        while number:
            way.add(number)
            number = self._before.get(number, 0)
        return way


def shortened(records: Sequence[Record], now: datetime) -> list[Record] | None:
    """What of all records is still needed; None where leaving the rest out is not worth writing the file anew.

    Unsaved edits stay, and the conflicts that nobody has decided, whatever their age. What is in the file stays as
    long as a copy without it may come back: KEPT_DAYS, and KEPT_BYTES of it at most.
    """
    oldest = utc_text(now - timedelta(days=KEPT_DAYS))
    saved = {name: Lineage(own(records, name)).saved for name in {r["workbook"] for r in records}}
    kept: list[Record] = []
    dropped: dict[str, Record] = {}
    room = KEPT_BYTES
    whole = gone = 0
    undecided = {r["workbook"]: r["number"] for r in records if r["kind"] == "conflicts"}  # the last of each
    for record in reversed(records):
        size = len(str(record))
        whole += size
        if record["number"] > saved[record["workbook"]] or record["number"] == undecided.get(record["workbook"]):
            kept.append(record)
        elif record["at"] >= oldest and room >= size and record["workbook"] not in dropped:
            kept.append(record)
            room -= size
        else:
            dropped.setdefault(record["workbook"], record)
            gone += size
    if 2 * gone < whole:
        return None
    return [*map(_dropped, dropped.values()), *reversed(kept)]


def _dropped(record: Record) -> Record:
    """Stands for the last record that was left out, and for all before it."""
    head = {key: record[key] for key in ("number", "journal", "workbook", "at")}
    return {**head, "kind": "dropped", "upto": record["number"]}
