"""What can be told from a text alone: its links, and what makes it hard for people with disabilities. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from portal.language.access import DECORATION, FIRST_LEVEL, is_file_name, is_vague, skips_level
from portal.web.sanitise import plain_text
from portal.web.sanitise_markdown import markdown_to_html
from portal.web.sanitise_tree import TooComplex

SHORTEST_SUMMARY = 25


@dataclass
class Look:
    """What was found in a text: (rule, place) of each fault, and the addresses that its links name."""

    faults: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def look_at(text: str) -> Look:
    """Look at a text in Markdown, with whatever HTML stands in it. Never raises."""
    try:
        html = markdown_to_html(text)
    except (TooComplex, RecursionError):
        return Look()
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Look(reader.faults, reader.links)


def summary_fault(title: str, summary: str) -> str | None:
    """The rule that a description breaks, or None."""
    words = " ".join(plain_text(summary).split())
    if not words:
        return "summary-none"
    same = words.casefold().rstrip(".") == " ".join(title.split()).casefold().rstrip(".")
    return "summary-poor" if same or len(words) < SHORTEST_SUMMARY else None


def alt_fault(alt: str) -> str | None:
    """The rule that the description of a picture breaks, or None; one that is marked as decoration needs none."""
    words = " ".join(alt.split())
    if not words:
        return "picture-alt"
    return "picture-file-name" if is_file_name(words) else None


class _Reader(HTMLParser):
    """Goes through the HTML once, in time that grows linearly with it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[tuple[str, str]] = []
        self.links: list[str] = []
        self._level = FIRST_LEVEL - 1
        self._words: list[str] | None = None  # of the link that is open
        self._pictured = False
        self._heading: list[str] | None = None
        self._jumps = False
        self._table: list[str] | None = None  # names of its cells

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See what begins here."""
        given = {name: value or "" for name, value in attrs}
        if tag == "img":
            self._picture(given)
        elif tag == "a" and given.get("href"):
            self.links.append(given["href"].strip())
            self._words, self._pictured = [], False
        elif re.fullmatch(r"h[1-6]", tag):
            level = max(int(tag[1]), FIRST_LEVEL)
            self._jumps = skips_level(self._level, level)
            self._level, self._heading = level, []
        elif tag == "table":
            self._table = []
        elif tag in {"th", "td"} and self._table is not None:
            self._table.append(tag)

    def _picture(self, given: dict[str, str]) -> None:
        self._pictured = True
        alt = given.get("alt", "")
        fault = None if alt.strip() == DECORATION or given.get("role") == "presentation" else alt_fault(alt)
        if fault is not None:
            self.faults.append((fault, given.get("src", "")[:300]))
        if given.get("src"):
            self.links.append(given["src"].strip())

    def handle_data(self, data: str) -> None:
        """Collect the words of what is open."""
        for collected in (self._words, self._heading):
            if collected is not None:
                collected.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Judge what ends here."""
        if tag == "a" and self._words is not None:
            words = " ".join("".join(self._words).split())
            vague = is_vague(words) if words else not self._pictured
            if vague:
                self.faults.append(
                    ("link-text", f"{words or '(trống)'} → {self.links[-1] if self.links else ''}"[:300])
                )
            self._words = None
        elif re.fullmatch(r"h[1-6]", tag) and self._heading is not None:
            if self._jumps:
                self.faults.append(("heading-jump", " ".join("".join(self._heading).split())[:300]))
            self._heading = None
        elif tag == "table" and self._table is not None:
            if self._table and "th" not in self._table:
                self.faults.append(("table-header", ""))
            self._table = None


def addresses(looks: list[Look]) -> Iterator[str]:
    """The addresses of several looks, each once."""
    seen: set[str] = set()
    for look in looks:
        for one in look.links:
            if one not in seen:
                seen.add(one)
                yield one
