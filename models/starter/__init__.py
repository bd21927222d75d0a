"""What a new workbook starts with: envelopes, message templates, contact and legal rules, and every setting."""

from models.starter.rows import filled_frame, named_id, starter

__all__ = ["filled_frame", "named_id", "starter"]
