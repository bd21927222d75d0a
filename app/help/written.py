"""What is written by hand: the pages of resources/help.md, and what is new, from resources/changes.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import resources
from app.help.page import Page, listed, plain
from models.core.schema import Value
from models.starter.contact_rules import CONTACT_RULE_ROWS

FIRST_STEPS = "First steps"
NEWS = "news"
_FOLDER = Path(resources.__file__).parent
_RULES = "Where the contact rules come from"


def written() -> dict[str, str]:
    """The texts of resources/help.md by their headings of the first level, Markdown without headings of the third."""
    return dict(_parts((_FOLDER / "help.md").read_text("utf-8"), "# "))


def first_pages(tabs: set[str]) -> list[Page]:
    """The pages that belong to no tab; `tabs` are the titles of those that do."""
    pages = [
        Page(key_of(title), FIRST_STEPS, title, text + (f"\n\n{_sources()}" if title == _RULES else ""))
        for title, text in written().items()
        if title not in tabs
    ]
    return [*pages, news_page()]


def news_page(since: str = "") -> Page:
    """What each version brought, the newest first; with `since`, only what came after that version."""
    parts = [f"## {plain(head)}\n\n{text}" for head, text in news(since)]
    return Page(NEWS, FIRST_STEPS, "What is new", "\n\n".join(parts))


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
