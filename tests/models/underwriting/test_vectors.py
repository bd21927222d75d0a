"""The published figures: none is left out, and the copy here is the shared one."""

import re
from pathlib import Path

from tests.models.underwriting.vectors import FILE, VECTORS


def test_every_published_figure_is_asked_for_by_a_test() -> None:
    others = [path for path in Path(__file__).parent.glob("test_*.py") if path != Path(__file__)]
    text = "\n".join(path.read_text("utf-8") for path in others)
    assert len(VECTORS) > 30
    assert not [name for name in VECTORS if not re.search(rf'"{name}"', text)]


def test_the_copy_is_the_shared_one(shared_vectors: Path) -> None:
    assert FILE.read_text("utf-8") == (shared_vectors / FILE.name).read_text("utf-8")
