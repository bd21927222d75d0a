"""The dialogs on partners and tokens: a new partner, a new token and its secret, and revoking one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from app.fields import Choice, Field, Line
from app.frame.dialogs import Sheet
from app.tabs.jv.words import SHOWN_ONCE
from app.theme import Role, Size, Space, theme
from app.tr import marked, tr
from app.widgets import Button, Picture, Text, Warned, column, row
from app.words import counted, day_words, relative, spoken_choice
from models.core.change import Fields
from models.core.schema import Value
from models.jv import PARTNERS, SHARE_TOKENS
from models.jv.tokens import BOARD

USUAL_DAYS = 90
ENDS = ((marked("In 30 days"), 30), (marked("In 90 days"), 90), (marked("In a year"), 365), (marked("No end"), None))
SCOPES = {BOARD: marked("JV board"), "other": marked("Other: it opens no board")}
LISTED = 3


def fit(sheet: Sheet, wide: int, high: int) -> None:
    """So large at least, and as high as its wrapped texts need in that width."""
    layout = sheet.layout()
    assert layout is not None
    width = theme().pixels(wide)
    needed = max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
    sheet.resize(width, max(theme().pixels(high), needed))


class AddPartner(Sheet):
    """Who takes part in deals. `add` gets the fields and returns why not, if not."""

    def __init__(self, parent: QWidget, add: Callable[[Fields], str]) -> None:
        super().__init__(tr("Add a partner"), parent, icon="jv")
        self._add = add
        self.fields = {name: Field(PARTNERS[name]) for name in ("name", "company", "email", "phone")}
        self.kind = Choice(tr("Type"), [(word, _spoken(word)) for word in PARTNERS["type"].choices])
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.M)
        places: tuple[tuple[QWidget, int, int], ...] = (
            (self.fields["name"], 0, 0), (self.fields["company"], 0, 1), (self.fields["email"], 1, 0),
            (self.fields["phone"], 1, 1), (self.kind, 2, 0),
        )  # fmt: skip
        for widget, line, place in places:
            grid.addWidget(widget, line, place, Qt.AlignmentFlag.AlignTop)
        for place in (0, 1):
            grid.setColumnStretch(place, 1)
        self.body.addLayout(grid)
        said = tr("Only the name is needed. Name and company stand in the partner’s file; mail and phone never do.")
        self.body.addWidget(Text(said, Size.CAPTION, Role.MUTED, wrap=True))
        self.body.addStretch()
        self.add_button(Button(tr("Cancel"), self.reject))
        self.add_button(Button(tr("Add"), self.commit, kind="primary"))
        fit(self, 520, 350)
        self.fields["name"].setFocus()

    def commit(self) -> None:
        values: dict[str, Value] = {name: one.read() for name, one in self.fields.items()}
        refused = [one for one in self.fields.values() if one.is_refused]
        if not refused and not values["name"]:
            refused = [self.fields["name"]]
            refused[0].refuse(tr("A partner needs a name."))
        why = "" if refused else self._add({n: v for n, v in {**values, "type": self.kind.read()}.items() if v})
        if why:
            refused = [self.fields["name"]]
            refused[0].refuse(why)
        if refused:
            refused[0].setFocus()
        else:
            self.accept()


class NewToken(Sheet):
    """What a token opens and until when. `create` gets partner, scope, last day and label; it returns why not."""

    def __init__(
        self,
        parent: QWidget,
        partners: Sequence[tuple[str, str]],
        chosen: str,
        today: date,
        create: Callable[[str, str, date | None, str], str],
    ) -> None:
        super().__init__(tr("New token"), parent, icon="lock")
        self._create, self._today = create, today
        self.partner = Choice(tr("Partner"), [("", tr("Nobody")), *partners])
        self.partner.say(chosen)
        self.scope = Choice(tr("What it opens"), [(value, tr(words)) for value, words in SCOPES.items()])
        self.ends = Field(SHARE_TOKENS["expires_on"], caption=tr("Good through (blank = no end)"))
        self.label = Field(SHARE_TOKENS["label"], caption=tr("Label (for you)"))
        self.day = Text("", Size.CAPTION, Role.MUTED)
        quick = row(gap=Space.M)
        for words, days in ENDS:
            button = Button(tr(words), lambda days=days: self._end_in(days), kind="link")  # type: ignore[misc]
            button.setAutoDefault(False)
            quick.addWidget(button)
        quick.addStretch()
        first = row(self.partner, self.scope, gap=Space.M)
        for place in (0, 1):
            first.setStretch(place, 1)
        self.body.addLayout(first)
        self.body.addLayout(column(self.ends, self.day, gap=Space.XS))
        self.body.addLayout(quick)
        self.body.addWidget(self.label)
        self.body.addStretch()
        self.add_button(Button(tr("Cancel"), self.reject))
        self.add_button(Button(tr("Create token"), self.commit, kind="primary"))
        self.ends.line.textChanged.connect(lambda _: self._tell())
        for choice in (self.partner, self.scope):
            choice.chosen.connect(lambda: self.partner.refuse(""))
        self._end_in(USUAL_DAYS)
        fit(self, 500, 400)
        self.ends.setFocus()

    def commit(self) -> None:
        ends, label = self.ends.read(), self.label.read()
        if isinstance(ends, date) and ends < self._today:
            self.ends.refuse(tr("That day is over already."))
        if self.ends.is_refused:
            self.ends.setFocus()
            return
        day = ends if isinstance(ends, date) else None
        why = self._create(str(self.partner.read() or ""), str(self.scope.read()), day, str(label or ""))
        if why:
            self.partner.refuse(why)
            self.partner.setFocus()
        else:
            self.accept()

    def _end_in(self, days: int | None) -> None:
        self.ends.say(None if days is None else self._today + timedelta(days))
        self._tell()

    def _tell(self) -> None:
        try:
            day = self.ends.value()
        except ValueError:
            day = None
        good = isinstance(day, date)
        self.day.setText(f"{day_words(day, self._today)}, {relative(day, self._today)}" if good else tr("No end date"))  # type: ignore[arg-type]


class Secret(Sheet):
    """A token just made: the only time that it is shown."""

    def __init__(self, parent: QWidget, token: str, name: str) -> None:
        super().__init__(tr("Your new token"), parent, icon="lock")
        self.token = Line(tr("The token"))
        self.token.setText(token)
        self.token.setReadOnly(True)
        self.token.setCursorPosition(0)
        self.copy = Button(tr("Copy"), self._copy, icon="copy")
        self.copied = Text("", Size.CAPTION, Role.GOOD)
        self.body.addWidget(Text(tr("Who presents this token is shown the board of {name}.", name=name), wrap=True))
        line = row(gap=Space.S)
        line.addWidget(self.token, 1)
        line.addWidget(self.copy)
        self.body.addLayout(line)
        self.body.addWidget(self.copied)
        once = Warned()
        self.body.addWidget(once)
        once.say((tr(SHOWN_ONCE),))
        self.body.addWidget(Text(tr("You need not keep it for your own exports: they are made with its row."),
                                 Size.CAPTION, Role.MUTED, wrap=True))  # fmt: skip
        self.body.addStretch()
        self.add_button(Button(tr("Done"), self.accept, kind="primary"))
        fit(self, 560, 330)
        self.copy.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.token.text())
        self.copied.setText(tr("Copied."))


class Revoke(Sheet):
    """What revoking does and what it cannot do; `sent` are the files that were made with the token."""

    def __init__(self, parent: QWidget, name: str, sent: Sequence[str], act: Callable[[], object]) -> None:
        super().__init__(tr("Revoke a token"), parent, icon="lock")
        self._act = act
        self.body.addWidget(Text(name, strong=True, wrap=True))
        for icon, role, words in (
            ("good", Role.GOOD, tr("From now on it opens no board and makes no file, whoever presents it.")),
            ("error", Role.DANGER, tr(
                "{sent} It stays readable to everybody who has it, even after revoking; "
                "a password keeps out only who does not know it.", sent=_sent_words(sent))),
            ("info", Role.INFO, tr("Verifying a copy that comes back goes on working.")),
        ):  # fmt: skip
            line = row(gap=Space.S)
            line.addWidget(Picture(icon, role), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(Text(words, wrap=True), 1)
            self.body.addLayout(line)
        self.body.addStretch()
        self.add_button(Button(tr("Revoke"), self.commit))
        self.add_button(Button(tr("Cancel"), self.reject, kind="primary"))
        fit(self, 500, 330)

    def commit(self) -> None:
        self.accept()
        self._act()


def _sent_words(sent: Sequence[str]) -> str:
    if not sent:
        return tr("A file that was sent already cannot be called back.")
    names = ", ".join(dict.fromkeys(sent[-LISTED:]))
    more = tr(" among them") if len(sent) > LISTED else ""
    return tr(
        "{files} went out with it ({names}{more}) and cannot be called back.",
        files=counted(len(sent), "file"),
        names=names,
        more=more,
    )


def _spoken(word: str) -> str:
    return tr("JV partner") if word == "jv_partner" else spoken_choice(word)
