"""Joint ventures: partners, what opens their boards, what they are shown, and what was exported."""

from models.jv.tables import EXPORTS, PARTNERS, SHARE_TOKENS, TABLES

__all__ = ["EXPORTS", "PARTNERS", "SHARE_TOKENS", "TABLES"]
