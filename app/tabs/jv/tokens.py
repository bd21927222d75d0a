"""What opens the chosen partner's board: each token with its state, its end and its last use."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.chips import Chip
from app.command import Frame
from app.document import Document
from app.tabs.jv.actions import PartnerActions
from app.tabs.jv.part import PartnerPart
from app.tabs.jv.words import token_badge, token_name, token_note
from app.theme import Role, Size, Space
from app.tr import marked, tr
from app.widgets import Button, Card, Text, column, empty, row, scrolled
from models.core.schema import Value
from models.jv import SHARE_TOKENS
from models.jv.overview import TokenState, token_state, tokens_of

NONE = marked("No token opens this board yet. An export needs one, too: it says until when the file is good.")


class TokensPart(PartnerPart):
    """A card for each token; those that open the board come first."""

    reads = ("ShareTokens",)

    def __init__(self, document: Document, frame: Frame, acts: PartnerActions) -> None:
        super().__init__(document, frame, acts)
        self.new = Button(tr("New token…"), acts.new_token, icon="add")
        self.new.setToolTip(tr("Make a token; its secret is shown once (Ctrl+Shift+U)"))
        self.none = Text(tr(NONE), role=Role.MUTED, wrap=True)
        self.lines: dict[str, TokenLine] = {}
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(Space.S)
        body = QWidget()
        inner = column(self.none, gap=Space.S, margins=(Space.XS, Space.XS, Space.XS, 0))
        inner.addLayout(self._list)
        inner.addStretch()
        body.setLayout(inner)
        self.place = scrolled(body)
        self.place.setAccessibleName(tr("Tokens"))
        whole = column(self.place, gap=Space.S)
        whole.setStretch(0, 1)
        whole.addWidget(self.new, 0, Qt.AlignmentFlag.AlignLeft)
        self.setLayout(whole)
        self.setFocusProxy(self.new)

    def draw(self) -> None:
        empty(self._list)
        self.lines = {}
        found = tokens_of(self.book, self.partner_id, self.document.as_of) if self.partner_id else []
        for token_id in found:
            line = TokenLine(token_id, self.book.row(SHARE_TOKENS, token_id) or {}, self.document, self.acts)
            self.lines[token_id] = line
            self._list.addWidget(line)
        self.none.setVisible(not found)
        self.new.setEnabled(not self.document.read_only and bool(self.partner_id))


class TokenLine(Card):
    """One token. The secret is not known here; its last characters tell it from others."""

    def __init__(self, token_id: str, fields: Mapping[str, Value], document: Document, acts: PartnerActions) -> None:
        super().__init__(margin=Space.M, gap=2)
        state, ends = token_state(fields, document.as_of), fields["expires_on"]
        badge = token_badge(state, ends if hasattr(ends, "toordinal") else None, document.as_of)  # type: ignore[arg-type]
        name = token_name(token_id, fields)
        self.name = Text(name, strong=True, elide=True)
        self.name.setToolTip(name)
        self.chip = Chip(badge)
        self.note = Text(token_note(fields, document.as_of), Size.CAPTION, Role.MUTED, wrap=True)
        self.revoke = Button(tr("Revoke…"), lambda: acts.revoke(token_id), kind="link")
        self.revoke.setAccessibleName(tr("Revoke {name}", name=name))
        head = row(gap=Space.S)
        head.addWidget(self.name, 1)
        head.addWidget(self.chip)
        self.column.addLayout(head)
        self.column.addWidget(self.note)
        self.column.addWidget(self.revoke, 0, Qt.AlignmentFlag.AlignLeft)
        self.revoke.setVisible(state is not TokenState.REVOKED and not document.read_only)
        self.setAccessibleName(f"{name}, {badge.words}, {self.note.text()}")
