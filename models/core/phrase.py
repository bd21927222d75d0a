"""English sentences that remember what they were made of, so that the window can say them in another language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
SHORT_WEEKDAYS = tuple(name[:3] for name in WEEKDAYS)
SHORT_MONTHS = tuple(name[:3] for name in MONTHS)


class FullDay(NamedTuple):
    """A value of a Phrase that is a day with its year: `2026-03-05`, or as the language writes it."""

    day: date

    def __str__(self) -> str:
        return full_day_text(self.day)


class Lowered(NamedTuple):
    """A value of a Phrase that is a sentence, with a small letter at its beginning."""

    text: str

    def __str__(self) -> str:
        return lowered(self.text)


def lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


class Phrase(str):
    """A text as any other, in English; files, the journal and the command line keep that.

    `template` has the places of `values` in braces, as in `str.format`; `many` is the template where `n` is not 1.
    A whole number, an amount (a float, or a Decimal with its cents) and a day are values, not texts: each language
    writes them its own way.
    """

    template: str
    many: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object], many: str = "") -> Phrase:
        chosen = many if many and values["n"] != 1 else template
        made = super().__new__(cls, chosen.format(**{name: written(value) for name, value in values.items()}))
        made.template, made.many, made.values = template, many, values
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, object], str]:  # type: ignore[override]
        return self.template, self.values, self.many


def phrase(template: str, /, **values: object) -> Phrase:
    """`phrase("{name} is due {when}", name=…, when=…)`."""
    return Phrase(template, values)


def phrase_n(one: str, many: str, n: int, /, **values: object) -> Phrase:
    """`phrase_n("{n} row", "{n} rows", 3)`."""
    return Phrase(one, {"n": n, **values}, many)


def joined(parts: Iterable[str], between: str = " · ") -> Phrase:
    """The parts that are not blank, with `between` between them."""
    values: dict[str, object] = {f"part{place}": part for place, part in enumerate(filter(None, parts))}
    return Phrase(between.join(f"{{{name}}}" for name in values), values)


def both(parts: Iterable[str]) -> str:
    """`this`, `this and that`, `this and that and another`; blank without parts."""
    found = list(parts)
    return reduce(lambda some, other: phrase("{some} and {other}", some=some, other=other), found) if found else ""


def either(parts: Iterable[str]) -> str:
    """`this`, `this or that`; blank without parts."""
    found = list(parts)
    return reduce(lambda some, other: phrase("{some} or {other}", some=some, other=other), found) if found else ""


def sentences(parts: Iterable[str]) -> Phrase:
    """One after the other, those that are not blank."""
    return joined(parts, " ")


def marked(text: str) -> str:
    """The text itself. Says to whoever collects what is to be translated that this constant is."""
    return text


# --- as plain JSON values ---


def to_plain(said: Phrase) -> dict[str, object]:
    """The template with its values, so that a text that was kept or sent can be said in any language."""
    return {"template": said.template, "many": said.many, "values": {k: _plain(v) for k, v in said.values.items()}}


def from_plain(record: Mapping[str, Any]) -> Phrase:
    """The Phrase that `to_plain` wrote; KeyError, TypeError or ValueError where it did not."""
    values = {name: _value(value) for name, value in record["values"].items()}
    return Phrase(str(record["template"]), values, str(record["many"]))


def _plain(value: object) -> object:
    from datetime import date
    from decimal import Decimal

    if isinstance(value, Phrase):
        return to_plain(value)
    if isinstance(value, FullDay):
        return {"full_day": str(value)}
    if isinstance(value, Decimal):
        return {"cents": str(value)}
    if isinstance(value, date):
        return {"day": date(value.year, value.month, value.day).isoformat()}
    return value if isinstance(value, int | float) else str(value)


def _value(value: Any) -> object:
    from datetime import date
    from decimal import Decimal

    if not isinstance(value, dict):
        return value
    if "template" in value:
        return from_plain(value)
    if "cents" in value:
        return Decimal(value["cents"])
    return full_day(value["full_day"]) if "full_day" in value else date.fromisoformat(value["day"])


# --- values in English ---


def written(value: object) -> str:
    """`1,234`, `1,234.50`, `Thu 5 Mar`; what is no number and no day as it is."""
    if isinstance(value, int) and not isinstance(value, bool):
        return whole(value)
    if isinstance(value, float):
        return amount_text(value)
    from datetime import date  # when first needed, as in `app.tr`
    from decimal import Decimal

    if isinstance(value, Decimal):
        return cents_text(float(value))
    return day_text(value) if isinstance(value, date) else str(value)


def full_day(day: date | str) -> FullDay:
    """The day, or the one that an ISO text names."""
    from datetime import date

    return FullDay(date.fromisoformat(day) if isinstance(day, str) else day)


def full_day_text(day: date) -> str:
    return day.isoformat()


def with_cents(value: float) -> Decimal:
    """A value of a Phrase that is an amount always written with its cents."""
    from decimal import Decimal

    return Decimal(f"{value:.2f}")


def cents_text(value: float) -> str:
    """`1,234.00`."""
    return f"{value:,.2f}"


def whole(value: int) -> str:
    return f"{value:,}"


def amount_text(value: float) -> str:
    """`1,234` or `1,234.50`, with a real minus."""
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
    return text.replace("-", "−")


def day_text(day: date) -> str:
    """Not by strftime, whose names are those of the process's locale, which Qt sets."""
    return f"{SHORT_WEEKDAYS[day.weekday()]} {day.day} {SHORT_MONTHS[day.month - 1]}"
