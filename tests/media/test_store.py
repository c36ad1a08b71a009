"""The store of files: written whole or not at all, each under its hash, also when the disk or a process fails."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.media.store import FileStore, StoreUnavailable
from portal.media.store import _about as about_file
from tests.thorough import examples, some

WRITER = """
import io, os, sys
from pathlib import Path
from portal.media.store import FileStore
from tests.thorough import examples
store = FileStore(Path(sys.argv[1]))
while True:
    print(store.put(io.BytesIO(os.urandom(200_000))).sha256, flush=True)
"""


def put(store: FileStore, raw: bytes) -> str:
    stored = store.put(io.BytesIO(raw))
    assert stored.size == len(raw)
    return stored.sha256


def everything(root: Path) -> list[Path]:
    return sorted(one for one in root.rglob("*") if one.is_file())


def age(path: Path, seconds: float) -> None:
    old = time.time() - seconds
    os.utime(path, (old, old))


@settings(deadline=None, max_examples=examples(30))
@given(st.lists(st.binary(max_size=3000), max_size=8))
def test_what_is_put_is_read_back_once_under_its_hash(files: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = FileStore(Path(folder) / "files")
        for raw in files + files:
            sha256 = put(store, raw)
            assert sha256 == hashlib.sha256(raw).hexdigest()
            assert store.exists(sha256) and store.verify(sha256)
            with store.open(sha256) as file:
                assert file.read() == raw
        assert sorted(store.iter_all()) == sorted({hashlib.sha256(raw).hexdigest() for raw in files})
        assert len(everything(Path(folder))) == len(set(files))


def test_files_lie_in_two_levels_of_folders(tmp_path: Path) -> None:
    sha256 = put(FileStore(tmp_path), b"x")
    assert everything(tmp_path) == [tmp_path / sha256[:2] / sha256[2:4] / sha256]


def test_making_a_store_touches_nothing(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    assert list(store.iter_all()) == [] and not store.exists("0" * 64) and not store.verify("0" * 64)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n", "0" * 65])
def test_only_hashes_are_looked_up(tmp_path: Path, name: str) -> None:
    store = FileStore(tmp_path)
    calls: list[Callable[[str], Any]] = [store.path, store.open, store.exists, store.verify, store.remove]
    for call in calls:
        with pytest.raises(ValueError):
            call(name)


@pytest.mark.tcvn("7.2.4.1.a")
def test_rotten_bytes_are_noticed_and_healed_by_the_next_upload(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    sha256 = put(store, b"whole")
    store.path(sha256).write_bytes(b"wh")
    assert not store.verify(sha256)
    put(store, b"whole")
    assert store.verify(sha256)


def test_orphans_are_unknown_and_old(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    known, old, young = put(store, b"known"), put(store, b"old"), put(store, b"young")
    for one in (known, old):
        age(store.path(one), 7200)
    before = time.time() - 3600
    assert list(store.orphans({known}, before)) == [(old, 3)]
    assert list(store.orphans({known}, before, old[:1])) == [(old, 3)]
    assert list(store.orphans(set(), before, "0" if old[0] != "0" != known[0] else "f")) == []
    put(store, b"old")  # uploaded again: not committed yet, so it must survive a sweep now
    assert list(store.orphans({known}, before)) == [] and not store.remove(old, before)
    assert store.remove(young) and not store.remove(young) and store.exists(old)
    assert not store.exists(young) and not store.touch(young)
    assert not FileStore(tmp_path / "none").remove(young)


@pytest.mark.parametrize("is_rotten", [False, True])
def test_whoever_brings_bytes_in_the_instant_of_a_sweep_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_rotten: bool
) -> None:
    """Between the sweep's look at a file and its taking it away, somebody brings the same bytes."""
    store, before = FileStore(tmp_path), time.time() - 3600
    sha256 = put(store, b"x")
    if is_rotten:
        store.path(sha256).write_bytes(b"y")
    age(store.path(sha256), 7200)
    answers: list[bool] = []
    brought = threading.Thread(
        target=lambda: answers.append(store.touch(sha256)) if not is_rotten else put(store, b"x")
    )
    looked = about_file

    def look_and_wait(path: Path) -> os.stat_result | None:
        found = looked(path)
        if not brought.ident:
            brought.start()
            brought.join(0.1)  # it has to wait for the sweep; where it does not, it is done by now
        return found

    monkeypatch.setattr("portal.media.store._about", look_and_wait)
    assert store.remove(sha256, before)
    brought.join()
    assert store.verify(sha256) == (answers[0] if answers else True)


class Failing(io.BytesIO):
    """A stream that breaks off."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 0:
            raise OSError(errno.EIO, "gone")
        return super().read(10)


def test_broken_stream_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        FileStore(tmp_path).put(Failing(b"x" * 100))
    assert everything(tmp_path) == []


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_full_or_read_only_disk_is_said_and_writing_resumes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    store = FileStore(tmp_path)
    put(store, b"before")

    def fail(*_args: object, **_more: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os if call == "fsync" else Path, call, fail)
        with pytest.raises(StoreUnavailable, match="ổ đĩa đầy"):
            put(store, b"after")
    assert len(everything(tmp_path)) == 1
    assert store.verify(put(store, b"after"))


def test_root_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailable):
        put(FileStore(tmp_path / "file" / "store"), b"x")


def test_many_writers_of_the_same_bytes(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    raws = [bytes([n % 5]) * 50_000 for n in range(100)]
    with ThreadPoolExecutor(16) as pool:
        hashes = set(pool.map(lambda raw: put(store, raw), raws))
    assert len(hashes) == 5 == len(everything(tmp_path))
    assert all(store.verify(one) for one in hashes)


@pytest.mark.thorough
def test_killed_writers_lose_nothing_that_was_answered(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    for round_ in some(range(50), 25, 1):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(0.02 * (round_ % 10))
        writer.send_signal(signal.SIGKILL)
        answered = [first, *writer.stdout.readlines()]
        writer.wait()
        assert all(store.verify(one.strip()) for one in answered if one.endswith("\n"))
    assert all(store.verify(one) for one in store.iter_all())


def test_unfinished_files_are_swept_when_old(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    sha256 = put(store, b"x")
    for name in (".new-old", ".new-young"):
        (tmp_path / name).write_bytes(b"half")
    age(tmp_path / ".new-old", 7200)
    assert store.unfinished(time.time() - 3600) == [tmp_path / ".new-old"] and store.exists(sha256)
