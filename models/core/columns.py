"""Short ways to declare the columns that many tables share."""

from __future__ import annotations

from collections.abc import Mapping

from models.core.schema import Audience, Column, Kind, Tone

SELLER = frozenset({Audience.SELLER})
PARTNER = frozenset({Audience.PARTNER})
SELLER_AND_PARTNER = SELLER | PARTNER

COUNTRIES = ("CA", "US")
CADENCES = ("weekly", "biweekly", "monthly", "every_n_months", "yearly", "once")
MESSAGE_KINDS = ("sms", "email", "call_note")
TONES = ("neutral", "warm", "firm", "urgent")
SEVERITIES = ("info", "low", "medium", "high")
SEVERITY_TONES = {"info": Tone.INFO, "medium": Tone.WARNING, "high": Tone.DANGER}
LIFE_TONES = {"paused": Tone.WARNING, "archived": Tone.MUTED}
MAO_MODES = ("wholesale", "brrrr")


def id_column(doc: str = "The row's own name, given by Valhalla; other sheets point at it.") -> Column:
    return Column("ID", Kind.TEXT, doc, editable=False, width=19)


def choice(
    header: str,
    *choices: str,
    doc: str = "",
    required: bool = False,
    default: str | None = None,
    tones: Mapping[str, Tone] | None = None,
) -> Column:
    """A column with a dropdown of fixed choices, some of which mean something at a glance."""
    return Column(header, Kind.CHOICE, doc, required, choices=choices, default=default, tones=tones or {})


def due(header: str = "Due Date", *, required: bool = False, doc: str = "", while_: tuple[str, ...]) -> Column:
    """A date that is late once it is past, as long as the row's status is one of these."""
    return Column(header, Kind.DATE, doc, required, due_while=while_)


def ref(header: str, refers: str, doc: str = "", required: bool = False, *, by: str = "id") -> Column:
    """A column that points at a row of another table: by its ID, or by another field where people know it by name."""
    return Column(header, Kind.REF, doc, required, refers=refers, refers_by=by)


def money(header: str, doc: str = "", required: bool = False, minimum: float | None = 0) -> Column:
    return Column(header, Kind.MONEY, doc, required, minimum=minimum)


def pct(header: str, doc: str = "") -> Column:
    """A fraction from 0 to 1, shown as a percentage."""
    return Column(header, Kind.PCT, doc, minimum=0, maximum=1)


def stamp(header: str, doc: str) -> Column:
    """A time that the app writes."""
    return Column(header, Kind.TIME, doc, editable=False)


NOTES = Column("Notes", Kind.NOTE, "Anything worth keeping; never shown to anybody else.")
CREATED = stamp("Created At", "When the row was added, in UTC.")
UPDATED = stamp("Updated At", "When the row was last changed in Valhalla, in UTC.")

# When something comes back: the same for bills and income.
RECURRENCE = (
    choice("Cadence", *CADENCES, doc="How often it is due.", required=True, default="monthly"),
    Column("Due Day", Kind.INT, "The day of the month; 31 = its last day. Weekly: 1 = Monday.", minimum=1, maximum=31),
    Column("Due Months", Kind.INT, "For every_n_months: 3 = each quarter.", minimum=1, maximum=24, default=1),
    Column("Start Date", Kind.DATE, "The first time it is due; all later dates are counted from here."),
    Column("End Date", Kind.DATE, "The last day on which it can be due."),
)
