"""What every kind of source gives: items of an old portal as they were there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol
from xml.etree.ElementTree import Element

from portal.media.reading.article import Article

Trouble = tuple[str, str]
"""A code of `troubles.TROUBLES`, and what it is about."""


class UnreadableSource(ValueError):
    """The source as a whole cannot be taken in; the message says in Vietnamese what to do."""


@dataclass
class ForeignItem:
    """An item of an old portal.

    `key` names it within its source for ever; `addresses` are all that it had, the main one first; `sections` its
    categories or folders as (name to match, label), `above` those that these lie in, the nearest first. `state`:
    published or draft. `html` is its body, or `tree` where it was parsed, or `article` where it was a document of Word
    (whose pictures lie there until the next item is asked for). `file` is the document that it was made of, `place`
    where it lies in the source as an address. `refused` says why it cannot be taken. `digest` stands for a source that
    was not read because it is `known`.
    """

    key: str
    title: str = ""
    addresses: list[str] = field(default_factory=list)
    type: str = "post"
    sections: list[tuple[str, str]] = field(default_factory=list)
    above: list[tuple[str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    state: str = "published"
    published: datetime | None = None
    slug: str = ""
    author: str = ""
    lead: str = ""
    html: str = ""
    tree: Element | None = None
    article: Article | None = None
    digest: str = ""
    picture: str = ""
    picture_alt: str = ""
    enclosures: list[str] = field(default_factory=list)
    parent: str = ""
    file: Path | None = None
    place: str = ""
    known: bool = False
    refused: Trouble | None = None
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Its main address, "" where it had none."""
        return self.addresses[0] if self.addresses else ""


@dataclass
class Attachment:
    """A file of the old portal's library: its id, where it lay, addresses of the page that showed it alone, its
    description, the line below it, the item that it was uploaded for."""

    id: str
    url: str
    pages: list[str] = field(default_factory=list)
    alt: str = ""
    title: str = ""
    caption: str = ""
    parent: str = ""


@dataclass
class Place:
    """A section of the old portal: the name to match, its label, the addresses of its list, the names of the sections
    above it, the nearest first."""

    name: str
    label: str
    addresses: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)


def nothing_known(_key: str, _digest: str) -> bool:
    """What a source is told at first: read everything."""
    return False


class Source(Protocol):
    """A source that can be read from its beginning as often as wanted.

    `prepare` fills `site`, `places` and `attachments`; `progress` answers a guess, 0 for the whole where
    nobody knows. `known(key, digest)` answers whether a source need not be read again.
    """

    site: str
    places: dict[str, Place]
    attachments: dict[str, Attachment]
    known: Callable[[str, str], bool]

    def prepare(self) -> None:
        """Look through the source for what items refer to. Raises UnreadableSource."""

    def items(self) -> Iterator[ForeignItem]:
        """Every item, also those that cannot be taken. Raises UnreadableSource where nothing at all can be read."""

    def holds(self, address: str) -> bool:
        """Whether a file of the source itself stands at this address, so that an item comes of it."""

    def progress(self) -> tuple[int, int]:
        """How far `items` is, and of how much."""
