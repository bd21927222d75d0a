"""What the tab says of tokens, exports and copies, in words and chips."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from app.chips import Badge
from app.partner_export.verify import State
from app.theme import Role
from app.tr import marked, tr
from app.words import ago, counted, day_words
from app.zone import local_zone
from models.core.schema import Value
from models.jv.overview import PartnerLine, TokenState

_CHIPS: Mapping[TokenState, Badge] = {
    TokenState.ACTIVE: Badge(marked("active"), Role.GOOD),
    TokenState.EXPIRED: Badge(marked("expired"), Role.WARNING, "warning"),
    TokenState.REVOKED: Badge(marked("revoked"), Role.DANGER, "lock"),
    TokenState.OTHER: Badge(marked("other scope"), Role.MUTED),
    TokenState.NONE: Badge(marked("no token"), Role.MUTED),
}
VERDICTS: Mapping[State, tuple[str, str, Role]] = {
    State.UNCHANGED: (marked("Unchanged"), "good", Role.GOOD),
    State.RESAVED: (marked("Saved again, values unchanged"), "info", Role.INFO),
    State.CHANGED: (marked("Changed since it was made"), "error", Role.DANGER),
    State.UNKNOWN_KEY: (marked("Sealed with an unknown key"), "warning", Role.WARNING),
    State.NOT_AN_EXPORT: (marked("Not an export of Valhalla"), "warning", Role.WARNING),
}
SHOWN_ONCE = marked("It is shown this once and not kept: the workbook holds only a hash of it.")


def token_badge(state: TokenState, ends: date | None, as_of: date) -> Badge:
    """`active`, `ends in 5 days`, `expired`, `no token`."""
    if state is not TokenState.SOON or ends is None:
        return _CHIPS.get(state, _CHIPS[TokenState.ACTIVE])
    days = (ends - as_of).days
    words = tr("ends today") if days == 0 else tr("ends in {days}", days=counted(days, "day"))
    return Badge(words, Role.WARNING, "warning")


def partner_note(line: PartnerLine, as_of: date) -> str:
    """`3 deals · exported 2 days ago`."""
    sent = (
        tr("exported {when}", when=ago(local_day(line.exported_at), as_of))
        if line.exported_at
        else tr("never exported")
    )
    other = [line.status] if line.status != "active" else []
    return "  ·  ".join([counted(line.deals, "deal") if line.deals else tr("no deals"), sent, *other])


def token_name(token_id: str, row: Mapping[str, Value]) -> str:
    """Its label, else its last characters: the token itself is not known here."""
    return str(
        row["label"]
        or (tr("Token ending in {token_hint}", token_hint=row["token_hint"]) if row["token_hint"] else token_id)
    )


def token_note(row: Mapping[str, Value], as_of: date) -> str:
    """Until when it is good and when it was used last."""
    ends, used = row["expires_on"], row["last_used_at"]
    until = tr("good through {day}", day=day_words(ends, as_of)) if isinstance(ends, date) else tr("no end date")
    use = tr("used {when}", when=ago(local_day(used), as_of)) if used else tr("never used")
    if row["revoked_at"]:
        until = tr("revoked {when}", when=ago(local_day(row["revoked_at"]), as_of))
    hint = [f"…{row['token_hint']}"] if row["label"] and row["token_hint"] else []
    return "  ·  ".join([*hint, until, use])


def token_choice(token_id: str, row: Mapping[str, Value], as_of: date) -> str:
    """A token in a list to choose from."""
    ends = row["expires_on"]
    until = tr("good through {day}", day=day_words(ends, as_of)) if isinstance(ends, date) else tr("no end date")
    return f"{token_name(token_id, row)}, {until}"


def local_day(stamp: object) -> date:
    """The day by this machine's clock of a time in UTC as the tables hold it; a text that is none is long ago."""
    try:
        moment = datetime.fromisoformat(str(stamp).replace("Z", "+00:00"))
    except ValueError:
        return date.min
    return moment.astimezone(local_zone()).date()
