"""The terms by which an entry is found: ranked ones with weights, keys of numbers, filters, beginnings of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from portal.search.analysis import bare, exact_terms, pairs, syllables
from portal.search.documents import Reading, SearchDocument, facet_pairs
from portal.search.law_names import law_name_keys
from portal.search.numbers import number_keys

TITLE_WEIGHT, CONTEXT_WEIGHT, NUMBER_WEIGHT = 3, 1, 2
"""How many times a term in the title, the context or the number counts against one in the body."""
NAME_CHARACTERS = 500
"""Characters up to which a name is remembered with its syllables: hundreds of articles share that of their law."""
READ_CHARACTERS = 30_000
"""Characters of a body that the second step reads; the engine has counted all of it."""
WORDWISE_FACETS = ("issuer", "field")
"""Facets that a filter may name in part: `cơ quan:tài chính` for "Bộ Tài chính"."""


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


def reading_of(document: SearchDocument, tokens: Tokens | None = None) -> Reading:
    """The texts of `document` as the close reading wants them."""
    tokens = tokens or tokens_of(document)
    whole = len(document.body) <= READ_CHARACTERS
    body = tokens.body if whole else syllables(document.body[:READ_CHARACTERS])
    return Reading(" ".join(tokens.title), " ".join(tokens.context), " ".join(body))


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
