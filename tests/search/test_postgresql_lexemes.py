"""Terms go into PostgreSQL and are found again, whatever they are made of."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.search.engines.postgresql.arrays import numbers, strings
from portal.search.engines.postgresql.lexemes import (
    LEVELS,
    MAX_VECTOR,
    any_of,
    every,
    fits,
    lexeme,
    marks,
    none_of,
    quoted,
    ranked,
    ranked_lexemes,
    vector,
)
from tests.postgres import cluster
from tests.thorough import examples

ANY = st.text(st.characters(), min_size=1, max_size=300)  # NUL and halves of characters too
SHARED = settings(
    deadline=None, max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def connection() -> Iterator[psycopg.Connection]:
    with psycopg.connect(cluster().address, autocommit=True) as opened:
        yield opened


def holds(connection: psycopg.Connection, held: str, wanted: str) -> bool:
    row = connection.execute("SELECT %s::tsvector @@ %s::tsquery", (held, wanted)).fetchone()
    return row == (True,)


@SHARED
@given(terms=st.sets(ANY, min_size=1, max_size=5), other=ANY)
def test_any_term_that_is_put_in_is_found_and_no_other(
    connection: psycopg.Connection, terms: set[str], other: str
) -> None:
    words = {lexeme(term) for term in terms}
    held = vector(words)
    assert holds(connection, held, every(map(quoted, words)))
    assert holds(connection, held, quoted(lexeme(other))) == (lexeme(other) in words)
    assert holds(connection, held, none_of(any_of(words))) is False


@SHARED
@given(values=st.lists(ANY, max_size=5), counts=st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_arrays_arrive_as_they_were_sent(
    connection: psycopg.Connection, values: list[str], counts: list[float]
) -> None:
    kept = [lexeme(value) for value in values]
    row = connection.execute("SELECT %s::text[], %s::float8[]", (strings(kept), numbers(counts))).fetchone()
    assert row == (kept, counts)


@given(count=st.integers(1, 10_000))
def test_a_count_is_kept_as_its_level(count: int) -> None:
    [word] = ranked({"khai sinh": count})
    level = ranked_lexemes("khai sinh").index(word)
    assert LEVELS[level][0] <= count and (level + 1 == len(LEVELS) or count < LEVELS[level + 1][0])


@given(st.dictionaries(ANY, st.integers(1, 40), max_size=20))
def test_every_term_of_an_entry_has_a_lexeme_of_its_own_levels(weights: dict[str, int]) -> None:
    assert all(word in ranked_lexemes(term) for term, word in zip(weights, ranked(weights), strict=True))


def test_more_than_a_tsvector_takes_is_cut_the_seldom_held_first(connection: psycopg.Connection) -> None:
    weights = {f"{'từ' * 30}{number}": 1 for number in range(20_000)} | {"thường gặp": 7}
    words = ranked(weights)
    assert len(words) < len(weights) and fits(words) and words[0].startswith("thường gặp/")
    assert holds(connection, vector(words), quoted(words[-1]))
    marked = marks(["t1", "klegal", *weights], ["61/2018"], ["d"])
    assert fits(marked) and marked[:4] == ["n61/2018", "ld", "ot1", "oklegal"]
    assert sum(len(one.encode()) for one in words) > MAX_VECTOR * 0.9
