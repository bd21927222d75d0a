"""What the command line prints: JSON for programs, plain columns and sentences for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.cli.request import Answer
from models.core.refusal import Refused

WIDEST = 40  # characters of a cell that people are shown


def print_answer(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer.data, ensure_ascii=False, indent=2, default=_json_value))
    elif answer.text or answer.data:
        print(answer.text or _lines(answer.data))


def print_refusal(refusal: Refused, *, as_json: bool) -> None:
    """On standard error, and nothing else there."""
    if as_json:
        error = {"code": refusal.code, "message": str(refusal), "hint": refusal.hint}
        print(json.dumps({"error": error}, ensure_ascii=False), file=sys.stderr)
    else:
        print(f"valhalla: {refusal}" + (f" {refusal.hint}" if refusal.hint else ""), file=sys.stderr)


def columns(
    headers: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool] = (), *, whole: bool = False
) -> str:
    """Rows under their headers, so wide that everything stands below its header; numbers to the right.

    Long texts are cut short, unless they are wanted `whole`.
    """
    cells = [list(headers), *(list(row) if whole else [_short(text) for text in row] for row in rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(headers))]
    aligned = [*right, *([False] * (len(headers) - len(right)))]
    lines = [
        "  ".join(t.rjust(w) if r else t.ljust(w) for t, w, r in zip(row, widths, aligned, strict=True)).rstrip()
        for row in cells
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WIDEST else line[: WIDEST - 1] + "…"


def _lines(data: Mapping[str, Any]) -> str:
    return "\n".join(f"{name}: {_text(value)}" for name, value in data.items())


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "".join(f"\n  {name}: {_text(inner)}" for name, inner in value.items())
    return "" if value is None else str(value)


def _json_value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
