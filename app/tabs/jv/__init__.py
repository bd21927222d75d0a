"""The JV Board tab: partners, what each of them will see, what opens their boards, and what they were sent."""

from app.tabs.jv.page import JvBoard

__all__ = ["JvBoard"]
