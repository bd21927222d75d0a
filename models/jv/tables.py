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
        Column("Name", required=True, width=24),
        choice("Type", "jv_partner", "buyer", "lender", "contractor", "other", default="jv_partner"),
        Column("Email", width=26),
        Column("Phone"),
        Column("Company", width=24),
        choice("Status", "active", "paused", "archived", default="active", tones=LIFE_TONES),
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
        choice("Scope", "jv_board", "other", required=True, default="jv_board"),
        ref("Subject ID", "Partners", "Whose board it opens."),
        Column("Label"),
        due("Expires On", doc="Good through that day; blank = never.", while_=("active",)),
        choice("Status", "active", "revoked", default="active", tones={"active": Tone.GOOD, "revoked": Tone.MUTED}),
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
        ref("Token ID", "ShareTokens"),
        ref("Partner ID", "Partners", required=True),
        Column("File Name", required=True, width=30),
        Column("Rows", Kind.INT, minimum=0),
        Column("SHA256", required=True, width=30),
        Column("Encrypted", Kind.BOOL, default=False),
        Column("Proof", Kind.NOTE),
        Column("Prev Hash", width=30),
        Column("Row Hash", width=30),
        CREATED,
    ),
    "Every workbook that was made for a partner.",
    rule=broken_row,
)

TABLES = (PARTNERS, SHARE_TOKENS, EXPORTS)
