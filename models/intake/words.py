"""What people call our columns and choices in spreadsheets of their own; compared without case, accents and signs."""

from __future__ import annotations

from collections.abc import Mapping

from models.core.schema import Column, Table
from models.core.texts import folded

Words = Mapping[str, tuple[str, ...]]

_PLACE: Words = {
    "address": (
        "property address", "street address", "street", "property", "house", "house address", "site address",
        "full address", "address line 1", "address 1", "location", "civic address", "subject property", "adresse",
        "street name", "house number", "street number", "civic number",
    ),
    "city": ("town", "municipality", "property city", "ville"),
    "region": ("state", "province", "prov", "st", "state province", "province state", "property state"),
    "postal": ("postal code", "zip", "zip code", "zipcode", "postcode", "post code", "property zip", "code postal"),
    "country": ("nation", "pays"),
}  # fmt: skip
NUMBERS_OF_HOUSES = frozenset({"house", "house number", "house no", "street number", "street no", "civic number"})
STREETS = frozenset({"street", "street name", "street address"})
_PERSON: Words = {
    "name": ("full name", "contact", "contact name", "person", "first name", "last name", "client", "owner", "nom"),
    "phone": (
        "phone number", "telephone", "tel", "cell", "cell phone", "cellphone", "mobile", "mobile phone", "phone 1",
    ),
    "email": ("e mail", "email address", "e mail address", "mail", "courriel"),
}  # fmt: skip
_NOTES = ("note", "comments", "comment", "remarks", "remark", "details", "memo", "description")
_HOUSE: Words = {
    "beds": ("bedrooms", "bed", "bdrms", "br", "bd", "bdr", "no of beds"),
    "baths": ("bathrooms", "bath", "ba", "bth", "bthrms"),
    "sqft": ("sq ft", "square feet", "square footage", "sf", "living area", "size", "building sqft", "area sqft"),
    "year_built": ("built", "year", "yr built", "construction year", "built in"),
    "arv": ("after repair value", "after repaired value", "arv estimate", "estimated arv", "arv est"),
    "neighborhood_score": ("area score", "neighbourhood score", "location score"),
    "projected_rent": ("rent", "monthly rent", "market rent", "est rent", "estimated rent", "rent estimate"),
}
_RECURRING: Words = {
    "amount": ("cost", "payment", "price", "total", "monthly amount", "amount due", "monthly", "value", "montant"),
    "cadence": ("frequency", "how often", "freq", "recurrence", "schedule", "interval", "period", "repeat", "billing"),
    "due_day": ("due", "due date", "day", "day due", "day of month", "due on", "pay day", "date due", "bill date"),
    "start_date": (
        "due", "due date", "start", "next due", "next due date", "first due", "date due", "next payment", "starts",
        "next date", "bill date", "date",
    ),
    "end_date": ("end", "ends", "until", "expires", "last payment"),
}  # fmt: skip

COLUMNS: Mapping[str, Words] = {
    "Properties": {**_PLACE, **_HOUSE, "notes": _NOTES, "tags": ("tag", "labels", "keywords")},
    "Deals": {
        **_PLACE,
        "strategy": ("exit", "exit strategy", "deal type", "type", "plan", "investment strategy"),
        "stage": ("status", "deal status", "deal stage", "pipeline stage", "phase", "progress", "lead status", "step"),
        "asking_price": (
            "asking", "ask", "list price", "price", "listing price", "asked", "seller price", "asking amount",
            "purchase price", "seller asking",
        ),
        "contact_id": (
            "contact", "seller", "seller name", "owner", "owner name", "contact name", "lead", "lead name", "agent",
            "agent name", "name", "homeowner", "vendor",
        ),
        "seller_motivation": ("motivation", "motivated", "motivation level", "temperature"),
        "partner_id": ("partner", "jv partner", "partner name", "investor", "jv"),
        "partner_share": ("share", "split", "partner split", "jv share", "partner percent", "equity"),
        "partner_capital": ("capital", "partner investment", "investment", "partner money", "contribution"),
        "next_milestone": ("milestone", "next step", "next action", "next", "to do", "todo"),
        "milestone_date": (
            "closing date", "close date", "closing", "closes", "next step date", "next action date", "due date",
            "deadline",
        ),
        "summary": ("description", "overview", "deal summary"),
        "notes": ("note", "comments", "comment", "remarks", "memo", "details"),
    },
    "Contacts": {
        **_PERSON,
        "role": ("type", "contact type", "category", "kind", "relationship"),
        "country": ("nation",),
        "region": ("state", "province", "prov"),
        "time_zone": ("timezone", "tz"),
        "do_not_contact": ("dnc", "do not call", "opt out", "opted out", "unsubscribed", "no contact"),
        "consent": ("opt in", "permission", "consent type"),
        "consent_on": ("consent date", "opt in date"),
        "notes": _NOTES,
    },
    "Partners": {
        **_PERSON,
        "name": (*_PERSON["name"], "partner", "partner name", "investor", "investor name"),
        "type": ("partner type", "kind", "category"),
        "company": ("business", "firm", "organization", "organisation", "company name"),
        "notes": _NOTES,
    },
    "Comps": {
        "property_id": ("subject", "subject property", "subject address", "comp for", "for property", "property"),
        "address": ("comp address", "comparable", "comp", "street address", "sold address", "comparable address"),
        "sold_price": ("sale price", "price", "sold for", "selling price", "close price", "closed price", "sold"),
        "sold_date": ("sale date", "date sold", "sold", "closed", "close date", "closing date", "date", "sold on"),
        "sqft": _HOUSE["sqft"],
        "distance_km": ("distance", "km", "dist"),
        "included": ("include", "use", "used"),
        "notes": _NOTES,
    },
    "Repairs": {
        "property_id": ("property", "address", "property address", "house"),
        "item": ("repair", "work", "task", "description", "scope", "job", "what"),
        "category": ("type", "trade", "area", "kind"),
        "cost": ("amount", "price", "estimate", "total", "budget", "quote", "estimated cost"),
        "notes": ("note", "comments", "comment", "remarks"),
    },
    "Bills": {
        **_RECURRING,
        "name": ("bill", "bill name", "item", "expense", "description", "what", "service", "subscription", "utility"),
        "payee": ("paid to", "vendor", "company", "provider", "biller", "pay to", "creditor"),
        "account": ("paid from", "bank account", "card", "payment method", "pay from", "bank"),
        "autopay": ("auto pay", "automatic", "auto", "auto debit", "autopayment", "preauthorized", "pad"),
        "envelope": ("category", "budget category", "budget", "group"),
        "grace_days": ("grace", "grace period"),
        "notes": ("note", "comments", "comment", "remarks", "memo", "details"),
    },
    "Income": {
        **_RECURRING,
        "name": ("source", "income", "income source", "job", "employer", "description", "from"),
        "notes": ("note", "comments", "comment", "remarks", "memo"),
    },
    "Payments": {
        "bill_id": ("bill", "bill name", "name"),
        "paid_on": ("paid", "date", "date paid", "payment date", "paid date"),
        "amount": ("amount paid", "payment", "paid amount", "total"),
        "due_date": ("due", "for", "period"),
        "notes": _NOTES,
    },
    "Envelopes": {
        "name": ("envelope", "category", "budget category", "item", "group"),
        "monthly_target": ("target", "budget", "monthly budget", "amount", "planned", "monthly", "limit", "budgeted"),
        "rollover": ("roll over", "carry over", "carry"),
        "notes": _NOTES,
    },
    "Ledger": {
        "date": ("transaction date", "posted", "day", "booked", "when"),
        "kind": ("type", "in or out", "direction", "income expense"),
        "amount": ("value", "total", "sum", "price", "cost", "montant"),
        "envelope": ("category", "budget category", "budget"),
        "description": ("details", "memo", "what", "item", "notes", "note", "transaction"),
        "merchant": ("payee", "vendor", "store", "shop", "paid to", "who"),
        "account": ("bank account", "card", "bank"),
    },
    "Followups": {
        "deal_id": ("deal", "address", "property"),
        "title": ("task", "follow up", "followup", "what", "action", "to do", "todo", "subject", "next step"),
        "due_date": ("due", "date", "when", "deadline", "by"),
        "status": ("done", "state"),
    },
    "Reminders": {
        "title": ("reminder", "what", "task", "to do", "todo", "subject"),
        "due_date": ("due", "date", "when", "deadline"),
        "priority": ("importance", "urgency"),
        "notes": _NOTES,
    },
    "Entities": {
        "name": ("entity", "entity name", "company", "company name", "corporation"),
        "kind": ("type", "entity type"),
        "jurisdiction": ("state", "province", "country", "registered in", "where"),
        "due_date": ("due", "annual return", "renewal", "renewal date", "filing date", "deadline"),
        "notes": _NOTES,
    },
    "CreditScores": {
        "who": ("name", "person", "owner", "whose"),
        "bureau": ("agency", "source", "company"),
        "score": ("credit score", "fico", "rating"),
        "checked_on": ("date", "checked", "as of", "when", "pulled"),
        "notes": _NOTES,
    },
    "Templates": {"body": ("text", "message", "content"), "subject": ("title",)},
}  # fmt: skip

# Of columns by their name, whatever the table: a folded word of theirs, and the choice that it means, of several
# (after `|`) the first that the column has.
CHOICES: Mapping[str, Mapping[str, str]] = {
    "country": {
        "canada": "CA", "can": "CA", "usa": "US", "united states": "US", "united states of america": "US", "u s": "US",
        "u s a": "US", "america": "US",
    },
    "stage": {
        "lead": "new", "new lead": "new", "prospect": "new", "to call": "contacted", "called": "contacted",
        "reached": "contacted", "in contact": "contacted", "warm": "contacted", "hot": "qualified",
        "appointment": "qualified", "offer": "offer_sent", "offer made": "offer_sent", "offered": "offer_sent",
        "negotiation": "negotiating", "countered": "negotiating", "contract": "under_contract",
        "in contract": "under_contract", "pending": "under_contract", "accepted": "under_contract",
        "sold": "closed", "won": "closed", "done": "closed", "bought": "closed", "purchased": "closed",
        "lost": "dead", "passed": "dead", "rejected": "dead", "no deal": "dead", "not interested": "dead",
    },
    "strategy": {
        "assignment": "wholesale", "wholesaling": "wholesale", "fix and flip": "flip", "flipping": "flip",
        "fix flip": "flip", "buy and hold": "rental", "hold": "rental", "rent": "rental", "buy hold": "rental",
        "brrr": "brrrr",
    },
    "seller_motivation": {
        "hot": "high", "very": "high", "warm": "medium", "mid": "medium", "cold": "low", "none": "low",
    },
    "role": {
        "realtor": "agent", "broker": "agent", "vendor": "seller", "owner": "seller", "homeowner": "seller",
        "investor": "buyer", "cash buyer": "buyer", "purchaser": "buyer", "bank": "lender", "private lender": "lender",
        "mortgage broker": "lender", "builder": "contractor", "trade": "contractor", "handyman": "contractor",
    },
    "consent": {"yes": "express", "no": "none", "verbal": "express", "written": "express"},
    "cadence": {
        "every month": "monthly", "month": "monthly", "per month": "monthly", "mo": "monthly", "m": "monthly",
        "every week": "weekly", "week": "weekly", "every two weeks": "biweekly", "every 2 weeks": "biweekly",
        "bi weekly": "biweekly", "fortnightly": "biweekly", "annual": "yearly", "annually": "yearly",
        "every year": "yearly", "year": "yearly", "per year": "yearly", "one time": "once", "one off": "once",
        "onetime": "once", "single": "once", "quarterly": "every_n_months", "every quarter": "every_n_months",
        "quarter": "every_n_months", "every 3 months": "every_n_months", "every 2 months": "every_n_months",
        "every 6 months": "every_n_months", "semi annually": "every_n_months", "semiannual": "every_n_months",
        "half yearly": "every_n_months", "twice a year": "every_n_months",
    },
    "type": {"partner": "jv_partner", "jv": "jv_partner", "investor": "jv_partner", "bank": "lender"},
    "status": {
        "current": "active", "yes": "active|done", "live": "active", "inactive": "archived", "todo": "open|todo",
        "cancelled": "archived|canceled", "closed": "archived|done", "open": "active|open", "no": "archived|open|todo",
        "on hold": "paused",
        "completed": "done", "complete": "done", "finished": "done", "pending": "open|todo", "true": "done",
        "false": "open",
    },
    "kind": {"debit": "expense", "credit": "income", "out": "expense", "in": "income", "deposit": "income",
             "withdrawal": "expense", "text": "sms", "call": "call_note", "mail": "email", "e mail": "email",
             "llc": "corporation", "corp": "corporation", "inc": "corporation", "ltd": "corporation"},
    "category": {"bathroom": "bath", "bathrooms": "bath", "hvac": "mechanical", "electric": "electrical",
                 "flooring": "interior", "paint": "interior", "painting": "interior", "siding": "exterior",
                 "windows": "exterior", "landscaping": "exterior", "misc": "other"},
    "priority": {"medium": "normal", "urgent": "critical", "important": "high"},
}  # fmt: skip

# How many months an `every_n_months` of theirs is.
MONTHS: Mapping[str, int] = {
    "quarterly": 3, "every quarter": 3, "quarter": 3, "every 3 months": 3, "every 2 months": 2, "every 6 months": 6,
    "semi annually": 6, "semiannual": 6, "half yearly": 6, "twice a year": 6,
}  # fmt: skip

# What the sheet or the file may be called, beside the table's own name.
SHEETS: Mapping[str, tuple[str, ...]] = {
    "Deals": ("leads", "pipeline", "deal list", "offers"),
    "Properties": ("houses", "portfolio", "real estate"),
    "Contacts": ("people", "sellers", "buyers", "agents", "contact list", "address book"),
    "Partners": ("investors", "jv partners"),
    "Bills": ("expenses", "subscriptions", "monthly bills", "utilities"),
    "Comps": ("comparables", "sales", "sold"),
    "Repairs": ("rehab", "renovation", "scope of work"),
    "Income": ("salaries", "paychecks"),
    "Ledger": ("transactions", "bank", "spending", "expenses"),
    "Envelopes": ("budget", "categories"),
    "Followups": ("tasks", "follow ups", "to do"),
    "Entities": ("companies", "corporations"),
    "CreditScores": ("credit",),
}


def spellings_of(table: Table, column: Column) -> tuple[str, ...]:
    """The folded words for a column, its own first; a reference is called after its table as well: `Contact`."""
    own = folded(column.header)
    short = own.removesuffix(" id")
    given = COLUMNS.get(table.key, {}).get(column.name, ())
    return tuple(dict.fromkeys((own, short, *given)))
