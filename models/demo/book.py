"""The demo as a Book: the rows of a new workbook and a year of use on top."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from random import Random

import pandas as pd

from models.catalog import BY_KEY, TABLES
from models.core.book import Book
from models.dashboard.figures import after_buffer
from models.demo.days import Rows
from models.demo.deals import deal_rows
from models.demo.household import followed_up, household_rows
from models.demo.houses import house_rows
from models.demo.messages import message_rows
from models.demo.money import money_rows
from models.demo.office import SETTINGS_GIVEN, office_rows
from models.demo.people import people_rows
from models.pipeline import CONTACTS, DEALS
from models.settings import SETTINGS
from models.starter import filled_frame, starter


def demo(as_of: date) -> Book:
    """The same Book for the same day; its dates are counted back from it."""
    now = datetime.combine(as_of, time(12), UTC)
    start = starter(now)
    book = followed_up(_with(start, _rows(as_of), now), as_of, now)
    book = Book(TABLES, {**_frames(book), SETTINGS.key: _settings(book, as_of)})
    return _with(book, office_rows(as_of, after_buffer(book, as_of) or 0.0), now)


def _rows(as_of: date) -> Rows:
    houses, people = house_rows(as_of, _dice("houses")), people_rows(as_of)
    deals = deal_rows(as_of, _dice("deals"), houses)
    messages = message_rows(as_of, deals[DEALS.key], people[CONTACTS.key])
    household = household_rows(as_of, _dice("household"))
    money = money_rows(as_of, _dice("money"), household)
    return {**houses, **people, **household, **deals, **messages, **money}


def _dice(domain: str) -> Random:
    """Dice of its own for each domain: how many bills were due does not move the price of a house."""
    return Random(f"valhalla {domain}")


def _with(book: Book, rows: Rows, now: datetime) -> Book:
    fresh = {key: filled_frame(BY_KEY[key], given, now) for key, given in rows.items()}
    return Book(TABLES, {**_frames(book), **fresh})


def _frames(book: Book) -> dict[str, pd.DataFrame]:
    return {key: book[key] for key in book.tables}


def _settings(book: Book, as_of: date) -> pd.DataFrame:
    given = {**SETTINGS_GIVEN, "opening_balance_on": as_of.replace(day=1).isoformat()}
    settings = book[SETTINGS]
    return settings.assign(value=pd.Series(given, dtype="str").reindex(settings.index).fillna(settings["value"]))
