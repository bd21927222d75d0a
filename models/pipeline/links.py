"""Links that open the machine's own mail, text or phone program with a draft filled in."""

from __future__ import annotations

import re
from urllib.parse import quote

from models.pipeline.numbers import first_number


def link_for(kind: str, to: str | None, subject: str | None, body: str) -> str | None:
    """`mailto:`, `sms:` or `tel:` after RFC 6068, 5724 and 3966; None where there is nobody to write to.

    Everything a person typed is quoted, so that no address brings in another one or a header.
    """
    if kind == "email":
        return _mail((to or "").strip(), subject or "", body)
    number = first_number(to or "")
    if not number:
        return None
    return f"tel:{number}" if kind == "call_note" else f"sms:{number}?body={quote(body, safe='')}"


def _mail(address: str, subject: str, body: str) -> str | None:
    lines = quote(re.sub(r"\r\n?|\n", "\r\n", body), safe="")
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}&body={lines}" if address else None
