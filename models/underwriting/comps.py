"""ARV from comps: means and medians by price and by $/sqft, how far one comp moves them, and what to doubt."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from statistics import mean, median

from dateutil.relativedelta import relativedelta

from models.core.book import Book
from models.core.groups import rows_of
from models.core.phrase import full_day, phrase
from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting.calculators import property_row
from models.underwriting.inputs import exact_of, rounded
from models.underwriting.intel import COMPS

OLD_MONTHS = 6
SQFT_OFF = Fraction(1, 5)
ENOUGH = 3
ESTIMATES = ("mean", "median", "sqft_mean", "sqft_median")


@dataclass(frozen=True)
class Comp:
    """One sale: price in money, size in square feet; `included` says whether it counts."""

    id: str
    sold_price: float | None
    sqft: float | None = None
    sold_date: date | None = None
    included: bool = True
    address: str = ""


@dataclass(frozen=True)
class Judged:
    """A comp as it is shown: $/sqft to cents, None without a price or size; what to doubt about it."""

    comp: Comp
    price_per_sqft: float | None
    warnings: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Whether it is included and priced."""
        return self.comp.included and self.comp.sold_price is not None


@dataclass(frozen=True)
class Comparison:
    """ARVs in money, None where nothing supports one; `leave_one_out` is the mean's range with each comp left out."""

    comps: tuple[Judged, ...]
    mean: float | None
    median: float | None
    sqft_mean: float | None
    sqft_median: float | None
    leave_one_out: tuple[float, float] | None
    warnings: tuple[str, ...]

    def estimate(self, use: str) -> float:
        """The ARV of that name. Refused for an unknown name and where no comp supports it."""
        if use not in ESTIMATES:
            raise Refused(
                phrase("“{use}” is not one of {choices}.", use=use, choices=", ".join(ESTIMATES)), code="invalid"
            )
        value: float | None = getattr(self, use)
        if value is None:
            raise Refused(phrase("There is no {use}: no included comp has what it needs.", use=use), code="missing")
        return value

    def note(self, use: str) -> str:
        """Where the ARV comes from, naming the comps: what goes into ARV Notes."""
        by_size = use.startswith("sqft")
        used = [one.comp for one in self.comps if one.counts and (one.price_per_sqft is not None or not by_size)]
        names = "; ".join(f"{comp.address} ({comp.id})" if comp.address else comp.id for comp in used)
        return f"{use} of {len(used)} {'comp' if len(used) == 1 else 'comps'}: {names}"


def compare(comps: Sequence[Comp], subject_sqft: float | None, as_of: date) -> Comparison:
    """What the included, priced comps say of a house of `subject_sqft`; each figure is rounded half-up once.

    Sources: product page 1.2. Exactly six months old and exactly 20 % off are not doubted.
    """
    counted = [comp for comp in comps if comp.included and comp.sold_price is not None]
    prices = [exact_of(comp.sold_price) for comp in counted if comp.sold_price is not None]
    rates = [rate for comp in counted if (rate := _per_sqft(comp)) is not None]
    size = exact_of(subject_sqft) if subject_sqft else None
    scaled = [rate * size for rate in rates] if size else []
    return Comparison(
        tuple(_judged(comp, subject_sqft, as_of) for comp in comps),
        mean=_figure(prices, mean),
        median=_figure(prices, median),
        sqft_mean=_figure(scaled, mean),
        sqft_median=_figure(scaled, median),
        leave_one_out=leave_one_out(prices),
        warnings=_doubts(len(counted), len(rates), subject_sqft),
    )


def leave_one_out(prices: Sequence[Fraction]) -> tuple[float, float] | None:
    """The lowest and highest mean with one price left out; None for fewer than two prices."""
    if len(prices) < 2:
        return None
    total, rest = sum(prices, Fraction()), len(prices) - 1
    return rounded((total - max(prices)) / rest), rounded((total - min(prices)) / rest)


def comparison_for(book: Book, property_id: str, as_of: date, exclude: Collection[str] = ()) -> Comparison:
    """The property's comps compared, those of `exclude` left out. Refused for an ID that is none of its comps."""
    sqft = property_row(book, property_id)["sqft"]
    comps = [comp_of(book, row_id) for row_id in rows_of(book, COMPS, "property_id", property_id)]
    unknown = sorted(set(exclude) - {comp.id for comp in comps})
    if unknown:
        raise Refused(
            phrase(
                "{property_id} has no comp {comp}.", property_id=property_id, comp=unknown[0] or phrase("without an ID")
            ),
            code="not_found",
        )
    kept = [comp if comp.id not in exclude else replace(comp, included=False) for comp in comps]
    return compare(kept, float(sqft) if isinstance(sqft, (int, float)) else None, as_of)


def comp_of(book: Book, comp_id: str) -> Comp:
    """The row of Comps as a record; a blank Included counts as yes."""
    row = book.row(COMPS, comp_id) or {}
    sold = row["sold_date"]
    return Comp(
        comp_id,
        _number(row["sold_price"]),
        _number(row["sqft"]),
        sold if isinstance(sold, date) else None,
        row["included"] is not False,
        str(row["address"] or ""),
    )


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def _per_sqft(comp: Comp) -> Fraction | None:
    if comp.sold_price is None or not comp.sqft or comp.sqft < 0:
        return None
    return exact_of(comp.sold_price) / exact_of(comp.sqft)


def _figure(values: Sequence[Fraction], middle: Callable[[Sequence[Fraction]], Fraction]) -> float | None:
    return rounded(middle(values)) if values else None


def _judged(comp: Comp, subject_sqft: float | None, as_of: date) -> Judged:
    rate = _per_sqft(comp)
    warnings = (*_price_doubts(comp), *_date_doubts(comp.sold_date, as_of), *_size_doubts(comp.sqft, subject_sqft))
    return Judged(comp, None if rate is None else rounded(rate), warnings)


def _price_doubts(comp: Comp) -> tuple[str, ...]:
    if comp.sold_price is None:
        return (phrase("no price: it does not count"),)
    return (phrase("the price is not above 0"),) if comp.sold_price <= 0 else ()


def _date_doubts(sold: date | None, as_of: date) -> tuple[str, ...]:
    if sold is None:
        return (phrase("no sale date"),)
    if sold > as_of:
        return (phrase("sold on {day}, which is still to come", day=full_day(sold)),)
    if sold < as_of - relativedelta(months=OLD_MONTHS):
        return (phrase("sold more than {months} months ago, on {day}", months=OLD_MONTHS, day=full_day(sold)),)
    return ()


def _size_doubts(sqft: float | None, subject_sqft: float | None) -> tuple[str, ...]:
    if not sqft:
        return (phrase("no sqft"),)
    if not subject_sqft:
        return ()
    off = exact_of(sqft) / exact_of(subject_sqft) - 1
    if abs(off) <= SQFT_OFF:
        return ()
    share = f"{rounded(abs(off) * 100, 1):g}"
    return (
        phrase("sqft is {share} % above the property's", share=share)
        if off > 0
        else phrase("sqft is {share} % below the property's", share=share),
    )


def _doubts(counted: int, sized: int, subject_sqft: float | None) -> tuple[str, ...]:
    few = (phrase("fewer than {enough} comps: {counted}", enough=ENOUGH, counted=counted),) if counted < ENOUGH else ()
    size = (phrase("the property has no sqft: no ARV by $/sqft"),) if not subject_sqft else ()
    part = (
        (phrase("only {sized} of {counted} comps have sqft", sized=sized, counted=counted),)
        if subject_sqft and sized < counted
        else ()
    )
    return few + size + part
