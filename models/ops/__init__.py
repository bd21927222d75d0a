"""Operations: companies and accounts to set up, credit scores, the daily tick, and what the morning screen says."""

from models.ops.tables import CREDIT_SCORES, ENTITIES, TABLES, TICKS

__all__ = ["CREDIT_SCORES", "ENTITIES", "TABLES", "TICKS"]
