"""Content versions: seen by every process, never going back, never repeating, whatever becomes of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.web import versions as module
from portal.web.versions import MAX_SLOTS, ContentVersions
from tests.thorough import examples


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "versions.bin"


def look_now(versions: ContentVersions) -> None:
    """As if a second had passed: the next read looks whether the file was replaced."""
    versions._look_at = 0.0


def test_a_bump_moves_only_the_named_slots(path: Path) -> None:
    versions = ContentVersions(path)
    before = [versions.read(slot) for slot in range(5)]
    versions.bump([1, 3])
    after = [versions.read(slot) for slot in range(5)]
    assert [new > old for old, new in zip(before, after, strict=True)] == [False, True, False, True, False]
    assert [after[i] for i in (0, 2, 4)] == [before[i] for i in (0, 2, 4)]


def test_bumping_nothing_is_allowed_and_a_foreign_slot_is_refused(path: Path) -> None:
    versions = ContentVersions(path)
    versions.bump([])
    for bad in (-1, MAX_SLOTS):
        with pytest.raises(ValueError, match="slot outside"):
            versions.read(bad)
        with pytest.raises(ValueError, match="slot outside"):
            versions.bump([0, bad])


def test_a_second_reader_sees_a_bump_at_once(path: Path) -> None:
    one, two = ContentVersions(path), ContentVersions(path)
    one.bump([7])
    assert two.read(7) == one.read(7)


def test_versions_survive_a_restart(path: Path) -> None:
    versions = ContentVersions(path)
    versions.bump([2])
    assert ContentVersions(path).read(2) == versions.read(2)


def test_the_file_grows_for_a_high_slot_and_older_readers_follow(path: Path) -> None:
    old = ContentVersions(path)
    kept = old.read(3)
    ContentVersions(path).bump([5000])
    assert old.read(5000) > 0
    assert old.read(3) == kept
    assert path.stat().st_size % 8 == 0


LOAD = f"""
import importlib.util, json, sys, time
spec = importlib.util.spec_from_file_location("versions", {module.__file__!r})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
versions = module.ContentVersions(sys.argv[1])
"""
COUNT = (
    LOAD
    + """
seen = []
for _ in range(300):
    before = versions.read(1)
    versions.bump([1])
    seen.append((before, versions.read(1)))
print(json.dumps(seen))
"""
)
HOLD = (
    LOAD
    + """
with versions._locked():
    print("held", flush=True)
    time.sleep(60)
"""
)


def start(script: str, path: Path) -> subprocess.Popen[bytes]:
    """A process that has the module alone: starting is quick."""
    return subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE)


def test_many_processes_never_see_a_version_go_back(path: Path) -> None:
    versions = ContentVersions(path)
    first = last = versions.read(1)
    workers = [start(COUNT, path) for _ in range(4)]
    while any(worker.poll() is None for worker in workers):
        now = versions.read(1)
        assert now >= last
        last = now
        time.sleep(0.0005)
    for worker in workers:
        seen = json.loads(worker.communicate(timeout=10)[0])
        assert worker.returncode == 0
        assert all(after > before >= first for before, after in seen)
    assert versions.read(1) >= first + 4 * 300


def test_threads_lose_no_bump(path: Path) -> None:
    versions = ContentVersions(path)
    frozen = 1 << 62  # far past the clock: from here each bump counts by exactly one
    versions._words[1 + 4] = frozen
    threads = [threading.Thread(target=lambda: [versions.bump([4]) for _ in range(100)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert versions.read(4) == frozen + 800


@pytest.mark.parametrize("damage", ["removed", "emptied by replacing", "garbage", "cut by replacing"])
def test_a_lost_or_damaged_file_comes_back_without_an_old_value(path: Path, damage: str) -> None:
    running = ContentVersions(path)
    running.bump([0, 1, 2])
    old = {running.read(slot) for slot in range(20)}
    sound = path.read_bytes()
    other = path.with_name("other")
    if damage == "removed":
        path.unlink()
    elif damage == "garbage":
        path.write_bytes(os.urandom(len(sound)))
    else:
        other.write_bytes(b"" if damage.startswith("emptied") else sound[:100])
        other.replace(path)
    fresh = ContentVersions(path)
    assert not old & {fresh.read(slot) for slot in range(20)}
    fresh.bump([1])
    look_now(running)
    assert running.read(1) == fresh.read(1)
    running.bump([2])
    assert fresh.read(2) == running.read(2)


def test_a_bump_reaches_the_new_file_even_before_the_next_look(path: Path) -> None:
    running = ContentVersions(path)
    path.unlink()
    running.bump([1])
    assert ContentVersions(path).read(1) == running.read(1)


def test_a_damaged_counter_does_not_overflow(path: Path) -> None:
    versions = ContentVersions(path)
    versions._words[1 + 6] = (1 << 64) - 1
    versions.bump([6])
    assert abs(versions.read(6) - time.time_ns()) < 60 * 10**9


def test_a_clock_that_goes_back_does_not_take_versions_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = ContentVersions(path)
    versions.bump([1])
    before = versions.read(1)
    monkeypatch.setattr(module.time, "time_ns", lambda: 1000)
    versions.bump([1])
    assert versions.read(1) == before + 1


def test_a_folder_that_cannot_be_written_is_an_error_not_silence(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        ContentVersions(tmp_path / "missing" / "versions.bin")


def test_a_process_killed_while_it_holds_the_lock_blocks_nobody(path: Path) -> None:
    ContentVersions(path)
    holder = start(HOLD, path)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    holder.kill()
    holder.wait()
    holder.stdout.close()
    versions = ContentVersions(path)
    before = versions.read(1)
    versions.bump([1])
    assert versions.read(1) > before


@settings(max_examples=examples(60), deadline=None)
@given(steps=st.lists(st.tuples(st.sets(st.integers(0, 1200), max_size=4), st.booleans()), max_size=12))
def test_any_order_of_bumps_and_losses_never_repeats_a_value(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[set[int], bool]]
) -> None:
    path = tmp_path_factory.mktemp("versions") / "v.bin"
    versions = ContentVersions(path)
    for slots, lost in steps:
        before = {slot: versions.read(slot) for slot in slots}
        if lost:
            path.unlink(missing_ok=True)
        versions.bump(slots)
        assert all(versions.read(slot) > before[slot] for slot in slots)
