"""Statements in the shapes of real banks' exports; who and what is in them is invented."""

from pathlib import Path

from models.budget.importing import decode

FOLDER = Path(__file__).parents[3] / "data" / "bank"


def text_of(name: str) -> str:
    return decode((FOLDER / name).read_bytes())
