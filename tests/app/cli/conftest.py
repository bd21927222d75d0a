"""Commands on real workbooks."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.cli.main import main
from tests.app.cli.ran import Ran
from tests.workbooks import demo_copy, new_copy


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*words: object) -> Ran:
        status = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return run


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return new_copy(tmp_path)


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    return demo_copy(tmp_path)


@pytest.fixture(scope="session")
def _refusing(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Rows of which each lacks what some command needs."""
    path = new_copy(tmp_path_factory.mktemp("refusing"))
    rows = (
        "Properties id=prop_a address=One arv=200000", "Properties id=prop_b address=Two",
        "Properties id=prop_c address=Three arv=1", "Deals id=deal_a", "Deals id=deal_b property_id=prop_b",
        "Repairs id=rep_c property_id=prop_c item=Roof cost=1",
        "Legal+Flags id=flag_a message=Look", "Legal+Flags id=flag_b message=Look status=resolved",
    )  # fmt: skip
    for row in rows:
        table, *fields = row.split()
        assert main(["-f", str(path), "add", table.replace("+", " "), *fields]) == 0
    workbook = load_workbook(path)
    workbook["Repairs"]["E2"] = None  # only another program leaves a required field blank
    workbook.save(path)
    return path.read_bytes()


@pytest.fixture
def refusing(_refusing: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "refusing.xlsx"
    path.write_bytes(_refusing)
    return path
