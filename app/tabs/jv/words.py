"""What the tab says of tokens, exports and copies, in words and chips."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from app.chips import Badge
from app.partner_export.verify import State
from app.theme import Role
from app.words import ago, counted, day_words
from app.zone import local_zone
from models.core.schema import Value
from models.jv.overview import PartnerLine, TokenState

_CHIPS: Mapping[TokenState, Badge] = {
    TokenState.ACTIVE: Badge("active", Role.GOOD),
    TokenState.EXPIRED: Badge("expired", Role.WARNING, "warning"),
    TokenState.REVOKED: Badge("revoked", Role.DANGER, "lock"),
    TokenState.OTHER: Badge("other scope", Role.MUTED),
    TokenState.NONE: Badge("no token", Role.MUTED),
}
VERDICTS: Mapping[State, tuple[str, str, Role]] = {
    State.UNCHANGED: ("Unchanged", "good", Role.GOOD),
    State.RESAVED: ("Saved again, values unchanged", "info", Role.INFO),
    State.CHANGED: ("Changed since it was made", "error", Role.DANGER),
    State.UNKNOWN_KEY: ("Sealed with an unknown key", "warning", Role.WARNING),
    State.NOT_AN_EXPORT: ("Not an export of Valhalla", "warning", Role.WARNING),
}
SHOWN_ONCE = "It is shown this once and not kept: the workbook holds only a hash of it."


def token_badge(state: TokenState, ends: date | None, as_of: date) -> Badge:
    """`active`, `ends in 5 days`, `expired`, `no token`."""
    if state is not TokenState.SOON or ends is None:
        return _CHIPS.get(state, _CHIPS[TokenState.ACTIVE])
    days = (ends - as_of).days
    words = "ends today" if days == 0 else f"ends in {counted(days, 'day')}"
    return Badge(words, Role.WARNING, "warning")


def partner_note(line: PartnerLine, as_of: date) -> str:
    """`3 deals · exported 2 days ago`."""
    sent = f"exported {ago(local_day(line.exported_at), as_of)}" if line.exported_at else "never exported"
    other = [line.status] if line.status != "active" else []
    return "  ·  ".join([counted(line.deals, "deal") if line.deals else "no deals", sent, *other])


def token_name(token_id: str, row: Mapping[str, Value]) -> str:
    """Its label, else its last characters: the token itself is not known here."""
    return str(row["label"] or (f"Token ending in {row['token_hint']}" if row["token_hint"] else token_id))


def token_note(row: Mapping[str, Value], as_of: date) -> str:
    """Until when it is good and when it was used last."""
    ends, used = row["expires_on"], row["last_used_at"]
    until = f"good through {day_words(ends, as_of)}" if isinstance(ends, date) else "no end date"
    use = f"used {ago(local_day(used), as_of)}" if used else "never used"
    if row["revoked_at"]:
        until = f"revoked {ago(local_day(row['revoked_at']), as_of)}"
    hint = [f"…{row['token_hint']}"] if row["label"] and row["token_hint"] else []
    return "  ·  ".join([*hint, until, use])


def token_choice(token_id: str, row: Mapping[str, Value], as_of: date) -> str:
    """A token in a list to choose from."""
    ends = row["expires_on"]
    until = f"good through {day_words(ends, as_of)}" if isinstance(ends, date) else "no end date"
    return f"{token_name(token_id, row)}, {until}"


def local_day(stamp: object) -> date:
    """The day by this machine's clock of a time in UTC as the tables hold it; a text that is none is long ago."""
    try:
        moment = datetime.fromisoformat(str(stamp).replace("Z", "+00:00"))
    except ValueError:
        return date.min
    return moment.astimezone(local_zone()).date()
