"""What Tantivy is given is what every engine ranks by, and what comes back is what was put in."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.documents import Entry, Reading
from portal.search.engine import only_terms
from portal.search.engines.tantivy.fields import listed_term, listed_text, ranked_term, ranked_text
from portal.search.engines.tantivy.records import pack_entry, pack_reading, unpack_entry, unpack_reading
from portal.search.terms import lookup_keys, reading_of, tokens_of, weighted_terms
from tests.search.samples import entry, library

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
"""Anything that UTF-8 can hold."""
VIETNAMESE = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyàáạảã 0123456789-/.,_\n\t", max_size=80)
MAYBE = st.none() | ANY


@given(VIETNAMESE, VIETNAMESE, VIETNAMESE, st.none() | VIETNAMESE, st.none() | st.just("17a"))
def test_the_text_holds_each_term_as_often_as_it_weighs(
    title: str, context: str, body: str, number: str | None, article: str | None
) -> None:
    document = entry("legal:1:7", title, body, context=context, number=number, article=article)
    wanted = {ranked_term(term): weight for term, weight in weighted_terms(document).weights.items()}
    assert Counter(ranked_text(document, tokens_of(document)).split()) == wanted


@given(ANY, ANY, st.none() | VIETNAMESE)
def test_terms_that_narrow_stay_whole(title: str, body: str, number: str | None) -> None:
    facets = {"type": "Nghị định", "issuer": "Bộ Tài chính"}
    document = entry("legal:1:7", title, body, number=number, shared=True, facets=facets)
    for terms in (only_terms(document), lookup_keys(document)):
        assert set(listed_text(terms).split("\n")) - {""} == {listed_term(term) for term in terms} - {""}


@given(
    ANY, st.integers(1, 10**12), st.booleans(), ANY, MAYBE, MAYBE, MAYBE, ANY, st.lists(st.tuples(ANY, ANY))
)
def test_an_entry_comes_back_as_it_was(
    key: str,
    tenant: int,
    shared: bool,
    kind: str,
    group: str | None,
    number: str | None,
    article: str | None,
    published: str,
    facets: list[tuple[str, str]],
) -> None:
    made = Entry(key, tenant, shared, kind, group, number, article, published, tuple(facets))
    assert unpack_entry(pack_entry(made)) == made


@pytest.mark.parametrize("text", ["\\", "\\N", "\x1f", "\\s", "\\\\s", "a\\\x1f\\"])
def test_an_entry_may_hold_what_stands_between_fields(text: str) -> None:
    made = Entry(text, 1, False, "news", text, text, text, text, ((text, text),))
    assert unpack_entry(pack_entry(made)) == made


@given(ANY, ANY, ANY)
def test_a_reading_comes_back_as_it_was(title: str, context: str, body: str) -> None:
    reading = reading_of(entry("news:1:1", title, body, context=context))
    assert unpack_reading(pack_reading(reading)) == reading


@given(st.binary(max_size=60))
def test_a_record_that_is_none_is_refused_with_an_error_that_is_expected(record: bytes) -> None:
    for unpack, kind in ((unpack_entry, Entry), (unpack_reading, Reading)):
        try:
            assert isinstance(unpack(record), kind)
        except (ValueError, KeyError, TypeError):
            pass


def test_the_samples_come_back_too() -> None:
    for document in library():
        reading = reading_of(document)
        assert unpack_reading(pack_reading(reading)) == reading
