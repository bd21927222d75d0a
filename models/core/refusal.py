"""What a person is told when something cannot be done."""

from __future__ import annotations


class Refused(Exception):
    """Something cannot be done: one sentence with what and where; `hint` says what to do, `code` names the kind."""

    def __init__(self, message: str, hint: str = "", code: str = "refused") -> None:
        super().__init__(message)
        self.hint = hint
        self.code = code
