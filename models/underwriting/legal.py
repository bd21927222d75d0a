"""The legal rules of a place, looked for in a deal and its property, and the flags that were raised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from models.core.book import Book
from models.core.columns import SEVERITIES
from models.core.groups import groups_of, rows_of
from models.core.parsing import read_cell
from models.core.phrase import phrase
from models.core.refusal import Refused, no_row
from models.core.schema import Column, Kind, Value
from models.core.values import Invalid
from models.settings import value_of
from models.underwriting.intel import PROPERTIES
from models.underwriting.tables import LEGAL_FLAGS, LEGAL_RULES

Fields = Mapping[str, Value]
DEALS = "Deals"  # a table of the pipeline, which stands above this domain


@dataclass(frozen=True)
class Rule:
    """One row of Legal Rules."""

    id: str
    jurisdiction: str
    field: str
    op: str
    value: str
    severity: str
    message: str
    active: bool = True


@dataclass(frozen=True)
class Flag:
    """A legal question: a row of Legal Flags, or with a blank ID a rule that fires and was not written yet."""

    id: str
    rule_id: str
    severity: str
    message: str
    status: str = "open"


@dataclass(frozen=True)
class Findings:
    """The rules that fire, and a sentence for each that cannot be applied."""

    fired: tuple[Rule, ...]
    warnings: tuple[str, ...]


def jurisdiction_of(option: str | None, country: str | None, region: str | None, default: str) -> str:
    """Whose rules apply: the option, else Country-Region, else the default. Refused for an empty option."""
    if option is not None:
        if not option.strip():
            raise Refused(
                phrase("Jurisdiction: it is empty."), hint=phrase("Type it as CA-MB or US-FL."), code="missing"
            )
        return option.strip().upper()
    place = [(part or "").strip().upper() for part in (country, region)]
    return "-".join(place) if all(place) else default.strip().upper()


def evaluate(rules: Iterable[Rule], jurisdiction: str, deal: Fields, house: Fields) -> Findings:
    """The active rules of the jurisdiction that fire on a deal and its property, in the order of the sheet.

    A jurisdiction without any rule is warned of: its name may be a slip, and silence would pass for innocence.
    """
    there = [rule for rule in rules if rule.active and rule.jurisdiction.strip().upper() == jurisdiction]
    none = phrase("Legal Rules has no active rule of {jurisdiction}", jurisdiction=jurisdiction)
    fired, warnings = [], [] if there else [none]
    for rule in there:
        try:
            if fires(rule, field_of(rule.field, deal, house)):
                fired.append(rule)
        except Invalid as problem:
            warnings.append(phrase("Legal Rules {rule}: {what}", rule=rule.id, what=problem))
    return Findings(tuple(fired), tuple(warnings))


def field_of(field: str, deal: Fields, house: Fields) -> Value:
    """The deal's field, or the property's where the deal has none or a blank. Raises Invalid where neither has it."""
    if field not in deal and field not in house:
        raise Invalid(phrase("neither a deal nor a property has a field {field}.", field=field))
    value = deal.get(field)
    return house.get(field) if blank(value) else value


def fires(rule: Rule, actual: Value) -> bool:
    """Whether a rule fires on a field's value; words are compared in any case, numbers and dates as such.

    A blank fires `missing` and `ne` only: it is no value, so it is neither equal to one nor above or below it.
    Raises Invalid where the rule's value cannot be compared with the field's, and for an unknown op.
    """
    return _test(rule, None if blank(actual) else _kind(actual))(actual)


def fires_on(rule: Rule, held: Sequence[Value]) -> tuple[bool, list[bool]]:
    """`fires` for a blank, and for many values of one column that are none; False where it would raise Invalid."""
    on_blank, on_held = (_quiet_test(rule, kind) for kind in (None, _kind(held[0] if held else None)))
    return on_blank(None), [on_held(value) for value in held]


def blank(value: Value) -> bool:
    """Whether a field counts as blank: without a value, or with nothing but spaces."""
    return value is None or (isinstance(value, str) and not value.strip())


def _test(rule: Rule, kind: Kind | None) -> Callable[[Value], bool]:
    """How the rule is applied to values of that kind, None for blanks: what it is compared with is read once."""
    if rule.op not in _OPS:
        raise Invalid(phrase("“{op}” is no way to compare.", op=rule.op))
    bare = rule.op in ("missing", "exists")
    if not bare and not rule.value.strip():
        raise Invalid(phrase("Value is blank, and `{op}` needs one.", op=rule.op))
    if bare or kind is None:
        result = rule.op in ("missing", "ne") if kind is None else rule.op == "exists"
        return lambda _: result
    wanted = [_read(part, kind) for part in (rule.value.split(",") if rule.op == "in" else [rule.value])]
    if kind is Kind.TEXT and rule.op in ("gt", "lt"):
        raise Invalid(phrase("a text is neither above nor below another."))
    return lambda actual: _compared(rule.op, _folded(actual), wanted)


def _quiet_test(rule: Rule, kind: Kind | None) -> Callable[[Value], bool]:
    try:
        return _test(rule, kind)
    except Invalid:
        return lambda _: False


def rules_in(book: Book) -> tuple[Rule, ...]:
    """The rows of Legal Rules; a blank Active counts as yes, a blank Op as eq, a blank Severity as info.

    A rule without a message is named by its ID.
    """
    return book.derived("legal rules", lambda: _rules_in(book))


def _rules_in(book: Book) -> tuple[Rule, ...]:
    rows = [(str(row_id), book.row(LEGAL_RULES, row_id) or {}) for row_id in book[LEGAL_RULES].index]
    return tuple(
        Rule(
            id=row_id,
            jurisdiction=_text(row["jurisdiction"]),
            field=_text(row["field"]),
            op=_text(row["op"]) or "eq",
            value=_text(row["value"]),
            severity=_text(row["severity"]) or "info",
            message=_text(row["message"]) or f"Rule {row_id} fires.",
            active=row["active"] is not False,
        )
        for row_id, row in rows
    )


def open_questions(flags: Sequence[Flag], fired: Iterable[Rule]) -> tuple[Flag, ...]:
    """The open flags, then what fires without any flag of its rule.

    A rule with an open flag counts once, as severe as the worse of the two, so that a flag never makes a deal look
    better; one whose flags are all resolved was answered and counts no more.
    """
    rules = {rule.id: rule for rule in fired}
    known = {flag.rule_id for flag in flags if flag.rule_id}
    fresh = [Flag("", rule.id, rule.severity, rule.message) for rule in rules.values() if rule.id not in known]
    raised = [_as_severe(flag, rules.pop(flag.rule_id, None)) for flag in flags if flag.status == "open"]
    return (*raised, *fresh)


def _as_severe(flag: Flag, rule: Rule | None) -> Flag:
    if rule is None or _RANKS.get(rule.severity, 0) <= _RANKS.get(flag.severity, 0):
        return flag
    return replace(flag, severity=rule.severity)


def gravest_first(flags: Iterable[Flag]) -> list[Flag]:
    """By severity, equals in the order given."""
    return sorted(flags, key=lambda flag: -_RANKS.get(flag.severity, 0))


def deal_of(book: Book, property_id: str) -> str | None:
    """The deal that a property is linked with: its own Deal ID, else the first deal that names it; None without one."""
    own = (book.row(PROPERTIES, property_id) or {}).get("deal_id")
    if own in book[DEALS].index:
        return str(own)
    named = rows_of(book, DEALS, "property_id", property_id)
    return named[0] if named else None


def flags_on(book: Book, property_id: str | None, deal_id: str | None) -> tuple[Flag, ...]:
    """The flags raised on the property or the deal, resolved ones too, in the order of the sheet."""
    places = np.union1d(
        groups_of(book, LEGAL_FLAGS, "property_id").rows(property_id),
        groups_of(book, LEGAL_FLAGS, "deal_id").rows(deal_id),
    )
    ids = [str(row_id) for row_id in book[LEGAL_FLAGS].index[places]]
    rows = [(row_id, book.row(LEGAL_FLAGS, row_id) or {}) for row_id in ids]
    return tuple(
        Flag(
            row_id,
            _text(row["rule_id"]),
            _text(row["severity"]) or "info",
            _text(row["message"]),
            _text(row["status"]) or "open",
        )
        for row_id, row in rows
    )


def findings_for(book: Book, deal_id: str, property_id: str | None, jurisdiction: str | None = None) -> Findings:
    """The rules that fire on a deal of the book and the property given. Refused for an unknown deal."""
    deal = book.row(DEALS, deal_id)
    if deal is None:
        raise no_row("Deals", deal_id)
    house = book.row(PROPERTIES, property_id) if property_id else None
    place = place_of(book, deal if house is None else house, jurisdiction)
    return evaluate(rules_in(book), place, deal, house or dict.fromkeys(c.name for c in PROPERTIES.stored))


def place_of(book: Book, row: Fields, option: str | None = None) -> str:
    """The jurisdiction of a property's or deal's row; a blank country is the setting's."""
    country = _text(row["country"]) or _text(value_of(book, "default_country"))
    return jurisdiction_of(option, country, _text(row["region"]), _text(value_of(book, "default_jurisdiction")))


_RANKS = {severity: rank for rank, severity in enumerate(SEVERITIES)}
_OPS = ("eq", "ne", "in", "gt", "lt", "missing", "exists")


def _compared(op: str, actual: Value, wanted: Sequence[Value]) -> bool:
    if op in ("gt", "lt"):
        above, below = (actual, wanted[0]) if op == "gt" else (wanted[0], actual)
        return above > below  # type: ignore[operator]  # neither is blank, and both were read as the same kind
    return (actual in wanted) is (op != "ne")


def _read(word: str, kind: Kind) -> Value:
    return _folded(read_cell(Column("Value", kind), word.strip()).value)


def _kind(actual: Value) -> Kind:
    if isinstance(actual, bool):
        return Kind.BOOL
    if isinstance(actual, (int, float)):
        return Kind.PCT  # a number that may be typed as 70%
    return Kind.DATE if isinstance(actual, date) else Kind.TEXT


def _folded(value: Value) -> Value:
    return value.strip().casefold() if isinstance(value, str) else value


def _text(value: Value) -> str:
    return "" if value is None else str(value)
