"""Importing somebody's own spreadsheet: a sheet of it is read into rows of ours by mapping its columns."""

from models.intake.convert import Written
from models.intake.edits import Imported, import_rows
from models.intake.layout import Guess, Layout, Unknown, guess_layout, likely_sheet, refuse_doubts
from models.intake.plan import Fate, Plan, Row, plan_rows, refuse_gaps
from models.intake.sheet import Line, Sheet, data_of, names_of, sheet_of, sheet_of_text, words_of
from models.intake.targets import IMPORTED, Target, targets_of

__all__ = [
    "IMPORTED",
    "Fate",
    "Guess",
    "Imported",
    "Layout",
    "Line",
    "Plan",
    "Row",
    "Sheet",
    "Target",
    "Unknown",
    "Written",
    "data_of",
    "guess_layout",
    "import_rows",
    "likely_sheet",
    "names_of",
    "plan_rows",
    "refuse_doubts",
    "refuse_gaps",
    "sheet_of",
    "sheet_of_text",
    "targets_of",
    "words_of",
]
