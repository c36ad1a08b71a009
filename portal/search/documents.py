"""What is put into an index: one entry per thing that a search may show, whatever room it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

KINDS = ("news", "page", "legal", "provision", "procedure")
"""The kinds that rooms bring today; an engine takes any other word just as well."""

_KEY = re.compile(r"([a-z][a-z0-9_-]{0,30}):(\d{1,12}):([^\s:]{1,80})(?::([^\s:]{1,80}))?\Z")
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,30}\Z")

SAME_AS = "same_as"
"""The facet of a copy: the key of the original, which alone comes out where both are looked for."""


@dataclass(frozen=True, kw_only=True)
class SearchDocument:
    """One entry of the index.

    key: "kind:tenant_id:object_id" or "kind:tenant_id:object_id:part"; entries with the same first three
        parts are one object and are replaced together (a legal document and its articles: the document
        "legal:1:77", its articles "legal:1:77:dieu-5" with kind "provision").
    shared: whether the tenants below this one find it too.
    title: name of the thing; of a provision its heading ("Thẩm quyền đăng ký khai sinh").
    context: name of what it is part of ("Luật Hộ tịch"), "" otherwise. Searched, with less weight.
    body: text without markup. The engine does not keep it.
    url_path: path under the tenant's portal, with the leading slash.
    number: number of the document; of a provision the number of the document that it belongs to.
    article: number of the article of a provision ("5", "12a").
    group_key: key of the entry under which results are grouped (provision → document).
    published_at: ISO date or instant, "" where unknown.
    facets: what results may be narrowed by (type, field, issuer, year, level, validity …), by name; a name may
        have several values. SAME_AS is none of these: it names the entry of which this one is a copy.

    Raises ValueError for a malformed key, a key of another tenant or a malformed kind.
    """

    key: str
    tenant_id: int
    shared: bool
    kind: str
    title: str
    body: str
    url_path: str
    context: str = ""
    number: str | None = None
    article: str | None = None
    group_key: str | None = None
    published_at: str = ""
    facets: Mapping[str, str | Sequence[str]] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        match = _KEY.match(self.key)
        if match is None:
            raise ValueError(f"not a key of the form kind:tenant_id:object_id[:part]: {self.key[:120]!r}")
        if int(match[2]) != self.tenant_id:
            raise ValueError(f"the key {self.key!r} names another tenant than {self.tenant_id}")
        if not _WORD.match(self.kind):
            raise ValueError(f"not the name of a kind: {self.kind[:60]!r}")

    @property
    def object_key(self) -> str:
        """The first three parts of the key."""
        return object_key_of(self.key)


def object_key_of(key: str) -> str:
    """ "legal:1:77:dieu-5" → "legal:1:77"; a key without a part is its own object key."""
    return ":".join(key.split(":", 3)[:3])


class Entry(NamedTuple):
    """What an index keeps of a SearchDocument to tell what it is; a tuple, since hundreds are made for each question.

    facets: (name, value) pairs, sorted.
    """

    key: str
    tenant_id: int
    shared: bool
    kind: str
    group_key: str | None = None
    number: str | None = None
    article: str | None = None
    published_at: str = ""
    facets: tuple[tuple[str, str], ...] = ()

    @property
    def object_key(self) -> str:
        """The first three parts of the key."""
        return object_key_of(self.key)

    @property
    def group(self) -> str:
        """What results are grouped under: the document of a provision, else the entry itself."""
        return self.group_key or self.key

    @property
    def original(self) -> str:
        """The key of what it is a copy of; its own where it is none."""
        for name, value in self.facets:
            if name == SAME_AS:
                return value
        return self.key


@dataclass(frozen=True)
class Reading:
    """What an index keeps of a text for the close reading: exact syllables, joined by single spaces."""

    title: str
    context: str
    body: str


def entry_of(document: SearchDocument) -> Entry:
    """What an index keeps of `document` beside its terms."""
    return Entry(
        document.key, document.tenant_id, document.shared, document.kind, document.group_key,
        document.number, document.article, document.published_at, facet_pairs(document),
    )  # fmt: skip


def facet_pairs(document: SearchDocument) -> tuple[tuple[str, str], ...]:
    """(name, value) of every facet of `document` that is not blank, sorted, each once."""
    found = set()
    for name, held in document.facets.items():
        for value in (held,) if isinstance(held, str) else held:
            if value.strip():
                found.add((name, value.strip()))
    return tuple(sorted(found))
