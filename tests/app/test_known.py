"""What was read before is not examined again, and nothing else is taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import examination, files, known
from app.session import Session
from tests.workbooks import demo_copy


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that a process of its own looked at."""
    monkeypatch.setattr(known, "_here", set())
    seen: list[str] = []
    real = examination.examined

    def noted(content: bytes, path: Path, *more: object) -> bytes:
        seen.append(path.name)
        return real(content, path, *more)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(files, "examined", noted)
    return seen


def forget_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the next start of the program begins."""
    monkeypatch.setattr(known, "_here", set())


def test_the_same_bytes_are_examined_once(tmp_path: Path, examined: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    path = demo_copy(tmp_path)
    files.read(path)
    files.read(path)
    forget_this_process(monkeypatch)
    files.read(path)
    assert examined == ["demo.xlsx"]


def test_one_other_byte_and_it_is_another_file(tmp_path: Path, examined: list[str]) -> None:
    path = demo_copy(tmp_path)
    files.read(path)
    path.write_bytes(path.read_bytes() + b"\0")
    files.read(path)
    assert examined == ["demo.xlsx", "demo.xlsx"]


def test_another_build_of_the_reader_looks_again(
    tmp_path: Path, examined: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = demo_copy(tmp_path)
    files.read(path)
    forget_this_process(monkeypatch)
    monkeypatch.setattr(known, "_reader", lambda: "another")
    files.read(path)
    assert len(examined) == 2


def test_what_was_saved_here_is_known(tmp_path: Path, examined: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from models.bills import BILLS
    from models.core.edit import set_fields

    path = demo_copy(tmp_path)
    session = Session.open(path, journals=tmp_path / "journals")
    row = str(session.book[BILLS].index[0])
    session.do(set_fields(session.book, BILLS, row, {"name": "Mine"}, session.now()))
    session.save()
    session.close()
    forget_this_process(monkeypatch)
    files.read(path)
    assert examined == ["demo.xlsx"]


def test_a_list_that_cannot_be_written_or_read_costs_time_only(
    tmp_path: Path, data_folder: Path, examined: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = demo_copy(tmp_path)
    data_folder.mkdir(parents=True)
    (data_folder / "examined").mkdir()
    files.read(path)
    forget_this_process(monkeypatch)
    files.read(path)
    assert len(examined) == 2


def test_the_list_keeps_the_newest(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "_here", set())
    for number in range(known.KEPT + 5):
        known.remember(Path("a.xlsx"), f"{number:064x}")
    forget_this_process(monkeypatch)
    assert not known.is_known(Path("a.xlsx"), f"{0:064x}")
    assert known.is_known(Path("a.xlsx"), f"{known.KEPT:064x}")
    assert not known.is_known(Path("a.xlsm"), f"{known.KEPT:064x}")
    assert (data_folder / "examined").stat().st_mode & 0o077 == 0
