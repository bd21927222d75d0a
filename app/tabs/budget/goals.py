"""The two figures of the buffer rule that a person sets: fields bound to their rows of Settings."""

from __future__ import annotations

from app.document import Document
from app.fields import Field
from app.guard import guard
from app.tr import tr, tr_error
from app.values import show
from models.budget.targets import set_budget
from models.core.refusal import Refused
from models.core.values import Invalid
from models.settings import BY_KEY, SETTINGS, value_of


class GoalField(Field):
    """`income_target` or `buffer_min`: done with, it is an edit of its own. A blank is the default, or not set."""

    def __init__(self, document: Document, key: str, caption: str) -> None:
        super().__init__(BY_KEY[key].column, caption=caption)
        self.document, self.key = document, key
        default = BY_KEY[key].default
        self.line.setPlaceholderText(tr("not set") if default is None else show(self.declared, default))
        self.line.done.connect(self.commit)
        self.line.given_up.connect(lambda: self.show_goal(force=True))

    def show_goal(self, *, force: bool = False) -> None:
        """What is in force; a text that is being typed, or was refused, stays."""
        if self.line.isModified() and not force:
            return
        row = self.document.book.row(SETTINGS, self.key) or {}
        self.say(value_of(self.document.book, self.key) if row.get("value") is not None else None)
        self.line.setReadOnly(bool(self.document.read_only))

    @guard(False)
    def commit(self) -> bool:
        """Writes what was typed; False where it is refused, and stays to be mended."""
        if not self.line.isModified():
            return not self.is_refused
        try:
            value = self.value()
            goal = float(value) if isinstance(value, (int, float)) else None
            changes = set_budget(self.document.book, {self.key: goal}, {}, self.document.now())
        except (Invalid, Refused) as problem:
            self.refuse(tr_error(problem, hint=False))
            return False
        self.line.setModified(False)
        if not self.document.do(changes):
            self.line.setModified(True)
            return False
        self.show_goal(force=True)
        return True
