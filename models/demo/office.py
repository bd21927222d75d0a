"""Companies and accounts to set up, credit scores, the last daily ticks, and the operator's settings."""

from __future__ import annotations

from datetime import date

from models.demo.days import Row, Rows, ago, made, stamp
from models.demo.messages import OPERATOR
from models.ops import CREDIT_SCORES, ENTITIES, TICKS
from models.starter import named_id

ENTITY_PLAN: tuple[tuple[str, str, str, str, int | None], ...] = (
    ("Thorne Homes Ltd.", "corporation", "CA-MB", "done", None),
    ("Thorne Homes Florida LLC", "corporation", "US-FL", "in_progress", -21),
    ("Family trust", "trust", "CA-MB", "todo", -75),
    ("Business chequing account", "account", "CA-MB", "done", None),
    ("US dollar account", "account", "US-FL", "in_progress", -9),
    ("Liability policy", "policy", "CA-MB", "todo", -30),
    ("Annual return", "other", "CA-MB", "todo", -52),
)
SETTINGS_GIVEN: dict[str, str] = {
    **OPERATOR, "income_target": "6500", "opening_balance": "6240.55", "loan_rate": "0.0595", "refi_rate": "0.0625",
    "refi_costs": "4500",
}  # fmt: skip


def office_rows(as_of: date, projected: float) -> Rows:
    """`projected` is what the ticks found to be left after the buffer."""
    return {
        ENTITIES.key: [_entity(*plan, as_of) for plan in ENTITY_PLAN],
        CREDIT_SCORES.key: [_score(who, bureau, score + 4 * (3 - back), 90 * back + 6, as_of)
                            for who, bureau, score in (("Alex", "Equifax", 712), ("Alex", "TransUnion", 705),
                                                       ("Robin", "Equifax", 741))
                            for back in (3, 2, 1, 0)],
        TICKS.key: [_tick(days, projected, as_of) for days in (5, 4, 3, 2, 1)],
    }  # fmt: skip


def _entity(name: str, kind: str, place: str, status: str, due: int | None, as_of: date) -> Row:
    return {
        "id": named_id(ENTITIES, "demo", name),
        "name": name,
        "kind": kind,
        "jurisdiction": place,
        "status": status,
        "due_date": None if due is None else ago(as_of, due),
        **made(as_of, 250),
    }


def _score(who: str, bureau: str, score: int, days: int, as_of: date) -> Row:
    return {
        "id": named_id(CREDIT_SCORES, "demo", who, bureau, str(days)),
        "who": who,
        "bureau": bureau,
        "score": score,
        "checked_on": ago(as_of, days),
        **made(as_of, days),
    }


def _tick(days: int, projected: float, as_of: date) -> Row:
    return {
        "id": named_id(TICKS, "demo", str(days)),
        "ran_at": stamp(as_of, days, 13),
        "as_of": ago(as_of, days),
        "reminders_created": days % 3,
        "missed": 2,
        "runs_created": 1 if days == 5 else 0,
        "buffer_projected": projected,
        "created_at": stamp(as_of, days, 13),
    }
