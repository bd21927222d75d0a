"""When people may be contacted, as far as this could be found out; each row names its source, to be checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from models.core.schema import Value

_CHECK = "Check the current text before relying on it."


Hours = tuple[str | None, str | None]
_NO_HOURS: Hours = (None, None)


def _rule(country: str, region: str | None, kind: str, hours: Hours, source: str, *,
          most: int | None = None, consent: bool = False, since: date | None = None) -> dict[str, Value]:  # fmt: skip
    return {
        "country": country, "region": region, "kind": kind, "start": hours[0], "end": hours[1], "max_per_day": most,
        "consent_needed": consent, "source": f"{source} {_CHECK}", "valid_from": since,
    }  # fmt: skip


CONTACT_RULE_ROWS: tuple[Mapping[str, Value], ...] = (
    _rule("US", None, "any", ("08:00", "21:00"),
          "TCPA rules, 47 CFR 64.1200(c)(1): telephone solicitations from 8 am to 9 pm in the called person's time."),
    _rule("US", None, "sms", ("08:00", "21:00"),
          "TCPA, 47 U.S.C. 227 and 47 CFR 64.1200(a): marketing texts by automated means need prior express written "
          "consent; the hours are those of calls.", consent=True),
    _rule("US", None, "email", _NO_HOURS,
          "CAN-SPAM Act, 15 U.S.C. 7701-7713: no consent beforehand, but a true sender and subject, a postal address "
          "and a way to opt out that works."),
    _rule("US", "FL", "any", ("08:00", "20:00"),
          "Florida Telephone Solicitation Act, Fla. Stat. 501.616(6): 8 am to 8 pm, at most three commercial "
          "solicitations of one person on one subject in 24 hours.", most=3, since=date(2021, 7, 1)),
    _rule("US", "FL", "sms", ("08:00", "20:00"),
          "Florida Telephone Solicitation Act, Fla. Stat. 501.059 and 501.616(6): automated sales texts need prior "
          "express written consent; hours and number as for calls.", most=3, consent=True, since=date(2021, 7, 1)),
    _rule("US", "OK", "any", ("08:00", "20:00"),
          "Oklahoma Telephone Solicitation Act of 2022, 15 O.S. 775C: 8 am to 8 pm, at most three a day.",
          most=3, since=date(2022, 11, 1)),
    _rule("US", "MD", "any", ("08:00", "20:00"),
          "Maryland Stop the Spam Calls Act of 2023: 8 am to 8 pm, at most three a day.",
          most=3, since=date(2024, 1, 1)),
    _rule("US", "WA", "any", ("08:00", "20:00"),
          "Washington, RCW 80.36.390: commercial solicitation by telephone from 8 am to 8 pm."),
    _rule("US", "CT", "any", ("09:00", "20:00"),
          "Connecticut, Conn. Gen. Stat. 42-288a: telephone sales calls and texts from 9 am to 8 pm."),
    _rule("US", "TX", "any", ("09:00", "21:00"),
          "Texas, Bus. & Com. Code 301.051: 9 am to 9 pm on weekdays and Saturdays, noon to 9 pm on Sundays."),
    _rule("US", "KY", "any", ("10:00", "21:00"),
          "Kentucky, KRS 367.46955: telephone solicitations from 10 am to 9 pm."),
    _rule("US", "LA", "any", ("08:00", "20:00"),
          "Louisiana, La. R.S. 45:844.11-15 and the Public Service Commission's order: 8 am to 8 pm, none on Sundays "
          "and state holidays."),
    _rule("US", "MA", "any", ("08:00", "20:00"),
          "Massachusetts, M.G.L. c. 159C, s. 3: no unsolicited sales calls between 8 pm and 8 am."),
    _rule("US", "MS", "any", ("08:00", "20:00"),
          "Mississippi, Miss. Code 77-3-723: 8 am to 8 pm Central time, none on Sundays."),
    _rule("US", "NV", "any", ("09:00", "20:00"),
          "Nevada, NRS 598.0918: no solicitation by telephone between 8 pm and 9 am."),
    _rule("US", "NM", "any", ("09:00", "21:00"),
          "New Mexico, N.M. Stat. 57-12-22: 9 am to 9 pm."),
    _rule("US", "RI", "any", ("10:00", "17:00"),
          "Rhode Island, R.I. Gen. Laws 5-61-2 and 5-61-3.6: 9 am to 6 pm on weekdays and 10 am to 5 pm on Saturdays, "
          "none on Sundays and holidays. The hours here are those allowed on all six days."),
    _rule("CA", None, "email", _NO_HOURS,
          "Canada's Anti-Spam Legislation (CASL), S.C. 2010, c. 23: express or implied consent, who writes and how to "
          "unsubscribe in every message; implied consent ends, as a rule, 2 years after a business relationship or 6 "
          "months after an inquiry.", consent=True, since=date(2014, 7, 1)),
    _rule("CA", None, "sms", _NO_HOURS,
          "CASL covers text messages as it does mail: consent, who writes, and how to unsubscribe.",
          consent=True, since=date(2014, 7, 1)),
    _rule("CA", None, "call_note", ("10:00", "18:00"),
          "CRTC Unsolicited Telecommunications Rules, part III: 9 am to 9:30 pm on weekdays and 10 am to 6 pm at "
          "weekends in the called person's time. The hours here are those allowed on every day."),
)  # fmt: skip
