"""The words of `import`."""

from __future__ import annotations

from typing import Any

from app.cli.request import later


def add(commands: Any) -> None:
    """`import` with its options."""
    words = commands.add_parser("import", help="rows of another spreadsheet or CSV, its columns mapped to ours")
    words.add_argument("spreadsheet", metavar="FILE", help="an .xlsx, .xls, .ods or .csv")
    words.add_argument("book", nargs="?", metavar="WORKBOOK", help="where to (default: as for every command)")
    words.add_argument("--new", action="store_true", help="make WORKBOOK, which does not exist yet")
    words.add_argument("--sheet", metavar="NAME", help="which sheet (default: the one whose headings are known)")
    words.add_argument("--table", metavar="TABLE", help="what its rows are (default: guessed from the headings)")
    words.add_argument("--headings", metavar="ROW", help="the row with the headings, 0 = none (default: guessed)")
    words.add_argument("--map", action="append", default=[], metavar="HEADING=COLUMN", dest="maps",
                       help="what a column becomes; HEADING= leaves it out (default: guessed)")  # fmt: skip
    words.add_argument("--only-mapped", action="store_true", help="guess no columns beside those of --map")
    words.add_argument("--means", action="append", default=[], metavar="WORD=CHOICE",
                       help="what a word in a column of choices means")  # fmt: skip
    words.add_argument("--dates", choices=("ymd", "dmy", "mdy"), help="how dates such as 03/04/2026 are written")
    words.add_argument("--decimal", choices=(".", ","), help="the decimal sign of amounts")
    words.add_argument("--percent", choices=("yes", "no"), help="whether a bare 50 in a column of shares is 50%%")
    words.add_argument("--no-properties", action="store_true", help="deals without a property each")
    words.add_argument("--dry-run", action="store_true", help="say what would come in, and change nothing")
    words.set_defaults(run=later("intake", "import_file"))
