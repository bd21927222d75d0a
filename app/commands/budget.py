"""The commands of the Budget tab."""

from __future__ import annotations

from app.command import Command
from app.commands.when import has_document, on_tab, writable

_on_budget = on_tab("budget")

BUDGET: tuple[Command, ...] = (
    Command("budget.import_file", "Import Bank File…", "Budget", _on_budget(lambda page: page.acts.import_file()),
            "Ctrl+I", "Import a bank’s CSV, OFX or QFX into the ledger", when=writable, icon="drop"),
    Command("budget.previous_month", "Previous Month", "Budget", _on_budget(lambda page: page.step(-1)),
            "Alt+PgUp", "Show the month before", when=has_document, icon="previous", group=1),
    Command("budget.next_month", "Next Month", "Budget", _on_budget(lambda page: page.step(1)),
            "Alt+PgDown", "Show the month after", when=has_document, icon="next", group=1),
    Command("budget.this_month", "This Month", "Budget", _on_budget(lambda page: page.show_this_month()),
            "Alt+Home", "Show the month that today is in", when=has_document, icon="today", group=1),
    Command("budget.set_income_target", "Set Income Target…", "Budget",
            _on_budget(lambda page: page.edit_income_target()), "Ctrl+Shift+I",
            "Say what has to come in each month", when=writable, icon="budget", group=2),
    Command("budget.set_balance", "Set Balance…", "Budget", _on_budget(lambda page: page.acts.set_balance()),
            tip="Say what is on the account today, where the forecast starts", when=writable, icon="credit", group=2),
)  # fmt: skip
