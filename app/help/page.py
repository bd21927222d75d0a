"""What a page of the help is: Markdown in sections, each of them a place that a link or a search can lead to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

SCHEME = "help:"  # a link to a page is `help:table/Bills`, to a section of it `help:table/Bills#amount`
IN_TEXT, IN_TITLES, IN_TITLE, BEGINS = 1, 2, 3, 4  # how well something fits the words of a search
_MEANT = re.compile(r"([\\`*_\[\]<>|#~])")
_MARKS = re.compile(r"\]\([^)]*\)|[\\`*\[\]]")


@dataclass(frozen=True)
class Section:
    """A part of a page under its own heading; `key` is unique on the page, `text` is Markdown."""

    key: str
    title: str
    text: str


@dataclass(frozen=True)
class Page:
    """A page by its key, the chapter of the list that it stands in, what it opens with, and its sections."""

    key: str
    chapter: str
    title: str
    opening: str
    sections: tuple[Section, ...] = ()

    @property
    def text(self) -> str:
        """All of it as Markdown."""
        return f"# {plain(self.title)}\n\n{self.body}"

    @property
    def body(self) -> str:
        """It without its title; a section's heading is of the third level, and nothing else is."""
        parts = [self.opening]
        for section in self.sections:
            parts += [f"### {plain(section.title)}", section.text]
        return "\n\n".join(part for part in parts if part) + "\n"

    def place_of(self, key: str) -> int:
        """Which section has the key, counted from 0; -1 where none has."""
        return next((place for place, section in enumerate(self.sections) if section.key == key), -1)


@dataclass(frozen=True)
class Hit:
    """What a search found: a page, or one section of it by its key."""

    page: Page
    section: str = ""
    title: str = ""

    @property
    def link(self) -> str:
        return f"{self.page.key}#{self.section}" if self.section else self.page.key

    @property
    def shown(self) -> str:
        """As a list shows it, a section with its page."""
        return f"{self.title} · {self.page.title}" if self.section else self.title


def plain(text: str) -> str:
    """A text as Markdown that means nothing but the text."""
    return _MEANT.sub(r"\\\1", text)


def code(text: str) -> str:
    """A text in equally wide letters. None of ours has a backtick in it."""
    return f"`{text}`"


def link(text: str, target: str) -> str:
    return f"[{plain(text)}]({SCHEME}{target.replace(' ', '%20')})"


def listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def find(pages: Sequence[Page], words: str) -> list[Hit]:
    """Pages and sections that hold every word: by their titles first, those that begin with the words before others.

    A section that stands on a page counts by its own text and title, and by the page's title: `bills amount`.
    """
    return _found(pages, words, IN_TEXT)


def called(pages: Sequence[Page], words: str) -> list[Hit]:
    """The same, by titles only."""
    return _found(pages, words, IN_TITLES)


def _found(pages: Sequence[Page], words: str, least: int) -> list[Hit]:
    parts = words.casefold().split()
    ranked = [(rank, place, hit) for place, (rank, hit) in enumerate(_hits(pages, parts, least)) if rank >= least]
    return [hit for _, _, hit in sorted(ranked, key=lambda one: (-one[0], one[1]))]


def _hits(pages: Sequence[Page], parts: Sequence[str], least: int) -> Iterator[tuple[int, Hit]]:
    for page in pages:
        rank = _rank(parts, page.title, "") or (least == IN_TEXT and _holds(parts, page.title, page.opening))
        yield rank, Hit(page, "", page.title)
        for section in page.sections:
            rank = _rank(parts, section.title, page.title)
            yield (
                rank or (least == IN_TEXT and _holds(parts, f"{section.title} {page.title}", section.text)),
                Hit(page, section.key, section.title),
            )


def _rank(parts: Sequence[str], title: str, page: str) -> int:
    """How well titles fit; 0 where they do not, and where only the page's does: then the page itself is found."""
    title, page = title.casefold(), page.casefold()
    if all(part in title for part in parts):
        return BEGINS if title.startswith(" ".join(parts)) else IN_TITLE
    own = any(part in title for part in parts)
    return IN_TITLES if own and all(part in title or part in page for part in parts) else 0


def _holds(parts: Sequence[str], titles: str, text: str) -> int:
    """Whether some word is in the text and every other one in it or in the titles."""
    shown, titles = _MARKS.sub("", text).casefold(), titles.casefold()
    some = any(part in shown for part in parts)
    return IN_TEXT if some and all(part in shown or part in titles for part in parts) else 0
