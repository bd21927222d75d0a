"""The tables of joint ventures: partners, what opens their boards, and what was exported."""

from __future__ import annotations

from models.core.columns import CREATED, LIFE_TONES, NOTES, UPDATED, choice, due, id_column, ref, stamp
from models.core.schema import Column, Kind, Table, Tone
from models.jv.chain import broken_row

PARTNERS = Table(
    "Partners",
    "ptr",
    (
        id_column(),
        Column("Name", required=True, width=24, doc="Who it is, as their file addresses them."),
        choice(
            "Type",
            "jv_partner",
            "buyer",
            "lender",
            "contractor",
            "other",
            default="jv_partner",
            doc="What they are in the deals.",
        ),
        Column("Email", width=26, doc="For mail."),
        Column("Phone", doc="For calls."),
        Column("Company", width=24, doc="Who they act for."),
        choice(
            "Status",
            "active",
            "paused",
            "archived",
            default="active",
            tones=LIFE_TONES,
            doc="Whether you work with them now.",
        ),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "Who takes part in deals.",
)

SHARE_TOKENS = Table(
    "Share Tokens",
    "tok",
    (
        id_column(),
        Column("Token Hash", doc="Never the token itself.", required=True, editable=False, width=30),
        Column("Token Hint", doc="Its last four characters.", editable=False),
        choice(
            "Scope",
            "jv_board",
            "other",
            required=True,
            default="jv_board",
            doc="What it opens; only jv_board opens a board.",
        ),
        ref("Subject ID", "Partners", "Whose board it opens."),
        Column("Label", doc="Words of your own to know it by."),
        due("Expires On", doc="Good through that day; blank = never.", while_=("active",)),
        choice(
            "Status",
            "active",
            "revoked",
            default="active",
            tones={"active": Tone.GOOD, "revoked": Tone.MUTED},
            doc="A revoked one opens nothing.",
        ),
        CREATED,
        stamp("Revoked At", "When it was revoked, in UTC."),
        stamp("Last Used At", "When it last opened a board, in UTC."),
        UPDATED,
    ),
    "What opens a partner's board.",
)

EXPORTS = Table(
    "Exports",
    "exp",
    (
        id_column(),
        ref("Token ID", "ShareTokens", doc="The token that it was made with."),
        ref("Partner ID", "Partners", required=True, doc="Who it was made for."),
        Column("File Name", required=True, width=30, doc="What the file was called."),
        Column("Rows", Kind.INT, minimum=0, doc="How many deals were in it."),
        Column("SHA256", required=True, width=30, doc="The file's checksum: whether a copy is the same."),
        Column("Encrypted", Kind.BOOL, default=False, doc="Whether it opens with a password only."),
        Column("Proof", Kind.NOTE, doc="What was proved before it was let out."),
        Column("Prev Hash", width=30, doc="The row hash of the export before: the chain."),
        Column(
            "Row Hash",
            width=30,
            doc="The checksum of this row and the one before: a row that is changed or taken out is noticed.",
        ),
        CREATED,
    ),
    "Every workbook that was made for a partner.",
    rule=broken_row,
)

TABLES = (PARTNERS, SHARE_TOKENS, EXPORTS)
