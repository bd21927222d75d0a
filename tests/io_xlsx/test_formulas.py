import pytest

from io_xlsx.formulas import columns_in, escape_header, same_formula, stored_formula
from models.core.columns import id_column, money
from models.core.schema import Column, Table

HOUSES = Table("Old Houses", "house", (id_column(), money("ARV"), money("Repairs Total"), Column("Cost #1 (CAD)")))
AS_IT_IS = {"OldHouses": "OldHouses"}
RENAMED = {"OldHouses": "Homes", "Repairs": "Work"}


@pytest.mark.parametrize(
    ("declared", "stored"),
    [
        ("[@ARV]", "OldHouses[[#This Row],[ARV]]"),
        ("[@Repairs Total]-1", "OldHouses[[#This Row],[Repairs Total]]-1"),
        ("[@[Repairs Total]]-1", "OldHouses[[#This Row],[Repairs Total]]-1"),
        ("SUMIFS(Repairs[Cost],Repairs[ID],[@ID])", "SUMIFS(Repairs[Cost],Repairs[ID],OldHouses[[#This Row],[ID]])"),
        ('IF([@ARV]="[@ARV] ""Comps[Sqft]""",1,2)', 'IF(OldHouses[[#This Row],[ARV]]="[@ARV] ""Comps[Sqft]""",1,2)'),
        ("AGGREGATE(15,6,Repairs[Cost],1)", "_xlfn.AGGREGATE(15,6,Repairs[Cost],1)"),
        ("SUM([@ARV],'Year''s [@ARV]'!A1)", "SUM(OldHouses[[#This Row],[ARV]],'Year''s [@ARV]'!A1)"),
        ("ROW(Repairs[[#Headers],[Cost]])", "ROW(Repairs[[#Headers],[Cost]])"),
        ("[@Cost '#1 (CAD)]", "OldHouses[[#This Row],[Cost '#1 (CAD)]]"),
    ],
)  # fmt: skip
def test_the_file_names_the_table_of_this_row(declared: str, stored: str) -> None:
    assert stored_formula(declared, HOUSES, AS_IT_IS) == stored


def test_a_renamed_table_is_called_by_its_name() -> None:
    stored = stored_formula("SUMIFS(Repairs[Cost],Repairs[ID],[@ID])+Repairs*2", HOUSES, RENAMED)
    assert stored == "SUMIFS(Work[Cost],Work[ID],Homes[[#This Row],[ID]])+Repairs*2"


def test_special_characters_of_a_header_are_escaped() -> None:
    assert escape_header("Cost #1 [it's @ CAD]") == "Cost '#1 '[it''s '@ CAD']"


@pytest.mark.parametrize(
    "other",
    [
        "=SUMIFS(Repairs[Cost], Repairs[ID], [@ID])",
        "sumifs(repairs[cost],Repairs[ID],OldHouses[[#This Row],[ID]])",
        "SUMIFS(Repairs[Cost],Repairs[ID],[[#This Row],[ID]])",
        " = SUMIFS(Repairs[Cost],Repairs[ID],OldHouses[@ID]) ",
        "SUMIFS(Repairs[Cost],Repairs[ID],OldHouses[@[ID]])",
        "_xlfn.SUMIFS(Repairs[Cost],\nRepairs[ID],OldHouses[[#this row],[ID]])",
    ],
)
def test_other_spellings_are_the_same_formula(other: str) -> None:
    assert same_formula("SUMIFS(Repairs[Cost],Repairs[ID],[@ID])", other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SUM([@ARV])", "SUM([@ARV])+0"),
        ('IF([@ARV]="a b",1,0)', 'IF([@ARV]="ab",1,0)'),
        ('IF([@ARV]="A",1,0)', 'IF([@ARV]="a",1,0)'),
        ("Repairs[Cost]", "Repairs[Item]"),
        ("[@Repairs Total]", "[@RepairsTotal]"),
    ],
)
def test_different_formulas_differ(one: str, other: str) -> None:
    assert not same_formula(one, other)


def test_what_libreoffice_makes_of_a_word_is_the_same() -> None:
    assert same_formula("[@Rollover]=TRUE", "OldHouses[[#This Row],[Rollover]]=TRUE()")


def test_a_stored_formula_is_the_declared_one() -> None:
    declared = "AGGREGATE(15,6,Repairs[Cost]/([@ARV]>0),1)"
    assert same_formula(declared, stored_formula(declared, HOUSES, AS_IT_IS))


def test_a_header_that_a_person_renamed_is_named_as_it_stands_there() -> None:
    headers = {"OldHouses": {"ARV": "Worth [CAD]"}, "Repairs": {"Cost": "Price"}}
    declared = "SUMIFS(Repairs[Cost],Repairs[Item],[@ARV])+ROW(Repairs[[#Headers],[Cost]])+Comps[Cost]"
    assert stored_formula(declared, HOUSES, AS_IT_IS, headers) == (
        "SUMIFS(Repairs[Price],Repairs[Item],OldHouses[[#This Row],[Worth '[CAD']]])"
        "+ROW(Repairs[[#Headers],[Price]])+Comps[Cost]"
    )


def test_the_columns_of_a_formula_are_named_with_their_tables() -> None:
    formula = 'IF(Work[[#This Row],[A \'#1]]>SUM(Bills[Amount]),"Bills[No]",Bills[#Headers])'
    assert list(columns_in(formula)) == [("Work", "A #1"), ("Bills", "Amount")]
