"""What a Tantivy index holds of an entry, and how terms of ours are written so that Tantivy takes them as they are.

Tantivy cuts a text at blanks and line ends. A text handed to it is therefore made of ready terms: a blank inside a
term is written as another character that no term of that field holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import tantivy

from portal.search.documents import SearchDocument, entry_of
from portal.search.engine import only_terms
from portal.search.engines.tantivy.records import pack_entry, pack_reading
from portal.search.terms import Tokens, lead_terms, lookup_keys, reading_of, tokens_of

LISTED = ("lookup", "only", "lead")
"""Fields of terms that do not rank: exact numbers, what narrows, beginnings of words for suggestions."""

_INNER = "\x1f"  # stands for a blank inside of a term that does not rank


def schema() -> tantivy.Schema:
    """`terms` ranked by, the LISTED fields, what is deleted by, and what is kept.

    `serial` is another one for each entry that was ever written, in whatever build: what is remembered of an entry
    is remembered by it.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    for name in LISTED:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("key", "object"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("serial", fast=True)
    builder.add_bytes_field("entry", stored=True)
    builder.add_bytes_field("reading", stored=True)
    return builder.build()


def ranked_term(term: str) -> str:
    """A term of `documents.weighted_terms` as the field `terms` holds it: "khai sinh" → "khai_sinh".

    Tokens hold letters and digits only, so that no two terms become one.
    """
    return term.replace(" ", "_")


def listed_term(term: str) -> str:
    """A term as the LISTED fields hold it."""
    return term.replace(" ", _INNER)


def ranked_text(document: SearchDocument, tokens: Tokens) -> str:
    """A text of the terms of `documents.weighted_terms`, each as often as it weighs."""
    parts = [*_terms(tokens.bare_body)]
    for syllables, weight in tokens.fields(document):
        if syllables:
            parts += [*_terms(syllables)] * weight
    return " ".join(parts)


def _terms(syllables: Sequence[str]) -> Iterator[str]:
    yield " ".join(syllables)
    yield " ".join(map("_".join, pairwise(syllables)))


def listed_text(terms: Iterable[str]) -> str:
    """A text of terms for a field that is LISTED."""
    return listed_term("\n".join(terms))


def packed(document: SearchDocument, serial: int) -> tantivy.Document:
    """An entry as Tantivy takes it."""
    tokens = tokens_of(document)
    made = tantivy.Document()
    made.add_text("terms", ranked_text(document, tokens))
    listed = (lookup_keys(document), only_terms(document, tokens), lead_terms(document, tokens))
    for name, terms in zip(LISTED, listed, strict=True):
        if terms:
            made.add_text(name, listed_text(terms))
    made.add_text("key", document.key)
    made.add_text("object", document.object_key)
    made.add_unsigned("serial", serial)
    made.add_bytes("entry", pack_entry(entry_of(document)))
    made.add_bytes("reading", pack_reading(reading_of(document, tokens)))
    return made
