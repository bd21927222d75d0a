"""What has happened on the deal, the newest first, and the runs that were made on it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal

from app.command import Frame
from app.document import Document
from app.tabs.pipeline.actions import DealActions
from app.tabs.pipeline.lines import Entries, Entry
from app.tabs.pipeline.part import DealPart, moment_words
from app.theme import Role, Size
from app.tr import tr, tr_phrase
from app.widgets import Text, column
from app.words import counted, spoken_choice
from models.catalog import BY_KEY
from models.core.values import plain
from models.pipeline.board import history, newest_first
from models.pipeline.tables import PIPELINE_RUNS

_LOOKS: Mapping[str, tuple[str, Role]] = {
    "added": ("add", Role.MUTED), "run": ("pipeline", Role.ACCENT), "sent": ("check", Role.GOOD),
    "done": ("good", Role.GOOD), "canceled": ("close", Role.MUTED), "offer": ("underwriting", Role.INFO),
    "flag": ("shield", Role.WARNING),
}  # fmt: skip


class HistoryPart(DealPart):
    """The timeline; an entry opened leads to its row."""

    reads = ("Deals", "Underwrites", "LegalFlags", "PipelineRuns", "Followups", "SendLog", "Drafts")

    def __init__(self, document: Document, frame: Frame, acts: DealActions) -> None:
        super().__init__(document, frame, acts)
        self.list = Entries(tr("History of the deal"))
        self.note = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.setLayout(column(self.note, self.list))
        self.list.opened.connect(lambda entry: frame.go_to(BY_KEY[entry.table].sheet, entry.row_id, ""))
        self.setFocusProxy(self.list)

    def draw(self) -> None:
        if not self.deal:
            return
        now, frame = self.document.now(), history(self.book, self.deal_id)
        rows = frame.itertuples(index=False, name=None)
        self.list.show_entries([
            Entry(*_LOOKS[what], tr_phrase(text), _note(what, moment_words(at, now)), table, row_id)
            for at, what, text, table, row_id in rows
        ])  # fmt: skip
        self.note.setText(
            tr("{entries}, the newest first. Enter shows its row.", entries=counted(len(frame), "entry", "entries"))
        )


class RunsPart(DealPart):
    """Every run with what became of it; one not sent yet leads to its draft."""

    reads = ("PipelineRuns", "Drafts")
    draft_wanted = Signal(str)

    def __init__(self, document: Document, frame: Frame, acts: DealActions) -> None:
        super().__init__(document, frame, acts)
        self.list = Entries(tr("Runs of the deal"))
        self.note = Text("", Size.CAPTION, Role.MUTED, wrap=True)
        self.setLayout(column(self.note, self.list))
        self.list.opened.connect(self._open)
        self.setFocusProxy(self.list)

    def draw(self) -> None:
        frame = self.book[PIPELINE_RUNS]
        mine = newest_first(frame[(frame["deal_id"] == self.deal_id).to_numpy(dtype=bool)])
        now, entries = self.document.now(), []
        for row_id in mine.index:
            run = self.book.row(PIPELINE_RUNS, str(row_id)) or {}
            sent = run["sent"] is True
            how = (
                tr(
                    "sent by {sent_channel}: {sent_result}",
                    sent_channel=run["sent_channel"],
                    sent_result=run["sent_result"],
                )
                if sent
                else tr("not sent yet")
            )
            by = tr(", by the daily tick") if run["trigger"] == "daily_tick" else ""
            text = f"{spoken_choice(str(run['kind']))}, {spoken_choice(str(run['tone'])).lower()}: {how}"
            note = f"{moment_words(run['created_at'], now) or tr('some time')}{by}"
            look = ("check", Role.GOOD) if sent else ("pipeline", Role.WARNING)
            entries.append(Entry(*look, text, note, PIPELINE_RUNS.key, str(row_id)))
        self.list.show_entries(entries)
        waiting = sum(plain(value) is not True for value in mine["sent"].array)
        said = tr(
            "{runs}, {waiting} not sent yet. Enter opens the draft, or the run once sent.",
            runs=counted(len(entries), "run"),
            waiting=waiting,
        )
        self.note.setText(said if entries else tr("No run yet: write a message and run it."))

    def _open(self, entry: Entry) -> None:
        run = self.book.row(PIPELINE_RUNS, entry.row_id) or {}
        if run.get("sent") is not True and run.get("draft_id"):
            self.draft_wanted.emit(str(run["draft_id"]))
        else:
            self.frame.go_to(PIPELINE_RUNS.sheet, entry.row_id, "")


def _note(what: str, when: str) -> str:
    return f"{what.capitalize()} · {when or tr('some time')}"
