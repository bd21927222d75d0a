"""Every row of the list is made by a test."""

from tests.bad_inputs.listed import listed, marked

OF_FILES = {"file", "hostile"}  # these name theirs in tests/faults, and one there counts them


def test_tests_name_only_rows_of_the_list() -> None:
    assert marked() - set(listed()) == set()


def test_every_row_is_shown() -> None:
    assert {key for key, area in listed().items() if area not in OF_FILES} - marked() == set()
