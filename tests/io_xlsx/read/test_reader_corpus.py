"""Real workbooks of other programs: opening one is a Reading or a sentence, never a crash."""

from pathlib import Path

from io_xlsx.parts.package import Package, Unreadable
from io_xlsx.read.reader import read_package
from io_xlsx.read.sheet_values import SheetReader
from models.catalog import TABLES


def opened(path: Path) -> str:
    """The sentence that refuses the file; blank where every sheet of it could be read."""
    try:
        package = Package.open(path)
        reading = read_package(package, TABLES)
        with SheetReader(package) as reader:
            for sheet in reading.layout.structure.sheets:
                if sheet.kind == "worksheet":
                    reader.read(sheet).texts()
    except Unreadable as problem:
        return str(problem)
    return ""


def test_every_file_opens_or_is_refused_in_a_sentence(corpus: Path) -> None:
    files = [path for path in sorted(corpus.rglob("*")) if path.suffix in (".xlsx", ".xlsm")]
    sentences = {path: opened(path) for path in files}
    refused = {path: text for path, text in sentences.items() if text}
    assert all(text.endswith(".") and "\n" not in text for text in refused.values())
    assert len(refused) <= len(files) // 20, refused
