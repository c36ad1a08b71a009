"""What is written into PostgreSQL, and what is left alone, is what a rebuild would write."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from portal.search.documents import SearchDocument
from portal.search.engine import TenantFilter
from portal.search.engines.postgresql import batch as writing
from portal.search.engines.postgresql.engine import PostgresEngine
from portal.search.questions import analyse_query
from portal.search.terms import READ_CHARACTERS
from tests import postgres
from tests.search.samples import entry, library

EVERYTHING = TenantFilter(everything=True)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[PostgresEngine]:
    made = postgres.engine(tmp_path)
    made.add(library())
    yield made
    made.close()


def rows(path: Path, text: str) -> list[tuple[Any, ...]]:
    """Run a statement; {name} stands for a table of the build that serves."""
    schema = postgres.schema_of(path)
    with psycopg.connect(postgres.cluster().address, autocommit=True) as connection:
        state = sql.SQL("SELECT build FROM {}").format(sql.Identifier(schema, "state"))
        build = connection.execute(state).fetchone()
        assert build is not None
        names: dict[str, sql.Composable] = {
            name: sql.Identifier(schema, f"{name}_{build[0]}")
            for name in ("postings", "entries", "shelves", "frequencies")
        }
        names["index"] = sql.Literal(f"{schema}.postings_{build[0]}_key")
        return connection.execute(sql.SQL(text).format(**names)).fetchall()


def numbers(path: Path) -> dict[str, int]:
    """The number of each entry: it gets another one each time that it is written."""
    return {key.decode(): number for key, number in rows(path, "SELECT key, id FROM {entries}")}


def contents(path: Path) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """All that searches read, with nothing that depends on the order of writing."""
    entries = """
        SELECT key, object, entry, reading, digest, length, published, held.terms::text, marks::text, shelf.terms::text
        FROM {entries} JOIN {postings} AS held USING (id) JOIN {shelves} AS shelf ON shelf.id = held.shelf
        ORDER BY key"""
    return rows(path, entries), rows(path, "SELECT lexeme, count FROM {frequencies} ORDER BY lexeme")


def pending(path: Path) -> int:
    """Pages of the text index that were only listed, and are sorted in by this question."""
    return int(rows(path, "SELECT gin_clean_pending_list({index}::regclass)")[0][0])


def law(articles: int, **changed: str) -> list[SearchDocument]:
    """A law of which the text of some articles is given."""
    texts = {f"dieu-{number}": f"Nội dung thứ {number} về đất đai" for number in range(articles)} | {
        name.replace("_", "-"): text for name, text in changed.items()
    }
    parts = [
        entry(f"legal:1:90:{name}", "Điều", text, context="Luật Đất đai", kind="provision")
        for name, text in texts.items()
    ]
    return [entry("legal:1:90", "Luật Đất đai"), *parts]


def test_what_did_not_change_is_left_alone(engine: PostgresEngine, tmp_path: Path) -> None:
    engine.replace_object("legal:1:90", law(40))
    before = numbers(tmp_path)
    changed = law(39, dieu_5="Nội dung thứ 5 về đất đại", dieu_40="Nội dung mới")
    assert engine.replace_object("legal:1:90", changed) == len(changed)
    after = numbers(tmp_path)
    assert before.keys() - after.keys() == {"legal:1:90:dieu-39"}
    written = {key for key, number in after.items() if before.get(key) != number}
    assert written == {"legal:1:90:dieu-5", "legal:1:90:dieu-40"}
    engine.add(changed)
    engine.replace_object("legal:1:90", changed)
    assert numbers(tmp_path) == after and not engine.check().problems
    engine.replace_object("legal:1:90", [])
    assert numbers(tmp_path).keys() == {one.key for one in library()}


LONG = "x " * (READ_CHARACTERS // 2 + 1)  # what follows is not read closely, counted all the same
VARIANTS: dict[str, list[Any]] = {
    "title": ["Bán đất", "Bàn đạt", "Bán đất đất"],
    "body": ["", LONG, f"{LONG} đơn", f"{LONG} đờn"],
    "context": ["", "Luật Đất đai"],
    "shared": [False, True],
    "kind": ["legal", "page"],
    "number": [None, "61/2018/NĐ-CP"],
    "published_at": ["", "2020-01-01", "2021-01-01"],
    "facets": [{}, {"type": "Nghị định"}, {"type": "nghị định"}],
}


def varied(chance: random.Random, before: SearchDocument | None, key: str) -> SearchDocument:
    """An entry, or the one that there was with one thing changed, which may be all that tells the two apart."""
    name = chance.choice(list(VARIANTS))
    return replace(before or entry(key, "Bán đất"), **{name: chance.choice(VARIANTS[name])})


@pytest.mark.parametrize("seed", range(4))
def test_after_many_changes_the_index_is_what_a_rebuild_makes(
    engine: PostgresEngine, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    held = {one.key: one for one in library()}
    for _ in range(25):
        with engine.writer() as batch:
            for _ in range(chance.randrange(1, 5)):
                owner = f"legal:2:{chance.randrange(4)}"
                keys = [owner, *(f"{owner}:p{number}" for number in range(4))]
                new = [
                    varied(chance, held.get(key), key) for key in chance.sample(keys, chance.randrange(1, 5))
                ]
                if chance.random() < 0.7:
                    held = {key: one for key, one in held.items() if one.object_key != owner}
                    batch.replace_object(owner, new)
                else:
                    batch.add(new)
                held |= {one.key: one for one in new}
    assert not engine.check().problems
    changed = contents(tmp_path)
    with engine.rebuild() as batch:
        batch.add(held.values())
    assert changed == contents(tmp_path)


@pytest.mark.parametrize("name", VARIANTS)
def test_whatever_differs_is_written(tmp_path: Path, name: str) -> None:
    engine, fresh = postgres.engine(tmp_path), postgres.engine(tmp_path / "fresh")
    values = VARIANTS[name]
    for value in [*values, *reversed(values)]:
        one = replace(entry("legal:2:1", "Bán đất"), **{name: value})
        engine.add([one])
        with fresh.rebuild() as batch:
            batch.add([one])
        assert contents(tmp_path) == contents(tmp_path / "fresh")
    engine.close()
    fresh.close()


def test_nothing_is_left_to_be_sorted_in(engine: PostgresEngine, tmp_path: Path) -> None:
    engine.add(library())
    engine.replace_object("legal:1:90", law(30))
    assert pending(tmp_path) == 0
    with pytest.raises(ZeroDivisionError), engine.writer() as batch:
        batch.add(entry(f"news:2:{number}", "Cầu treo dân sinh") for number in range(50, 90))
        raise ZeroDivisionError
    assert pending(tmp_path) == 0 and not engine.check().problems
    candidates = engine.candidates(analyse_query("cầu treo dân sinh"), EVERYTHING)
    assert {one.key for one in candidates} <= {one.key for one in library()}


def test_what_a_writer_that_vanished_left_behind_harms_nobody(
    engine: PostgresEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(writing, "sort_in", lambda *_: None)
        engine.replace_object("legal:1:90", law(30, dieu_9="Cầu treo dân sinh"))
    query = analyse_query("cầu treo dân sinh")
    assert [one.key for one in engine.candidates(query, EVERYTHING)] == ["legal:1:90:dieu-9"]
    assert not engine.check().problems
    engine.add([entry("news:2:50", "Tin")])
    assert pending(tmp_path) == 0
    assert [one.key for one in engine.candidates(query, EVERYTHING)] == ["legal:1:90:dieu-9"]
