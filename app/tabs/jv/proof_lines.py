"""A proof in sentences: what was looked at and looked for, and what was left out of the search and why."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.partner_export.proof import Proof, proof_in
from app.theme import Role, Size, Space
from app.tr import marked, tr
from app.widgets import Picture, Text, empty, row
from app.words import counted

WHY: Mapping[str, str] = {
    "also in their own cells": marked("stand in this partner’s own cells, too, such as a city that deals share"),
    "in every such file": marked("stand in every such file, whoever it is for"),
    "choice words": marked("are words that everybody may choose, such as a stage"),
    "headers": marked("are names of columns and sheets"),
}
"""Why a text is no secret here, by the reason that the proof counts it under."""


class ProofLines(QWidget):
    """A proof as the log of exports holds it, a sentence a line."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(Space.S)
        self.setLayout(self._lines)

    def show_text(self, text: str) -> None:
        if text == self.text:
            return
        self.text = text
        empty(self._lines)
        found = proof_in(text)
        if found is None:
            self._add("info", Role.MUTED, text or tr("No proof is written here."), Size.BODY)
            return
        for words in checked_words(found):
            self._add("check", Role.GOOD, words, Size.BODY)
        left_out = left_out_words(found)
        if left_out:
            self._lines.addWidget(Text(tr("Left out of the search, as they are no secret:"), Size.CAPTION, Role.MUTED,
                                       wrap=True))  # fmt: skip
        for words in left_out:
            self._add("info", Role.MUTED, words, Size.CAPTION)

    def _add(self, icon: str, role: Role, words: str, size: Size) -> None:
        line = row(gap=Space.S)
        line.addWidget(Picture(icon, role, 14), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text(words, size, wrap=True), 1)
        self._lines.addLayout(line)


def checked_words(proof: Proof) -> tuple[str, ...]:
    """What both checks found, in sentences."""
    return (
        tr(
            "{parts} of the file searched for {forbidden} texts of other partners and of yours: none found.",
            parts=counted(proof.parts, "part"),
            forbidden=proof.forbidden,
        ),
        tr(
            "{rows} and all totals equal to the board, each in its place; "
            "nothing else stands in any cell or part, numbers included.",
            rows=counted(proof.rows, "row"),
        ),
    )


def left_out_words(proof: Proof) -> tuple[str, ...]:
    return tuple(f"{count:,} {tr(WHY[reason])}" for reason, count in proof.excused.items() if count and reason in WHY)
