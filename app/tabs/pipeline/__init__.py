"""The Pipeline tab: deals by stage, what comes next on each, and the messages that move them on."""

from app.tabs.pipeline.page import Pipeline

__all__ = ["Pipeline"]
