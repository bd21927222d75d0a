"""`underwrite offer-sheet`, in a process of its own without a display, and its refusals."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.app.cli.ran import Ran, refused
from tests.workbooks import DAY


def deal(run: Any, demo: Path, *, written: bool) -> str:
    rows = run("--json", "-f", demo, "show", "Deals").data["rows"]
    return str(next(row["id"] for row in rows if (row["mao"] is not None) == written))


def test_it_needs_no_display(run: Any, demo: Path, tmp_path: Path) -> None:
    """A new process, so that Qt starts there as on a server: QApplication of the tests would hide a missing one."""
    before, out = demo.read_bytes(), tmp_path / "out.pdf"
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    words = ["-f", demo, "--as-of", DAY.isoformat(), "--json", "underwrite", "offer-sheet"]
    command = [sys.executable, "-m", "app.cli.main", *map(str, words), deal(run, demo, written=True), str(out)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"file": str(out)}
    assert "118 Kestrel Lane" in PdfReader(out).pages[0].extract_text()
    assert demo.read_bytes() == before


@pytest.mark.usefixtures("qapp")
def test_it_refuses_with_what_to_do(run: Any, demo: Path, tmp_path: Path) -> None:
    def sheet(deal_id: str, path: Path) -> Ran:
        ran: Ran = run("--json", "-f", demo, "underwrite", "offer-sheet", deal_id, path)
        return ran

    good = deal(run, demo, written=True)
    refused(sheet(deal(run, demo, written=False), tmp_path / "a.pdf"), "missing", "underwrite write-mao")
    refused(sheet("deal_x", tmp_path / "a.pdf"), "not_found", "Deals has no row deal_x")
    refused(sheet(good, demo), "bad_name", "is the workbook itself")
    refused(sheet(good, tmp_path), "bad_name", "is a folder")
    refused(sheet(good, tmp_path / "a"), "bad_name", "has to end in .pdf")
    assert not list(tmp_path.glob("*.pdf"))


def test_without_its_words_it_says_how(run: Any) -> None:
    refused(run("--json", "underwrite", "offer-sheet"), "usage", "DEAL_ID, OUT.pdf")
    refused(run("--json", "underwrite"), "usage", "COMMAND")
