"""Which template a message is made from, and what is wrong with templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models.core.book import Book
from models.core.phrase import phrase, sentences
from models.core.problem import Problem, Severity
from models.core.refusal import Refused
from models.core.schema import Value, fold
from models.core.values import plain
from models.pipeline.deals import DEALS, STAGES, STRATEGIES
from models.pipeline.merge import Fault, faults_in, message_fields

TEMPLATES = "Templates"  # a table that asks this module what is wrong with it
_DEFAULTS = {"kind": "sms", "tone": "neutral"}


@dataclass(frozen=True)
class Template:
    """One row of Templates; a blank subject is empty."""

    id: str
    subject: str
    body: str

    @property
    def texts(self) -> Mapping[str, str]:
        return {"subject": self.subject, "body": self.body}


def template_for(book: Book, deal: Mapping[str, Value], kind: str, tone: str) -> Template:
    """The template for a deal in that kind and tone, fit to be merged.

    Of the active ones that fit, strategy + stage beats stage beats strategy beats neither; of equals the lowest row in
    the sheet wins (product page 4.1). Refused where none fits, and where the chosen one is blank or names a field that
    a message cannot hold: another one is not what was asked for.
    """
    strategy, stage = _place_of(deal)
    place = _chosen(book[TEMPLATES], kind, tone, strategy, stage)
    if place is None:
        raise Refused(
            phrase(
                "Templates has no active {kind} in the tone {tone} that fits a {strategy} deal at the stage {stage}.",
                kind=kind,
                tone=tone,
                strategy=strategy,
                stage=stage,
            ),
            hint=phrase("Add one there; with Strategy and Stage blank it fits every deal."),
            code="not_found",
        )
    template = _at(book[TEMPLATES], place)
    _refuse_faulty(book, template)
    return template


def template_id_for(book: Book, deal: Mapping[str, Value], kind: str, tone: str) -> str | None:
    """The ID of that template, fit to be merged or not; None where none fits."""
    place = _chosen(book[TEMPLATES], kind, tone, *_place_of(deal))
    return None if place is None else str(book[TEMPLATES].index[place])


def _place_of(deal: Mapping[str, Value]) -> tuple[str, str]:
    """The deal's strategy and stage; a blank one is the default."""
    return str(deal["strategy"] or DEALS["strategy"].default), str(deal["stage"] or DEALS["stage"].default)


def _chosen(frame: pd.DataFrame, kind: str, tone: str, strategy: str, stage: str) -> int | None:
    of_strategy, of_stage = _folded(frame["strategy"]), _folded(frame["stage"])
    of_kind = (frame["kind"].fillna(_DEFAULTS["kind"]) == kind) & (frame["tone"].fillna(_DEFAULTS["tone"]) == tone)
    in_use = frame["active"].fillna(True) & of_kind
    of_deal = np.isin(of_strategy, ["", fold(strategy)]) & np.isin(of_stage, ["", fold(stage)])
    fits = in_use.to_numpy(dtype=bool) & of_deal
    if not fits.any():
        return None
    score = np.where(fits, 2 * (of_stage != "") + (of_strategy != ""), -1)
    return int(np.flatnonzero(score == score.max())[-1])


def _folded(words: pd.Series[Any]) -> Any:
    return np.array([fold(word) for word in words.fillna("")], dtype=object)


def _at(frame: pd.DataFrame, place: int) -> Template:
    subject, body = (str(plain(frame[name].array[place]) or "") for name in ("subject", "body"))
    return Template(str(frame.index[int(place)]), subject, body)


def _refuse_faulty(book: Book, template: Template) -> None:
    if not template.body.strip():
        raise Refused(
            phrase("Templates {id}: Body is missing.", id=template.id),
            hint=phrase("Type the message in."),
            code="missing",
        )
    faults = [(name, fault) for name, text in template.texts.items() for fault in faults_in(book, text)]
    if not faults:
        return
    worst = [pair for pair in faults if pair[1].private] or faults
    told = sentences(phrase("{header}: {what}", header=name.capitalize(), what=fault.sentence) for name, fault in worst)
    raise Refused(
        phrase("Templates {id}, {told}", id=template.id, told=told),
        hint=phrase("A message may hold {fields}.", fields=_all(book)),
        code="private" if worst[0][1].private else "unknown_field",
    )


def _all(book: Book) -> str:
    return ", ".join(f"{{{name}}}" for name in message_fields(book))


# --- problems ---


def findings(book: Book) -> Iterator[Problem]:
    """Fields that a message cannot hold in templates that are in use, and a strategy or stage that no deal has."""
    frame = book[TEMPLATES]
    for place in np.flatnonzero(frame["active"].fillna(True).to_numpy(dtype=bool)):
        template = _at(frame, int(place))
        for name, text in template.texts.items():
            yield from (_bad_field(book, template.id, name, fault) for fault in faults_in(book, text))
    for name, known in (("strategy", STRATEGIES), ("stage", STAGES)):
        words = _folded(frame[name])
        for place in np.flatnonzero(~np.isin(words, ["", *map(fold, known)])):
            yield _never(str(frame.index[int(place)]), name, str(frame[name].array[place]), known)


def _bad_field(book: Book, template_id: str, name: str, fault: Fault) -> Problem:
    return Problem(
        Severity.ERROR, "Templates", fault.sentence, name, template_id,
        advice=phrase("A message may hold {fields}.", fields=_all(book)),
    )  # fmt: skip


def _never(template_id: str, name: str, word: str, known: tuple[str, ...]) -> Problem:
    return Problem(
        Severity.WARNING,
        "Templates",
        phrase("No deal has the {name} “{word}”, so this template is never used.", name=name, word=word),
        name,
        template_id,
        seen=word,
        advice=phrase("Type one of {choices}, or leave it blank for any.", choices=", ".join(known)),
    )
