"""Every table, in the order of the sheets."""

from __future__ import annotations

from models import bills, budget, jv, ops, pipeline, settings, underwriting
from models.core.schema import Table

TABLES: tuple[Table, ...] = (
    underwriting.PROPERTIES,
    underwriting.COMPS,
    underwriting.REPAIRS,
    pipeline.DEALS,
    underwriting.UNDERWRITES,
    underwriting.ASSUMPTIONS,
    pipeline.CONTACTS,
    pipeline.CONTACT_RULES,
    underwriting.LEGAL_RULES,
    underwriting.LEGAL_FLAGS,
    *bills.TABLES,
    *budget.TABLES,
    pipeline.TEMPLATES,
    pipeline.DRAFTS,
    pipeline.SEND_LOG,
    pipeline.FOLLOWUPS,
    pipeline.PIPELINE_RUNS,
    *jv.TABLES,
    *ops.TABLES,
    settings.SETTINGS,
)
BY_KEY = {table.key: table for table in TABLES}
