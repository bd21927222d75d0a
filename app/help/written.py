"""What is written by hand: the pages of resources/help.md, and what is new, from resources/changes.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import resources
from app.help.page import Page, listed, plain
from app.tr import marked, spoken, tr
from models.core.schema import Value
from models.starter.contact_rules import CONTACT_RULE_ROWS

FIRST_STEPS = marked("First steps")
NEWS = "news"
_FOLDER = Path(resources.__file__).parent
_RULES = "Where the contact rules come from"


@dataclass(frozen=True)
class Written:
    """A title and a text in the window's language, Markdown without headings of the third level."""

    title: str
    text: str


def written() -> dict[str, Written]:
    """The parts of resources/help.md by their English headings; `help.fr.md` has the same parts in the same order."""
    english = _parts((_FOLDER / "help.md").read_text("utf-8"), "# ")
    own = _FOLDER / f"help.{spoken().code}.md"
    said = _parts(own.read_text("utf-8"), "# ") if own.is_file() else english
    return {heading: Written(*part) for (heading, _), part in zip(english, said, strict=True)}


def first_pages(tabs: set[str]) -> list[Page]:
    """The pages that belong to no tab; `tabs` are the titles of those that do."""
    pages = [
        Page(
            key_of(heading),
            tr(FIRST_STEPS),
            part.title,
            part.text + (f"\n\n{_sources()}" if heading == _RULES else ""),
        )
        for heading, part in written().items()
        if heading not in tabs
    ]
    return [*pages, news_page()]


def news_page(since: str = "") -> Page:
    """What each version brought, the newest first; with `since`, only what came after that version."""
    parts = [f"## {plain(head)}\n\n{text}" for head, text in news(since)]
    return Page(NEWS, tr(FIRST_STEPS), tr("What is new"), "\n\n".join(parts))


def news(since: str = "") -> list[tuple[str, str]]:
    """Heading and text of each version after `since`; of a version that nobody knows, the newest only."""
    parts = _parts((_FOLDER / "changes.md").read_text("utf-8"), "## ")
    places = [place for place, (head, _) in enumerate(parts) if head.split()[0] == since]
    return parts[: (places[0] if places else 1)] if since else parts


def key_of(title: str) -> str:
    return re.sub(r"[^a-z]+", "-", title.lower()).strip("-")


def _parts(text: str, mark: str) -> list[tuple[str, str]]:
    """What stands under each heading that begins with the mark."""
    found = re.split(rf"^{mark}(.+)$", text, flags=re.MULTILINE)[1:]
    return [(head.strip(), body.strip()) for head, body in zip(found[::2], found[1::2], strict=True)]


def _sources() -> str:
    return listed(f"**{plain(_whom(row))}**: {plain(str(row['source']))}" for row in CONTACT_RULE_ROWS)


def _whom(row: Mapping[str, Value]) -> str:
    place = "-".join(str(row[name]) for name in ("country", "region") if row[name])
    return f"{place}, {str(row['kind']).replace('_', ' ')}"
