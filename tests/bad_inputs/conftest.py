"""A workbook to be spoilt."""

from pathlib import Path

import pytest

from tests.bad_inputs.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
