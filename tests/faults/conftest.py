"""Commands on files that were made to do harm."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli.main import main
from tests.app.cli.ran import Ran
from tests.workbooks import demo_copy

Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(path: Path, *words: object) -> Ran:
        status = main(["-f", str(path), "--json", *(str(word) for word in words)])
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The demo workbook, whole and harmless."""
    return demo_copy(tmp_path_factory.mktemp("demo")).read_bytes()
