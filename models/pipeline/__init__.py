"""Pipeline: deals, the people in them, the messages and what comes next."""

from models.pipeline.deals import CONTACTS, DEALS, STAGES, STRATEGIES
from models.pipeline.tables import (
    CONTACT_RULES,
    DRAFTS,
    FOLLOWUPS,
    PIPELINE_RUNS,
    SEND_LOG,
    TABLES,
    TEMPLATES,
)

__all__ = [
    "CONTACTS",
    "CONTACT_RULES",
    "DEALS",
    "DRAFTS",
    "FOLLOWUPS",
    "PIPELINE_RUNS",
    "SEND_LOG",
    "STAGES",
    "STRATEGIES",
    "TABLES",
    "TEMPLATES",
]
