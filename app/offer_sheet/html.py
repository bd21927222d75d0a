"""The sheet's content as HTML of the kind that Qt lays out; on paper, so always in the light colours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from app.theme import LIGHT, Role, mixed
from app.tr import marked, spoken, tr, tr_phrase
from models.core.phrase import full_day
from models.underwriting.calculators import Term
from models.underwriting.comps import Comparison, Judged
from models.underwriting.ladder import TITLES, Ladder
from models.underwriting.legal import gravest_first
from models.underwriting.offer_sheet import OfferSheet, WrittenOffer
from models.underwriting.risk import SIGNALS, Risk

LONG_ADDRESS = 40
PRIVATE = marked("Private: for the operator, not for the seller")
BODY, SMALL, SECTION, TITLE, BIG = 11, 9, 13, 22, 26  # pixels at 96 to the inch
_MODES = {"wholesale": marked("Wholesale"), "brrrr": "BRRRR"}
_ESTIMATES = {
    "mean": marked("Mean {amount}"),
    "median": marked("median {amount}"),
    "sqft_mean": marked("by $/sqft mean {amount}"),
    "sqft_median": marked("median {amount}"),
}
Cell = str | tuple[str, str]  # text, or text and its style


def html_of(sheet: OfferSheet) -> str:
    """The whole sheet, one section under the other."""
    parts = (
        _head(sheet), _offer(sheet), _chain(sheet.offer, sheet.currency), _value(sheet), _comps(sheet), _repairs(sheet),
        _risk(sheet.risk), _flags(sheet), _ladder(sheet.ladder, sheet.currency), _notes(sheet.notes),
    )  # fmt: skip
    style = f"font-size:{BODY}px; color:{LIGHT[Role.TEXT]};"
    return f'<html><body style="{style}">{"".join(parts)}</body></html>'


def money(value: float) -> str:
    """To cents, with a real minus, as everything on the sheet."""
    return spoken().cents(value).replace("-", "−")


def moment(text: str) -> str:
    """`2026-02-21 17:00 UTC` from the workbook's `2026-02-21T17:00:00Z`."""
    return f"{text[:10]} {text[11:16]} UTC" if len(text) >= 16 and text.endswith("Z") else text


# --- sections ---


def _head(sheet: OfferSheet) -> str:
    house = sheet.house
    size = TITLE if len(house.address) <= LONG_ADDRESS else SECTION
    left = _line(escape(house.address or tr("No address")), size, strong=True) + _line(escape(house.place), BODY)
    left += _line(escape(" · ".join(map(tr_phrase, house.facts))), BODY, Role.MUTED)
    right = _line(tr("Offer sheet, {day}", day=full_day(sheet.as_of)), BODY, strong=True)
    operator = sheet.operator or (tr("No operator in Settings: operator_name, operator_phone, operator_email"),)
    right += "".join(_line(escape(part), BODY, Role.MUTED) for part in operator)
    return (
        '<table width="100%" cellspacing="0" cellpadding="0"><tr>'
        f'<td width="64%">{left}</td><td width="36%" align="right">{right}</td></tr></table>'
    )


def _offer(sheet: OfferSheet) -> str:
    offer, currency = sheet.offer, escape(sheet.currency)
    how = " · ".join(filter(None, (tr(_MODES.get(offer.mode, offer.mode)), offer.model)))
    lines = _line(tr("Maximum allowable offer (MAO)"), BODY, Role.MUTED)
    lines += _line(f"{currency} {money(offer.mao)}", BIG, Role.DANGER if offer.mao < 0 else Role.TEXT, strong=True)
    when = tr("written {moment}", moment=moment(offer.at)) if offer.at else tr("as it stands on the deal")
    lines += _line(escape(", ".join(filter(None, (how, when)))), BODY)
    lines += _line(_asking(offer, currency), BODY)
    if offer.stale is not None:
        today = tr("give none") if offer.stale.now is None else tr("give {money}", money=money(offer.stale.now))
        said = tr("Stale: today’s inputs {today}. Write the MAO again before you make the offer.", today=today)
        lines += _line(said, BODY, Role.DANGER, strong=True)
    if offer.mao < 0:
        lines += _line(tr("No offer works at these numbers."), BODY, Role.DANGER, strong=True)
    tint = mixed(LIGHT[Role.ACCENT], LIGHT[Role.CARD], 0.08)
    return (
        f'<table width="100%" cellspacing="0" cellpadding="10" style="margin-top:10px;" bgcolor="{tint}">'
        f"<tr><td>{lines}</td></tr></table>"
    )


def _asking(offer: WrittenOffer, currency: str) -> str:
    if offer.asking is None:
        return tr("No asking price on the deal.")
    gap = round(offer.mao - offer.asking, 2)
    asking = f"{currency} {money(offer.asking)}"
    if not gap:
        return tr("Asking {asking}: the MAO equals it.", asking=asking)
    if gap > 0:
        return tr("Asking {asking}: the MAO is {gap} above it.", asking=asking, gap=money(gap))
    return tr("Asking {asking}: the MAO is {gap} below it.", asking=asking, gap=money(-gap))


def _chain(offer: WrittenOffer, currency: str) -> str:
    if not offer.terms:
        return ""
    arv = "" if offer.arv is None else f"ARV {money(offer.arv)}"
    rows: list[Sequence[Cell]] = [
        (tr_phrase(t.label).replace("ARV", arv or "ARV"), money(t.amount)) for t in offer.terms
    ]
    return _table(tr("How it comes about"), (tr("Term"), currency), (70, 30), [*rows, _total("MAO", _sum(offer.terms))])


def _value(sheet: OfferSheet) -> str:
    house = sheet.house
    if house.arv is None:
        return _section(tr("Value today")) + _line(tr("No ARV is set."), BODY, Role.DANGER)
    when = tr(", set {moment}", moment=moment(house.arv_set_at)) if house.arv_set_at else ""
    notes = tr_phrase(house.arv_notes)
    note = notes[:1].upper() + notes[1:]
    said = f"ARV {escape(sheet.currency)} {money(house.arv)}{escape(when)}. {escape(note)}"
    return _section(tr("Value today")) + _line(said, BODY)


def _comps(sheet: OfferSheet) -> str:
    found = sheet.comparison
    if found is None or not found.comps:
        return _line(tr("No comps."), BODY, Role.MUTED)
    heads = (
        tr("Comp"),
        tr("Sold"),
        tr("Price, {currency}", currency=sheet.currency),
        tr("Sqft"),
        "$/sqft",
        tr("Counts"),
        tr("To doubt"),
    )
    rows = [_comp(one) for one in found.comps]
    return _table(tr("Comps"), heads, (26, 12, 14, 8, 10, 9, 21), rows, left=(0, 1, 5, 6)) + _estimates(found)


def _comp(one: Judged) -> Sequence[Cell]:
    comp = one.comp
    return (
        comp.address or comp.id,
        spoken().full_day(comp.sold_date) if comp.sold_date else "",
        "" if comp.sold_price is None else money(comp.sold_price),
        "" if comp.sqft is None else tr("{sqft}", sqft=float(comp.sqft)),
        "" if one.price_per_sqft is None else money(one.price_per_sqft),
        tr("yes") if one.counts else tr("no"),
        ("; ".join(map(tr_phrase, one.warnings)), f"color:{LIGHT[Role.WARNING]}"),
    )


def _estimates(found: Comparison) -> str:
    said = ((text, getattr(found, name)) for name, text in _ESTIMATES.items())
    told = [tr(text, amount=money(value)) for text, value in said if value is not None]
    if found.leave_one_out:
        low, high = map(money, found.leave_one_out)
        told.append(tr("mean with one left out {low} to {high}", low=low, high=high))
    doubts = "".join(
        _line(escape(tr("Doubt: {warning}.", warning=tr_phrase(warning))), BODY, Role.WARNING)
        for warning in found.warnings
    )
    return (_line(", ".join(told) + ".", BODY) if told else "") + doubts


def _repairs(sheet: OfferSheet) -> str:
    found = sheet.repairs
    if not found.rows:
        return _section(tr("Repairs")) + _line(tr("No repairs entered."), BODY, Role.WARNING)
    rows: list[Sequence[Cell]] = [
        (one.name.capitalize(), ", ".join(one.items), money(one.cost)) for one in found.categories
    ]
    total = _total(tr("All repairs"), found.total, 3)
    return _table(
        tr("Repairs"), (tr("Category"), tr("Items"), sheet.currency), (20, 60, 20), [*rows, total], left=(0, 1)
    )


def _risk(risk: Risk | None) -> str:
    if risk is None:
        return ""
    span = (
        ""
        if risk.low == risk.high
        else tr(", from {low} to {high} by what is missing", low=money(risk.low), high=money(risk.high))
    )
    title = tr("Risk: {score} of 100 (risk_v1{span})", score=money(risk.score), span=span)
    rows: list[Sequence[Cell]] = [
        (tr(SIGNALS[c.signal]), tr_phrase(c.why), money(c.points)) for c in risk.contributions
    ]
    total = ((tr("Score"), _STRONG), "", (money(risk.score), _STRONG))
    stop = _line(tr("Stop: a high legal flag is open."), BODY, Role.DANGER, strong=True) if risk.stop else ""
    return _table(title, (tr("Signal"), tr("Why"), tr("Points")), (20, 65, 15), [*rows, total], left=(0, 1)) + stop


def _flags(sheet: OfferSheet) -> str:
    if not sheet.flags:
        return _section(tr("Legal flags")) + _line(tr("None is open and no rule fires."), BODY, Role.MUTED)
    rows: list[Sequence[Cell]] = [
        (
            flag.severity.capitalize(),
            tr_phrase(flag.message),
            tr("flag") if flag.id else tr("rule that fires, not written as a flag yet"),
        )
        for flag in gravest_first(sheet.flags)
    ]
    return _table(
        tr("Legal flags, open"), (tr("Severity"), tr("Message"), tr("Kept as")), (12, 68, 20), rows, left=(0, 1, 2)
    )


def _ladder(ladder: Ladder | None, currency: str) -> str:
    if ladder is None:
        return ""
    ordered = sorted(ladder.rungs, key=lambda rung: (rung.price is None, rung.price or 0.0))
    rows: list[Sequence[Cell]] = []
    for rung in ordered:
        note = tr("binds") if rung.name == ladder.binding else tr_phrase(rung.why)
        missing = (
            tr("needs {inputs}", inputs=", ".join(name.replace("_", " ") for name in rung.missing))
            if rung.missing
            else ""
        )
        style = _STRONG if rung.name == ladder.binding else ""
        price = "" if rung.price is None else money(rung.price)
        rows.append(tuple((text, style) for text in (*map(tr, TITLES[rung.name]), note or missing, price)))
    heads = (tr("Rung"), tr("Leaves"), "", tr("Highest price, {currency}", currency=currency))
    return _table(tr("Ladder at today’s figures"), heads, (16, 40, 22, 22), rows, left=(0, 1, 2))


def _notes(notes: Sequence[str]) -> str:
    if not notes:
        return ""
    said = map(tr_phrase, notes)
    lines = (_line(escape(note[:1].upper() + note[1:]), BODY, Role.WARNING) for note in said)
    return _section(tr("To mind")) + "".join(lines)


# --- pieces ---

_STRONG = "font-weight:600"


def _line(text: str, size: int, role: Role = Role.TEXT, *, strong: bool = False) -> str:
    """A paragraph; the text is HTML already."""
    weight = " font-weight:600;" if strong else ""
    return f'<p style="margin:1px 0; font-size:{size}px; color:{LIGHT[role]};{weight}">{text}</p>' if text else ""


def _section(title: str) -> str:
    style = f"margin:14px 0 3px 0; font-size:{SECTION}px; font-weight:600;"
    return f'<p style="{style}">{escape(title)}</p>'


def _table(
    title: str,
    heads: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[Cell]],
    left: Sequence[int] = (0,),
) -> str:
    """Title and headings stand above the rows on each page that these reach; columns outside `left` are figures."""
    named = f"font-size:{SECTION}px; font-weight:600; padding:12px 0 3px 0;"
    head = f'<tr><td colspan="{len(heads)}" style="{named}">{escape(title)}</td></tr>'
    muted = f"color:{LIGHT[Role.MUTED]}; font-size:{SMALL}px; border-bottom:1px solid {LIGHT[Role.EDGE]}"
    head += _row([(text, muted) for text in heads], widths, left)
    body = "".join(_row(row, widths, left, f"border-bottom:1px solid {LIGHT[Role.LINE]}") for row in rows)
    return (
        '<table width="100%" cellspacing="0" cellpadding="3" style="border-collapse:collapse;">'
        f"<thead>{head}</thead>{body}</table>"
    )


def _row(cells: Sequence[Cell], widths: Sequence[int], left: Sequence[int], style: str = "") -> str:
    made = []
    for number, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        text, own = (cell, "") if isinstance(cell, str) else cell
        align = "left" if number in left else "right"
        gap = "padding-left:10px" if number else ""
        made.append(f'<td width="{width}%" align="{align}" style="{style};{own};{gap}">{escape(text)}</td>')
    return f"<tr>{''.join(made)}</tr>"


def _total(name: str, value: float, columns: int = 2) -> Sequence[Cell]:
    return [(name, _STRONG), *[""] * (columns - 2), (money(value), _STRONG)]


def _sum(terms: Sequence[Term]) -> float:
    return round(sum(round(term.amount * 100) for term in terms) / 100, 2)
