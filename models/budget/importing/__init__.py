"""Importing a bank's file: the text is read into a statement, the statement into rows of the Ledger."""

from models.budget.importing.bank_csv import read_csv
from models.budget.importing.edits import Imported, ImportPlan, all_probable, import_lines, plan_import
from models.budget.importing.layout import Guess, Layout, Question, confirm, guess_layout
from models.budget.importing.matching import Probable
from models.budget.importing.ofx import is_ofx, read_ofx
from models.budget.importing.statement import BankLine, Rejected, Statement
from models.core.texts import decode

__all__ = [
    "BankLine",
    "Guess",
    "ImportPlan",
    "Imported",
    "Layout",
    "Probable",
    "Question",
    "Rejected",
    "Statement",
    "all_probable",
    "confirm",
    "decode",
    "guess_layout",
    "import_lines",
    "is_ofx",
    "plan_import",
    "read_csv",
    "read_ofx",
]
