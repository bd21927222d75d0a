"""What is guessed of somebody's own sheet: its headings, its table, its columns, and what has to be asked."""

from __future__ import annotations

import pytest

from models.core.refusal import Refused
from models.intake import Layout, Sheet, guess_layout, names_of, refuse_doubts, sheet_of, sheet_of_text
from models.intake.layout import Unknown

DEALS = """My deal list,,,,,,,,,,
,,,,,,,,,,
Property Address,City,Prov,Sq Ft,ARV ($),Asking,Seller Name,Seller Phone,Status,Close Date,Lead source
12 Main St,Winnipeg,MB,"1,200 sf","$250,000",$120k,Ann Lee,204-555-0101,Hot one,03/04/2026,mailer
9 Oak Ave,Winnipeg,MB,900,"$199,999.50",call,Bob,204-555-0102,under contract,13/04/2026,
"""


def sheet(text: str) -> Sheet:
    return sheet_of_text("Sheet1", text)


def mapped(text: str, file_name: str = "") -> tuple[str, dict[str, str]]:
    """The table, and their headings with what becomes of them."""
    of = sheet(text)
    layout = guess_layout(of, file_name).layout
    names = names_of(of, layout.header)
    return layout.table, {names[place]: path for place, path in layout.columns.items()}


def test_a_deal_list_with_a_title_above_its_headings() -> None:
    table, columns = mapped(DEALS)
    assert table == "Deals"
    assert columns == {
        "Property Address": "address", "City": "city", "Prov": "region", "Sq Ft": "property_id.sqft",
        "ARV ($)": "property_id.arv", "Asking": "asking_price", "Seller Name": "contact_id",
        "Seller Phone": "contact_id.phone", "Status": "stage", "Close Date": "milestone_date",
    }  # fmt: skip


def test_other_lists() -> None:
    table, columns = mapped(
        "Bill,Cost,Frequency,Due,Auto Pay,Category,Company\n"
        "Rent,1500,monthly,1st,yes,rent,Ann\nTax,900,yearly,15,no,,\n"
    )
    assert table == "Bills"
    assert columns == {
        "Bill": "name", "Cost": "amount", "Frequency": "cadence", "Due": "due_day", "Auto Pay": "autopay",
        "Category": "envelope", "Company": "payee",
    }  # fmt: skip
    assert mapped("Bill,Cost,Due\nRent,1500,2026-03-01\n")[1]["Due"] == "start_date"
    table, columns = mapped("First Name,Last Name,Cell,E-mail,Type,DNC\nAnn,Lee,204,a@x.ca,Realtor,no\n")
    assert (table, columns["First Name"], columns["Last Name"]) == ("Contacts", "name", "name")
    table, columns = mapped("Subject,Address,Sale Price,Sale Date\n12 Main,14 Main,200000,2026-01-02\n")
    assert (table, columns["Subject"], columns["Address"]) == ("Comps", "property_id", "address")
    assert mapped("Address,Beds,Baths,Year Built\n12 Main,3,1.5,1960\n")[0] == "Properties"
    assert mapped("Name,Amount\nRent,1500\n", "Income 2026.xlsx")[0] == "Income"
    assert mapped("Name,Amount\nRent,1500\n", "Monthly bills.xlsx")[0] == "Bills"


def test_lists_of_other_programs() -> None:
    table, columns = mapped(
        "Address,City,State,Zip,County,Owner 1 First Name,Owner 1 Last Name,Total Bathrooms,Building Sqft,Lot Sqft\n"
        "1 A St,Tampa,FL,33601,Polk,Ann,Lee,2,1200,5000\n",
        "leads.csv",
    )
    assert table == "Deals"
    assert columns == {
        "Address": "address", "City": "city", "State": "region", "Zip": "property_id.postal",
        "Owner 1 First Name": "contact_id", "Owner 1 Last Name": "contact_id", "Total Bathrooms": "property_id.baths",
        "Building Sqft": "property_id.sqft",
    }  # fmt: skip
    assert mapped("Name,E-mail 1 - Value,Phone 1 - Value\nAnn,a@x.ca,204\n")[1] == {
        "Name": "name", "E-mail 1 - Value": "email", "Phone 1 - Value": "phone",
    }  # fmt: skip
    assert mapped("House #,Street Name,City,ARV\n12,Main St,X,5\n", "leads.csv")[1] == {
        "House #": "address", "Street Name": "address", "City": "city", "ARV": "property_id.arv",
    }  # fmt: skip
    table, columns = mapped("Date,Description,Category,Amount\n2026-01-02,Coffee,misc,-5.00\n", "transactions.csv")
    assert (table, columns["Amount"]) == ("Ledger", "amount")
    assert mapped("Subject Property,Sale Price,Sold\n1 A St,5,2026-01-02\n")[1]["Sold"] == "sold_date"
    of = sheet("Task,Due,Done\nCall,2026-03-04,no\n")
    assert (guess_layout(of).layout.table, guess_layout(of).unknown) == ("Followups", ())


def test_a_column_whose_cells_mean_something_else_is_left_out() -> None:
    assert "County" not in mapped("Address,County,Asking Price\n1 A St,Selkirk,5\n")[1]  # it is no Country
    table, columns = mapped("Address,City,Asking Price\n1 A St,X,ask Joe\n2 B St,X,unclear\n", "deals.csv")
    assert (table, columns) == ("Deals", {"Address": "address", "City": "city"})


def test_a_sheet_without_headings_has_letters() -> None:
    of = sheet_of("S", 5, [["12 Main", 250000.0], [None, None], ["9 Oak", 3.0]])
    assert [line.number for line in of.lines] == [5, 7]
    guess = guess_layout(of)
    assert guess.layout.header is None
    assert names_of(of, None) == ("Column A", "Column B")


def test_what_is_given_counts() -> None:
    layout = guess_layout(sheet(DEALS), table="Contacts", columns={6: "name", 0: "nonsense"}, date_order="ymd").layout
    assert (layout.table, layout.columns, layout.written.date_order) == ("Contacts", {6: "name"}, "ymd")
    with pytest.raises(TypeError, match="colour"):
        guess_layout(sheet(DEALS), colour="red")
    with pytest.raises(Refused, match="holds no rows"):
        guess_layout(Sheet("S", ()))


def test_only_what_may_be_read_in_two_ways_is_asked() -> None:
    asked = {one.field: one.sentence for one in guess_layout(sheet(DEALS)).questions}
    assert asked == {}  # the 13th says which number is the day, and $250,000 is no amount of a thousandth
    assert guess_layout(sheet('Address,Asking\n1 A St,"250,000"\n')).questions == ()
    assert [one.field for one in guess_layout(sheet("Address,Asking\n1 A St,250.000\n")).questions] == ["decimal"]
    doubtful = sheet(
        "Address,Milestone Date,Partner Share\n1 A St,03/04/2026,50\n",
    )
    guess = guess_layout(doubtful)
    assert {one.field for one in guess.questions} == {"date_order", "percent"}
    assert guess.layout.written.date_order == "mdy"
    assert "2026-03-04" in guess.questions[0].sentence
    assert "50%" in guess.questions[1].sentence
    with pytest.raises(Refused, match="2026-03-04") as refusal:
        refuse_doubts(guess, yes=False)
    assert refusal.value.code == "confirm"
    refuse_doubts(guess, yes=True)
    assert guess_layout(doubtful, date_order="dmy", percent=False).questions == ()


def test_words_that_are_none_of_the_choices_are_told_and_can_be_given_a_meaning() -> None:
    guess = guess_layout(sheet(DEALS))
    assert guess.unknown == (Unknown("stage", "Hot one", 1),)
    assert guess_layout(sheet(DEALS), meanings={("stage", "hot one"): "qualified"}).unknown == ()


def test_without_the_link_no_column_goes_to_the_property() -> None:
    layout: Layout = guess_layout(sheet(DEALS), linked=False).layout
    assert not any(path.startswith("property_id") for path in layout.columns.values())
