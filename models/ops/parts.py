"""What stands where a part would that could not be worked out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.core.refusal import Refused

OnFault = Callable[[Exception], None]


def quiet(_fault: Exception) -> None:
    """Whoever does not log the program's own faults."""


def error_of(what: str, fault: Exception, on_fault: OnFault) -> dict[str, Any]:
    """`{error: {code, message}}`: a refusal in its own words, a fault of the program by its kind.

    `on_fault` is told of the latter.
    """
    if isinstance(fault, Refused):
        return {"error": {"code": fault.code, "message": str(fault)}}
    on_fault(fault)
    return {"error": {"code": "fault", "message": f"{what} could not be worked out ({type(fault).__name__})."}}
