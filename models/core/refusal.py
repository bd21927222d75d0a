"""What a person is told when something cannot be done."""

from __future__ import annotations

from models.core.phrase import phrase


class Refused(Exception):
    """Something cannot be done: one sentence with what and where; `hint` says what to do, `code` names the kind."""

    def __init__(self, message: str, hint: str = "", code: str = "refused") -> None:
        super().__init__(message)
        self.hint = hint
        self.code = code


def said_by(problem: Exception) -> str:
    """Its sentence, which str() would make plain English of."""
    said = problem.args[0] if problem.args else ""
    return said if isinstance(said, str) else str(problem)


def no_row(sheet: str, row_id: str) -> Refused:
    said = phrase("{sheet} has no row {row}.", sheet=sheet, row=row_id or phrase("without an ID"))
    return Refused(said, code="not_found")
