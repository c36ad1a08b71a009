"""A damaged Tantivy index is noticed, a killed writer leaves a whole one, and readers never wait for either."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import threading
import time
from pathlib import Path

import pytest

from portal.search.engine import EngineDamagedError, EngineError, TenantFilter
from portal.search.engines.errors import translated
from portal.search.engines.tantivy.batch import TantivyBatch
from portal.search.engines.tantivy.engine import TantivyEngine
from portal.search.questions import analyse_query
from tests.search.samples import entry, library
from tests.thorough import some

EVERYTHING = TenantFilter(everything=True)
QUERY = analyse_query("đăng ký khai sinh một cửa 61/2018 lớp học bơi")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    engine = TantivyEngine(tmp_path / "index")
    engine.add(library())
    engine.delete(["page:1:9"])
    engine.close()
    return tmp_path / "index"


def asked(root: Path) -> list[tuple[str, float]]:
    engine = TantivyEngine(root)
    try:
        return [(one.key, one.score) for one in engine.candidates(QUERY, EVERYTHING, read=5)]
    finally:
        engine.close()


def files_of(root: Path) -> list[Path]:
    return sorted(
        path
        for path in root.rglob("*")
        if path.is_file() and path.stat().st_size and path.suffix != ".lock" and path.name != "LOCK"
    )


def test_any_flipped_byte_is_an_error_or_harmless(root: Path, tmp_path: Path) -> None:
    right, chance = asked(root), random.Random(7)
    noticed = 0
    for round_ in range(200):
        copy = tmp_path / f"copy{round_}"
        shutil.copytree(root, copy)
        victim = chance.choice(files_of(copy))
        data = bytearray(victim.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        victim.write_bytes(data)
        try:
            assert asked(copy) == right, victim.name
        except EngineError:
            noticed += 1
            assert TantivyEngine(copy).check().problems
        shutil.rmtree(copy)
    assert noticed > 180


def test_a_stretch_of_noise_is_an_error(root: Path, tmp_path: Path) -> None:
    chance = random.Random(11)
    for place, victim in enumerate(files_of(root)):
        copy = tmp_path / f"copy{place}"
        shutil.copytree(root, copy)
        other = copy / victim.relative_to(root)
        data = bytearray(other.read_bytes())
        start = chance.randrange(len(data))
        noise = bytes(byte ^ chance.randrange(1, 256) for byte in data[start : start + 64])
        data[start : start + 64] = noise
        other.write_bytes(data)
        with pytest.raises(EngineError):
            asked(copy)


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


def test_a_file_that_is_sealed_but_wrong_is_an_error_too(root: Path) -> None:
    """What the seals cannot see: Tantivy itself refuses or panics, and that is told as damage."""
    build = next(root.glob("index-*"))
    for victim in files_of(build):
        if victim.name in ("seal.json", "position", ".managed.json"):
            continue
        before, seal = victim.read_bytes(), (build / "seal.json").read_text()
        victim.unlink()  # the build before this one may hold the same file under another name
        victim.write_bytes(b"\xff" * len(before))
        engine = TantivyEngine(root)
        engine._builds.seal(build, {})
        with pytest.raises(EngineDamagedError):
            engine.candidates(QUERY, EVERYTHING, read=5)
            engine.statistics(["khai sinh"])
            if victim.suffix not in (".fieldnorm", ".fast", ".pos", ".del"):  # any bytes are right in these
                pytest.fail(victim.name)
            raise EngineDamagedError
        victim.write_bytes(before)
        (build / "seal.json").write_text(seal)
    assert asked(root)


def test_a_panic_is_damage_and_an_interruption_is_not() -> None:
    panic = type("PanicException", (BaseException,), {})
    with pytest.raises(EngineDamagedError), translated():
        raise panic("index out of bounds")
    with pytest.raises(KeyboardInterrupt), translated():
        raise KeyboardInterrupt


def test_damage_under_an_open_engine_is_found_by_a_check(root: Path) -> None:
    engine = TantivyEngine(root)
    assert not engine.check().problems
    # In place: a file that is cut short while it is mapped into memory ends the process, whatever reads it.
    with next(root.rglob("*.store")).open("r+b") as victim:
        byte = victim.read(1)[0]
        victim.seek(0)
        victim.write(bytes((byte ^ 255,)))
    assert engine.check().problems


def test_a_damaged_index_can_be_cleared_and_used_again(root: Path) -> None:
    for victim in root.rglob("meta.json"):
        victim.write_bytes(b"nothing")
    engine = TantivyEngine(root)
    with pytest.raises(EngineDamagedError):
        engine.add([entry("news:2:1", "Tin")])
    engine.clear()
    engine.add([entry("news:2:1", "Tin mới")])
    assert list(engine.all_keys()) == ["news:2:1"] and not engine.check().problems


def test_what_a_crash_leaves_behind_does_not_hurt(root: Path) -> None:
    right = asked(root)
    (root / "index-abc").mkdir()
    (root / "index-abc" / "meta.json").write_text("{")
    (next(root.glob("index-1*")) / "0123.term").write_bytes(b"half a segment")
    assert asked(root) == right
    TantivyEngine(root).add([entry("news:2:3", "Tin sau sự cố")])
    assert "news:2:3" in TantivyEngine(root).all_keys() and not (root / "index-abc").exists()
    assert not list(root.rglob("0123.term"))


def test_a_disk_that_refuses_is_no_damage(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = asked(root)

    def refuse(_batch: TantivyBatch) -> None:
        raise ValueError("An IO error occurred: 'No space left on device'")

    monkeypatch.setattr(TantivyBatch, "commit", refuse)
    with pytest.raises(EngineError) as told:
        TantivyEngine(root).add([entry("news:2:3", "Tin")])
    assert not isinstance(told.value, EngineDamagedError)
    assert asked(root) == right and len(list(root.glob("index-*"))) == 1


def test_builds_share_the_files_that_did_not_change(root: Path) -> None:
    before = {path.name: path.stat().st_ino for path in files_of(root) if path.suffix == ".store"}
    TantivyEngine(root).add([entry("news:2:3", "Tin")])
    after = {path.name: path.stat().st_ino for path in files_of(root) if path.suffix == ".store"}
    assert before.items() < after.items() and len(list(root.glob("index-*"))) == 1


def test_an_index_without_links_works_as_well(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_paths: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    engine = TantivyEngine(root)
    engine.add([entry("news:2:3", "Tin")])
    assert "news:2:3" in engine.all_keys() and not engine.check().problems


def _kill_while_writing(root: str) -> None:
    engine = TantivyEngine(root)
    for number in range(10_000):
        engine.replace_object(
            f"news:2:{number % 5}", [entry(f"news:2:{number % 5}", f"Tin {number}", "nội dung " * 50)]
        )


@pytest.mark.thorough
def test_a_writer_killed_at_any_moment_leaves_a_whole_index(root: Path) -> None:
    context = multiprocessing.get_context("spawn")
    for round_ in some(range(50), 25, 1):
        before = (root / "CURRENT").read_text()
        writer = context.Process(target=_kill_while_writing, args=(str(root),))
        writer.start()
        until = time.monotonic() + 60
        while (root / "CURRENT").read_text() == before and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.02 * (round_ % 10))
        writer.kill()
        writer.join()
        engine = TantivyEngine(root)
        assert not engine.check().problems
        assert {"legal:1:7", "procedure:1:5", "news:2:0"} <= set(engine.all_keys())
        engine.add([entry("news:2:77", f"Tin {round_}")])
        assert len(list(root.glob("index-*"))) == 1
        engine.close()


def test_readers_go_on_while_the_index_changes(root: Path) -> None:
    engine, failures, stop = TantivyEngine(root), [], threading.Event()

    def read(reader: TantivyEngine) -> None:
        while not stop.is_set():
            try:
                if not reader.candidates(analyse_query("đăng ký khai sinh"), EVERYTHING, read=2):
                    failures.append("nothing found")
            except Exception as error:
                failures.append(repr(error))

    readers = [threading.Thread(target=read, args=(one,)) for one in (engine, engine, TantivyEngine(root))]
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


def test_what_is_remembered_of_entries_stays_bounded(root: Path) -> None:
    engine = TantivyEngine(root)
    for _round in range(3):
        with engine.rebuild() as batch:
            batch.add(entry(f"news:2:{number}", f"Tin số {number}") for number in range(5_000))
        assert len(list(engine.all_keys())) == 5_000
    assert len(engine._held) <= 2 * 5_000 + 10_000


def test_no_thread_is_left_behind(root: Path) -> None:
    engine = TantivyEngine(root)
    asked(root)
    before = len(os.listdir("/proc/self/task"))
    for number in range(12):
        engine.add([entry(f"news:2:{number}", "Tin")])
        engine.candidates(QUERY, EVERYTHING)
    until = time.monotonic() + 30
    while len(os.listdir("/proc/self/task")) > before + 2 and time.monotonic() < until:
        time.sleep(0.1)
    assert len(os.listdir("/proc/self/task")) <= before + 2


def test_the_seal_covers_every_file_that_is_read(root: Path) -> None:
    build = next(root.glob("index-*"))
    sealed = set(json.loads((build / "seal.json").read_text()))
    assert sealed == {path.name for path in files_of(build)} - {"seal.json"}
