"""The chosen deal: where it stands, and behind pills what comes next, its message, its runs and its history."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget

from app.chips import Badge, Chip
from app.command import Frame
from app.document import Document
from app.frame.remembered import keep, text_of
from app.frame.strip import Pills
from app.tabs.pipeline.actions import DealActions
from app.tabs.pipeline.composer import MessagePart
from app.tabs.pipeline.fields import Choice
from app.tabs.pipeline.history import HistoryPart, RunsPart
from app.tabs.pipeline.next_steps import NextPart
from app.tabs.pipeline.part import DealPart
from app.theme import Role, Size, Space
from app.tr import marked, tr
from app.widgets import Card, IconButton, Text, column, row
from app.words import amount, spoken_choice
from models.core.schema import Value
from models.pipeline.deals import DEALS, STAGES, name_of
from models.underwriting.written import stale_mao


class Detail(Card):
    """One part at a time; what is out of view is not worked out."""

    template_wanted = Signal(str)

    def __init__(self, document: Document, frame: Frame, acts: DealActions) -> None:
        super().__init__(margin=Space.S, gap=Space.S)
        self.document, self.frame, self.acts = document, frame, acts
        self.deal_id = ""
        self.name = Text("", Size.SECTION, strong=True, elide=True)
        self.about = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.price = Text("", Size.CAPTION, elide=True)
        self.stale = Chip(Badge(marked("stale"), Role.WARNING, "sync"))
        self.stage = Choice(tr("Stage"), STAGES, captioned=False)
        self.look = IconButton("sheet", tr("Show all its fields in the table"), self._show_row)
        self.next, self.message = NextPart(document, frame, acts), MessagePart(document, frame, acts)
        self.runs, self.history = RunsPart(document, frame, acts), HistoryPart(document, frame, acts)
        self.parts: dict[str, DealPart] = {
            marked("Next"): self.next, marked("Message"): self.message, marked("Runs"): self.runs,
            marked("History"): self.history,
        }  # fmt: skip
        self.pills = Pills(tr("Parts of the deal"), pad=Space.S)
        self.stack = QStackedWidget()
        for title, part in self.parts.items():
            self.pills.addTab(tr(title))
            self.stack.addWidget(part)
        self._lay_out()
        kept = text_of("pipeline/detail")
        self.pills.setCurrentIndex(list(self.parts).index(kept) if kept in self.parts else 0)
        self.pills.currentChanged.connect(lambda _: self._show())
        self.stage.changed.connect(lambda stage: self.acts.move_to(self.deal_id, stage))
        self.runs.draft_wanted.connect(self.show_draft)
        self.message.template_wanted.connect(self.template_wanted)
        self.setAccessibleName(tr("The chosen deal"))
        self._show()

    def _lay_out(self) -> None:
        head = row(self.name, self.stale, self.look, gap=Space.S, margins=(Space.S, 0, 0, 0))
        head.setStretch(0, 1)
        place = row(gap=Space.S, margins=(Space.S, 0, Space.XS, 0))
        place.addLayout(column(self.about, self.price, gap=0), 1)
        place.addWidget(self.stage, 0, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(head)
        self.column.addLayout(place)
        self.column.addWidget(self.pills)
        self.column.addWidget(self.stack, 1)

    @property
    def current(self) -> DealPart:
        return list(self.parts.values())[max(0, self.pills.currentIndex())]

    def show_for(self, deal_id: str) -> None:
        self.deal_id = deal_id
        self._head()
        for part in self.parts.values():
            part.show_for(deal_id or None)

    def refresh(self) -> None:
        self._head()
        self.current.refresh()

    def show_draft(self, draft_id: str) -> None:
        """A draft in the composer; blank = a new message."""
        self.bring(self.message)
        self.message.show_draft(draft_id)

    def bring(self, part: DealPart) -> None:
        self.pills.setCurrentIndex(list(self.parts.values()).index(part))

    def finish(self) -> bool:
        """Takes what is typed into a draft; False where it is refused."""
        done = self.message.finish()
        if not done:
            self.bring(self.message)
        return done

    def _head(self) -> None:
        book = self.document.book
        deal = (book.row(DEALS, self.deal_id) if self.deal_id else None) or {}
        if not deal:
            return
        self.name.setText(name_of(self.deal_id, deal))
        self.name.setToolTip(self.name.text())
        contact = (book.row("Contacts", str(deal["contact_id"])) if deal["contact_id"] else None) or {}
        where = [part for part in (deal["city"], spoken_choice(str(deal["strategy"] or ""))) if part]
        self.about.setText(" · ".join([*map(str, where), str(contact.get("name") or tr("no contact"))]))
        self.price.setText(_price(deal))
        self.price.setToolTip(_gap(deal))
        stale = stale_mao(book, self.deal_id)
        self.stale.setVisible(stale is not None)
        if stale is not None:
            now = tr("nothing") if stale.now is None else amount(stale.now)
            self.stale.setToolTip(
                tr("Written as {was}; with today’s inputs it is {now}.", was=amount(stale.was), now=now)
            )
        self.stage.say(str(deal["stage"] or STAGES[0]))
        self.stage.box.setEnabled(not self.document.read_only)

    def _show(self) -> None:
        keep("pipeline/detail", list(self.parts)[max(0, self.pills.currentIndex())])
        self.stack.setCurrentWidget(self.current)
        self.setFocusProxy(self.current)

    def _show_row(self) -> None:
        self.frame.go_to(DEALS.sheet, self.deal_id, "address")


def _price(deal: Mapping[str, Value]) -> str:
    """Asking against MAO."""
    asking, mao = (float(v) if isinstance(v := deal[name], (int, float)) else None for name in ("asking_price", "mao"))
    if asking is None or mao is None:
        known = tr("Asks {asking}", asking=amount(asking)) if asking is not None else tr("No asking price")
        return f"{known} · {tr('no MAO') if mao is None else tr('MAO {mao}', mao=amount(mao))}"
    return tr("Asks {asking} · MAO {mao}", asking=amount(asking), mao=amount(mao))


def _gap(deal: Mapping[str, Value]) -> str:
    """How far asking and MAO lie apart, in words; blank where one is not known."""
    asking, mao = (float(v) if isinstance(v := deal[name], (int, float)) else None for name in ("asking_price", "mao"))
    if asking is None or mao is None:
        return ""
    gap = asking - mao
    return (
        (tr("{gap} above the MAO", gap=amount(gap)) if gap > 0 else tr("{gap} below the MAO", gap=amount(-gap)))
        if gap
        else tr("Asks for the MAO")
    )
