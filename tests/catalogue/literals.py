"""Finds texts that a part of the window is given as they stand in the source, instead of through `tr`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from tests.catalogue import ROOT

FOLDERS = ("app",)
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
KEPT = {"Valhalla", "Valhalla:", "SHA-256", "Valhalla Demo.xlsx", "Valhalla.xlsx", "[*] – Valhalla"}
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


# --- what is refused, found wrong or undone ---

SPEAKING = ("app", "io_xlsx", "models")
SILENT = ("cli", "demo", "starter")  # English as programs read it; what stands in a new workbook
# What says something to a person: its name, and which arguments are sentences.
SAID = {
    "Refused": (0, 1), "Invalid": (0,), "Unreadable": (0,), "Odd": (0,), "Elsewhere": (0,), "PatchFault": (0,),
    "TooFar": (0,), "Problem": (2,), "Fix": (0,), "Fault": (1, 2), "Caution": (1,), "Parsed": (1,),
    "ChangeSet": (0,), "together": (0,), "replace": (),
}  # fmt: skip
SAID_BY_NAME = ("message", "hint", "advice", "label", "note")
UNSAID = {"net"}
"""Labels that nobody reads."""


def unphrased() -> list[str]:
    """Sentences of the models, files and program that are plain English, each with its file and line."""
    found = []
    for folder in SPEAKING:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not set(SILENT) & {*path.parts, path.stem}:
                told = sentences_in(ast.parse(path.read_text("utf-8")))
                found += [f"{path.relative_to(ROOT).as_posix()}:{line}: {text}" for line, text in told]
    return found


def sentences_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Those that are neither a phrase nor passed through `tr`, also by way of a variable or a function beside it."""
    values = _values_by_name(tree)
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name in SAID:
                given = [call.args[place] for place in SAID[name] if place < len(call.args)]
                given += [word.value for word in call.keywords if word.arg in SAID_BY_NAME]
                for part in given:
                    yield from ((call.lineno, text) for text in _plain(part, values) if text not in UNSAID)


def _plain(node: ast.AST, values: Mapping[str, list[ast.AST]]) -> Iterator[str]:
    yield from _texts(node)
    name = node.func if isinstance(node, ast.Call) else node
    if isinstance(name, ast.Name):
        for value in values.get(name.id, ()):
            yield from _texts(value)


def _values_by_name(tree: ast.AST) -> dict[str, list[ast.AST]]:
    """What each variable is set to, and what each function answers."""
    values: dict[str, list[ast.AST]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    values.setdefault(target.id, []).append(node.value)
        elif isinstance(node, ast.FunctionDef):
            answers = (one.value for one in ast.walk(node) if isinstance(one, ast.Return | ast.Yield))
            values.setdefault(node.name, []).extend(answer for answer in answers if answer is not None)
    return values
