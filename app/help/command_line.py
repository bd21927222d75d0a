"""The page of the command line: every command with its arguments and options, as its parser has them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence

from app.help.page import Page, Section, code, listed, plain
from app.tr import marked, tr

KEY, CHAPTER = "command-line", marked("Commands")
_OPENING = marked(
    "All that the window does can be done without it, by a script or by the system’s scheduler. `valhalla COMMAND "
    "--help` says the same in a terminal. What stands under *valhalla* goes before the command."
)


def command_line_page(parser: argparse.ArgumentParser, in_window: Mapping[str, str]) -> Page:
    """`in_window` has links to the window's commands by the command line's words for the same, without options."""
    sections = [Section(parser.prog, parser.prog, _text(parser.description or "", parser, ""))]
    sections += [
        Section(words, f"{parser.prog} {words}", _text(said, one, in_window.get(words, "")))
        for words, said, one in leaves(parser)
    ]
    return Page(KEY, tr(CHAPTER), tr("Command line"), tr(_OPENING), tuple(sections))


Leaf = tuple[str, str, argparse.ArgumentParser]


def leaves(parser: argparse.ArgumentParser, words: Sequence[str] = ()) -> Iterator[Leaf]:
    """Every command that does something: its words, what it does, and its parser."""
    for action in _subparsers(parser):
        said = {choice.dest: choice.help or "" for choice in action._get_subactions()}
        for name, one in action.choices.items():
            if next(_subparsers(one), None) is None:
                yield " ".join((*words, name)), said.get(name, ""), one
            else:
                yield from leaves(one, (*words, name))


def options(parser: argparse.ArgumentParser) -> list[tuple[str, str]]:
    """Each argument and option as it is written, and what it means; without `--help`."""
    return [
        (_written(action), (action.help or "").replace("%%", "%"))
        for action in parser._actions
        if not isinstance(action, argparse._SubParsersAction | argparse._HelpAction)
    ]


def _text(said: str, parser: argparse.ArgumentParser, in_window: str) -> str:
    lines = [f"{code(name)} {plain(meaning)}".strip() for name, meaning in options(parser)]
    sentence = f"{said[:1].upper()}{said[1:]}".rstrip(".")
    same = f"*{tr('In the window: {commands}', commands=in_window)}*" if in_window else ""
    parts = [f"{plain(sentence)}." if said else "", same, listed(lines)]
    return "\n\n".join(part for part in parts if part)


def _written(action: argparse.Action) -> str:
    value = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if not action.option_strings:
        return f"[{value}]" if action.nargs == "?" else value
    return action.option_strings[-1] if action.nargs == 0 else f"{action.option_strings[-1]} {value}"


def _subparsers(parser: argparse.ArgumentParser) -> Iterator[argparse._SubParsersAction[argparse.ArgumentParser]]:
    return (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
