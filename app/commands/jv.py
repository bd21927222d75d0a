"""The commands of the JV Board tab."""

from __future__ import annotations

from app.command import Command
from app.commands.when import has_document, on_tab, writable

_on_partner = on_tab("jv", "partner")

JV: tuple[Command, ...] = (
    Command("jv.add_partner", "Add Partner…", "JV Board", _on_partner(lambda page: page.acts.add_partner()),
            "Ctrl+J", "Add who takes part in deals", when=writable, icon="add"),
    Command("jv.export", "Export Board…", "JV Board", _on_partner(lambda page: page.acts.export()),
            "Ctrl+Shift+J", "Make the chosen partner’s file: their deals and nothing else, proved",
            when=writable, icon="external", group=1),
    Command("jv.verify", "Verify File…", "JV Board", _on_partner(lambda page: page.acts.verify()),
            tip="Whether a copy that came back is unchanged, saved again or changed",
            when=has_document, icon="shield", group=1),
    Command("jv.new_token", "New Token…", "JV Board", _on_partner(lambda page: page.acts.new_token()),
            "Ctrl+Shift+U", "Make what opens the chosen partner’s board; it is shown once",
            when=writable, icon="lock", group=2),
)  # fmt: skip
