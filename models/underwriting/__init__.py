"""Underwriting: what a property is worth, what may be paid for it, and what speaks against it."""

from models.underwriting.intel import (
    COMPS,
    PROPERTIES,
    REPAIR_CATEGORIES,
    REPAIRS,
    comp_counts,
    comp_means,
    included_comps,
    repairs_totals,
    wholesale_mao,
    wholesale_maos,
)
from models.underwriting.tables import ASSUMPTIONS, LEGAL_FLAGS, LEGAL_RULES, TABLES, UNDERWRITES

__all__ = [
    "ASSUMPTIONS",
    "COMPS",
    "LEGAL_FLAGS",
    "LEGAL_RULES",
    "PROPERTIES",
    "REPAIRS",
    "REPAIR_CATEGORIES",
    "TABLES",
    "UNDERWRITES",
    "comp_counts",
    "comp_means",
    "included_comps",
    "repairs_totals",
    "wholesale_mao",
    "wholesale_maos",
]
