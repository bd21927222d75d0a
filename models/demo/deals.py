"""Twenty deals over all stages, the offers written for them, and the legal questions they raise."""

from __future__ import annotations

from datetime import date
from random import Random

from models.core.values import round_half_up
from models.demo.days import Row, Rows, ago, made, stamp
from models.jv import PARTNERS
from models.pipeline import CONTACTS, DEALS
from models.starter import named_id
from models.starter.legal_rules import LEGAL_RULE_ROWS
from models.underwriting import LEGAL_FLAGS, LEGAL_RULES, PROPERTIES, REPAIRS, UNDERWRITES

# One deal a line: the property's number, stage, strategy, motivation, the partner's number or None.
PLAN = (
    (0, "offer_sent", "wholesale", "high", None),
    (1, "qualified", "wholesale", "medium", 1),
    (2, "under_contract", "flip", "medium", 0),
    (3, "new", "wholesale", "unknown", None),
    (4, "contacted", "wholesale", "low", None),
    (5, "negotiating", "brrrr", "medium", 0),
    (6, "closed", "wholesale", "high", 0),
    (7, "qualified", "rental", "medium", None),
    (8, "dead", "wholesale", "low", None),
    (9, "new", "wholesale", "unknown", None),
    (10, "contacted", "flip", "medium", None),
    (11, "offer_sent", "wholesale", "high", 1),
    (14, "new", "wholesale", "unknown", None),
    (15, "contacted", "wholesale", "medium", None),
    (16, "qualified", "wholesale", "high", None),
    (17, "offer_sent", "brrrr", "medium", 2),
    (18, "negotiating", "wholesale", "high", None),
    (19, "under_contract", "wholesale", "high", 2),
    (20, "closed", "flip", "medium", 2),
    (21, "new", "wholesale", "unknown", None),
)
WRITTEN = ("qualified", "offer_sent", "negotiating", "under_contract", "closed")
ARV_MOVED = 0  # the deal whose ARV rose after its MAO was written: the window shows it as stale
FEE, ARV_PCT, LTV = 10_000.0, 0.70, 0.75  # the defaults in Settings
OPEN_LAW = (0, 11, 17)  # the deals whose question about wholesaling has a flag of its own, or is still open
WHOLESALE_RULES = {"CA": 0, "US": 8}  # by country the place of that question in the rules
ANSWERED = "Lawyer's letter on assignments covers this deal."
MILESTONES = {
    "qualified": "Walk-through", "offer_sent": "Answer to the offer", "negotiating": "Second offer",
    "under_contract": "Inspection ends", "closed": "Final statement",
}  # fmt: skip
PARTNER_NOTES = {
    "qualified": "Numbers look good, walk-through booked.", "offer_sent": "Offer is out, answer expected this week.",
    "negotiating": "Seller wants a later closing date.", "under_contract": "Deposit paid, inspection under way.",
    "closed": "Closed; statement to follow.",
}  # fmt: skip


def deal_rows(as_of: date, dice: Random, houses: Rows) -> Rows:
    """Deals with their underwrites and flags; the properties that belong to one get its ID."""
    rows: Rows = {DEALS.key: [], UNDERWRITES.key: [], LEGAL_FLAGS.key: []}
    for number, (place, stage, strategy, motivation, partner) in enumerate(PLAN):
        house = houses[PROPERTIES.key][place]
        deal = _deal(number, house, stage, strategy, motivation, as_of)
        house["deal_id"] = deal["id"]
        if partner is not None:
            deal |= _partnership(partner, stage, as_of, number)
        if stage in WRITTEN:
            offer = _offer(number, deal, house, houses[REPAIRS.key], as_of)
            rows[UNDERWRITES.key].append(offer)
            deal |= {"mao": offer["result"], "mao_mode": offer["mode"], "mao_at": offer["created_at"]}
            deal["underwrite_id"] = offer["id"]
        deal["asking_price"] = _asking(deal, house, dice)
        rows[DEALS.key].append(deal)
    rows[LEGAL_FLAGS.key] = _flags(rows[DEALS.key], as_of)
    return rows


def _deal(number: int, house: Row, stage: str, strategy: str, motivation: str, as_of: date) -> Row:
    age = 150 - number * 6 if stage != "new" else 6 + number % 5
    return {
        "id": named_id(DEALS, "demo", str(number)),
        **{name: house[name] for name in ("address", "city", "region", "country")},
        "strategy": strategy,
        "stage": stage,
        "contact_id": named_id(CONTACTS, "demo", str(number)),
        "seller_motivation": motivation,
        "property_id": house["id"],
        "property_address": house["address"],
        "summary": {"high": "Wants to be out within weeks.", "low": "In no hurry, price first."}.get(motivation),
        **made(as_of, age),
        "updated_at": stamp(as_of, min(age, 2 + number % 6)),
    }


def _partnership(partner: int, stage: str, as_of: date, number: int) -> Row:
    return {
        "partner_id": named_id(PARTNERS, "demo", str(partner)),
        "partner_share": (0.5, 0.4, 0.35)[partner],
        "partner_capital": (45_000.0, 20_000.0, 60_000.0)[partner] + 2_500.0 * (number % 4),
        "next_milestone": MILESTONES[stage],
        "milestone_date": ago(as_of, 20 if stage == "closed" else -3 - 4 * (number % 5)),
        "partner_notes": PARTNER_NOTES[stage],
    }


def _offer(number: int, deal: Row, house: Row, repairs: list[Row], as_of: date) -> Row:
    mode = "brrrr" if deal["strategy"] in ("brrrr", "rental") else "wholesale"
    arv = _number(house["arv"]) - (5_000.0 if number == ARV_MOVED else 0.0)
    cost = round_half_up(sum(_number(row["cost"]) for row in repairs if row["property_id"] == house["id"]))
    terms: Row
    if mode == "brrrr":
        terms = {"target_ltv": LTV, "closing_costs": 0.0, "buffer": 0.0, "max_all_in": round_half_up(arv * LTV),
                 "result": round_half_up(arv * LTV - cost), "model": "brrrr_ltv_v1"}  # fmt: skip
    else:
        terms = {"arv_pct": ARV_PCT, "fee": FEE, "result": round_half_up(arv * ARV_PCT - cost - FEE),
                 "model": "wholesale_70_rule_v1"}  # fmt: skip
    return {
        "id": named_id(UNDERWRITES, "demo", str(number)),
        "deal_id": deal["id"],
        "property_id": house["id"],
        "mode": mode,
        "arv": arv,
        "repairs": cost,
        **terms,
        "created_at": stamp(as_of, 12 - number % 5, 17),
    }


def _asking(deal: Row, house: Row, dice: Random) -> float | None:
    if house.get("arv") is None:
        return None
    base = _number(deal["mao"]) * 1.06 if deal.get("mao") else _number(house["arv"]) * 0.66
    return float(round(base * dice.uniform(0.97, 1.12) / 1000) * 1000)


def _flags(deals: list[Row], as_of: date) -> list[Row]:
    chosen = (
        (0, 0, "open", None),
        (11, 0, "resolved", "Lawyer confirmed: assignment clause is in the contract."),
        (17, 8, "open", None),
        (17, 12, "open", None),
        (5, 4, "resolved", "Guideline checked for this year."),
    )
    flags = [_flag(number, deals[place], rule, status, note, as_of)
             for number, (place, rule, status, note) in enumerate(chosen)]  # fmt: skip
    answered = [deal for place, deal in enumerate(deals) if place not in OPEN_LAW and deal["strategy"] == "wholesale"]
    return flags + [_flag(len(flags) + number, deal, WHOLESALE_RULES[str(deal["country"])], "resolved", ANSWERED, as_of)
                    for number, deal in enumerate(answered)]  # fmt: skip


def _flag(number: int, deal: Row, rule: int, status: str, note: str | None, as_of: date) -> Row:
    given = LEGAL_RULE_ROWS[rule]
    return {
        "id": named_id(LEGAL_FLAGS, "demo", str(number)),
        "property_id": deal["property_id"],
        "deal_id": deal["id"],
        "rule_id": named_id(LEGAL_RULES, *map(str, given.values())),
        "severity": given["severity"],
        "message": given["message"],
        "status": status,
        "resolved_at": stamp(as_of, 4) if status == "resolved" else None,
        "notes": note,
        **made(as_of, 11),
    }


def _number(value: object) -> float:
    """A field that is known to hold a number."""
    if not isinstance(value, (int, float)):
        raise TypeError(value)
    return float(value)
