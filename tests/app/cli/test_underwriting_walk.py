"""A new user's first deal by commands, from an empty workbook, as other programs then find it in the file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from app.session import Session
from models.core.calculated import calculated
from models.core.values import plain
from tests.libreoffice import LibreOffice

DAY = "2026-03-05"
REPAIRS = (("Roof", "roof", "9,500"), ("Kitchen", "kitchen", "$12,000.50"), ("Bathroom", "bath", "4000"),
           ("Paint", "interior", "2,499.50"), ("Permits", "permits", "500"))  # fmt: skip
SALES = (("8 Elm", "262,000", "1,150"), ("31 Oak", "248,500", "1,100"), ("5 Ash", "255,000", "1,180"))


def rows_in(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet as calamine reads them, by header."""
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    return [dict(zip(map(str, header), row, strict=True)) for row in rows if row[0]]


def test_a_first_deal(run: Any, tmp_path: Path, libreoffice: LibreOffice) -> None:
    path = tmp_path / "mine.xlsx"
    assert run("--as-of", DAY, "new", path).status == 0

    def do(*words: str) -> Any:
        ran = run("--json", "--as-of", DAY, "-f", path, *words)
        assert ran.status == 0, ran.err
        return ran.data

    house = do("add", "properties", "address=12 Elm Street", "city=Winnipeg", "region=MB", "sqft=1,140",
               "year_built=1952", "neighborhood_score=64")["row"]["id"]  # fmt: skip
    for address, price, sqft in SALES:
        do("add", "Comps", f"property_id={house}", f"address={address}", f"sold_price={price}", f"sqft={sqft}",
           "sold_date=2026-01-15")  # fmt: skip
    works = [
        do("add", "Repairs", f"property_id={house}", f"item={item}", f"category={kind}", f"cost={cost}")["row"]["id"]
        for item, kind, cost in REPAIRS
    ]
    compared = do("underwrite", "comps", house, "--use", "median")
    assert (compared["median"], compared["warnings"]) == (255_000, [])
    offer = do("underwrite", "property", house)
    assert (offer["mao"], offer["inputs"]["repairs"]) == (140_000, 28_500)
    assert do("underwrite", "risk", house)["risk_v1"] == 26.38  # 0.5 x 36 + 0.3 x 100 x 28,500 / 102,000

    deal = do("add", "Deals", "address=12 Elm Street", "region=MB", "asking_price=149,900")["row"]["id"]
    assert do("underwrite", "attach", deal, house)["property_address"] == "12 Elm Street"
    first = do("underwrite", "write-mao", deal, "--fee", "12,500")
    assert first["mao"] == 137_500
    do("set", "Repairs", works[0], "cost=11,000")
    (row,) = do("show", "Deals")["rows"]
    assert row["mao_stale"] == {"was": 137_500, "now": 136_000}
    second = do("underwrite", "write-mao", deal, "--fee", "12,500")
    (row,) = do("show", "Deals")["rows"]
    assert (row["mao"], row["mao_stale"], row["underwrite_id"]) == (136_000, None, second["underwrite_id"])

    flags = do("legal", "check", deal)["flags"]
    assert do("legal", "resolve", flags[0]["id"], "--notes", "The lawyer agrees.")["status"] == "resolved"
    assert [flag["status"] for flag in do("legal", "check", deal)["flags"]] == ["resolved"] + ["open"] * (
        len(flags) - 1
    )
    checked = do("check")
    assert (checked["counts"]["error"], checked["counts"]["warning"]) == (0, 0)

    found_by_another_reader(path, house, deal)
    recalculated_as_the_app_has_it(path, house, libreoffice)


def found_by_another_reader(path: Path, house: str, deal: str) -> None:
    (mine,) = rows_in(path, "Properties")
    assert (mine["ID"], mine["ARV"], mine["Repairs Total"], mine["Comps"]) == (house, 255_000, 30_000, 3)
    assert (mine["Wholesale MAO"], mine["Deal ID"]) == (138_500, deal)
    assert mine["ARV Notes"].startswith("median of 3 comps: 8 Elm (comp_")
    assert mine["ARV Set At"].startswith("2026-03-0")
    (row,) = rows_in(path, "Deals")
    assert (row["Property ID"], row["Property Address"], row["MAO"], row["MAO Mode"]) == (
        house, "12 Elm Street", 136_000, "wholesale",
    )  # fmt: skip
    offers = rows_in(path, "Underwrites")
    assert [(uw["Repairs"], uw["Fee"], uw["Result"], uw["Given"]) for uw in offers] == [
        (28_500, 12_500, 137_500, "fee"), (30_000, 12_500, 136_000, "fee"),
    ]  # fmt: skip
    assert row["Underwrite ID"] == offers[1]["ID"]
    flags = rows_in(path, "Legal Flags")
    assert (flags[0]["Status"], flags[0]["Notes"]) == ("resolved", "The lawyer agrees.")
    assert {flag["Deal ID"] for flag in flags} == {deal}
    sheet = load_workbook(path)["Properties"]  # formulas, not their results
    by_header = {cell.value: below.value for cell, below in zip(sheet[1], sheet[2], strict=True)}
    assert str(by_header["Wholesale MAO"]).startswith("=IF(N(Properties[[#This Row],[ARV]])>0")


def recalculated_as_the_app_has_it(path: Path, house: str, libreoffice: LibreOffice) -> None:
    libreoffice.edit_and_save(path, [("Repairs", "E2", 10_000.005), ("Settings", "B8", "12500")])
    (there,) = rows_in(path, "Properties")
    session = Session.open(path, journals=path.parent / "journals", write=False)
    figures = calculated(session.book, session.book.tables["Properties"], dt.date.fromisoformat(DAY))
    here = {name: plain(figures[name].loc[house]) for name in figures}
    session.close()
    assert here == {"repairs_total": 29_000.01, "comps": 3, "comps_avg_price": 255_166.67, "wholesale_mao": 136_999.99}
    assert [there[name] for name in ("Repairs Total", "Comps", "Comps Avg Price", "Wholesale MAO")] == list(
        here.values()
    )
