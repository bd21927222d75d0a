"""What a command gave back."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass
class Ran:
    """What a command gave back; `data` is its standard output as JSON, `error` its standard error."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.err)["error"]
        return found


def refused(ran: Ran, code: str, words: str) -> None:
    assert (ran.status, ran.out) == (2, "")
    assert ran.error["code"] == code
    assert words in ran.error["message"] + ran.error["hint"]
