"""What is put into an index: one entry per thing that a search may show, whatever room it comes from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from portal.search.analysis import bare, exact_terms, pairs, syllables
from portal.search.law_names import law_name_keys
from portal.search.numbers import number_keys

KINDS = ("news", "page", "legal", "provision", "procedure")
"""The kinds that rooms bring today; an engine takes any other word just as well."""

_KEY = re.compile(r"([a-z][a-z0-9_-]{0,30}):(\d{1,12}):([^\s:]{1,80})(?::([^\s:]{1,80}))?\Z")
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,30}\Z")

SAME_AS = "same_as"
"""The facet of a copy: the key of the original, which alone comes out where both are looked for."""

TITLE_WEIGHT, CONTEXT_WEIGHT, NUMBER_WEIGHT = 3, 1, 2
"""How many times a term in the title, the context or the number counts against one in the body."""


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


NAME_CHARACTERS = 500
"""Characters up to which a name is remembered with its syllables: hundreds of articles share that of their law."""


@lru_cache(maxsize=4096)
def _remembered(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    exact = syllables(text)
    return tuple(exact), tuple(bare(exact))


def _named(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The exact and the bare syllables of a name, which is likely to come again."""
    return _remembered(text) if len(text) <= NAME_CHARACTERS else _remembered.__wrapped__(text)


@dataclass(frozen=True)
class Tokens:
    """The syllables of a document's texts, exact and bare.

    Whoever needs several of the functions below makes them once with `tokens_of`, which is most of the work.
    """

    title: Sequence[str]
    context: Sequence[str]
    body: Sequence[str]
    bare_title: Sequence[str]
    bare_context: Sequence[str]
    bare_body: Sequence[str]
    bare_number: Sequence[str]

    def fields(self, document: SearchDocument) -> tuple[tuple[Sequence[str], int], ...]:
        """The bare syllables of each field beside the body, with its weight."""
        number_weight = NUMBER_WEIGHT if document.article is None else CONTEXT_WEIGHT
        return (
            (self.bare_title, TITLE_WEIGHT),
            (self.bare_context, CONTEXT_WEIGHT),
            (self.bare_number, number_weight),
        )


def tokens_of(document: SearchDocument) -> Tokens:
    """The syllables of `document`."""
    title, bare_title = _named(document.title)
    context, bare_context = _named(document.context)
    body = syllables(document.body)
    number = _named(document.number or "")[1]
    return Tokens(title, context, body, bare_title, bare_context, bare(body), number)


@dataclass(frozen=True)
class WeightedTerms:
    """What an engine ranks by: bare terms (syllables, and pairs with a space) with how much each counts."""

    weights: dict[str, int]
    length: int
    """Syllables, each field's counted with its weight."""


def weighted_terms(document: SearchDocument, tokens: Tokens | None = None) -> WeightedTerms:
    """The terms of all fields of `document` in one bag (BM25F: weighted before saturation).

    tokens: those of `document`, where they are made already; the same for the functions below.
    """
    tokens = tokens or tokens_of(document)
    weights: dict[str, int] = dict(Counter(tokens.bare_body))
    weights.update(Counter(pairs(tokens.bare_body)))
    length = len(tokens.bare_body)
    for syllables_of_field, weight in tokens.fields(document):
        length += weight * len(syllables_of_field)
        for term in (*syllables_of_field, *pairs(syllables_of_field)):
            weights[term] = weights.get(term, 0) + weight
    return WeightedTerms(weights, length)


_keys_of_number = lru_cache(maxsize=4096)(number_keys)


_keys_of_name = lru_cache(maxsize=1024)(law_name_keys)


def lookup_keys(document: SearchDocument) -> list[str]:
    """The exact keys by which `document` is looked up: its number and, of a law, its name; of an article those of
    its document with the article. A part that is no article has none: it would stand beside its document."""
    is_part = document.group_key is not None
    if is_part and document.article is None:
        return []
    year = document.published_at[:4] if document.published_at[:4].isdecimal() else ""
    kind = document.facets.get("type", "")
    name = document.context if is_part else document.title
    keys = [*_number_keys(document), *(_keys_of_name(kind, name, year) if isinstance(kind, str) else ())]
    if document.article is None:
        return keys
    article = "".join(_named(document.article)[1])
    return [f"{key}#{article}" for key in keys]


def _number_keys(document: SearchDocument) -> tuple[str, ...]:
    if not document.number:
        return ()
    kind = document.facets.get("type", "")
    return _keys_of_number(document.number, document.published_at[:4], kind if isinstance(kind, str) else "")


READ_CHARACTERS = 30_000
"""Characters of a body that the second step reads; the engine has counted all of it."""

WORDWISE_FACETS = ("issuer", "field")
"""Facets that a filter may name in part: `cơ quan:tài chính` for "Bộ Tài chính"."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an index keeps of a SearchDocument to tell what it is. facets: (name, value) pairs, sorted."""

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
        return next((value for name, value in self.facets if name == SAME_AS), self.key)


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


def reading_of(document: SearchDocument, tokens: Tokens | None = None) -> Reading:
    """The texts of `document` as the close reading wants them."""
    tokens = tokens or tokens_of(document)
    whole = len(document.body) <= READ_CHARACTERS
    body = tokens.body if whole else syllables(document.body[:READ_CHARACTERS])
    return Reading(" ".join(tokens.title), " ".join(tokens.context), " ".join(body))


def facet_pairs(document: SearchDocument) -> tuple[tuple[str, str], ...]:
    """(name, value) of every facet of `document` that is not blank, sorted, each once."""
    found = set()
    for name, held in document.facets.items():
        for value in (held,) if isinstance(held, str) else held:
            if value.strip():
                found.add((name, value.strip()))
    return tuple(sorted(found))


def facet_term(name: str, value: str) -> str:
    """The term by which entries with this value of a facet are filtered, spelling and accents aside:
    ("type", "Nghị định") → "type=nghi dinh"."""
    return f"{name}={' '.join(_named(value)[1])}"


def facet_word_term(name: str, word: str) -> str:
    """The term of one word of a facet in WORDWISE_FACETS: ("issuer", "Bộ") → "issuer~bo"."""
    return f"{name}~{' '.join(bare(syllables(word)))}"


def filter_terms(document: SearchDocument, tokens: Tokens | None = None) -> tuple[str, ...]:
    """Every facet term of `document` and every accented syllable that it holds, each once.

    Tenant and kind are not among them: see `engine.only_terms`.
    """
    tokens = tokens or tokens_of(document)
    accented = exact_terms({*tokens.title, *tokens.context, *tokens.body})
    return (*accented, *_facet_terms(facet_pairs(document)))


@lru_cache(maxsize=1024)
def _facet_terms(facets: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    terms: dict[str, None] = {}
    for name, value in facets:
        terms[facet_term(name, value)] = None
        if name in WORDWISE_FACETS:
            for word in _named(value)[1]:
                terms[f"{name}~{word}"] = None
    return tuple(terms)


MAX_LEAD = 12
"""Characters of the beginning of a word by which suggestions are looked for."""


def lead_terms(document: SearchDocument, tokens: Tokens | None = None) -> tuple[str, ...]:
    """Beginnings of the words of a title and of a number, for suggestions while somebody types.

    Parts of a thing (provisions) have none: what is suggested are things.
    """
    if document.group_key is not None:
        return ()
    words = set((tokens or tokens_of(document)).bare_title)
    terms = {word[:length] for word in words for length in range(1, min(len(word), MAX_LEAD) + 1)}
    for key in _number_keys(document):
        terms.update(f"#{key[:length]}" for length in range(1, len(key) + 1))
    return tuple(sorted(terms))
