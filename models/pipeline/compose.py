"""A message for a deal, before anything is written: to whom, what it says, and what to look at first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from models.core.book import Book
from models.core.columns import MESSAGE_KINDS, TONES
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.schema import Column, Value
from models.core.values import show
from models.pipeline.contact import ADDRESS, Permission, may_contact
from models.pipeline.deals import CLOSED_STAGES, CONTACTS, DEALS
from models.pipeline.merge import STAND_INS, filled, message_fields, used_in, values_for
from models.pipeline.templates import template_for
from models.underwriting import PROPERTIES, UNDERWRITES
from models.underwriting.attach import deal_row


@dataclass(frozen=True)
class Message:
    """A message as it would be drafted; `merged` are the texts and figures behind it, by field."""

    deal_id: str
    contact_id: str | None
    kind: str
    tone: str
    to: str | None
    subject: str | None
    body: str
    warnings: tuple[str, ...] = ()
    merged: Mapping[str, str] = field(default_factory=dict)

    def warned(self, sentences: Iterable[str]) -> Message:
        """The same with more warnings, each once."""
        return replace(self, warnings=tuple(dict.fromkeys((*self.warnings, *sentences))))


def preview(
    book: Book, deal_id: str, now: datetime, kind: str = "sms", tone: str = "neutral", to: str | None = None
) -> Message:
    """The message with everything to be thought about before it is sent: what blocks it too. Changes nothing.

    Refused for an unknown deal, kind or tone, and where the template that fits cannot be sent.
    """
    message = message_for(book, deal_id, kind, tone, to)
    permission = may_contact(book, deal_id, now, kind, to)
    return message.warned((*permission.blocks, *permission.sentences))


def message_for(book: Book, deal_id: str, kind: str = "sms", tone: str = "neutral", to: str | None = None) -> Message:
    """The message by itself, with warnings for blank fields and for a deal that is over. Refused as `preview`."""
    _refuse_unknown(kind, tone)
    deal = deal_row(book, deal_id)
    contact = book.row(CONTACTS, str(deal["contact_id"])) if deal["contact_id"] else None
    template = template_for(book, deal, kind, tone)
    values = values_for(book, {DEALS.key: deal, CONTACTS.key: contact or {}})
    used = used_in(template.subject, template.body)
    # A call's notes are read by the operator alone: there a gap is better seen.
    stand_ins = {} if kind == "call_note" else STAND_INS
    figures = figures_of(book, deal)
    address = to or (contact[ADDRESS[kind]] if contact else None)
    message = Message(
        deal_id=deal_id,
        contact_id=str(deal["contact_id"]) if contact else None,
        kind=kind,
        tone=tone,
        to=str(address) if address else None,
        subject=filled(template.subject, values, stand_ins) or None,
        body=filled(template.body, values, stand_ins),
        merged={**{name: values[name] for name in used}, **figures},
    )
    return message.warned((*_blanks(book, deal_id, deal, used, values), *_over(deal_id, deal))).warned(
        private_figures(message, figures)
    )


def edited(message: Message, subject: str | None, body: str | None) -> Message:
    """The message as a person rewrote it; None leaves a text as it is. Refused where the body is empty."""
    if body is not None and not body.strip():
        raise Refused(phrase("The message is empty."), hint=phrase("Type what it shall say."), code="missing")
    changed = replace(message, subject=message.subject if subject is None else subject.strip() or None)
    changed = replace(changed, body=message.body if body is None else body)
    figures = {name: text for name, text in message.merged.items() if name in _FIGURES}
    return changed.warned(private_figures(changed, figures))


def _refuse_unknown(kind: str, tone: str) -> None:
    for header, word, known in (("Kind", kind, MESSAGE_KINDS), ("Tone", tone, TONES)):
        if word not in known:
            raise Refused(
                phrase(
                    "{header}: “{word}” is not one of {choices}.", header=header, word=word, choices=", ".join(known)
                ),
                code="invalid",
            )


def _blanks(
    book: Book, deal_id: str, deal: Mapping[str, Value], used: Iterable[str], values: Mapping[str, str]
) -> Iterator[str]:
    where = {DEALS.key: f"Deals {deal_id}", CONTACTS.key: f"Contacts {deal['contact_id']}"}
    for name in used:
        source = message_fields(book)[name]
        if values[name]:
            continue
        if source.table == CONTACTS.key and not deal["contact_id"]:
            yield phrase("{{{name}}} is blank: Deals {deal_id} names no contact.", name=name, deal_id=deal_id)
        else:
            yield phrase(
                "{{{name}}} is blank: fill in {where}, {header}.",
                name=name,
                where=where.get(source.table, "Settings"),
                header=source.column.header,
            )


def _over(deal_id: str, deal: Mapping[str, Value]) -> Iterator[str]:
    if deal["stage"] in CLOSED_STAGES:
        yield phrase("Deals {deal_id} is {stage}.", deal_id=deal_id, stage=deal["stage"])


# --- the figures behind it ---

_FIGURES: Mapping[str, Column] = {
    "asking_price": DEALS["asking_price"], "mao": DEALS["mao"], "arv": PROPERTIES["arv"], "fee": UNDERWRITES["fee"],
}  # fmt: skip


def figures_of(book: Book, deal: Mapping[str, Value]) -> dict[str, str]:
    """The private figures that whoever writes has in mind, as texts; blank ones are left out."""
    house = book.row(PROPERTIES, str(deal["property_id"])) if deal["property_id"] else None
    offer = book.row(UNDERWRITES, str(deal["underwrite_id"])) if deal["underwrite_id"] else None
    values = {"asking_price": deal["asking_price"], "mao": deal["mao"]}
    values |= {"arv": (house or {}).get("arv"), "fee": (offer or {}).get("fee")}
    return {name: show(_FIGURES[name], value) for name, value in values.items() if value is not None}


def private_figures(message: Message, figures: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each private figure that the text names in digits: no field brings one in, but a hand may."""
    text = f"{message.subject or ''}\n{message.body}"
    named = {float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
    for name, shown in figures.items():
        if float(shown.replace(",", "")) in named - {0.0}:
            yield phrase(
                "The text names {shown}, which is the deal's {header} and private.",
                shown=shown,
                header=_FIGURES[name].header,
            )


# --- what moved since ---


@dataclass(frozen=True)
class Moved:
    """Something that a draft was written with and that has another value now; blank is empty."""

    name: str
    was: str
    now: str

    @property
    def sentence(self) -> str:
        blank = phrase("blank")
        return phrase("{name}: {was} -> {now}", name=self.name, was=self.was or blank, now=self.now or blank)


def merged_text(merged: Mapping[str, str]) -> str | None:
    """What Drafts, Merged Values holds: `name: value`, one a line."""
    return "\n".join(f"{name}: {value}" for name, value in merged.items()) or None


def moved_since(book: Book, draft: Mapping[str, Value]) -> tuple[Moved, ...]:
    """What the draft was written with and has moved since, in its order; what it never knew cannot have moved."""
    deal = book.row(DEALS, str(draft["deal_id"])) if draft["deal_id"] else None
    if deal is None or not draft["merged_values"]:
        return ()
    contact = book.row(CONTACTS, str(draft["contact_id"])) if draft["contact_id"] else None
    today = {**values_for(book, {DEALS.key: deal, CONTACTS.key: contact or {}}), **figures_of(book, deal)}
    found = []
    for line in str(draft["merged_values"]).splitlines():
        name, _, was = line.partition(":")
        known = name in message_fields(book) or name in _FIGURES
        if known and was.strip() != today.get(name, ""):
            found.append(Moved(name, was.strip(), today.get(name, "")))
    return tuple(found)


def permission_warnings(permission: Permission, *whats: str) -> tuple[str, ...]:
    """The sentences of those of its cautions that are about one of these things."""
    return tuple(caution.sentence for caution in permission.cautions if caution.what in whats)
