"""Templates: the table above; below it the chosen one to write, with its fields refused or filled in as one types."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.command import Frame
from app.document import Document
from app.fields import Field
from app.frame.splitter import Splitter
from app.guard import guard
from app.tabs.page import VERTICAL
from app.tabs.pipeline.completion import MergeText
from app.tabs.pipeline.tables import DealTable, NewGrid
from app.tabs.pipeline.values import FieldValues
from app.theme import Role, Size, Space, theme
from app.tr import tr, tr_error
from app.widgets import Text, Warned, column, row
from models.catalog import BY_KEY
from models.core.edit import set_fields
from models.core.refusal import Refused
from models.core.schema import Value
from models.pipeline.deals import CONTACTS, DEALS, name_of
from models.pipeline.merge import STAND_INS, faults_in, filled, message_fields, used_in, values_for

SOON_MS = 120
TEMPLATES = BY_KEY["Templates"]


class TemplatesPart(QWidget):
    """The template of the grid's current row, previewed with the chosen deal."""

    def __init__(self, document: Document, frame: Frame, new_grid: NewGrid) -> None:
        super().__init__()
        self.document, self.frame = document, frame
        self.deal_id, self.template_id = "", ""
        self._refused = ""  # why the text as it stands was not taken
        self.table = DealTable("Templates", new_grid, "template")
        self.subject = Field(TEMPLATES["subject"])
        self.body = MergeText(tr("Template text"), lambda: message_fields(document.book))
        self.subject_of_preview = Text("", strong=True, wrap=True)
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setAccessibleName(tr("Preview with the chosen deal"))
        theme().dress(self.preview)
        self.refusal, self.warned = Warned(Role.DANGER, "error"), Warned()
        self.values = FieldValues()
        self.with_deal = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.hint = Text(tr("Type { to choose a field."), Size.CAPTION, Role.MUTED, elide=True)
        self._lay_out()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._show_result)
        self.table.grid.current_row_changed.connect(self._choose)
        self.subject.line.textEdited.connect(self._is_typed)
        self.body.textChanged.connect(self._is_typed)
        self.subject.line.done.connect(self.commit)
        self.body.done.connect(self.commit)
        self.setFocusProxy(self.table)

    def _lay_out(self) -> None:
        left, right = QWidget(), QWidget()
        write = column(self.subject, gap=Space.XS)
        caption = row(Text(tr("Body"), Size.CAPTION, Role.MUTED), self.hint, gap=Space.M)
        caption.setStretch(1, 1)
        write.addLayout(caption)
        write.addWidget(self.body, 1)
        write.addWidget(self.refusal)
        write.addWidget(self.warned)
        left.setLayout(write)
        show = column(self.with_deal, self.subject_of_preview, self.preview, self.values, gap=Space.XS)
        show.setStretch(2, 1)
        right.setLayout(show)
        below = QWidget()
        beside = row(left, right, gap=Space.M)
        beside.setStretch(0, 1)
        beside.setStretch(1, 1)
        below.setLayout(beside)
        below.setMinimumHeight(theme().pixels(210))
        split = Splitter(VERTICAL, self.table, below, name="pipeline-templates")
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        split.setSizes([200, 280])
        self.setLayout(column(split))

    # --- which template, which deal ---

    def show_for(self, deal_id: str) -> None:
        self.deal_id = deal_id
        self.refresh()

    def refresh(self) -> None:
        """What the Book says now; a text that is being typed stays."""
        if not self.isVisible():
            return
        if self.template_id not in self.document.book[TEMPLATES].index:
            ids = self.document.book[TEMPLATES].index
            self.template_id = str(ids[0]) if len(ids) else ""
        if not self._typed:
            self._fill()
        self._show_result()

    def _choose(self, row_id: str) -> None:
        if row_id and row_id != self.template_id and self.commit():
            self.template_id = row_id
            self._fill()
            self._show_result()

    @property
    def template(self) -> Mapping[str, Value]:
        return (self.document.book.row(TEMPLATES, self.template_id) if self.template_id else None) or {}

    @property
    def _typed(self) -> bool:
        return self.subject.line.isModified() or self.body.is_modified

    def _is_typed(self, *_: str) -> None:
        self._refused = ""
        self._soon.start()

    def _fill(self) -> None:
        template = self.template
        self._refused = ""
        self.subject.say(template.get("subject"))
        self.body.say(str(template.get("body") or ""))
        locked = bool(self.document.read_only) or not template
        self.subject.line.setReadOnly(locked)
        self.body.setReadOnly(locked)

    # --- what comes of it ---

    @guard(None)
    def _show_result(self) -> None:
        """Refuses what a message cannot hold, by name; else the message as the chosen deal would get it."""
        book, texts = self.document.book, (self.subject.line.text(), self.body.toPlainText())
        faults = [fault for text in texts for fault in faults_in(book, text)]
        self.refusal.say([*filter(None, [self._refused]), *(fault.sentence for fault in faults if fault.private)])
        self.warned.say([fault.sentence for fault in faults if not fault.private])
        deal = (book.row(DEALS, self.deal_id) if self.deal_id else None) or {}
        contact = (book.row(CONTACTS, str(deal["contact_id"])) if deal.get("contact_id") else None) or {}
        name = name_of(self.deal_id, deal) if deal else tr("no deal")
        self.with_deal.setText(
            tr("As {seller} of {name} would get it", seller=contact.get("name") or tr("the seller"), name=name)
        )
        if faults:
            self.preview.setPlainText(tr("This template is refused until the fields named beside are taken out."))
            self.subject_of_preview.hide()
            self.values.show_values({}, {})
            return
        values = values_for(book, {DEALS.key: deal, CONTACTS.key: contact})
        stand_ins = {} if self.template.get("kind") == "call_note" else STAND_INS
        subject, body = (filled(text, values, stand_ins) for text in texts)
        self.subject_of_preview.setText(subject)
        self.subject_of_preview.setVisible(bool(subject))
        self.preview.setPlainText(body)
        self.values.show_values({name: values[name] for name in used_in(*texts)}, {})

    @guard(False)
    def commit(self) -> bool:
        """Writes what was typed; False where it is refused."""
        if not self._typed or not self.template:
            return True
        values: dict[str, Value] = {
            "subject": self.subject.line.text().strip() or None, "body": self.body.toPlainText(),
        }  # fmt: skip
        try:
            changes = set_fields(self.document.book, TEMPLATES, self.template_id, values, self.document.now())
        except Refused as refusal:
            self._refused = tr_error(refusal, hint=False)
            self._show_result()
            return False
        self.subject.line.setModified(False)
        self.body.document().setModified(False)
        return self.document.do(changes)

    def finish(self) -> bool:
        return self.commit()
