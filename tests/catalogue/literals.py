"""Finds texts that a part of the window is given as they stand in the source, instead of through `tr`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from tests.catalogue import ROOT

FOLDERS = ("app/charts", "app/commands", "app/frame", "app/grid", "app/paper", "app/printout", "app/tabs")
# What is given a text to show: its name, and which argument that is.
SHOWN = {
    "Text": 0, "Button": 0, "IconButton": 1, "Line": 0, "Tick": 0, "Choice": 0, "Pills": 0, "DropDown": 0, "Tile": 1,
    "Box": 0, "Confirm": 1, "QLabel": 0, "QAction": 0, "setText": 0, "setToolTip": 0, "setAccessibleName": 0,
    "setAccessibleDescription": 0, "setPlaceholderText": 0, "setWindowTitle": 0, "setStatusTip": 0, "say": 0,
    "complain": 0, "refuse": 0, "addAction": 0, "addMenu": 0, "Words": 0, "MasterList": 1, "Job": 0,
}  # fmt: skip
OTHERS = {"start.py": {"Choice": 1}}  # of the same name, and begins with its icon
NAMED = ("caption",)
WORD = re.compile(r"[A-Za-zÀ-ÿ]{2}")
KEPT = {"Valhalla", "SHA-256", "Valhalla Demo.xlsx", "Valhalla.xlsx", "[*] – Valhalla"}
"""Names that are the same in every language."""


def untranslated() -> list[str]:
    """Each with its file and line."""
    found = []
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            shown = SHOWN | OTHERS.get(path.name, {})
            for line, text in literals_in(ast.parse(path.read_text("utf-8")), shown):
                found.append(f"{path.relative_to(ROOT).as_posix()}:{line}: {text}")
    return found


def literals_in(tree: ast.AST, shown: Mapping[str, int] = SHOWN) -> Iterator[tuple[int, str]]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            place = shown.get(name)
            given = call.args[place : place + 1] if place is not None else []
            for part in [*given, *(word.value for word in call.keywords if word.arg in NAMED)]:
                yield from ((call.lineno, text) for text in _texts(part))


def _texts(node: ast.AST) -> Iterator[str]:
    """The words in an expression that come out of it as they are."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and WORD.search(node.value) and node.value.strip() not in KEPT:
            yield node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from _texts(part.value if isinstance(part, ast.FormattedValue) else part)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for part in node.values:
            yield from _texts(part)
    elif isinstance(node, ast.BinOp):
        yield from _texts(node.left)
        yield from _texts(node.right)
