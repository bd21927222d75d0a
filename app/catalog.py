"""Every tab and every command, in the order in which the window shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.command import Command, Tab
from app.commands.bills import BILLS
from app.commands.budget import BUDGET
from app.commands.jv import JV
from app.commands.pipeline import PIPELINE
from app.commands.underwriting import UNDERWRITING
from app.commands.view import view_commands
from app.commands.window import WINDOW

if TYPE_CHECKING:
    from app.command import Frame
    from app.document import Document
    from app.tabs.page import Page

# --- tabs; a page's module brings pandas in, so it is imported when the page is made ---


def _today(document: Document, frame: Frame) -> Page:
    from app.tabs.today import Today

    return Today(document, frame)


def _underwriting(document: Document, frame: Frame) -> Page:
    from app.tabs.underwriting import Underwriting

    return Underwriting(document, frame)


def _bills(document: Document, frame: Frame) -> Page:
    from app.tabs.bills import Bills

    return Bills(document, frame)


def _budget(document: Document, frame: Frame) -> Page:
    from app.tabs.budget import Budget

    return Budget(document, frame)


def _pipeline(document: Document, frame: Frame) -> Page:
    from app.tabs.pipeline import Pipeline

    return Pipeline(document, frame)


def _jv(document: Document, frame: Frame) -> Page:
    from app.tabs.jv import JvBoard

    return JvBoard(document, frame)


def _workbook(document: Document, frame: Frame) -> Page:
    from app.tabs.workbook import Workbook

    return Workbook(document, frame)


TABS: tuple[Tab, ...] = (
    Tab("today", "Today", "today", ("Entities", "CreditScores", "Ticks"), _today),
    Tab(
        "underwriting",
        "Underwriting",
        "underwriting",
        ("Properties", "Comps", "Repairs", "Assumptions", "Underwrites", "LegalFlags", "LegalRules"),
        _underwriting,
    ),
    Tab("bills", "Bills", "bills", ("Bills", "Payments", "AutopaySteps", "Reminders"), _bills),
    Tab("budget", "Budget", "budget", ("Envelopes", "Income", "Ledger"), _budget),
    Tab(
        "pipeline",
        "Pipeline",
        "pipeline",
        ("Deals", "Contacts", "Followups", "PipelineRuns", "Drafts", "SendLog", "Templates", "ContactRules"),
        _pipeline,
    ),
    Tab("jv", "JV Board", "jv", ("Partners", "ShareTokens", "Exports"), _jv),
    Tab("workbook", "Workbook", "workbook", ("Settings",), _workbook),
)
TAB_OF_TABLE = {table: tab.key for tab in TABS for table in tab.tables}

COMMANDS: tuple[Command, ...] = (*WINDOW, *UNDERWRITING, *PIPELINE, *BILLS, *BUDGET, *JV, *view_commands(TABS))
