"""Every tab and every command, in the order in which the window shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from app.command import Command, Context, Tab
from app.theme import Appearance, theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.command import Frame
    from app.document import Document
    from app.grid.grid import Grid
    from app.tabs.bills import Bills
    from app.tabs.budget import Budget
    from app.tabs.page import Page
    from app.tabs.pipeline import Pipeline
    from app.tabs.underwriting import Underwriting

# --- tabs; a page's module brings pandas in, so it is imported when the page is made ---


def _today(document: Document, frame: Frame) -> Page:
    from app.tabs.today import Today

    return Today(document, frame)


def _underwriting(document: Document, frame: Frame) -> Page:
    from app.tabs.underwriting import Underwriting

    return Underwriting(document, frame)


def _bills(document: Document, frame: Frame) -> Page:
    from app.tabs.bills import Bills

    return Bills(document, frame)


def _budget(document: Document, frame: Frame) -> Page:
    from app.tabs.budget import Budget

    return Budget(document, frame)


def _pipeline(document: Document, frame: Frame) -> Page:
    from app.tabs.pipeline import Pipeline

    return Pipeline(document, frame)


def _jv(document: Document, frame: Frame) -> Page:
    from app.tabs.jv import JvBoard

    return JvBoard(document, frame)


def _workbook(document: Document, frame: Frame) -> Page:
    from app.tabs.workbook import Workbook

    return Workbook(document, frame)


TABS: tuple[Tab, ...] = (
    Tab("today", "Today", "today", ("Entities", "CreditScores", "Ticks"), _today),
    Tab(
        "underwriting",
        "Underwriting",
        "underwriting",
        ("Properties", "Comps", "Repairs", "Assumptions", "Underwrites", "LegalFlags", "LegalRules"),
        _underwriting,
    ),
    Tab("bills", "Bills", "bills", ("Bills", "Payments", "AutopaySteps", "Reminders"), _bills),
    Tab("budget", "Budget", "budget", ("Envelopes", "Income", "Ledger"), _budget),
    Tab(
        "pipeline",
        "Pipeline",
        "pipeline",
        ("Deals", "Contacts", "Followups", "PipelineRuns", "Drafts", "SendLog", "Templates", "ContactRules"),
        _pipeline,
    ),
    Tab("jv", "JV Board", "jv", ("Partners", "ShareTokens", "Exports"), _jv),
    Tab("workbook", "Workbook", "workbook", ("Settings",), _workbook),
)
TAB_OF_TABLE = {table: tab.key for tab in TABS for table in tab.tables}

# --- when a command makes sense ---


def _has_document(context: Context) -> bool:
    return context.document is not None


def _idle(context: Context) -> bool:
    return not context.frame.busy


def _writable(context: Context) -> bool:
    return context.document is not None and not context.document.read_only


def _has_grid(context: Context) -> bool:
    return context.grid is not None


def _editable(context: Context) -> bool:
    return _writable(context) and context.grid is not None and not context.grid.model.read_only


def _can_undo(context: Context) -> bool:
    return context.document is not None and bool(context.document.can_undo)


def _can_redo(context: Context) -> bool:
    return context.document is not None and bool(context.document.can_redo)


# --- what a command is called just now, and whether it is on ---


def _undo_label(context: Context) -> str:
    return f"Undo {context.document.can_undo}" if context.document and context.document.can_undo else "Undo"


def _redo_label(context: Context) -> str:
    return f"Redo {context.document.can_redo}" if context.document and context.document.can_redo else "Redo"


def _appears(choice: Appearance) -> Callable[[Context], bool]:
    return lambda _: theme().choice is choice


# --- what a command does ---


def _undo(context: Context) -> None:
    if context.document is not None:
        context.document.undo()


def _redo(context: Context) -> None:
    if context.document is not None:
        context.document.redo()


def _save(context: Context) -> None:
    if context.document is not None:
        context.frame.finish_typing()  # a row that lacks something stays as typed, and says so; the rest is saved
        context.document.save()


def _open_outside(context: Context) -> None:
    from app.outside import open_in_spreadsheet

    if context.document is not None and not open_in_spreadsheet(context.document.session.path):
        context.frame.say("No spreadsheet program answers here. Install one, or open the file from its folder.")


def _on_grid(act: Callable[[Grid], object]) -> Callable[[Context], None]:
    """What the grid in use does itself."""

    def run(context: Context) -> None:
        if context.grid is not None:
            act(context.grid)

    return run


def _on_property(act: Callable[[Underwriting], object], *, edits: bool = False) -> Callable[[Context], None]:
    """What the Underwriting tab does with its property. From another tab it comes to the front first, and an edit
    that asks nothing waits until the person has seen of which property.
    """

    def run(context: Context) -> None:
        was = context.frame.page
        if was is None or was.key != "underwriting":
            context.frame.show_tab("underwriting")
        page = context.frame.page
        if page is None:
            return
        if edits and page is not was:
            context.frame.say("This is the property it is about. Do it again to go on.")
        else:
            act(cast("Underwriting", page))

    return run


def _on_budget(act: Callable[[Budget], object]) -> Callable[[Context], None]:
    """What the Budget tab does; from another tab it comes to the front first."""

    def run(context: Context) -> None:
        context.frame.show_tab("budget")
        page = context.frame.page
        if page is not None:
            act(cast("Budget", page))

    return run


def _on_bill(act: Callable[[Bills], object], *, edits: bool = False) -> Callable[[Context], None]:
    """What the Bills tab does with its bill, as `_on_property` does with a property."""

    def run(context: Context) -> None:
        was = context.frame.page
        if was is None or was.key != "bills":
            context.frame.show_tab("bills")
        page = context.frame.page
        if page is None:
            return
        if edits and page is not was:
            context.frame.say("This is the bill it is about. Do it again to go on.")
        else:
            act(cast("Bills", page))

    return run


def _on_deal(act: Callable[[Pipeline], object], *, edits: bool = False) -> Callable[[Context], None]:
    """The same for the Pipeline tab and its deal."""

    def run(context: Context) -> None:
        was = context.frame.page
        if was is None or was.key != "pipeline":
            context.frame.show_tab("pipeline")
        page = context.frame.page
        if page is None:
            return
        if edits and page is not was:
            context.frame.say("This is the deal it is about. Do it again to go on.")
        else:
            act(cast("Pipeline", page))

    return run


def _appear(choice: Appearance) -> Callable[[Context], None]:
    return lambda context: context.frame.appear(choice)


def _show_tab(key: str) -> Callable[[Context], None]:
    return lambda context: context.frame.show_tab(key)


def _next_pane(step: int) -> Callable[[Context], None]:
    return lambda context: context.frame.next_pane(step)


def _next_table(step: int) -> Callable[[Context], None]:
    return lambda context: context.frame.next_table(step)


def _shortcuts(context: Context) -> None:
    from app.frame.dialogs import Shortcuts

    context.frame.show_dialog(lambda parent: Shortcuts(COMMANDS, parent))


def _help(context: Context) -> None:
    from app.frame.dialogs import Help

    context.frame.show_dialog(Help)


def _about(context: Context) -> None:
    from app.frame.dialogs import About

    context.frame.show_dialog(About)


_TAB_COMMANDS = tuple(
    Command(
        f"view.{tab.key}",
        tab.title,
        "View",
        _show_tab(tab.key),
        f"Ctrl+{number}",
        f"Show the {tab.title} tab",
        when=_has_document,
        icon=tab.icon,
    )
    for number, tab in enumerate(TABS, 1)
)
_APPEARANCES = tuple(
    Command(
        f"appearance.{choice.value}",
        title,
        "View/Appearance",
        _appear(choice),
        tip=tip,
        icon=icon,
        checked=_appears(choice),
    )
    for choice, title, tip, icon in (
        (Appearance.SYSTEM, "Like the System", "Light or dark as the system is", "system"),
        (Appearance.LIGHT, "Light", "Light whatever the system is", "light"),
        (Appearance.DARK, "Dark", "Dark whatever the system is", "moon"),
    )
)

_ESTIMATE_COMMANDS = tuple(
    Command(
        f"deal.use_{name}",
        f"Use {title} as ARV",
        "Deal",
        _on_property(lambda page, name=name: page.acts.use_comps(name), edits=True),  # type: ignore[misc]
        shortcut,
        f"Set the ARV to the {title.lower()}, with a note that names them",
        when=_writable,
        icon="check",
        group=1,
    )
    for name, title, shortcut in (
        ("mean", "Comps’ Mean", "Ctrl+Shift+E"),
        ("median", "Comps’ Median", "Ctrl+Shift+M"),
        ("sqft_mean", "Comps’ Mean by Sqft", ""),
        ("sqft_median", "Comps’ Median by Sqft", ""),
    )
)

COMMANDS: tuple[Command, ...] = (
    Command("file.new", "New…", "File", lambda c: c.frame.ask_new(demo=False), "Ctrl+N",
            "Make an empty workbook", when=_idle, icon="new"),
    Command("file.new_demo", "New Demo…", "File", lambda c: c.frame.ask_new(demo=True), "Ctrl+Shift+N",
            "Make a workbook with sample rows to try things on", when=_idle, icon="demo"),
    Command("file.open", "Open…", "File", lambda c: c.frame.ask_open(), "Ctrl+O",
            "Open a workbook", when=_idle, icon="open"),
    Command("file.save", "Save", "File", _save, "Ctrl+S",
            "Write the workbook now; it is also saved by itself", when=_writable, icon="save", group=1),
    Command("file.open_outside", "Open in Spreadsheet Program", "File", _open_outside, "Ctrl+Shift+O",
            "Open the workbook in Excel or what stands in for it", when=_has_document, icon="external", group=1),
    Command("file.close", "Close", "File", lambda c: c.frame.close_document(), "Ctrl+W",
            "Save and close the workbook", when=_has_document, icon="close", group=2),
    Command("app.quit", "Quit", "File", lambda c: c.frame.quit(), "Ctrl+Q",
            "Save and leave Valhalla", icon="quit", group=2),
    Command("edit.undo", "Undo", "Edit", _undo, "Ctrl+Z",
            "Take the last edit back", when=_can_undo, icon="undo", label=_undo_label),
    Command("edit.redo", "Redo", "Edit", _redo, "Ctrl+Y",
            "Do again what was undone", when=_can_redo, icon="redo", label=_redo_label),
    Command("edit.cut", "Cut", "Edit", _on_grid(lambda grid: grid.commands.cut()), "Ctrl+X",
            "Copy the selected cells and clear them", when=_editable, icon="cut", group=1),
    Command("edit.copy", "Copy", "Edit", _on_grid(lambda grid: grid.commands.copy()), "Ctrl+C",
            "Copy the selected cells, as Excel takes them", when=_has_grid, icon="copy", group=1),
    Command("edit.paste", "Paste", "Edit", _on_grid(lambda grid: grid.commands.paste()), "Ctrl+V",
            "Paste cells from here or from Excel", when=_editable, icon="paste", group=1),
    Command("edit.fill_down", "Fill Down", "Edit", _on_grid(lambda grid: grid.commands.fill_down()), "Ctrl+D",
            "Copy the first selected row's cells into those below", when=_editable, icon="fill", group=2),
    Command("edit.add_row", "Add Row", "Edit", _on_grid(lambda grid: grid.commands.add_row()), "Ctrl++",
            "Add a row to the table in view", when=_editable, icon="add", group=2),
    Command("edit.delete_rows", "Delete Rows", "Edit", _on_grid(lambda grid: grid.commands.delete_rows()), "Ctrl+-",
            "Delete the rows of the selected cells", when=_editable, icon="delete", group=2),
    Command("edit.find", "Find", "Edit", _on_grid(lambda grid: grid.start_search()), "Ctrl+F",
            "Filter the rows of the table in view", when=_has_grid, icon="search", group=3),
    Command("deal.add_property", "Add Property…", "Deal", _on_property(lambda page: page.acts.add_property()),
            "Ctrl+Shift+A", "Add a property to underwrite", when=_writable, icon="add"),
    Command("deal.set_arv", "Set ARV…", "Deal", _on_property(lambda page: page.edit_arv()),
            "Ctrl+R", "Type the ARV of the chosen property", when=_writable, icon="underwriting", group=1),
    *_ESTIMATE_COMMANDS,
    Command("deal.attach", "Attach to Deal…", "Deal", _on_property(lambda page: page.acts.attach()),
            "Ctrl+Shift+D", "Link the chosen property with a deal, or make one of it",
            when=_writable, icon="pipeline", group=2),
    Command("deal.write_mao", "Write MAO to Deal…", "Deal",
            _on_property(lambda page: page.acts.write_mao(), edits=True), "Ctrl+M",
            "Put the calculator’s result on the property’s deal", when=_writable, icon="check", group=2),
    Command("deal.offer_sheet", "Offer Sheet…", "Deal", _on_property(lambda page: page.acts.offer_sheet()),
            tip="Show the sheet of the deal's MAO, to save as PDF or print", when=_has_document, icon="file", group=2),
    Command("deal.check_rules", "Check Rules", "Deal",
            _on_property(lambda page: page.acts.check_rules(), edits=True), "Ctrl+L",
            "Raise a flag for each rule that fires on the property’s deal", when=_writable, icon="shield", group=3),
    Command("deal.resolve_flag", "Resolve Flag…", "Deal", _on_property(lambda page: page.acts.resolve_flag()),
            "Ctrl+Shift+R", "Say how the gravest open flag of the property was answered",
            when=_writable, icon="tick", group=3),
    Command("bills.add", "Add Bill…", "Bills", _on_bill(lambda page: page.acts.add()), "Ctrl+B",
            "Add what has to be paid, and when it comes back", when=_writable, icon="add"),
    Command("bills.edit", "Edit Bill…", "Bills", _on_bill(lambda page: page.acts.edit()), "Ctrl+E",
            "Change the chosen bill, with its next due dates in sight", when=_writable, icon="bills"),
    Command("bills.pay", "Pay…", "Bills", _on_bill(lambda page: page.acts.pay()), "Ctrl+Shift+P",
            "Record a payment of the chosen bill", when=_writable, icon="check", group=1),
    Command("bills.skip", "Skip Occurrence", "Bills", _on_bill(lambda page: page.acts.skip(), edits=True),
            "Ctrl+Shift+K", "The chosen due date of the bill is not owed", when=_writable, icon="go", group=1),
    Command("bills.close_short", "Close Short…", "Bills", _on_bill(lambda page: page.acts.ask_close_short()),
            tip="Accept the chosen due date of the bill as settled for less", when=_writable, icon="tick", group=1),
    Command("bills.push", "Push Reminders", "Bills", _on_bill(lambda page: page.acts.push()), "Ctrl+Shift+B",
            "Make a reminder for every unpaid due date that is late or due soon, once each",
            when=_writable, icon="reminder", group=2),
    Command("bills.checklist", "Autopay Checklist…", "Bills", _on_bill(lambda page: page.show_checklist()),
            "Ctrl+Shift+T", "The seven steps that put the chosen bill on autopay",
            when=_has_document, icon="sync", group=2),
    Command("budget.import_file", "Import Bank File…", "Budget", _on_budget(lambda page: page.acts.import_file()),
            "Ctrl+I", "Import a bank’s CSV, OFX or QFX into the ledger", when=_writable, icon="drop"),
    Command("budget.previous_month", "Previous Month", "Budget", _on_budget(lambda page: page.step(-1)),
            "Alt+PgUp", "Show the month before", when=_has_document, icon="previous", group=1),
    Command("budget.next_month", "Next Month", "Budget", _on_budget(lambda page: page.step(1)),
            "Alt+PgDown", "Show the month after", when=_has_document, icon="next", group=1),
    Command("budget.this_month", "This Month", "Budget", _on_budget(lambda page: page.show_this_month()),
            "Alt+Home", "Show the month that today is in", when=_has_document, icon="today", group=1),
    Command("budget.set_income_target", "Set Income Target…", "Budget",
            _on_budget(lambda page: page.edit_income_target()), "Ctrl+Shift+I",
            "Say what has to come in each month", when=_writable, icon="budget", group=2),
    Command("budget.set_balance", "Set Balance…", "Budget", _on_budget(lambda page: page.acts.set_balance()),
            tip="Say what is on the account today, where the forecast starts", when=_writable, icon="credit", group=2),
    Command("pipeline.add_deal", "Add Deal…", "Pipeline", _on_deal(lambda page: page.acts.add_deal()),
            "Ctrl+Shift+G", "Add a deal and who sells it", when=_writable, icon="add"),
    Command("pipeline.run", "Run…", "Pipeline", _on_deal(lambda page: page.start_run()),
            "Ctrl+G", "Write the message of the chosen deal as a draft, with a run and a follow-up",
            when=_writable, icon="pipeline", group=1),
    Command("pipeline.mark_sent", "Mark Sent…", "Pipeline", _on_deal(lambda page: page.start_sent()),
            "Ctrl+Shift+S", "Say how the chosen deal's draft was sent and what came of it",
            when=_writable, icon="check", group=1),
    Command("pipeline.add_step", "Add Next Step…", "Pipeline", _on_deal(lambda page: page.acts.add_step()),
            "Ctrl+T", "Plan what comes next on the chosen deal", when=_writable, icon="reminder", group=2),
    Command("pipeline.next_stage", "Next Stage", "Pipeline", _on_deal(lambda page: page.acts.shift(1), edits=True),
            "Ctrl+]", "Move the chosen deal on by one stage", when=_writable, icon="go", group=2),
    Command("pipeline.previous_stage", "Previous Stage", "Pipeline",
            _on_deal(lambda page: page.acts.shift(-1), edits=True),
            "Ctrl+[", "Move the chosen deal back by one stage", when=_writable, icon="undo", group=2),
    *_TAB_COMMANDS,
    Command("view.palette", "Go to Anything…", "View", lambda c: c.frame.show_palette(), "Ctrl+K",
            "Find a command, tab, sheet or row by its name", icon="search", group=1),
    Command("view.problems", "Problems", "View", lambda c: c.frame.toggle_problems(), "F8",
            "Show what is wrong in the workbook and how to mend it", when=_has_document, icon="warning", group=1),
    Command("view.next_pane", "Next Part", "View", _next_pane(1), "F6",
            "To the next part of the window: list, table, problems, tabs", when=_has_document, icon="go", group=2),
    Command("view.previous_pane", "Previous Part", "View", _next_pane(-1), "Shift+F6",
            "To the part of the window before", when=_has_document, icon="go", group=2),
    Command("view.next_table", "Next Table", "View", _next_table(1), "Ctrl+PgDown",
            "Show the next table in this place", when=_has_document, icon="sheet", group=2),
    Command("view.previous_table", "Previous Table", "View", _next_table(-1), "Ctrl+PgUp",
            "Show the table before in this place", when=_has_document, icon="sheet", group=2),
    *_APPEARANCES,
    Command("help.help", "Valhalla Help", "Help", _help, "F1", "How Valhalla works", icon="help"),
    Command("help.shortcuts", "Keyboard Shortcuts", "Help", _shortcuts, "Ctrl+/",
            "Every command with its keys", icon="keyboard"),
    Command("help.about", "About Valhalla", "Help", _about, tip="The version, and what it is made of",
            icon="info", group=1),
)  # fmt: skip
