"""The defined names that formulas use: settings in force, the month, and where things stand in their tables."""

from __future__ import annotations

from models import bills, budget, settings
from models.core.dashboard import Name


def setting_name(key: str) -> Name:
    """The name that gives a numeric setting as the app reads it: a blank or an impossible value is the default."""
    setting = settings.BY_KEY[key]
    given = f'VALUE(INDEX(Settings[Value],MATCH("{key}",Settings[Key],0))&"")'
    low, high = setting.column.minimum, setting.column.maximum
    tests = [f"{given}{sign}{limit:g}" for sign, limit in ((">=", low), ("<=", high)) if limit is not None]
    test = tests[0] if len(tests) == 1 else f"AND({','.join(tests)})"
    default = '""' if setting.default is None else f"{setting.default:g}"
    return Name(key, f"IFERROR(IF({test},{given},{default}),{default})", setting.doc)


PLACES = (
    Name(
        "envelope_places",
        '(ROW(Envelopes[Name])-ROW(Envelopes[[#Headers],[Name]]))/(Envelopes[Name]<>"")',
        "Where in Envelopes each one with a name stands; an error for the others.",
    ),
    Name(
        "next_due_places",
        "(Bills[Next Due]*10^6+ROW(Bills[Next Due])-ROW(Bills[[#Headers],[Next Due]]))"
        '/((Bills[Next Due]>0)*(Bills[Status]<>"paused")*(Bills[Status]<>"archived"))',
        "Next Due and row of each active bill in one number, so that the smallest is due first.",
    ),
)

NAMES = (
    *map(setting_name, ("default_arv_pct", "default_fee", "income_target", "buffer_min")),
    *bills.NAMES,
    *budget.NAMES,
    *PLACES,
)
