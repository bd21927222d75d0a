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
        Column("Country", required=True, width=10, doc="Where it applies."),
        Column("Region", doc="Blank = all of the country.", width=10),
        choice("Kind", *MESSAGE_KINDS, "any", default="any", doc="Which way of contact it is about."),
        Column("Start", Kind.CLOCK, "From when people there may be contacted, their time."),
        Column("End", Kind.CLOCK, "Until when people there may be contacted, their time."),
        Column(
            "Max Per Day",
            Kind.INT,
            minimum=0,
            maximum=1000,
            doc="How many attempts in 24 hours are allowed; blank = any number.",
        ),
        Column("Consent Needed", Kind.BOOL, default=False, doc="Whether the person has to have agreed beforehand."),
        Column("Source", Kind.NOTE, "Where the rule is written."),
        Column("Valid From", Kind.DATE, doc="The first day it applies."),
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
        choice("Kind", *MESSAGE_KINDS, default="sms", doc="What it is a template for."),
        choice("Tone", *TONES, default="neutral", doc="How it sounds."),
        Column("Strategy", doc="Blank = any."),
        Column("Stage", doc="Blank = any."),
        Column("Subject", width=30, doc="The subject of a mail."),
        Column("Body", Kind.NOTE, "The message; {deal_address} and the like are filled in.", required=True, width=80),
        Column("Active", Kind.BOOL, default=True, doc="Whether it may be chosen."),
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
        ref("Deal ID", "Deals", doc="The deal that it is about."),
        ref("Contact ID", "Contacts", doc="Who it is for."),
        choice("Kind", *MESSAGE_KINDS, required=True, default="sms", doc="What it is sent as."),
        choice("Tone", *TONES, default="neutral", doc="How it sounds."),
        Column("To", doc="The number or address that it goes to."),
        Column("Subject", width=30, doc="The subject of a mail."),
        Column("Body", Kind.NOTE, required=True, width=60, doc="The message, filled in."),
        Column("Merged Values", Kind.NOTE, "The figures it used, to notice when they moved.", editable=False),
        choice(
            "Status",
            *("draft", "sent", "canceled"),
            default="draft",
            tones={"draft": Tone.INFO, "sent": Tone.GOOD, "canceled": Tone.MUTED},
            doc="Whether it was sent.",
        ),
        Column("Channel", doc="How it was sent."),
        Column("Result", doc="What came of it."),
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
        ref("Draft ID", "Drafts", required=True, doc="What was sent."),
        ref("Run ID", "PipelineRuns", doc="The run that it belongs to."),
        Column("Channel", required=True, doc="How it was sent."),
        Column("Result", required=True, doc="What came of it."),
        Column("Sent At", Kind.TIME, "When it was sent, in UTC.", required=True),
        Column("Override Reason", Kind.NOTE, doc="Why it was sent in spite of a caution."),
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
        ref("Deal ID", "Deals", doc="The deal that it is about."),
        Column("Title", required=True, width=34, doc="What is to be done."),
        due(required=True, while_=("open",), doc="When; before today it is overdue."),
        choice(
            "Status",
            *("open", "done", "canceled"),
            default="open",
            tones={"done": Tone.GOOD, "canceled": Tone.MUTED},
            doc="Whether it was done.",
        ),
        ref("Run ID", "PipelineRuns", "The run that made it."),
        ref("Closed By Run ID", "PipelineRuns", doc="The run that answered it."),
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
        ref("Deal ID", "Deals", required=True, doc="The deal that was worked on."),
        choice("Kind", *MESSAGE_KINDS, required=True, default="sms", doc="What was written."),
        choice("Tone", *TONES, default="neutral", doc="How it sounds."),
        Column("To", doc="The number or address that it goes to."),
        ref("Draft ID", "Drafts", doc="The message that it wrote."),
        ref("Followup ID", "Followups", doc="The next step that it planned."),
        choice("Trigger", "manual", "daily_tick", default="manual", doc="A person, or the daily round."),
        Column("Sent", Kind.BOOL, default=False, doc="Whether the message was sent."),
        Column("Sent Channel", doc="How it was sent."),
        Column("Sent Result", doc="What came of it."),
        stamp("Sent At", "When it was sent, in UTC."),
        Column("Override Reason", Kind.NOTE, doc="Why it was sent in spite of a caution."),
        Column("Warnings", Kind.NOTE, "One a line."),
        CREATED,
        UPDATED,
    ),
    "Each time a deal was worked on.",
)

TABLES = (DEALS, CONTACTS, CONTACT_RULES, TEMPLATES, DRAFTS, SEND_LOG, FOLLOWUPS, PIPELINE_RUNS)
