"""No file that the program keeps for itself holds what belongs to people, but the journal, which has to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from app.session import Session
from io_xlsx.lock import Lock

NAME, PHONE, EMAIL = "Quillon Abernathy-Zzyx", "+1 204 555 0173 99", "quillon@zzyx-homes.example"
AMOUNT, MESSAGE, WRONG = "918273.64", "the basement floods when it rains", "vt_wrongwrongwrongwrongwrongwrong"
PLANTED = (NAME, PHONE, EMAIL, AMOUNT, MESSAGE, WRONG)


def kept(data_folder: Path, book: Path) -> Iterator[tuple[str, bytes]]:
    """What the program wrote for itself: its own folder, and what stands beside the workbook but its copies."""
    for path in [*data_folder.rglob("*"), *book.parent.rglob("*")]:
        if path.is_file() and path.suffix not in (".xlsx", ".pdf"):
            yield path.name, path.read_bytes()


def fault(*_: object, **__: object) -> NoReturn:
    raise ValueError(f"{NAME} {PHONE} {EMAIL} {AMOUNT} {MESSAGE} {WRONG}")


def test_only_the_journal_holds_names_phones_amounts_messages_and_tokens(
    run: Any, book: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on(*words: object) -> Any:
        return run("--json", "--yes", "-f", book, *words)

    on("add", "Contacts", f"name={NAME}", f"phone={PHONE}", f"email={EMAIL}", f"notes={MESSAGE}")
    partner = on("add", "Partners", f"name={NAME}", f"email={EMAIL}").data["row"]["id"]
    on("add", "Properties", f"address={NAME} Street", f"arv={AMOUNT}")
    deal = on("add", "Deals", f"partner_id={partner}", f"notes={MESSAGE}").data["row"]["id"]
    on("pipeline", "run", deal, "--to", PHONE)
    token = on("jv", "token", "create", "--subject", partner, "--label", MESSAGE).data["token"]
    assert on("jv", "export", token, book.with_name("out.xlsx")).status == 0
    assert on("jv", "readonly", WRONG).status == 2
    assert on("set", "Settings", "buffer_min", f"value={NAME}").status == 2
    with monkeypatch.context() as patched:  # faults with all of it in their words, above and below
        patched.setattr(Session, "problems", fault)
        on("ops", "today")
        on("check")
        patched.setattr("app.saving.save", fault)
        on("set", "Partners", partner, f"company={NAME} Ltd")
        patched.setattr("models.ops.tick.push_bills", fault)
        on("tick")
    lock = Lock(book)
    lock.acquire()
    found = dict(kept(data_folder, book))
    lock.release()
    journals = [name for name in found if name.endswith(".journal")]
    assert NAME in found[journals[0]].decode()  # else nothing was looked for
    assert found["faults.log"].count(b"ValueError") >= 3
    assert {"faults.log", "recent.json", lock.path.name, "index.jsonl"} <= set(found)
    for name, content in found.items():
        if name not in journals:
            for text in (*PLANTED, token, token.removeprefix("vt_")):
                assert text.encode() not in content, name
