"""May I contact them now: do-not-contact, consent, the hours at their place, attempts, and the next allowed time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from models.core.book import Book
from models.core.phrase import both, phrase
from models.core.schema import Value
from models.pipeline.deals import CONTACTS, DEALS
from models.pipeline.numbers import addresses_in
from models.pipeline.places import REGIONS, country_of, region_of, zones_of
from models.pipeline.rules import Hours, Rule, allowed_hours, hours_text, in_force, rules_in, within
from models.pipeline.zones import zone_of
from models.settings import value_of
from models.underwriting.attach import deal_row

DAY = timedelta(days=1)
SEARCHED = 8  # days ahead in which a next allowed time is looked for
ADDRESS = {"sms": "phone", "email": "email", "call_note": "phone"}


@dataclass(frozen=True)
class Caution:
    """Something to think about before going on. `what` is consent, hours, attempts or place."""

    what: str
    sentence: str


@dataclass(frozen=True)
class Permission:
    """Whether somebody may be contacted: not where anything blocks it, and with care where there are cautions.

    `earliest` and `latest` are what the clocks may show there, in one zone if it is known; None where nothing is known.
    `next_allowed` is the earliest moment from now on, in UTC, that hours and attempts allow; None = not to be said, or
    never.
    """

    blocks: tuple[str, ...] = ()
    cautions: tuple[Caution, ...] = ()
    earliest: datetime | None = None
    latest: datetime | None = None
    next_allowed: datetime | None = None
    attempts: int = 0
    consent: str = "unknown"
    rules: tuple[Rule, ...] = field(default=(), repr=False)

    @property
    def ok(self) -> bool:
        """Nothing blocks it; cautions are for a person to weigh."""
        return not self.blocks

    @property
    def local_time(self) -> datetime | None:
        """What the clock shows there; None where it may show different times."""
        same = self.earliest and self.latest and self.earliest.utcoffset() == self.latest.utcoffset()
        return self.earliest if same else None

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(caution.sentence for caution in self.cautions)


@dataclass(frozen=True)
class _Clock:
    """A place where somebody may be: the time there, the hours that hold and what sets each of them."""

    zone: ZoneInfo
    hours: tuple[tuple[Hours, str], ...]


def may_contact(book: Book, deal_id: str, now: datetime, kind: str = "sms", to: str | None = None) -> Permission:
    """Whether the deal's contact may be contacted at `now`, a moment with a time zone. Refused for an unknown deal."""
    contact_id = deal_row(book, deal_id)["contact_id"]
    if not contact_id:
        return Permission(blocks=(phrase("Deals {deal_id} names no contact.", deal_id=deal_id),))
    return may_contact_person(book, str(contact_id), now, kind, to)


def may_contact_person(
    book: Book, contact_id: str, now: datetime, kind: str = "sms", to: str | None = None
) -> Permission:
    """The same for one contact; `to` is the number or mail address where it is not their own."""
    contact = book.row(CONTACTS, contact_id)
    if contact is None:
        return Permission(
            blocks=(
                phrase(
                    "{contact_id} is not in Contacts: nobody knows whether they may be contacted.",
                    contact_id=contact_id,
                ),
            )
        )
    clocks, rules = _whereabouts(book, contact, now, kind)
    sends = sends_to(book, contact_id, now)
    limits, free_at = _attempts(rules, sends, now)
    times = [now.astimezone(clock.zone) for clock in clocks]
    barred = do_not_contact(book, contact_id, to)
    where = _place(book, contact, kind, to, clocks)
    cautions = (*_consent(contact, rules), *_hours(contact, clocks, now), *limits, *where)
    return Permission(
        blocks=() if barred is None else (barred,),
        cautions=cautions,
        earliest=min(times, key=_wall, default=None),
        latest=max(times, key=_wall, default=None),
        next_allowed=None if barred or free_at is None else _next_allowed(clocks, free_at),
        attempts=len(sends),
        consent=str(contact["consent"] or "unknown"),
        rules=tuple(rules),
    )


# --- do not contact ---


def do_not_contact(book: Book, contact_id: str | None, to: str | None = None) -> str | None:
    """Why somebody must not be contacted, or None.

    The mark goes with the phone number and the mail address: a second row for the same person does not lift it.
    """
    barred = _barred(book)
    if contact_id is not None and contact_id in barred:
        return phrase(
            "{name} is marked do-not-contact (Contacts {contact_id}).",
            name=barred[contact_id],
            contact_id=contact_id,
        )
    mine = (book.row(CONTACTS, contact_id) if contact_id else None) or {}
    theirs = _barred_addresses(book)
    for address in (to, mine.get("phone"), mine.get("email")):
        row_id = next((theirs[one] for one in addresses_in(address) if one in theirs), None)
        if row_id is not None:
            return phrase(
                "{address} belongs to {name}, who is marked do-not-contact (Contacts {row_id}).",
                address=address,
                name=barred[row_id],
                row_id=row_id,
            )
    return None


def _barred(book: Book) -> Mapping[str, str]:
    """The names of those who are marked do-not-contact, by their IDs."""

    def compute() -> Mapping[str, str]:
        frame = book[CONTACTS]
        names = frame.loc[frame["do_not_contact"].fillna(False).to_numpy(dtype=bool), "name"]
        return dict(names.fillna("Somebody without a name").items())

    return book.derived("do not contact", compute)


def _barred_addresses(book: Book) -> Mapping[str, str]:
    """Their phone numbers and mail addresses, bare, with their IDs."""

    def compute() -> Mapping[str, str]:
        rows = book[CONTACTS].loc[list(_barred(book)), ["phone", "email"]]
        cells = ((value, str(row_id)) for name in rows for row_id, value in rows[name].dropna().items())
        return {address: row_id for value, row_id in cells for address in addresses_in(value)}

    return book.derived("addresses not to contact", compute)


# --- where they are, and what holds there ---


def _whereabouts(book: Book, contact: Mapping[str, Value], now: datetime, kind: str) -> tuple[list[_Clock], list[Rule]]:
    """The clocks that may be theirs with the hours of each, and every rule that may hold for them.

    What is not known of somebody counts as each thing that it may be: they may be contacted only when it is allowed
    at every place where they may be.
    """
    country = country_of(str(contact["country"] or value_of(book, "default_country")))
    zone = zone_of(str(contact["time_zone"] or ""))
    quiet = (allowed_hours(book), phrase("Settings, quiet hours"))
    if country is None:
        return ([_Clock(zone, (quiet,))] if zone else []), []
    clocks: dict[_Clock, None] = {}
    rules: dict[str, Rule] = {}
    for region in _regions(country, str(contact["region"] or ""), zone, now):
        holding = in_force(rules_in(book), country, (region,), kind, now.date())
        rules.update((rule.id, rule) for rule in holding)
        hours = (quiet, *((rule.hours, rule.place) for rule in holding if rule.hours))
        clocks.update((_Clock(place, hours), None) for place in _zones(country, region, zone))
    return list(clocks), list(rules.values())


def _regions(country: str, word: str, zone: ZoneInfo | None, now: datetime) -> Sequence[str]:
    """The region that the contact names, else those whose clocks show what theirs does, else all."""
    region = region_of(country, word)
    if region is not None:
        return (region,)
    everywhere = tuple(REGIONS[country])
    if zone is None:
        return everywhere
    here = now.astimezone(zone).utcoffset()
    alike = [
        region for region in everywhere if any(now.astimezone(z).utcoffset() == here for z in _zones(country, region))
    ]
    return alike or everywhere


def _zones(country: str, region: str, known: ZoneInfo | None = None) -> list[ZoneInfo]:
    return [known] if known else [zone for name in zones_of(country, region) if (zone := zone_of(name))]


# --- cautions ---


def _consent(contact: Mapping[str, Value], rules: Sequence[Rule]) -> Iterator[Caution]:
    given = str(contact["consent"] or "unknown")
    asking = next((rule.place for rule in rules if rule.consent), None)
    if given in ("express", "implied") or (asking is None and given == "unknown"):
        return
    reason = phrase(", and {asking} ask for it", asking=asking) if asking else ""
    yield Caution(
        "consent",
        phrase("The consent of {name} is {given}{reason}.", name=contact["name"], given=given, reason=reason),
    )


def _hours(contact: Mapping[str, Value], clocks: Sequence[_Clock], now: datetime) -> Iterator[Caution]:
    broken: dict[tuple[Hours, str], None] = {}
    for clock in clocks:
        local = now.astimezone(clock.zone)
        broken.update(((hours, source), None) for hours, source in clock.hours if not within(_minute(local), hours))
    if not broken:
        return
    told = both(phrase("{hours} ({source})", hours=hours_text(hours), source=source) for hours, source in broken)
    yield Caution(
        "hours",
        phrase(
            "It is {clock} where {name} is, outside of {told}.",
            clock=_clock_text(clocks, now),
            name=contact["name"],
            told=told,
        ),
    )


def _clock_text(clocks: Sequence[_Clock], now: datetime) -> str:
    shown = sorted({_wall(now.astimezone(clock.zone)) for clock in clocks})
    return (
        f"{shown[0]:%H:%M}"
        if len(shown) == 1
        else phrase("somewhere between {first} and {last}", first=f"{shown[0]:%H:%M}", last=f"{shown[-1]:%H:%M}")
    )


def _attempts(rules: Sequence[Rule], sends: pd.DataFrame, now: datetime) -> tuple[list[Caution], datetime | None]:
    """The limits that are reached, and from when on none is; None where a rule allows nothing at all."""
    cautions, free_at = [], [now]
    for rule in rules:
        times = sends["sent_at"] if rule.kind == "any" else sends.loc[sends["kind"] == rule.kind, "sent_at"]
        if rule.at_most is None or len(times) < rule.at_most:
            continue
        cautions.append(
            Caution(
                "attempts",
                phrase(
                    "{count} in the last 24 hours; {place} allow {at_most} a day.",
                    count=len(times),
                    place=rule.place,
                    at_most=rule.at_most,
                ),
            )
        )
        if not rule.at_most:
            return cautions, None
        free_at.append(times.iloc[-rule.at_most].to_pydatetime() + DAY)
    return cautions, max(free_at)


def _place(
    book: Book, contact: Mapping[str, Value], kind: str, to: str | None, clocks: Sequence[_Clock]
) -> Iterator[Caution]:
    if not (to or contact[ADDRESS[kind]]):
        yield Caution(
            "place",
            phrase("{name} has no {header}.", name=contact["name"], header=ADDRESS[kind].capitalize()),
        )
    country = country_of(str(contact["country"] or value_of(book, "default_country")))
    if country is not None and contact["region"] and region_of(country, str(contact["region"])) is None:
        yield Caution(
            "place",
            phrase(
                "The Region “{region}” of {name} is not known in {country}, so its rules are not looked at.",
                region=contact["region"],
                name=contact["name"],
                country=country,
            ),
        )
    if contact["time_zone"] and zone_of(str(contact["time_zone"])) is None:
        yield Caution(
            "place",
            phrase(
                "The Time Zone “{zone}” of {name} is not known.",
                zone=contact["time_zone"],
                name=contact["name"],
            ),
        )
    if not clocks:
        yield Caution(
            "place", phrase("Nobody knows what time it is in {country}: give a Time Zone.", country=contact["country"])
        )


# --- when ---


def _next_allowed(clocks: Sequence[_Clock], start: datetime) -> datetime | None:
    """The first moment from `start` on that all hours at all places allow, to the minute; None where there is none."""
    if not clocks:
        return None
    if all(within(_minute(start.astimezone(c.zone)), hours) for c in clocks for hours, _ in c.hours):
        return start.astimezone(UTC)
    first = start.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
    days = (first + DAY * number for number in range(SEARCHED))
    return next((moment for day in days if (moment := _first_allowed(clocks, day))), None)


def _first_allowed(clocks: Sequence[_Clock], start: datetime) -> datetime | None:
    """The first whole minute of 24 hours from `start` on; None where no minute is allowed."""
    moments = pd.date_range(start, periods=24 * 60, freq="min")
    allowed = np.ones(len(moments), dtype=bool)
    for clock in clocks:
        local = moments.tz_convert(clock.zone)
        minutes = local.hour.to_numpy() * 60 + local.minute.to_numpy()
        for hours, _ in clock.hours:
            allowed &= within(minutes, hours)
    return moments[int(allowed.argmax())].to_pydatetime() if allowed.any() else None


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute


def _wall(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None, fold=0)


# --- what was sent ---


def sends_to(book: Book, contact_id: str, now: datetime) -> pd.DataFrame:
    """What was sent to a contact in the 24 hours up to `now`: `kind` and `sent_at` in UTC, the oldest first."""
    sends = _sends(book)
    times = sends["sent_at"]
    mine = (sends["contact_id"] == contact_id) & (times > now - DAY) & (times <= now)
    return sends[mine.to_numpy(dtype=bool)].sort_values("sent_at")


def _sends(book: Book) -> pd.DataFrame:
    """Every row of Send Log with its draft's kind and contact; a draft without one is to its deal's."""

    def compute() -> pd.DataFrame:
        log, drafts, deals = book["SendLog"], book["Drafts"], book[DEALS]
        draft = drafts.reindex(log["draft_id"])
        of_deal = deals["contact_id"].reindex(draft["deal_id"]).array
        return pd.DataFrame(
            {
                "contact_id": draft["contact_id"].where(draft["contact_id"].notna(), of_deal).array,
                "kind": draft["kind"].fillna("sms").array,
                "sent_at": pd.to_datetime(log["sent_at"], utc=True, errors="coerce", format="ISO8601").array,
            },
            index=log.index,
        )

    return book.derived("sends", compute)
