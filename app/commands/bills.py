"""The commands of the Bills tab."""

from __future__ import annotations

from app.command import Command
from app.commands.when import has_document, on_tab, writable

_on_bill = on_tab("bills", "bill")

BILLS: tuple[Command, ...] = (
    Command("bills.add", "Add Bill…", "Bills", _on_bill(lambda page: page.acts.add()), "Ctrl+B",
            "Add what has to be paid, and when it comes back", when=writable, icon="add"),
    Command("bills.edit", "Edit Bill…", "Bills", _on_bill(lambda page: page.acts.edit()), "Ctrl+E",
            "Change the chosen bill, with its next due dates in sight", when=writable, icon="bills"),
    Command("bills.pay", "Pay…", "Bills", _on_bill(lambda page: page.acts.pay()), "Ctrl+Shift+P",
            "Record a payment of the chosen bill", when=writable, icon="check", group=1),
    Command("bills.skip", "Skip Occurrence", "Bills", _on_bill(lambda page: page.acts.skip(), edits=True),
            "Ctrl+Shift+K", "The chosen due date of the bill is not owed", when=writable, icon="go", group=1),
    Command("bills.close_short", "Close Short…", "Bills", _on_bill(lambda page: page.acts.ask_close_short()),
            tip="Accept the chosen due date of the bill as settled for less", when=writable, icon="tick", group=1),
    Command("bills.push", "Push Reminders", "Bills", _on_bill(lambda page: page.acts.push()), "Ctrl+Shift+B",
            "Make a reminder for every unpaid due date that is late or due soon, once each",
            when=writable, icon="reminder", group=2),
    Command("bills.calendar", "Export Calendar…", "Bills", _on_bill(lambda page: page.acts.ask_calendar(page)),
            tip="Write the due dates of the next 12 months to a file for a calendar program",
            when=has_document, icon="external", group=2),
    Command("bills.checklist", "Autopay Checklist…", "Bills", _on_bill(lambda page: page.show_checklist()),
            "Ctrl+Shift+T", "The seven steps that put the chosen bill on autopay",
            when=has_document, icon="sync", group=2),
)  # fmt: skip
