"""The starting rows as a Book; their IDs follow from what they are, so that every new workbook has the same ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

import pandas as pd

from models.budget import ENVELOPES
from models.catalog import TABLES
from models.core.book import Book, frame_of
from models.core.parsing import parse
from models.core.schema import Table, Value
from models.core.values import utc_text
from models.pipeline import CONTACT_RULES, TEMPLATES
from models.settings import DECLARED, SETTINGS, Setting
from models.starter.contact_rules import CONTACT_RULE_ROWS
from models.starter.legal_rules import LEGAL_RULE_ROWS
from models.starter.messages import TEMPLATE_ROWS
from models.underwriting import LEGAL_RULES

Row = Mapping[str, Value]

ENVELOPE_NAMES = ("rent", "utilities", "groceries", "fuel", "insurance", "kids", "debt", "misc")


def starter(now: datetime) -> Book:
    """A new workbook's rows, created at `now`, a moment with a time zone."""
    given = {
        ENVELOPES: [{"name": name} for name in ENVELOPE_NAMES],
        TEMPLATES: TEMPLATE_ROWS,
        CONTACT_RULES: CONTACT_RULE_ROWS,
        LEGAL_RULES: LEGAL_RULE_ROWS,
        SETTINGS: [_setting_row(setting) for setting in DECLARED],
    }
    return Book(TABLES, {table.key: filled_frame(table, rows, now) for table, rows in given.items()})


def filled_frame(table: Table, rows: Sequence[Row], now: datetime) -> pd.DataFrame:
    """A frame of the rows with their IDs, stamps and, where a field is not given, defaults."""
    stamps = {name: utc_text(now) for name in ("created_at", "updated_at") if name in table}
    defaults: dict[str, Value] = {c.name: c.default for c in table.stored if c.default is not None}
    id_field = table.id_column.name
    ids = [str(row.get(id_field) or named_id(table, *map(str, row.values()))) for row in rows]
    return frame_of(table, ids, [{**stamps, **defaults, **row} for row in rows])


def named_id(table: Table, *words: str) -> str:
    """An ID that always is the same for the same words."""
    return f"{table.prefix}_{sha256('|'.join((table.key, *words)).encode()).hexdigest()[:12]}"


def _setting_row(setting: Setting) -> Row:
    default = "" if setting.default is None else str(setting.default)
    return {"key": setting.key, "value": parse(SETTINGS["value"], default), "notes": setting.doc}
