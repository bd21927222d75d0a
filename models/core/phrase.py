"""English sentences that remember what they were made of, so that the window can say them in another language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
SHORT_WEEKDAYS = tuple(name[:3] for name in WEEKDAYS)
SHORT_MONTHS = tuple(name[:3] for name in MONTHS)


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


def marked(text: str) -> str:
    """The text itself. Says to whoever collects what is to be translated that this constant is."""
    return text


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
