"""Every row of the list is made by a test."""

from tests.bad_inputs.listed import listed, marked

OURS = {"structure", "ids", "values", "clock"}
OF_MERGES = {"IDS-11"}  # a column sorted alone while the workbook is open: asked about by the merge


def test_tests_name_only_rows_of_the_list() -> None:
    assert marked() - set(listed()) == set()


def test_every_row_about_a_workbooks_content_and_the_clock_is_shown() -> None:
    assert {key for key, area in listed().items() if area in OURS} - marked() <= OF_MERGES
