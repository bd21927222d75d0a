"""Days, amounts and counts as the window writes them: those of `models.core.words`."""

from models.core.words import NEAR_DAYS, ago, amount, counted, day_words, relative

__all__ = ["NEAR_DAYS", "ago", "amount", "counted", "day_words", "relative"]
