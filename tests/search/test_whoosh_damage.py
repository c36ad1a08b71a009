"""A damaged index is noticed: what it says is right, or it is an EngineError, and never silence."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import threading
from pathlib import Path

import pytest

from portal.search.engine import EngineDamagedError, EngineError, TenantFilter
from portal.search.engines.whoosh.codec import DamagedPostingsError, PackedPool
from portal.search.engines.whoosh.engine import WhooshEngine
from portal.search.questions import analyse_query
from tests.search.samples import entry, library

EVERYTHING = TenantFilter(everything=True)
QUERY = analyse_query("đăng ký khai sinh một cửa 61/2018 lớp học bơi")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    engine = WhooshEngine(tmp_path / "index")
    engine.add(library())
    engine.delete(["page:1:9"])
    engine.close()
    return tmp_path / "index"


def asked(root: Path) -> list[tuple[str, float]]:
    engine = WhooshEngine(root)
    try:
        return [(one.key, one.score) for one in engine.candidates(QUERY, EVERYTHING)]
    finally:
        engine.close()


def files_of(root: Path) -> list[Path]:
    return [
        path for path in root.rglob("*") if path.is_file() and path.stat().st_size and "LOCK" not in path.name
    ]


def test_any_flipped_byte_is_an_error_or_harmless(root: Path, tmp_path: Path) -> None:
    right, chance = asked(root), random.Random(7)
    noticed = 0
    for round_ in range(150):
        copy = tmp_path / f"copy{round_}"
        shutil.copytree(root, copy)
        victim = chance.choice(sorted(files_of(copy)))
        data = bytearray(victim.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        victim.write_bytes(data)
        try:
            assert asked(copy) == right, victim.name
        except EngineError:
            noticed += 1
            assert WhooshEngine(copy).check().problems
        shutil.rmtree(copy)
    assert noticed > 120


def test_a_missing_or_a_short_file_is_an_error(root: Path, tmp_path: Path) -> None:
    for place, victim in enumerate(files_of(root)):
        for cut in (False, True):
            copy = tmp_path / f"copy{place}{cut}"
            shutil.copytree(root, copy)
            other = copy / victim.relative_to(root)
            other.write_bytes(other.read_bytes()[:-1]) if cut else other.unlink()
            if victim.name != "CURRENT":
                with pytest.raises(EngineError):
                    asked(copy)


def test_damage_under_an_open_engine_is_found_by_a_check(root: Path) -> None:
    engine = WhooshEngine(root)
    assert not engine.check().problems
    victim = next(root.rglob("*.pst"))
    data = bytearray(victim.read_bytes())
    data[-1] ^= 255
    victim.write_bytes(data)
    assert engine.check().problems


def test_a_damaged_index_can_be_cleared_and_used_again(root: Path) -> None:
    for victim in root.rglob("*.toc"):
        victim.write_bytes(b"nothing")
    engine = WhooshEngine(root)
    with pytest.raises(EngineDamagedError):
        engine.add([entry("news:2:1", "Tin")])
    engine.clear()
    engine.add([entry("news:2:1", "Tin mới")])
    assert list(engine.all_keys()) == ["news:2:1"] and not engine.check().problems


def test_what_a_crash_leaves_behind_does_not_hurt(root: Path) -> None:
    right = asked(root)
    build = next(root.glob("index-*"))
    (build / "MAIN_zzzz.trm").write_bytes(b"half a segment")
    (build / "_MAIN_9.toc.17").write_bytes(b"half a table")
    (build / "seal_9.json").write_text("{")
    (root / "index-abc").mkdir()
    assert asked(root) == right
    WhooshEngine(root).add([entry("news:2:3", "Tin sau sự cố")])
    assert "news:2:3" in WhooshEngine(root).all_keys() and not (build / "MAIN_zzzz.trm").exists()


def _kill_while_writing(root: str) -> None:
    engine = WhooshEngine(root)
    for number in range(10_000):
        engine.replace_object(
            f"news:2:{number % 5}", [entry(f"news:2:{number % 5}", f"Tin {number}", "nội dung " * 50)]
        )


def test_a_writer_killed_at_any_moment_leaves_a_whole_index(root: Path) -> None:
    context = multiprocessing.get_context("fork")
    for round_ in range(6):
        writer = context.Process(target=_kill_while_writing, args=(str(root),))
        writer.start()
        writer.join(0.08 + 0.07 * round_)
        writer.kill()
        writer.join()
        engine = WhooshEngine(root)
        assert not engine.check().problems
        assert {"legal:1:7", "procedure:1:5"} <= set(engine.all_keys())
        engine.add([entry("news:2:77", f"Tin {round_}")])
        engine.close()


def test_readers_go_on_while_the_index_changes(root: Path) -> None:
    engine, failures, stop = WhooshEngine(root), [], threading.Event()

    def read(reader: WhooshEngine) -> None:
        while not stop.is_set():
            try:
                if not reader.candidates(analyse_query("đăng ký khai sinh"), EVERYTHING):
                    failures.append("nothing found")
            except Exception as error:
                failures.append(repr(error))

    readers = [threading.Thread(target=read, args=(one,)) for one in (engine, engine, WhooshEngine(root))]
    for reader in readers:
        reader.start()
    for number in range(15):
        engine.add([entry(f"news:2:{number}", "Tin", "nội dung")])
        if number % 5 == 4:
            with engine.rebuild() as batch:
                batch.add(library())
    stop.set()
    for reader in readers:
        reader.join()
    assert failures == []


def test_a_large_rebuild_written_in_parts_is_one_index(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.search.engines.whoosh.batch.PART", 200)
    engine = WhooshEngine(root)
    with engine.rebuild() as batch:
        batch.add(
            entry(f"news:2:{number % 40}", f"Tin số {number}", "nội dung bản tin") for number in range(60)
        )
    assert len(list(engine.all_keys())) == 40
    assert engine.candidates(analyse_query("tin số 59"), EVERYTHING)[0].key == "news:2:19"


def test_postings_come_out_as_they_went_in() -> None:
    pool = PackedPool()
    pool.add_terms("f", 0, {"b": 1, "a": 300})
    pool.add_terms("f", 5, {"b": 2})
    out = [
        (field, term, [(p >> 8, p & 255) for p in postings]) for field, term, postings in pool.iter_postings()
    ]
    assert out == [("f", b"a", [(0, 255)]), ("f", b"b", [(0, 1), (5, 2)])]
    assert issubclass(DamagedPostingsError, Exception)
