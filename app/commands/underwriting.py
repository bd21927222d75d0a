"""The commands of the Underwriting tab."""

from __future__ import annotations

from app.command import Command
from app.commands.when import has_document, on_tab, writable

_on_property = on_tab("underwriting", "property")

_ESTIMATE_COMMANDS = tuple(
    Command(
        f"deal.use_{name}",
        f"Use {title} as ARV",
        "Deal",
        _on_property(lambda page, name=name: page.acts.use_comps(name), edits=True),
        shortcut,
        f"Set the ARV to the {title.lower()}, with a note that names them",
        when=writable,
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

UNDERWRITING: tuple[Command, ...] = (
    Command("deal.add_property", "Add Property…", "Deal", _on_property(lambda page: page.acts.add_property()),
            "Ctrl+Shift+A", "Add a property to underwrite", when=writable, icon="add"),
    Command("deal.set_arv", "Set ARV…", "Deal", _on_property(lambda page: page.edit_arv()),
            "Ctrl+R", "Type the ARV of the chosen property", when=writable, icon="underwriting", group=1),
    *_ESTIMATE_COMMANDS,
    Command("deal.attach", "Attach to Deal…", "Deal", _on_property(lambda page: page.acts.attach()),
            "Ctrl+Shift+D", "Link the chosen property with a deal, or make one of it",
            when=writable, icon="pipeline", group=2),
    Command("deal.write_mao", "Write MAO to Deal…", "Deal",
            _on_property(lambda page: page.acts.write_mao(), edits=True), "Ctrl+M",
            "Put the calculator’s result on the property’s deal", when=writable, icon="check", group=2),
    Command("deal.offer_sheet", "Offer Sheet…", "Deal", _on_property(lambda page: page.acts.offer_sheet()),
            tip="Show the sheet of the deal's MAO, to save as PDF or print", when=has_document, icon="file", group=2),
    Command("deal.check_rules", "Check Rules", "Deal",
            _on_property(lambda page: page.acts.check_rules(), edits=True), "Ctrl+L",
            "Raise a flag for each rule that fires on the property’s deal", when=writable, icon="shield", group=3),
    Command("deal.resolve_flag", "Resolve Flag…", "Deal", _on_property(lambda page: page.acts.resolve_flag()),
            "Ctrl+Shift+R", "Say how the gravest open flag of the property was answered",
            when=writable, icon="tick", group=3),
)  # fmt: skip
