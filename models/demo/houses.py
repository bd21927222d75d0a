"""Properties with their comps, repairs and assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from models.core.values import round_half_up
from models.demo.days import Row, Rows, ago, made, stamp
from models.starter import named_id
from models.underwriting import ASSUMPTIONS, COMPS, PROPERTIES, REPAIRS


@dataclass(frozen=True)
class Town:
    """Where houses stand, and what they are worth there per square foot."""

    city: str
    region: str
    country: str
    postal: str
    per_sqft: int
    rent_per_sqft: float


WINNIPEG = Town("Winnipeg", "MB", "CA", "R2{}", 245, 1.45)
BRANDON = Town("Brandon", "MB", "CA", "R7{}", 205, 1.30)
TAMPA = Town("Tampa", "FL", "US", "336{}", 225, 1.60)
ORLANDO = Town("Orlando", "FL", "US", "328{}", 215, 1.55)
PLACES = (
    *((f"{number} {street}", WINNIPEG) for number, street in (
        (118, "Kestrel Lane"), (42, "Old Ferry Row"), (907, "Lamplighter Avenue"), (15, "Saskatoonberry Bay"),
        (633, "Millwright Street"), (28, "Prairie Lantern Drive"), (501, "Cottonbrook Road"), (76, "Aspen Gate Cove"),
        (1204, "Harbinger Street"), (310, "Wheatsheaf Crescent"), (89, "Pelican Arch"),
    )),
    *((f"{number} {street}", BRANDON) for number, street in (
        (224, "Thistledown Street"), (67, "Assiniboia Terrace"), (1410, "Quarter Section Road"),
    )),
    *((f"{number} {street}", TAMPA) for number, street in (
        (2208, "Sandpiper Hollow Court"), (814, "Mangrove Lantern Way"), (3915, "Palmetto Weir Street"),
        (507, "Banyan Cradle Lane"), (6121, "Gulf Ember Drive"), (1733, "Heron Quill Avenue"),
    )),
    *((f"{number} {street}", ORLANDO) for number, street in (
        (945, "Tangerine Mill Road"), (2750, "Cypress Parasol Drive"), (118, "Firefly Basin Court"),
        (3304, "Magnolia Sextant Street"), (61, "Lake Compass Place"),
    )),
)  # fmt: skip

WORK = (
    ("Roof shingles", "roof", 6_500, 14_000), ("Kitchen cabinets and counters", "kitchen", 7_000, 18_000),
    ("Bathroom", "bath", 3_500, 9_000), ("Furnace", "mechanical", 3_200, 6_500),
    ("Panel to 200 A", "electrical", 2_200, 4_500), ("Drain lines", "plumbing", 1_800, 6_000),
    ("Flooring", "interior", 3_000, 9_500), ("Paint", "interior", 1_800, 5_200),
    ("Siding repair", "exterior", 2_000, 8_000), ("Permits", "permits", 350, 1_200),
    ("Contingency", "contingency", 1_500, 6_000),
)  # fmt: skip
NEIGHBOURHOOD = (
    "Quiet street, school within a walk.", "Two listings on the block, one of them empty.",
    "Near a bus line; some through traffic.", "Well kept gardens, few rentals.", "Flood zone at the lower end.",
)  # fmt: skip
WITHOUT_ARV, WITHOUT_REPAIRS, ARCHIVED = (9, 13, 24), (4, 18), (23, 24)


def house_rows(as_of: date, dice: Random) -> Rows:
    """25 properties; three have no ARV yet, two no repairs, two are archived."""
    rows: Rows = {PROPERTIES.key: [], COMPS.key: [], REPAIRS.key: [], ASSUMPTIONS.key: []}
    for number, (address, town) in enumerate(PLACES):
        house = _house(number, address, town, as_of, dice)
        comps = [] if number in WITHOUT_ARV else _comps(house, town, as_of, dice)
        rows[PROPERTIES.key].append(house | _value(house, comps, town, as_of, dice))
        rows[COMPS.key] += comps
        rows[REPAIRS.key] += [] if number in WITHOUT_REPAIRS else _repairs(house, as_of, dice)
    rows[ASSUMPTIONS.key] = [
        _assumption(rows[PROPERTIES.key][number], rows[REPAIRS.key], as_of) for number in (0, 2, 14, 20)
    ]
    return rows


def _house(number: int, address: str, town: Town, as_of: date, dice: Random) -> Row:
    age = 340 - number * 13
    inner = f"{dice.choice('CEGHJ')} {dice.randint(1, 9)}{dice.choice('ABEK')}{dice.randint(1, 9)}"
    return {
        "id": named_id(PROPERTIES, "demo", str(number)),
        "address": address,
        "city": town.city,
        "region": town.region,
        "country": town.country,
        "postal": town.postal.format(inner if town.country == "CA" else f"{dice.randint(0, 9)}{dice.randint(0, 9)}"),
        "beds": dice.randint(2, 5),
        "baths": dice.choice((1.0, 1.5, 2.0, 2.5)),
        "sqft": dice.randrange(850, 2_250, 10),
        "year_built": dice.randint(1928, 2006),
        "status": "archived" if number in ARCHIVED else "active",
        "tags": dice.choice(("vacant", "estate", "tenant in place", "drive by", None)),
        **made(as_of, age),
        "updated_at": stamp(as_of, dice.randint(2, age)),
    }


def _comps(house: Row, town: Town, as_of: date, dice: Random) -> list[Row]:
    sqft, quality = _number(house["sqft"]), dice.uniform(0.9, 1.12)
    comps = []
    for number in range(dice.randint(3, 5)):
        size = round(sqft * dice.uniform(0.86, 1.16) / 10) * 10
        street = dice.choice(PLACES)[0].partition(" ")[2]
        comps.append(
            {
                "id": named_id(COMPS, "demo", str(house["id"]), str(number)),
                "property_id": house["id"],
                "included": number != 4,
                "address": f"{dice.randint(11, 2400)} {street}",
                "sold_price": float(round(size * town.per_sqft * quality * dice.uniform(0.94, 1.06) / 500) * 500),
                "sold_date": ago(as_of, dice.randint(20, 230)),
                "sqft": size,
                "distance_km": round(dice.uniform(0.2, 2.4), 1),
                "notes": "Sold by auction, left out." if number == 4 else None,
                **made(as_of, 15),
            }
        )
    return comps


def _value(house: Row, comps: list[Row], town: Town, as_of: date, dice: Random) -> Row:
    rent = round(_number(house["sqft"]) * town.rent_per_sqft / 25) * 25
    known: Row = {
        "neighborhood_score": dice.randint(32, 88),
        "neighborhood_notes": dice.choice(NEIGHBOURHOOD),
        "projected_rent": float(rent),
        "rent_notes": "Asking rents nearby, less a little.",
    }
    if not comps:
        return known
    prices = [_number(comp["sold_price"]) for comp in comps if comp["included"]]
    arv = float(round(sum(prices) / len(prices) / 1000) * 1000)
    notes = f"Mean of {len(prices)} comps, rounded to the thousand."
    return {**known, "arv": arv, "arv_notes": notes, "arv_set_at": stamp(as_of, 14)}


def _repairs(house: Row, as_of: date, dice: Random) -> list[Row]:
    chosen = sorted(dice.sample(range(len(WORK)), dice.randint(2, 6)))
    return [
        {
            "id": named_id(REPAIRS, "demo", str(house["id"]), WORK[n][0]),
            "property_id": house["id"],
            "item": WORK[n][0],
            "category": WORK[n][1],
            "cost": float(round(dice.uniform(WORK[n][2], WORK[n][3]) / 50) * 50),
            "notes": "Quoted." if dice.random() < 0.3 else None,
            **made(as_of, 15),
        }
        for n in chosen
    ]


def _assumption(house: Row, repairs: list[Row], as_of: date) -> Row:
    arv = _number(house["arv"])
    cost = sum(_number(row["cost"]) for row in repairs if row["property_id"] == house["id"])
    return {
        "id": named_id(ASSUMPTIONS, "demo", str(house["id"])),
        "property_id": house["id"],
        "purchase_price": round(arv * 0.62 / 1000) * 1000.0,
        "taxes_yearly": round_half_up(arv * 0.0115),
        "insurance_yearly": 1_640.0 if house["country"] == "CA" else 3_480.0,
        "holding_monthly": 690.0,
        "wanted_profit": 30_000.0,
        "coc_target": 0.1,
        "arv_low": round(arv * 0.93 / 1000) * 1000.0,
        "arv_high": round(arv * 1.05 / 1000) * 1000.0,
        "repairs_low": round(cost * 0.9 / 500) * 500.0,
        "repairs_high": round(cost * 1.35 / 500) * 500.0,
        **made(as_of, 13),
    }


def _number(value: object) -> float:
    """A field that is known to hold a number."""
    if not isinstance(value, (int, float)):
        raise TypeError(value)
    return float(value)
