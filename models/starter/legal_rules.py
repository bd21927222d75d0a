"""Questions that the law of Manitoba and Florida raises on a deal; reminders to check, no legal advice."""

from __future__ import annotations

from collections.abc import Mapping

from models.core.schema import Value


def _rule(
    jurisdiction: str, field: str, op: str, value: str | None, severity: str, message: str
) -> Mapping[str, Value]:
    return {
        "jurisdiction": jurisdiction, "field": field, "op": op, "value": value, "severity": severity,
        "message": message,
    }  # fmt: skip


LEGAL_RULE_ROWS: tuple[Mapping[str, Value], ...] = (
    _rule("CA-MB", "strategy", "eq", "wholesale", "high",
          "Check with a Manitoba lawyer whether assigning this contract is trading in real estate that needs "
          "registration under The Real Estate Services Act, and that the contract allows an assignment."),
    _rule("CA-MB", "strategy", "in", "wholesale,flip", "medium",
          "Check the federal property flipping rule (Income Tax Act, s. 12(12)-(14)): a gain on housing held for less "
          "than 365 days, an assignment's included, is as a rule business income."),
    _rule("CA-MB", "strategy", "eq", "wholesale", "low",
          "Check whether GST applies: assignments of contracts for new or substantially renovated housing have been "
          "taxable since 7 May 2022."),
    _rule("CA-MB", "stage", "in", "under_contract,closed", "info",
          "Check the Manitoba land transfer tax on closing: it rises in steps to 2 % of what lies above 200,000."),
    _rule("CA-MB", "strategy", "in", "rental,brrrr", "medium",
          "Check The Residential Tenancies Act: the yearly rent guideline, deposits, and the rents and rights of "
          "tenants who stay."),
    _rule("CA-MB", "year_built", "lt", "1990", "medium",
          "Check for asbestos (vermiculite insulation, tiles, drywall compound) before any demolition: Manitoba's "
          "workplace safety rules ask for a survey."),
    _rule("CA-MB", "year_built", "missing", None, "low",
          "The year built is unknown: check it for asbestos, lead paint and knob-and-tube wiring."),
    _rule("CA-MB", "contact_id", "missing", None, "low",
          "No seller is named: check the title for all registered owners, and for homestead rights of a spouse under "
          "The Homesteads Act."),
    _rule("US-FL", "strategy", "eq", "wholesale", "high",
          "Check Fla. Stat. 475.01 and 475.42 with a Florida lawyer: offering another's property for a fee without a "
          "licence is not allowed; advertise the contract, not the house, and say so."),
    _rule("US-FL", "year_built", "lt", "1978", "medium",
          "Built before 1978: check that the lead-based paint disclosure and pamphlet are given (42 U.S.C. 4852d)."),
    _rule("US-FL", "year_built", "lt", "1996", "low",
          "Check whether an insurer asks for a four-point inspection and a roof report for a house of this age."),
    _rule("US-FL", "year_built", "missing", None, "low",
          "The year built is unknown: check it for lead-based paint and insurance inspections."),
    _rule("US-FL", "stage", "in", "offer_sent,negotiating,under_contract", "medium",
          "Check that the seller's flood disclosure is given at or before signing (Fla. Stat. 689.302), and known "
          "defects that are not readily seen (Johnson v. Davis)."),
    _rule("US-FL", "seller_motivation", "eq", "high", "medium",
          "Check whether the owner is in foreclosure: Fla. Stat. 501.1377 asks for a written contract and a right to "
          "cancel in such a purchase."),
    _rule("US-FL", "stage", "eq", "under_contract", "medium",
          "Check homestead: both spouses sign (Fla. Const. art. X, s. 4(c)). Check FIRPTA withholding for a foreign "
          "seller, and the buyer's affidavit under Fla. Stat. 692.201-692.205."),
    _rule("US-FL", "strategy", "in", "rental,brrrr", "low",
          "Check the association's rental limits and disclosure (Fla. Stat. 718.503, 720.401) and whether short "
          "rents need a licence."),
)  # fmt: skip
