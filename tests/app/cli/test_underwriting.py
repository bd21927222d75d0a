"""`underwrite` and `legal` on real files: their JSON, their refusals, and what they tell people."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.app.cli.ran import refused

DAY = "2026-03-05"
PROPERTY = ("address=118 Elm", "city=Winnipeg", "region=MB", "sqft=1000", "year_built=1950", "projected_rent=1500")
COMPS = (("a", "300,000", "1000"), ("b", "200,000", "1000"), ("c", "100,000", ""))


@pytest.fixture
def at(run: Any, book: Path) -> Any:
    """A command on a workbook with one property with an ARV of 200,000, a repair of 20,000, and three comps."""

    def at(*words: object) -> Any:
        return run("--json", "--as-of", DAY, "-f", book, *words)

    at("add", "Properties", "id=prop_a", *PROPERTY, "arv=200,000")
    at("add", "Repairs", "id=rep_a", "property_id=prop_a", "item=Roof", "cost=20,000")
    for name, price, sqft in COMPS:
        sold = f"sold_date={'2025-01-31' if name == 'c' else '2026-02-01'}"
        at("add", "Comps", f"id=comp_{name}", "property_id=prop_a", f"sold_price={price}", f"sqft={sqft}", sold)
    at("add", "Deals", "id=deal_a", "strategy=wholesale", "region=MB", "asking_price=110,000")
    return at


def test_a_wholesale_offer(at: Any) -> None:
    assert at("underwrite", "property", "prop_a").data == {
        "prop_id": "prop_a",
        "address": "118 Elm",
        "model": "wholesale_70_rule_v1",
        "inputs": {"arv": 200000, "arv_pct": 0.7, "repairs": 20000, "fee": 10000},
        "mao": 110000,
        "intel_used": {"arv": 200000, "repairs_total": 20000, "projected_rent": 1500},
        "warnings": [],
    }


def test_a_brrrr_offer(at: Any) -> None:
    options = ("--mode", "BRRRR", "--target-ltv", "80%", "--closing-costs", "$1,000.50", "--buffer", "0")
    assert at("underwrite", "property", " prop_a ", *options).data == {
        "prop_id": "prop_a",
        "address": "118 Elm",
        "model": "brrrr_ltv_v1",
        "inputs": {"arv": 200000, "target_ltv": 0.8, "repairs": 20000, "closing_costs": 1000.5, "buffer": 0},
        "max_all_in": 160000,
        "max_offer": 138999.5,
        "intel_used": {"arv": 200000, "repairs_total": 20000, "projected_rent": 1500},
        "warnings": [],
    }


@pytest.mark.parametrize(("options", "mao"), [
    (("--fee", "0"), 120_000), (("--fee=10,000",), 110_000), (("--fee", "10000.50"), 109_999.5),
    (("--arv-pct", "0.65"), 100_000), (("--arv-pct", "65%"), 100_000), (("--arv-pct", "0"), -30_000),
    (("--arv-pct", "1"), 170_000), (("--arv-pct", "100 %"), 170_000),
])  # fmt: skip
def test_an_option_counts_as_it_was_given(at: Any, options: tuple[str, ...], mao: float) -> None:
    assert at("underwrite", "property", "prop_a", *options).data["mao"] == mao


def test_no_repairs_and_no_rent_are_a_warning_and_a_null(at: Any) -> None:
    at("remove", "Repairs", "rep_a")
    at("set", "Properties", "prop_a", "projected_rent=")
    found = at("underwrite", "property", "prop_a").data
    assert (found["warnings"], found["inputs"]["repairs"]) == (["no repairs entered"], 0)
    assert found["intel_used"] == {"arv": 200000, "repairs_total": 0, "projected_rent": None}


def test_people_see_where_each_term_stands(run: Any, at: Any, book: Path) -> None:
    at("add", "Repairs", "id=rep_b", "property_id=prop_a", "item=Holding costs", "cost=0.50")
    said = run("-f", book, "underwrite", "property", "prop_a", "--fee", "1").out.splitlines()
    assert said == [
        "118 Elm, Winnipeg (prop_a): wholesale_70_rule_v1",
        "  ARV × 70%  140,000.00  Properties!K2 × default_arv_pct, Settings!B9",
        "  Repairs    -20,000.50  Repairs!E2:E3",
        "  Fee             -1.00  --fee",
        "             ----------",
        "  MAO        119,998.50",
        "Warning: Repairs rep_b “Holding costs”, a holding cost, is taken off twice: "
        "the 30 % of ARV left out already pay for it.",
    ]
    sheets = load_workbook(book)
    assert [sheets["Properties"]["K2"].value, sheets["Settings"]["B9"].value] == [200000, 0.7]
    assert [sheets["Repairs"]["E2"].value, sheets["Repairs"]["E3"].value] == [20000, 0.5]


def test_people_see_a_brrrr_offer_below_zero_and_what_is_not_in_the_sheet(run: Any, at: Any, book: Path) -> None:
    at("remove", "Repairs", "rep_a")
    at("remove", "Settings", "default_buffer")
    said = run("-f", book, "underwrite", "property", "prop_a", "--mode", "brrrr", "--closing-costs", "150,000.01").out
    assert "  Buffer                0.00  default_buffer, its default" in said
    assert "  Repairs               0.00  no rows of Repairs" in said
    assert "  Max offer            -0.01\nMax all in: 150,000.00\n" in said
    assert "Warning: no repairs entered\nWarning: No offer works at these numbers: the result is below zero.\n" in said


def test_set_arv(at: Any) -> None:
    assert at("underwrite", "set-arv", "prop_a", "$210,000", "--notes", "Appraised.").data.items() >= {
        "prop_id": "prop_a", "arv": 210000, "arv_notes": "Appraised.",
    }.items()  # fmt: skip
    again = at("underwrite", "set-arv", "prop_a", "220,000.50").data
    assert list(again) == ["prop_id", "arv", "arv_notes", "arv_set_at"]
    assert (again["arv"], again["arv_notes"]) == (220000.5, None)
    assert again["arv_set_at"].startswith("2026-03-0")
    row = at("show", "Properties").data["rows"][0]
    assert (row["arv"], row["arv_set_at"], row["wholesale_mao"]) == (220000.5, again["arv_set_at"], 124000.35)


def test_attach_links_both_ways_and_names_who_else_does(run: Any, at: Any, book: Path) -> None:
    linked = {"deal_id": "deal_a", "property_id": "prop_a", "property_address": "118 Elm"}
    assert at("underwrite", "attach", "deal_a", "prop_a").data == linked
    assert at("show", "Deals").data["rows"][0].items() >= {**linked, "id": "deal_a"}.items() - {("deal_id", "deal_a")}
    assert at("show", "Properties").data["rows"][0]["deal_id"] == "deal_a"
    at("add", "Deals", "id=deal_b")
    said = run("-f", book, "underwrite", "attach", "deal_b", "prop_a").out
    assert "deal_b and 118 Elm, Winnipeg (prop_a) belong together now, Deals!K3." in said
    assert "Warning: Deals deal_a names prop_a, too; it keeps its link" in said


def test_write_mao_keeps_every_offer_and_says_what_it_used(at: Any) -> None:
    at("underwrite", "attach", "deal_a", "prop_a")
    first = at("underwrite", "write-mao", "deal_a", "--fee", "0").data
    calc = at("underwrite", "property", "prop_a", "--fee", "0").data
    assert first == {"deal_id": "deal_a", "property_id": "prop_a", "mode": "wholesale", "mao": 120000, "calc": calc,
                     "underwrite_id": first["underwrite_id"]}  # fmt: skip
    kept = at("show", "Underwrites").data["rows"]
    second = at("underwrite", "write-mao", "deal_a", "--mode", "brrrr").data
    assert (second["mode"], second["mao"], second["calc"]["max_all_in"]) == ("brrrr", 130000, 150000)
    rows = at("show", "Underwrites").data["rows"]
    assert rows[:1] == kept
    assert [row["id"] for row in rows] == [first["underwrite_id"], second["underwrite_id"]]
    assert all(row["created_at"].startswith("2026-03-0") for row in rows)
    deal = at("show", "Deals").data["rows"][0]
    assert (deal["mao"], deal["mao_mode"], deal["underwrite_id"]) == (130000, "brrrr", second["underwrite_id"])
    assert deal["mao_at"].startswith("2026-03-0")


def test_a_stale_mao_is_marked(run: Any, at: Any, book: Path) -> None:
    at("underwrite", "attach", "deal_a", "prop_a")
    at("underwrite", "write-mao", "deal_a")
    assert at("show", "Deals").data["rows"][0]["mao_stale"] is None
    assert "MAO Stale" not in run("-f", book, "show", "Deals").out
    at("add", "Deals", "id=deal_b")
    at("underwrite", "set-arv", "prop_a", "210,000")
    stale, other = at("show", "Deals").data["rows"]
    assert (stale["mao_stale"], other["mao_stale"]) == ({"was": 110000, "now": 117000}, None)
    header, _, row, *_ = run("-f", book, "show", "Deals").out.splitlines()
    assert header.endswith("MAO Stale")
    assert row.endswith("110,000.00 -> 117,000.00")
    at("set", "Properties", "prop_a", "arv=")
    assert at("show", "Deals", "--limit", "1").data["rows"][0]["mao_stale"] == {"was": 110000, "now": None}
    assert "110,000.00 -> no figure" in run("-f", book, "show", "Deals").out


def test_risk(run: Any, at: Any, book: Path) -> None:
    at("set", "Properties", "prop_a", "neighborhood_score=70")
    found = at("underwrite", "risk", "prop_a").data
    assert found.pop("contributions")[0] == {
        "signal": "neighborhood_score", "points": 15, "why": "100 - the score of 70",
    }  # fmt: skip
    assert found == {
        "prop_id": "prop_a", "address": "118 Elm", "risk_v1": 22.5, "range": {"low": 22.5, "high": 22.5},
        "stop": False, "signals": {"neighborhood_score": 70, "repairs_total": 20000, "legal_flags": []},
        "triggered": [], "warnings": [],
    }  # fmt: skip
    at("underwrite", "attach", "deal_a", "prop_a")
    at("set", "Properties", "prop_a", "neighborhood_score=")
    found = at("underwrite", "risk", "prop_a").data
    flags = found["signals"]["legal_flags"]
    assert [list(flag) for flag in flags] == [["id", "rule_id", "severity", "message", "status"]] * len(flags) != []
    assert {flag["id"] for flag in flags} == {None}
    assert (found["stop"], found["triggered"], found["signals"]["neighborhood_score"]) == (True, ["legal_flags"], None)
    assert round(sum(one["points"] * 100 for one in found["contributions"])) == round(found["risk_v1"] * 100)
    assert found["range"]["low"] < found["risk_v1"] < found["range"]["high"]
    assert at("underwrite", "risk", "prop_a", "--jurisdiction", "us-fl").data["signals"]["legal_flags"] != flags
    assert at("underwrite", "risk", "prop_a", "--jurisdiction", "MB").data["warnings"][-1] == (
        "Legal Rules has no active rule of MB"
    )
    said = run("-f", book, "underwrite", "risk", "prop_a").out
    assert "STOP: a high legal flag is open." in said
    assert "It could be " in said


def test_comps(run: Any, at: Any, book: Path) -> None:
    found = at("underwrite", "comps", "prop_a").data
    assert found["comps"][0] == {
        "id": "comp_a", "sold_price": 300000, "price_per_sqft": 300, "included": True, "warnings": [],
    }  # fmt: skip
    assert found["comps"][2]["price_per_sqft"] is None
    assert found["comps"][2]["warnings"] == ["sold more than 6 months ago, on 2025-01-31", "no sqft"]
    del found["comps"]
    assert found == {
        "prop_id": "prop_a", "mean": 200000, "median": 200000, "sqft_mean": 250000, "sqft_median": 250000,
        "leave_one_out": {"low": 150000, "high": 250000}, "warnings": ["only 2 of 3 comps have sqft"],
    }  # fmt: skip
    left = at("underwrite", "comps", "prop_a", "--exclude", "comp_a", "--exclude", "comp_b").data
    assert [comp["included"] for comp in left["comps"]] == [False, False, True]
    assert (left["mean"], left["sqft_mean"], left["leave_one_out"]) == (100000, None, {"low": None, "high": None})
    used = at("underwrite", "comps", "prop_a", "--use", "MEDIAN", "--exclude", "comp_c").data
    assert (used["median"], used["warnings"]) == (250000, ["fewer than 3 comps: 2"])
    row = at("show", "Properties").data["rows"][0]
    assert (row["arv"], row["arv_notes"], row["comps"]) == (250000, "median of 2 comps: comp_a; comp_b", 3)
    assert row["arv_set_at"].startswith("2026-03-0")
    said = run("-f", book, "--as-of", DAY, "underwrite", "comps", "prop_a", "--use", "mean").out
    assert "With one comp left out, the mean is 150,000.00 to 250,000.00." in said
    assert "200,000.00 (mean of 3 comps: comp_a; comp_b; comp_c), Properties!K2." in said
    at("add", "Properties", "id=prop_b", "address=Bare")
    assert "Comps of Bare (prop_b): none." in run("-f", book, "underwrite", "comps", "prop_b").out


def test_ladder(run: Any, at: Any, book: Path) -> None:
    found = at("underwrite", "ladder", "prop_a").data
    assert list(found) == ["rungs", "binding"]
    assert found["rungs"][0] == {"name": "wholesale", "price": 110000, "missing": []}
    flip = found["rungs"][1]
    assert (flip["name"], flip["price"]) == ("flip", None)
    assert "wanted_profit" in flip["missing"]
    assert found["binding"] == "wholesale"
    said = run("-f", book, "underwrite", "ladder", "prop_a").out
    assert "wholesale        110,000.00  binds" in said
    assert "flip                      -  needs " in said
    assert "Assumptions lacks wanted_profit, " in said
    assert "Settings lacks loan_rate" in said


def test_simulate(run: Any, at: Any, book: Path) -> None:
    at("add", "Assumptions", "property_id=prop_a", "arv_low=180,000", "arv_high=220,000", "repairs_low=15,000",
       "repairs_high=30,000", "seed=7")  # fmt: skip
    found = at("underwrite", "simulate", "prop_a").data
    assert (list(found), list(found["mao"])) == (["seed", "runs", "mao", "share_below_asking"], ["p10", "p50", "p90"])
    assert (found["seed"], found["runs"], found["share_below_asking"]) == (7, 10000, None)
    assert found["mao"]["p10"] < found["mao"]["p50"] < found["mao"]["p90"]
    assert at("underwrite", "simulate", "prop_a").data == found
    at("underwrite", "attach", "deal_a", "prop_a")
    other = at("underwrite", "simulate", "prop_a", "--seed", "0", "--runs", "500").data
    assert (other["seed"], other["runs"]) == (0, 500)
    assert 0 < other["share_below_asking"] < 1
    said = run("-f", book, "underwrite", "simulate", "prop_a", "--runs", "1,000").out
    assert "1,000 runs, seed 7" in said
    assert "below the asking price of 110,000.00" in said


def test_legal_check_and_resolve(run: Any, at: Any, book: Path) -> None:
    at("underwrite", "attach", "deal_a", "prop_a")
    flags = at("legal", "check", "deal_a").data["flags"]
    assert [list(flag) for flag in flags] == [["id", "rule_id", "severity", "message", "status"]] * len(flags)
    assert {flag["status"] for flag in flags} == {"open"}
    before = book.read_bytes()
    assert at("legal", "check", "deal_a").data["flags"] == flags
    assert book.read_bytes() == before
    answered = at("legal", "resolve", flags[0]["id"], "--notes", "Lawyer agrees.").data
    assert answered.items() >= {**flags[0], "status": "resolved", "notes": "Lawyer agrees."}.items()
    assert answered["resolved_at"].startswith("2026-03-0")
    again = at("legal", "check", "deal_a").data["flags"]
    assert again == [{**flags[0], "status": "resolved"}, *flags[1:]]
    said = run("-f", book, "legal", "check", "deal_a").out
    assert f"0 new, {len(flags) - 1} open." in said
    assert flags[0]["message"] in said


@pytest.mark.parametrize(("words", "code", "says"), [
    (["property", "prop_z"], "not_found", "Properties has no row prop_z"),
    (["property", ""], "missing", "PROP_ID"),
    (["property", " "], "missing", "PROP_ID"),
    (["property", "prop_a", "--arv-pct", "70"], "invalid", "Did you mean 70%?"),
    (["property", "prop_a", "--arv-pct", "170"], "invalid", "--arv-pct"),
    (["property", "prop_a", "--arv-pct", "-1%"], "invalid", "--arv-pct"),
    (["property", "prop_a", "--arv-pct", ""], "missing", "--arv-pct: it is empty; a blank is not zero"),
    (["property", "prop_a", "--fee", " "], "missing", "--fee"),
    (["property", "prop_a", "--fee", "nan"], "invalid", "--fee"),
    (["property", "prop_a", "--fee", "inf"], "invalid", "--fee"),
    (["property", "prop_a", "--fee", "-5,000"], "invalid", "--fee"),
    (["property", "prop_a", "--fee", "10.000"], "invalid", "may mean 10000 or 10.000"),
    (["property", "prop_a", "--fee", "70%"], "invalid", "--fee"),
    (["property", "prop_a", "--fee", "9" * 20], "invalid", "--fee"),
    (["property", "prop_a", "--mode", "flip"], "invalid", "--mode"),
    (["property", "prop_a", "--mode", ""], "missing", "--mode"),
    (["property", "prop_a", "--mode", "brrrr", "--fee", "1"], "usage", "--fee: a brrrr offer has no such option"),
    (["property", "prop_a", "--target-ltv", "70%"], "usage", "It has --arv-pct, --fee"),
    (["property", "prop_a", "--arv_pct", "70%"], "usage", "--arv_pct"),
    (["property", "prop_a", "--arv", "70%"], "usage", "--arv"),
    (["property", "prop_b"], "missing", "Properties prop_b, ARV: it is missing"),
    (["property", "prop_c"], "missing", "Repairs rep_c, Cost: it is missing"),
    (["set-arv", "prop_a", "0"], "invalid", "ARV: it has to be above 0"),
    (["set-arv", "prop_a", "-1"], "invalid", "ARV"),
    (["set-arv", "prop_a", ""], "missing", "ARV"),
    (["set-arv", "prop_a", "much"], "invalid", "ARV"),
    (["set-arv", "prop_a"], "usage", "ARV"),
    (["set-arv", "prop_z", "1"], "not_found", "prop_z"),
    (["attach", "deal_z", "prop_a"], "not_found", "Deals has no row deal_z"),
    (["attach", "deal_a", "prop_z"], "not_found", "Properties has no row prop_z"),
    (["attach", "", "prop_a"], "missing", "DEAL_ID"),
    (["attach", "deal_a", ""], "missing", "PROP_ID"),
    (["write-mao", "deal_a"], "missing", "Deals deal_a: it has no property"),
    (["write-mao", "deal_z"], "not_found", "Deals has no row deal_z"),
    (["write-mao", ""], "missing", "DEAL_ID"),
    (["write-mao", "deal_b"], "missing", "Properties prop_b, ARV"),
    (["write-mao", "deal_b", "--arv-pct", "70"], "invalid", "70%"),
    (["risk", "prop_a", "--jurisdiction", ""], "missing", "Jurisdiction"),
    (["risk", "prop_z"], "not_found", "prop_z"),
    (["comps", "prop_a", "--exclude", "comp_z"], "not_found", "comp_z"),
    (["comps", "prop_a", "--exclude", ""], "missing", "--exclude"),
    (["comps", "prop_a", "--use", "mode"], "invalid", "--use"),
    (["comps", "prop_a", "--use", ""], "missing", "--use"),
    (["comps", "prop_b", "--use", "mean"], "missing", "no mean"),
    (["ladder", "prop_z"], "not_found", "prop_z"),
    (["simulate", "prop_a"], "missing", "arv_low"),
    (["simulate", "prop_a", "--seed", "-1"], "invalid", "--seed"),
    (["simulate", "prop_a", "--seed", "1.5"], "invalid", "--seed"),
    (["simulate", "prop_a", "--runs", "0"], "invalid", "--runs"),
    (["simulate", "prop_a", "--runs", "1000001"], "invalid", "--runs"),
    (["simulate", "prop_a", "--runs", "many"], "invalid", "--runs"),
    ([], "usage", "COMMAND"),
    (["fly"], "usage", "fly"),
])  # fmt: skip
def test_what_underwrite_refuses_leaves_the_file_as_it_was(
    run: Any, refusing: Path, words: list[str], code: str, says: str
) -> None:
    """Whatever one says yes to."""
    before = refusing.read_bytes()
    refused(run("--json", "--yes", "-f", refusing, "underwrite", *words), code, says)
    assert refusing.read_bytes() == before


@pytest.mark.parametrize(("words", "code", "says"), [
    (["check", "deal_z"], "not_found", "Deals has no row deal_z"),
    (["check", ""], "missing", "DEAL_ID"),
    (["resolve", "flag_z", "--notes", "Done."], "not_found", "Legal Flags has no row flag_z"),
    (["resolve", "", "--notes", "Done."], "missing", "FLAG_ID"),
    (["resolve", "flag_a"], "usage", "--notes"),
    (["resolve", "flag_a", "--notes", ""], "missing", "say in the notes"),
    (["resolve", "flag_b", "--notes", "Again."], "exists", "resolved already"),
])  # fmt: skip
def test_what_legal_refuses_leaves_the_file_as_it_was(
    run: Any, refusing: Path, words: list[str], code: str, says: str
) -> None:
    before = refusing.read_bytes()
    refused(run("--json", "--yes", "-f", refusing, "legal", *words), code, says)
    assert refusing.read_bytes() == before
