"""What stands where a part would that could not be worked out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.core.phrase import phrase
from models.core.refusal import Refused, said_by

OnFault = Callable[[Exception], None]


def quiet(_fault: Exception) -> None:
    """Whoever does not log the program's own faults."""


def error_of(what: str, fault: Exception, on_fault: OnFault) -> dict[str, Any]:
    """`{error: {code, message}}`: a refusal in its own words, a fault of the program by its kind.

    `on_fault` is told of the latter.
    """
    if isinstance(fault, Refused):
        return {"error": {"code": fault.code, "message": said_by(fault)}}
    on_fault(fault)
    return {
        "error": {
            "code": "fault",
            "message": phrase("{what} could not be worked out ({fault}).", what=what, fault=type(fault).__name__),
        }
    }
