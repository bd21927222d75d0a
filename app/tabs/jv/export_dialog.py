"""A partner's file: with which token, where to and how, beside what they will see; then what became of it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QProgressBar, QStackedWidget, QWidget

from app.fields import Choice, Field, Tick
from app.frame.dialogs import Sheet
from app.frame.remembered import keep, text_of
from app.jobs import Cancelled
from app.partner_export.export import Asked, Prepared, free
from app.partner_export.pages import TITLE
from app.tabs.jv.exporting import Exporting
from app.tabs.jv.password import PasswordPart
from app.tabs.jv.preview import Preview
from app.tabs.jv.result import Result
from app.tabs.jv.words import token_choice
from app.target import safe_name
from app.theme import Role, Size, Space, theme
from app.tr import tr, tr_error
from app.widgets import Button, Card, Text, Warned, column, row, scrolled
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.schema import Column
from models.jv import SHARE_TOKENS
from models.jv.overview import usable_tokens

if TYPE_CHECKING:
    from app.tabs.jv.actions import PartnerActions

FORM_WIDE = 384
_FOLDER, _FILE = Column(phrase("Folder")), Column(phrase("File name"))
_TOKEN_CODES = frozenset({"missing", "invalid", "revoked", "wrong_scope", "expired", "unknown_partner", "unreadable"})
_FOLDER_CODES = frozenset({"no_folder"})
_FILE_CODES = frozenset({"confirm", "locked", "not_a_file", "leak", "usage", "not_written"})


class ExportDialog(Sheet):
    """Refusals stand under the field that they are about; Cancel stops the work while it runs."""

    def __init__(self, parent: QWidget, acts: PartnerActions, partner_id: str) -> None:
        self.name = acts.name(partner_id)
        super().__init__(tr("Export for {name}", name=self.name), parent, icon="jv")
        self.acts, self.document, self.partner_id = acts, acts.document, partner_id
        self.exporting = Exporting(self.document, self)
        self.token = Choice(tr("Token"), ())
        self.no_token = Text(tr("No token opens the board of {name} now.", name=self.name), wrap=True)
        self.make_token = Button(tr("New token…"), lambda: acts.new_token(lambda _: self.offer_tokens()))
        self.folder, self.file = Field(_FOLDER), Field(_FILE)
        self.other_name = Button("", self._take_other_name, kind="link")
        self.replace = Tick(tr("Replace the file that is there"))
        self.pdf = Tick(tr("Also as PDF, beside it"))
        self.password = PasswordPart()
        self.names, self.send_named = Warned(), Tick(tr("Send it so"))
        self.why = Warned(Role.DANGER, "error")
        self.preview = Preview()
        self.progress, self.doing = QProgressBar(), Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.cancel_button = Button(tr("Cancel"), self._cancel)
        self.export_button = Button(tr("Export"), self.commit, kind="primary")
        self.form, self.asked = QWidget(), QWidget()
        self.ending = Result(self._open_folder, self.accept)
        self._lay_out(parent)
        self._connect()
        self.offer_tokens()
        self._propose()

    # --- how it is laid out ---

    def _lay_out(self, parent: QWidget) -> None:
        form = column(self.token, self.no_token, gap=Space.S, margins=(0, 0, Space.S, 0))
        form.addWidget(self.make_token, 0, Qt.AlignmentFlag.AlignLeft)
        place = row(gap=Space.S)
        place.addWidget(self.folder, 1)
        self.browse = Button(tr("Choose…"), self._ask_folder)
        place.addWidget(self.browse, 0, Qt.AlignmentFlag.AlignBottom)
        form.addLayout(place)
        form.addWidget(self.file)
        form.addWidget(self.other_name, 0, Qt.AlignmentFlag.AlignLeft)
        form.addWidget(self.replace)
        form.addWidget(self.pdf)
        form.addSpacing(Space.XS)
        form.addWidget(self.password)
        for widget in (self.names, self.send_named, self.why):
            form.addWidget(widget)
        form.addStretch()
        for button in (self.make_token, self.browse, self.other_name):
            button.setAutoDefault(False)
        self.form.setLayout(form)
        left = scrolled(self.form)
        left.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left.setFixedWidth(theme().pixels(FORM_WIDE))
        right = column(Text(tr("What {name} will see", name=self.name), Size.CAPTION, Role.MUTED), gap=Space.XS)
        sheet = Card(margin=Space.S)
        sheet.column.addWidget(self.preview)
        right.addWidget(sheet, 1)
        both = row(left, gap=Space.L)
        both.addLayout(right, 1)
        self.asked.setLayout(both)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.asked)
        self.stack.addWidget(self.ending)
        self.body.addWidget(self.stack, 1)
        self._lay_out_foot()
        room = parent.window().size()
        self.resize(min(theme().pixels(1080), room.width() - 40), min(theme().pixels(680), room.height() - 40))

    def _lay_out_foot(self) -> None:
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(theme().pixels(160))
        self.progress.setRange(0, 1000)
        self.progress.setAccessibleName(tr("Progress of the export"))
        theme().dress(self.progress)
        self.buttons.insertWidget(0, self.progress)
        self.buttons.insertWidget(1, self.doing, 1)
        self.add_button(self.cancel_button)
        self.add_button(self.export_button)
        for widget in (self.progress, self.other_name, self.replace, self.send_named):
            widget.hide()

    def _connect(self) -> None:
        self.token.chosen.connect(self._show_preview)
        self.exporting.progress.connect(self._step)
        self.exporting.done.connect(self._done)
        self.exporting.failed.connect(self._failed)
        for field in (self.folder, self.file):
            field.line.textEdited.connect(lambda _: self._place_changed())

    # --- what it proposes ---

    def offer_tokens(self) -> None:
        """The tokens that open the board today, the newest first."""
        book, today = self.document.book, self.document.as_of
        found = usable_tokens(book, self.partner_id, today)
        self.token.offer([(one, token_choice(one, book.row(SHARE_TOKENS, one) or {}, today)) for one in found])
        self.token.setVisible(bool(found))
        for widget in (self.no_token, self.make_token):
            widget.setVisible(not found)
        self.export_button.setEnabled(bool(found))
        self._show_preview()

    def _propose(self) -> None:
        """The folder last used, and a name that is free there."""
        last = text_of("jv/folder")
        folder = Path(last) if last and Path(last).is_dir() else self.document.session.path.resolve().parent
        self.folder.say(str(folder))
        self.file.say(free(folder / file_name(self.name, self.document.as_of.isoformat())).name)
        self.export_button.setFocus()

    def _show_preview(self) -> None:
        self.token.refuse("")
        try:
            self.preview.show_seen(self.acts.seen_by(self.partner_id, str(self.token.read() or "") or None))
        except Refused as refusal:
            self.why.say((tr_error(refusal, hint=False),))

    # --- doing it ---

    @property
    def out(self) -> Path:
        """Where the file goes; `.xlsx` is added where it lacks."""
        name = self.file.line.text().strip()
        folder = Path(self.folder.line.text().strip())
        with suppress(RuntimeError):  # `~somebody` whom this machine does not know is a folder that is not there
            folder = folder.expanduser()
        path = folder / name
        return path if path.suffix.lower() == ".xlsx" else path.with_name(f"{name}.xlsx")

    def commit(self) -> None:
        self.why.say(())
        for field, words in ((self.folder, tr("Choose a folder.")), (self.file, tr("Name the file."))):
            field.refuse("" if field.line.text().strip() else words)
        name = self.file.line.text().strip()
        if name and Path(name).name != name:
            self.file.refuse(tr("Only a name; the folder stands above."))
        password = self.password.read()
        wrong = [one for one in (self.folder, self.file, self.password) if one.is_refused]
        if wrong or self.exporting.busy:
            wrong[0].setFocus() if wrong else None
            return
        if self.out.resolve() == self.document.session.path.resolve():
            self.file.refuse(tr("That is the workbook itself."))
            return
        self._run(True)
        asked = Asked(self.out, self.out.with_suffix(".pdf") if self.pdf.isChecked() else None, password,
                      replace=self.replace.isChecked(), named=self.send_named.isChecked())  # fmt: skip
        self.exporting.start(str(self.token.read()), asked)

    def _run(self, running: bool) -> None:
        self.form.setEnabled(not running)
        self.export_button.setEnabled(not running)
        self.progress.setVisible(running)
        self.progress.setValue(0)
        self.doing.setText(tr("Starting") if running else "")

    def _step(self, words: str, share: float) -> None:
        self.doing.setText(words)
        self.progress.setValue(round(share * 1000))

    def _done(self, prepared: Prepared) -> None:
        self._run(False)
        keep("jv/folder", str(self.out.parent))
        self.ending.show_result(prepared, [path for path, _ in prepared.files], self.password.text)
        self.stack.setCurrentWidget(self.ending)
        for button in (self.cancel_button, self.export_button):
            button.hide()
        self.ending.finish.setFocus()
        self.acts.frame.say(tr("Exported {file} for {name}.", file=self.out.name, name=self.name))

    def _failed(self, problem: BaseException) -> None:
        self._run(False)
        if isinstance(problem, Cancelled):
            self.why.say((tr("Stopped. No file was made"),))
        elif isinstance(problem, Refused):
            self._refuse(problem)
        elif isinstance(problem, OSError):
            self.file.refuse(tr("It could not be written: {strerror}. No file was made.", strerror=problem.strerror))
        else:
            self.why.say((tr("Something went wrong inside Valhalla. No file was made"),))
            raise problem

    def _refuse(self, refusal: Refused) -> None:
        """Where it belongs, with what helps beside it."""
        words = tr_error(refusal, hint=False)
        if refusal.code in _TOKEN_CODES:
            self.token.refuse(tr("{words} Make a new one, or look at it beside the board.", words=words))
            self.token.setFocus()
        elif refusal.code in _FOLDER_CODES:
            self.folder.refuse(words)
            self.folder.setFocus()
        elif refusal.code == "names_others":
            self.names.say((tr("{words} Change the text, or send it so.", words=words),))
            self.send_named.show()
            self.send_named.setFocus()
        elif refusal.code in _FILE_CODES:
            self.file.refuse(words)
            self.file.setFocus()
            self._offer_other_name(refusal.code)
        else:
            self.why.say((words,))

    def _offer_other_name(self, code: str) -> None:
        if code in ("confirm", "locked"):
            self.other_name.setText(tr("Name it {name}", name=free(self.out).name))
            self.other_name.show()
            self.replace.setVisible(code == "confirm")

    def _take_other_name(self) -> None:
        self.file.say(free(self.out).name)
        self._place_changed()

    def _place_changed(self) -> None:
        """What was said of the old place is over."""
        self.replace.setChecked(False)
        for widget in (self.other_name, self.replace):
            widget.hide()

    def _cancel(self) -> None:
        if self.exporting.busy:
            self.exporting.cancel()
            self.doing.setText(tr("Stopping…"))
        else:
            self.reject()

    def reject(self) -> None:
        """Esc and the window's own cross stop the work, too."""
        self.exporting.cancel()
        super().reject()

    # --- other programs ---

    def _open_folder(self) -> None:
        if not self.acts.open(self.out.parent):
            self.ending.say(tr("No program here shows folders. It is in {parent}.", parent=self.out.parent))

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, tr("The folder for the file"), self.folder.line.text())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._folder_chosen)
        dialog.open()

    def _folder_chosen(self, name: str) -> None:
        self.folder.say(name)
        self.folder.refuse("")
        self._place_changed()


def file_name(name: str, day: str) -> str:
    """`Joint venture board Selma Nordin 2026-03-05.xlsx`, without what a file system does not take."""
    return f"{' '.join(filter(None, (TITLE, safe_name(name, 120), day)))}.xlsx"
