"""The commands of the Pipeline tab."""

from __future__ import annotations

from app.command import Command
from app.commands.when import on_tab, writable

_on_deal = on_tab("pipeline", "deal")

PIPELINE: tuple[Command, ...] = (
    Command("pipeline.add_deal", "Add Deal…", "Pipeline", _on_deal(lambda page: page.acts.add_deal()),
            "Ctrl+Shift+G", "Add a deal and who sells it", when=writable, icon="add"),
    Command("pipeline.run", "Run…", "Pipeline", _on_deal(lambda page: page.start_run()),
            "Ctrl+G", "Write the message of the chosen deal as a draft, with a run and a follow-up",
            when=writable, icon="pipeline", group=1),
    Command("pipeline.mark_sent", "Mark Sent…", "Pipeline", _on_deal(lambda page: page.start_sent()),
            "Ctrl+Shift+S", "Say how the chosen deal's draft was sent and what came of it",
            when=writable, icon="check", group=1),
    Command("pipeline.add_step", "Add Next Step…", "Pipeline", _on_deal(lambda page: page.acts.add_step()),
            "Ctrl+T", "Plan what comes next on the chosen deal", when=writable, icon="reminder", group=2),
    Command("pipeline.next_stage", "Next Stage", "Pipeline", _on_deal(lambda page: page.acts.shift(1), edits=True),
            "Ctrl+]", "Move the chosen deal on by one stage", when=writable, icon="go", group=2),
    Command("pipeline.previous_stage", "Previous Stage", "Pipeline",
            _on_deal(lambda page: page.acts.shift(-1), edits=True),
            "Ctrl+[", "Move the chosen deal back by one stage", when=writable, icon="undo", group=2),
)  # fmt: skip
