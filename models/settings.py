"""Settings: one row each, in plain words; a blank or a bad value falls back to the default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.core.book import Book
from models.core.change import Change, ChangeSet
from models.core.columns import SELLER
from models.core.parsing import read_cell
from models.core.phrase import phrase
from models.core.refusal import said_by
from models.core.schema import Column, Kind, Table, Value, field_name, fold
from models.core.values import Invalid, check, number_or_date

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Setting:
    """One setting: the column that says what values it takes, and its default (None = not set)."""

    key: str
    column: Column
    default: Value
    doc: str


def _setting(key: str, kind: Kind, default: Value, doc: str, low: float | None = None, high: float | None = None,
             choices: tuple[str, ...] = ()) -> Setting:  # fmt: skip
    return Setting(key, Column(key, kind, doc, minimum=low, maximum=high, choices=choices), default, doc)


def _money(key: str, default: float | None, doc: str, low: float | None = 0) -> Setting:
    return _setting(key, Kind.MONEY, default, doc, low)


def _pct(key: str, default: float | None, doc: str) -> Setting:
    return _setting(key, Kind.PCT, default, doc, 0, 1)


def _int(key: str, default: int, doc: str, low: float = 0, high: float = 3650) -> Setting:
    return _setting(key, Kind.INT, default, doc, low, high)


def _text(key: str, default: str | None, doc: str) -> Setting:
    return _setting(key, Kind.TEXT, default, doc)


def _signature(key: str, doc: str) -> Setting:
    """What a message may say of the operator."""
    return Setting(key, Column(key, Kind.TEXT, doc, audience=SELLER), None, doc)


DECLARED: tuple[Setting, ...] = (
    _text("currency", "CAD", "The currency of every amount in this workbook."),
    _setting("default_country", Kind.CHOICE, "CA", "The country of a row that names none.", choices=("CA", "US")),
    _money("income_target", None, "What has to come in each month; blank = not set."),
    _money("opening_balance", None, "What was on the account on opening_balance_on; blank = not set.", None),
    _setting("opening_balance_on", Kind.DATE, None, "The day of the opening balance; blank = not set."),
    _money("buffer_min", 500.0, "What should be left of a month after its bills."),
    _money("default_fee", 10000.0, "The assignment fee of a wholesale MAO where none is given."),
    _pct("default_arv_pct", 0.70, "The share of ARV that a wholesale MAO starts from."),
    _pct("default_target_ltv", 0.75, "The loan-to-value that a BRRRR offer starts from."),
    _money("default_closing_costs", 0.0, "The closing costs of a BRRRR offer where none are given."),
    _money("default_buffer", 0.0, "The buffer of a BRRRR offer where none is given."),
    _int("reminder_days_ahead", 7, "How many days before its due date a bill's reminder is made."),
    _int("missed_grace_days", 7, "How many days after its due date an unpaid bill counts as missed."),
    _int("followup_days", 2, "How many days after a run its follow-up is due."),
    _int("tick_limit", 10, "How many follow-ups a daily tick handles at most."),
    _text("default_jurisdiction", "CA-MB", "Whose legal rules apply where a property names no place."),
    _setting("quiet_hours_start", Kind.CLOCK, "21:00", "From when nobody is contacted, in their own time."),
    _setting("quiet_hours_end", Kind.CLOCK, "08:00", "Until when nobody is contacted, in their own time."),
    _signature("operator_name", "The name that messages are signed with."),
    _signature("operator_phone", "The phone number in messages."),
    _signature("operator_email", "The mail address in messages."),
    _text("seal_public_keys", None, "The public keys that partner exports are verified with, one a word."),
    _pct("loan_rate", None, "The yearly interest of a purchase loan; blank until given."),
    _int("loan_years", 30, "The years over which a purchase loan is paid back.", 1, 50),
    _pct("down_payment", 0.20, "The share of the price that is paid down."),
    _pct("refi_rate", None, "The yearly interest of a refinance loan; blank until given."),
    _int("refi_years", 30, "The years over which a refinance loan is paid back.", 1, 50),
    _money("refi_costs", None, "What a refinance costs; blank until given."),
    _pct("vacancy", 0.05, "The share of the rent lost to empty months."),
    _pct("management", 0.08, "The share of the rent that management takes."),
    _pct("maintenance", 0.05, "The share of the rent set aside for maintenance."),
    _setting("holding_months", Kind.NUM, 6.0, "How many months a flip is held.", 0, 120),
    _pct("selling_pct", 0.08, "The share of the sale price that selling costs."),
    _setting("dscr_target", Kind.NUM, 1.25, "The debt service coverage ratio a lender wants.", 0, 10),
    _setting("seed", Kind.INT, 1, "The seed of the simulation, so that it can be repeated.", 0, 2**31),
    _setting("risk_weight_neighborhood", Kind.NUM, 0.5, "The weight of the neighborhood in risk_v1.", 0, 1),
    _setting("risk_weight_repairs", Kind.NUM, 0.3, "The weight of the repairs in risk_v1.", 0, 1),
    _setting("risk_weight_legal", Kind.NUM, 0.2, "The weight of legal flags in risk_v1.", 0, 1),
)
BY_KEY = {setting.key: setting for setting in DECLARED}


def read(setting: Setting, raw: Value) -> Value:
    """The setting's value from what stands in its row; blank is the default. Raises Invalid.

    What is a number in the sheet is that number, as formulas there have it: 0.005 is not taken for 5 as a text might.
    """
    known = number_or_date(raw) if setting.column.is_number and isinstance(raw, str) else raw
    value = read_cell(setting.column, known if isinstance(known, float) else raw).value
    check(setting.column, value)
    return setting.default if value is None else value


def _fault(key: str, row: Mapping[str, Value]) -> tuple[str, str] | None:
    try:
        if key in BY_KEY:
            read(BY_KEY[key], row.get("value"))
    except Invalid as problem:
        return "value", said_by(problem)
    return None


SETTINGS = Table(
    "Settings",
    "",
    (
        Column("Key", Kind.TEXT, "The setting's name.", required=True, editable=False, width=28),
        Column("Value", Kind.ANY, "What it is set to; blank = the default.", width=22),
        Column("Notes", Kind.NOTE, "What it means.", width=70),
    ),
    "The operator's own figures and rules.",
    rule=_fault,
)


def value_of(book: Book, key: str) -> Value:
    """The setting in force: what the sheet says, or the default where it says nothing or something impossible."""
    return book.derived(("setting", key), lambda: _in_force(book, key))


def _in_force(book: Book, key: str) -> Value:
    setting = BY_KEY[key]
    row = book.row(SETTINGS, key)
    try:
        return setting.default if row is None else read(setting, row["value"])
    except Invalid:
        return setting.default


def number_of(book: Book, key: str) -> float:
    """A setting that is a number with a default."""
    value = value_of(book, key)
    if not isinstance(value, (int, float)):
        raise TypeError(f"{key} is no number with a default")
    return float(value)


# --- what people call our columns ---

_HEADER = "header_"


def headers_given(frame: pd.DataFrame, tables: Sequence[Table]) -> dict[str, dict[str, str]]:
    """By table key, the field that a header, folded, was said to be: rows like `header_bills_amount` with `Amt`."""
    if not any(str(key).startswith(_HEADER) for key in frame.index):
        return {}
    given: dict[str, dict[str, str]] = {}
    for table in tables:
        for column in table:
            key = _header_key(table, column)
            text = frame.at[key, "value"] if key in frame.index else None
            if isinstance(text, str):
                given.setdefault(table.key, {})[fold(text)] = column.name
    return given


def remember_header(book: Book, table: Table, column: Column, header: str) -> ChangeSet:
    """The edit that says that a header of the workbook is a column of ours."""
    key, values = _header_key(table, column), {"value": header}
    before = book.row(SETTINGS, key)
    notes = f"The column of {table.sheet} that is {column.header}; Valhalla reads it by this header."
    change = (
        Change(SETTINGS.key, key, None, {**values, "notes": notes})
        if before is None
        else Change(SETTINGS.key, key, {"value": before["value"]}, values)
    )
    return ChangeSet(phrase("“{header}” is {header2}", header=header, header2=column.header), (change,))


def is_about_headers(changes: ChangeSet) -> bool:
    """Whether, with these changes, the workbook has to be read anew."""
    return any(one.table == SETTINGS.key and one.row.startswith(_HEADER) for one in changes.changes)


def _header_key(table: Table, column: Column) -> str:
    return f"{_HEADER}{field_name(table.sheet)}_{column.name}"
