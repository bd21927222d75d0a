"""A table's part grows, shrinks and widens; all else in it stays."""

from __future__ import annotations

import pytest

from io_xlsx.parts.markup import Odd
from io_xlsx.parts.structure import read_structure
from io_xlsx.patch.patcher import NewColumn
from io_xlsx.patch.tablepart import edit_table
from tests.io_xlsx.handmade import MAIN, TABLE, package, table, with_table


def test_growing_moves_ref_and_filter_alone() -> None:
    old = table(
        "A1:C5", "ID,Name,Due", '<autoFilter ref="A1:C5"><filterColumn colId="0"/></autoFilter>', 'insertRow="1"'
    )
    assert edit_table(old.encode(), 9).decode() == old.replace("A1:C5", "A1:C9").replace(' insertRow="1"', "")


def test_a_table_of_one_cell() -> None:
    assert b'ref="B2:B3"' in edit_table(table("B2", "ID").encode(), 3)


def test_columns_are_appended_on_the_right() -> None:
    old = table("A1:B5", "ID,Name", '<autoFilter ref="A1:B5"/>').replace('id="2" name', 'id="7" name')
    new = (NewColumn('A "new"\none', "SUM([Cost])<1"), NewColumn("Last"))
    xml = edit_table(old.encode(), 6, new).decode()
    assert '<autoFilter ref="A1:D6"/><tableColumns count="4">' in xml
    assert (
        '<tableColumn id="8" name="A &quot;new&quot;_x000a_one"><calculatedColumnFormula>SUM([Cost])&lt;1'
        '</calculatedColumnFormula></tableColumn><tableColumn id="9" name="Last"/></tableColumns>'
    ) in xml
    found = read_structure(package(with_table("", xml))).sheets[0].tables[0]
    assert found.columns == ("ID", "Name", 'A "new"\none', "Last")
    assert found.formulas == (None, None, "SUM([Cost])<1", None)
    assert (found.part, found.area) == (TABLE, (1, 1, 6, 4))


@pytest.mark.parametrize(
    "part",
    [
        f'<table xmlns="{MAIN}"/>',
        f'<table xmlns="{MAIN}" ref="A1:B2"><tableColumns/></table>',
        f'<table xmlns="{MAIN}" ref="A1:B2"><!-- x --></table>',
        f'<other xmlns="{MAIN}"/>',
    ],
)
def test_odd_parts(part: str) -> None:
    with pytest.raises(Odd):
        edit_table(part.encode(), 3, (NewColumn("a"),))
