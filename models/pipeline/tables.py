"""The other tables of the pipeline: contact rules, templates, messages, what was sent, and what comes next."""

from __future__ import annotations

from models.core.columns import CREATED, MESSAGE_KINDS, NOTES, TONES, UPDATED, choice, due, id_column, ref, stamp
from models.core.schema import Column, Kind, Table, Tone
from models.pipeline import rules, templates
from models.pipeline.deals import CONTACTS, DEALS

CONTACT_RULES = Table(
    "Contact Rules",
    "crule",
    (
        id_column(),
        Column("Country", required=True, width=10),
        Column("Region", doc="Blank = all of the country.", width=10),
        choice("Kind", *MESSAGE_KINDS, "any", default="any"),
        Column("Start", Kind.CLOCK, "From when people there may be contacted, their time."),
        Column("End", Kind.CLOCK, "Until when people there may be contacted, their time."),
        Column("Max Per Day", Kind.INT, minimum=0, maximum=1000),
        Column("Consent Needed", Kind.BOOL, default=False),
        Column("Source", Kind.NOTE, "Where the rule is written."),
        Column("Valid From", Kind.DATE),
        CREATED,
        UPDATED,
    ),
    "When people of a place may be contacted.",
    findings=rules.findings,
)

TEMPLATES = Table(
    "Templates",
    "tpl",
    (
        id_column(),
        choice("Kind", *MESSAGE_KINDS, default="sms"),
        choice("Tone", *TONES, default="neutral"),
        Column("Strategy", doc="Blank = any."),
        Column("Stage", doc="Blank = any."),
        Column("Subject", width=30),
        Column("Body", Kind.NOTE, "The message; {deal_address} and the like are filled in.", required=True, width=80),
        Column("Active", Kind.BOOL, default=True),
        CREATED,
        UPDATED,
    ),
    "What messages are made from.",
    findings=templates.findings,
)

DRAFTS = Table(
    "Drafts",
    "msg",
    (
        id_column(),
        ref("Deal ID", "Deals"),
        ref("Contact ID", "Contacts"),
        choice("Kind", *MESSAGE_KINDS, required=True, default="sms"),
        choice("Tone", *TONES, default="neutral"),
        Column("To"),
        Column("Subject", width=30),
        Column("Body", Kind.NOTE, required=True, width=60),
        Column("Merged Values", Kind.NOTE, "The figures it used, to notice when they moved.", editable=False),
        choice(
            "Status",
            *("draft", "sent", "canceled"),
            default="draft",
            tones={"draft": Tone.INFO, "sent": Tone.GOOD, "canceled": Tone.MUTED},
        ),
        Column("Channel"),
        Column("Result"),
        stamp("Sent At", "When it was sent, in UTC."),
        CREATED,
        UPDATED,
    ),
    "Messages written and not yet sent, and those that were.",
)

SEND_LOG = Table(
    "Send Log",
    "send",
    (
        id_column(),
        ref("Draft ID", "Drafts", required=True),
        ref("Run ID", "PipelineRuns"),
        Column("Channel", required=True),
        Column("Result", required=True),
        Column("Sent At", Kind.TIME, "When it was sent, in UTC.", required=True),
        Column("Override Reason", Kind.NOTE),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "What was sent, how and with what result.",
)

FOLLOWUPS = Table(
    "Followups",
    "fu",
    (
        id_column(),
        ref("Deal ID", "Deals"),
        Column("Title", required=True, width=34),
        due(required=True, while_=("open",)),
        choice(
            "Status",
            *("open", "done", "canceled"),
            default="open",
            tones={"done": Tone.GOOD, "canceled": Tone.MUTED},
        ),
        ref("Run ID", "PipelineRuns", "The run that made it."),
        ref("Closed By Run ID", "PipelineRuns"),
        CREATED,
        stamp("Closed At", "When it was closed, in UTC."),
        UPDATED,
    ),
    "What comes next on a deal.",
)

PIPELINE_RUNS = Table(
    "Pipeline Runs",
    "run",
    (
        id_column(),
        ref("Deal ID", "Deals", required=True),
        choice("Kind", *MESSAGE_KINDS, required=True, default="sms"),
        choice("Tone", *TONES, default="neutral"),
        Column("To"),
        ref("Draft ID", "Drafts"),
        ref("Followup ID", "Followups"),
        choice("Trigger", "manual", "daily_tick", default="manual"),
        Column("Sent", Kind.BOOL, default=False),
        Column("Sent Channel"),
        Column("Sent Result"),
        stamp("Sent At", "When it was sent, in UTC."),
        Column("Override Reason", Kind.NOTE),
        Column("Warnings", Kind.NOTE, "One a line."),
        CREATED,
        UPDATED,
    ),
    "Each time a deal was worked on.",
)

TABLES = (DEALS, CONTACTS, CONTACT_RULES, TEMPLATES, DRAFTS, SEND_LOG, FOLLOWUPS, PIPELINE_RUNS)
