"""The ledger: what came in and went out, line by line, and its sums."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from models.core.book import Book
from models.core.columns import CREATED, UPDATED, choice, id_column, money, ref
from models.core.dashboard import Name
from models.core.schema import Column, Kind, Table, Tone
from models.core.sums import units

NAMES = (
    Name(
        "is_expense",
        '(Ledger[Kind]<>"income")*(Ledger[Kind]<>"transfer")',
        "1 for each row of Ledger that is an expense; a blank kind is one.",
    ),
)

EXPENSE, INCOME, TRANSFER = WAYS = range(3)  # a line of a blank or unknown kind is an expense
_MONTHS = 200_000  # more than there are months up to the year 9999

LEDGER = Table(
    "Ledger",
    "led",
    (
        id_column(),
        Column("Date", Kind.DATE, required=True, doc="The day of the line."),
        choice(
            "Kind",
            *("income", "expense", "transfer"),
            default="expense",
            tones={"income": Tone.GOOD, "transfer": Tone.MUTED},
            doc="A transfer counts as neither income nor expense.",
        ),
        money("Amount", "0 or more; the kind says which way it went.", required=True),
        ref("Envelope", "Envelopes", by="name", doc="What it was spent from."),
        Column("Description", width=30, doc="What the bank, or you, wrote of it."),
        Column("Merchant", doc="The shop or company at the other end."),
        Column("Account", doc="The account that it stands on."),
        ref("Payment ID", "Payments", "The bill payment that this line came from."),
        Column("Import Key", doc="What makes importing the same bank line twice harmless.", editable=False, width=24),
        CREATED,
        UPDATED,
    ),
    "What came in and went out, line by line.",
)


def expenses_by_month(book: Book) -> pd.DataFrame:
    """The Ledger's expenses, one row an envelope (in lower case) and month (counted from year 0), in `units`."""

    def compute() -> pd.DataFrame:
        sums = ledger_sums(book)
        expenses = sums[sums["way"] == EXPENSE].groupby(["envelope", "month"], sort=False)["units"].sum()
        return expenses.reset_index()

    return book.derived("expenses by month", compute)


def cash_by_month(book: Book) -> dict[int, tuple[float, float]]:
    """By month (counted from year 0) what came in and what went out, in units; transfers are neither."""

    def compute() -> dict[int, tuple[float, float]]:
        sums = ledger_sums(book)
        came, went = (_by_month(sums[sums["way"] == way], "units") for way in (INCOME, EXPENSE))
        return {month: (came.get(month, 0.0), went.get(month, 0.0)) for month in came.keys() | went.keys()}

    return book.derived("cash by month", compute)


def counts_by_month(book: Book) -> dict[int, int]:
    """By month (counted from year 0) how many lines the Ledger has, transfers too."""
    return book.derived("ledger lines by month", lambda: _by_month(ledger_sums(book), "lines"))


def spellings(book: Book) -> dict[str, str]:
    """By envelope in lower case, how the Ledger writes it first."""

    def compute() -> dict[str, str]:
        names = pd.Series(book[LEDGER]["envelope"].dropna().unique(), dtype="str")[::-1]
        return dict(zip(envelope_keys(names), names, strict=True))

    return book.derived("ledger spellings", compute)


def month_number(day: date) -> int:
    """Months counted from January of the year 0."""
    return day.year * 12 + day.month - 1


def ledger_sums(book: Book) -> pd.DataFrame:
    """The Ledger's dated lines added up: one row an envelope, month and way, with `units` and how many `lines`.

    The envelope is as in `envelope_keys`; `way` is EXPENSE, INCOME or TRANSFER; a spelling has rows of its own.
    """
    return book.derived("ledger sums", lambda: _added_up(book[LEDGER]))


def _added_up(ledger: pd.DataFrame) -> pd.DataFrame:
    """Half a million lines take a few passes over plain arrays; groupings of a frame would take thrice as long."""
    dates = ledger["date"].to_numpy()
    dated = ~np.isnat(dates)
    whole = bool(dated.all())
    dates, kinds, names, amounts = (
        array if whole else array[dated]
        for array in (dates, _texts(ledger["kind"]), _texts(ledger["envelope"]), ledger["amount"].to_numpy())
    )
    ways = np.where(kinds == "income", INCOME, np.where(kinds == "transfer", TRANSFER, EXPENSE))
    spelled, spellings = pd.factorize(names)
    spelled = np.where(spelled < 0, len(spellings), spelled)
    groups, codes = pd.factorize((spelled * len(WAYS) + ways) * _MONTHS + _months(dates))
    rest, months = np.divmod(codes, _MONTHS)
    keys = np.append(envelope_keys(pd.Series(spellings, dtype="str")).to_numpy(dtype=object), "")
    return pd.DataFrame(
        {
            "envelope": pd.Series(keys[rest // len(WAYS)], dtype=object),
            "month": months,
            "way": rest % len(WAYS),
            "units": np.bincount(groups, weights=units(amounts), minlength=len(codes)),
            "lines": np.bincount(groups, minlength=len(codes)),
        }
    )


def _months(dates: Any) -> Any:
    """Months counted from January of the year 0; each day is converted once."""
    places, days = pd.factorize(dates.astype("datetime64[s]").astype("int64") // 86_400)
    return (days.astype("datetime64[D]").astype("datetime64[M]").astype("int64") + 1970 * 12)[places]


def _texts(column: pd.Series[Any]) -> Any:
    return np.asarray(column.array, dtype=object)


def _by_month(sums: pd.DataFrame, name: str) -> dict[Any, Any]:
    found: dict[Any, Any] = sums.groupby("month")[name].sum().to_dict()
    return found


def envelope_keys(names: pd.Series[Any]) -> pd.Series[Any]:
    """Envelope names as a spreadsheet compares them: in any case, and blank equals blank."""
    return names.fillna("").str.lower()
