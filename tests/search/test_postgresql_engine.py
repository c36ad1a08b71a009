"""The engine in PostgreSQL: scores, several processes, a server that goes away, damage."""

from __future__ import annotations

import math
import multiprocessing
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from portal.search.engine import EngineBusyError, EngineDamagedError, EngineError, TenantFilter, rarity
from portal.search.engines.postgresql.engine import PostgresEngine
from portal.search.engines.postgresql.searching import K1, B
from portal.search.questions import AnalysedQuery, analyse_query
from portal.search.terms import weighted_terms
from tests import postgres
from tests.postgres import schema_of
from tests.search.samples import entry, library

EVERYTHING = TenantFilter(everything=True)
QUERY = analyse_query("đăng ký khai sinh một cửa 61/2018 lớp học bơi")
Run = Callable[[str], list[tuple[object, ...]]]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[PostgresEngine]:
    made = postgres.engine(tmp_path)
    made.add(library())
    yield made
    made.close()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a statement; {name} stands for a table of the build that serves."""

    def execute(text: str) -> list[tuple[object, ...]]:
        schema = schema_of(tmp_path)
        with psycopg.connect(postgres.cluster().address, autocommit=True) as connection:
            build = connection.execute(f"SELECT max(build) FROM {schema}.state").fetchone()  # type: ignore[arg-type]
            assert build is not None
            names = ("postings", "entries", "shelves", "frequencies")
            tables = {name: f"{schema}.{name}_{build[0]}" for name in names}
            done = connection.execute(text.format(schema=schema, **tables))  # type: ignore[arg-type]
            return done.fetchall() if done.description else []

    return execute


def keys(engine: PostgresEngine, query: AnalysedQuery = QUERY) -> list[str]:
    return [one.key for one in engine.candidates(query, EVERYTHING)]


def test_scores_are_those_of_bm25(tmp_path: Path) -> None:
    chance = random.Random(3)
    words = ["đất", "nhà", "phí", "hộ", "tịch", "đơn"]
    documents = [
        entry(f"news:2:{number}", "Tin", " ".join(chance.choices(words, k=chance.randrange(1, 9))))
        for number in range(60)
    ]
    engine = postgres.engine(tmp_path)
    engine.add(documents)
    bags = {one.key: weighted_terms(one) for one in documents}
    bags = {
        key: bag for key, bag in bags.items() if max(bag.weights.values()) <= 4
    }  # beyond, levels are coarse
    assert len(bags) > 30
    mean = sum(weighted_terms(one).length for one in documents) / len(documents)
    found_in = Counter(term for one in documents for term in weighted_terms(one).weights)
    query = analyse_query("đơn đất hộ tịch")
    found = {one.key: one.score for one in engine.candidates(query, EVERYTHING)}
    for key in bags.keys() & found.keys():
        right = 0.0
        for term, share in query.weights().items():
            count = bags[key].weights.get(term, 0)
            norm = K1 * (1 - B + B * bags[key].length / mean)
            right += share * rarity(len(documents), found_in[term]) * count * (K1 + 1) / (count + norm)
        assert math.isclose(found[key], right, rel_tol=1e-9)
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_frequencies_stay_right_over_many_changes(engine: PostgresEngine) -> None:
    chance = random.Random(5)
    held = {one.key: one for one in library()}
    for round_ in range(25):
        with engine.writer() as batch:
            for _ in range(chance.randrange(1, 6)):
                one = entry(
                    f"news:2:{chance.randrange(8)}",
                    chance.choice(["Đất đai", "Hộ tịch", "Đất ở"]),
                    "đất " * round_,
                )
                if chance.random() < 0.3:
                    batch.delete([one.key])
                    held.pop(one.key, None)
                else:
                    batch.add([one])
                    held[one.key] = one
    found_in = Counter(term for one in held.values() for term in weighted_terms(one).weights)
    wanted = ["dat", "dat dai", "ho tich", "tich", "khai sinh"]
    told = engine.statistics(wanted)
    assert told.entries == len(held) and told.frequencies == {term: found_in[term] for term in wanted}
    assert not engine.check().problems


def test_an_entry_may_hold_anything(engine: PostgresEngine) -> None:
    huge = " ".join(chr(0x4E00 + number) + chr(0x4E00 + number // 7) for number in range(20_000))
    strange = entry(
        "news:2:50", "Tin lạ' \\ \0", huge, number="số\0 lạ' \ud800", published_at="\0",
        facets={"issuer": "Bộ\0 " + "dài " * 900, "x'": "\\"},
    )  # fmt: skip
    engine.add([strange])
    [one] = engine.candidates(analyse_query("tin lạ"), EVERYTHING, read=1)
    assert one.entry.number == strange.number and one.entry.published_at == "\0"
    assert dict(one.entry.facets)["x'"] == "\\" and not engine.check().problems
    terms = ["a\0b", "\ud800", "'", "x" * 5000, '"\\']
    assert engine.statistics(terms).frequencies == dict.fromkeys(terms, 0)
    assert engine.suggest(["tin", "\0"], EVERYTHING) == []
    assert engine.candidates(AnalysedQuery(filters=("a'b\\\0=c",)), EVERYTHING, ["k\0"]) == []
    engine.delete(["news:2:50"])
    assert not engine.check().problems


def test_a_server_that_goes_away_is_an_engine_error_until_it_is_back(engine: PostgresEngine) -> None:
    server = postgres.cluster()
    right = keys(engine)
    with pytest.raises(EngineError), engine.writer() as batch:
        batch.delete(["news:2:1"])
        server.stop()
        batch.add([entry("news:2:2", "Tin")])
    try:
        for ask in (lambda: keys(engine), engine.position, engine.all_keys, engine.clear):
            with pytest.raises(EngineError):
                ask()  # type: ignore[no-untyped-call]
        assert engine.check().problems
    finally:
        server.start()
    assert keys(engine) == right and not engine.check().problems
    engine.add([entry("news:2:2", "Tin sau sự cố")])
    assert "news:2:2" in engine.all_keys()


def test_a_connection_that_breaks_is_replaced(engine: PostgresEngine, run: Run) -> None:
    right = keys(engine)
    assert run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cong-lang-search'"
    )
    assert keys(engine) == right


def test_what_was_not_written_is_not_taken_for_written(engine: PostgresEngine, run: Run) -> None:
    with pytest.raises(EngineError), engine.writer() as batch:
        run("DROP TABLE {frequencies}")
        batch.mark(7)
        try:
            batch.add([entry("news:2:1", "Tin")])
            batch.flush()
        except Exception:
            pass
    assert engine.position() == -1


def _ask_often(engine: PostgresEngine, right: list[str]) -> None:
    for _ in range(40):
        assert keys(engine) == right


def test_forked_processes_share_an_engine(engine: PostgresEngine) -> None:
    right = keys(engine)  # a connection is open and idle when the process forks
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=_ask_often, args=(engine, right)) for _ in range(3)]
    for child in children:
        child.start()
    _ask_often(engine, right)
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0, 0, 0] and keys(engine) == right


def _write_for_ever(path: Path) -> None:
    engine = postgres.engine(path, lock_timeout=10)
    for number in range(10_000):
        object_key = f"news:2:{number % 5}"
        engine.replace_object(object_key, [entry(object_key, f"Tin {number}", "nội dung " * 50)])
        if number % 4 == 3:
            with engine.rebuild() as batch:
                batch.add([*library(), entry(object_key, f"Tin {number}")])


def test_a_writer_killed_at_any_moment_leaves_a_whole_index(engine: PostgresEngine, tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    patient = postgres.engine(tmp_path, lock_timeout=10)
    for round_ in range(5):
        writer = context.Process(target=_write_for_ever, args=(tmp_path,))
        writer.start()
        writer.join(0.1 + 0.09 * round_)
        writer.kill()
        writer.join()
        patient.add([entry("news:2:77", f"Tin {round_}")])
        assert not engine.check().problems
        assert {"legal:1:7", "procedure:1:5", "news:2:77"} <= set(engine.all_keys())


def test_readers_go_on_while_the_index_changes(engine: PostgresEngine, tmp_path: Path) -> None:
    failures: list[str] = []
    stop = threading.Event()

    def read(reader: PostgresEngine) -> None:
        while not stop.is_set():
            try:
                if "procedure:1:5" not in keys(reader):
                    failures.append("not found")
                reader.statistics(["khai sinh"])
            except Exception as error:
                failures.append(repr(error))

    readers = [
        threading.Thread(target=read, args=(one,)) for one in (engine, engine, postgres.engine(tmp_path))
    ]
    for reader in readers:
        reader.start()
    for number in range(12):
        engine.add([entry(f"news:2:{number}", "Tin", "nội dung")])
        if number % 3 == 2:
            with engine.rebuild() as batch:
                batch.add(library())
    stop.set()
    for reader in readers:
        reader.join()
    assert failures == []


def test_a_rebuild_leaves_one_build_behind(engine: PostgresEngine, run: Run) -> None:
    for _ in range(3):
        with engine.rebuild() as batch:
            batch.add([*library(), *library()])
    with pytest.raises(ZeroDivisionError), engine.rebuild() as batch:
        raise ZeroDivisionError
    tables = run("SELECT count(*) FROM pg_tables WHERE schemaname = '{schema}'")
    assert tables == [(5,)] and sorted(engine.all_keys()) == sorted(one.key for one in library())
    assert not engine.check().problems


def test_a_lock_that_another_holds_is_told_as_busy(engine: PostgresEngine, tmp_path: Path) -> None:
    with engine.writer(), pytest.raises(EngineBusyError), postgres.engine(tmp_path).rebuild():
        pass


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE {entries} SET reading = 'x'",
        "UPDATE {entries} SET entry = replace(entry, 'news', 'page')",
        "DELETE FROM {entries} WHERE key LIKE 'news%'",
        "DELETE FROM {postings} WHERE id = 1",
        "UPDATE {frequencies} SET count = count + 1 WHERE lexeme LIKE 'khai sinh/%'",
        "TRUNCATE {shelves}",
        "DROP INDEX {postings}_key",
        "DROP TABLE {frequencies}",
        "DROP TABLE {postings}",
        "ALTER TABLE {entries} DROP reading",
        "DROP SCHEMA {schema} CASCADE",
    ],
)
def test_damage_is_found_by_a_check_and_healed_by_clearing(
    engine: PostgresEngine, run: Run, damage: str
) -> None:
    run(damage)
    assert engine.check().problems
    engine.clear()
    assert not engine.check().problems and list(engine.all_keys()) == []
    engine.add(library())
    assert not engine.check().problems and "procedure:1:5" in keys(engine)


def test_a_table_that_is_lost_is_damage_and_no_index_is_none(engine: PostgresEngine, run: Run) -> None:
    run("DROP TABLE {postings}")
    for ask in (lambda: keys(engine), lambda: engine.add([entry("news:2:1", "Tin")])):
        with pytest.raises(EngineDamagedError):
            ask()
    run("DROP SCHEMA {schema} CASCADE")
    assert engine.position() == -1
    with pytest.raises(EngineError):
        engine.all_keys()
