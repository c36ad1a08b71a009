"""Both homes of stored bytes, a folder and a bucket of a real S3 server, held to the same; sealed papers likewise."""

from __future__ import annotations

import hashlib
import io
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.media import bucket as buckets
from portal.media import bucket_store
from portal.media.bucket import Bucket, InvalidAddress, parse
from portal.media.bucket_store import BucketStore
from portal.media.local_copies import LocalCopies
from portal.media.store import FileStore, Store, StoreUnavailable
from portal.papers.bucket_papers import BucketPapers
from portal.papers.places import NotAPath, Papers
from portal.papers.store import PaperStore
from tests.media import s3
from tests.thorough import examples

NO_HASHES = ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n", "0" * 65]


def bucket_of(name: str, port: int | None = None) -> Bucket:
    return Bucket(parse(s3.address(name, port)), s3.KEY, s3.SECRET)


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store."""
    if request.param == "folder":
        return FileStore(tmp_path / "files")
    return BucketStore(bucket_of(s3.fresh_bucket()), LocalCopies(tmp_path / "copies", 1 << 20))


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Callable[[BucketStore], BucketStore]]:
    """The same bucket as another machine sees it."""

    def make(first: BucketStore) -> BucketStore:
        folder = tmp_path / f"other-{time.monotonic_ns()}"
        return BucketStore(first._bucket, LocalCopies(folder, 1 << 20))

    yield make


def put(store: Store, raw: bytes) -> str:
    stored = store.put(io.BytesIO(raw))
    assert stored.size == len(raw) and stored.sha256 == hashlib.sha256(raw).hexdigest()
    return stored.sha256


@settings(
    deadline=None,
    max_examples=examples(8),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.binary(max_size=300), max_size=5))
def test_what_is_put_is_read_back_once_under_its_hash(store: Store, files: list[bytes]) -> None:
    for raw in files + files[:1]:
        sha256 = put(store, raw)
        assert store.exists(sha256) and store.verify(sha256) and store.refresh(sha256)
        assert store.size(sha256) == len(raw) and store.path(sha256).read_bytes() == raw
        with store.open(sha256) as file:
            assert file.read() == raw
    hashes = {hashlib.sha256(raw).hexdigest(): len(raw) for raw in files}
    there = list(store.iter_all())
    assert hashes.keys() <= set(there) and len(there) == len(set(there))
    assert store.sizes([*hashes, "0" * 64]) == hashes


def test_what_is_not_there_is_not_there(store: Store) -> None:
    none = "0" * 64
    assert not store.exists(none) and store.size(none) is None and not store.verify(none)
    assert not store.touch(none) and not store.refresh(none) and not store.remove(none)
    assert not store.path(none).exists() and store.sizes([none]) == {}
    assert not list(store.iter_all()) and not list(store.orphans(set(), time.time()))
    with pytest.raises(FileNotFoundError):
        store.open(none)


@pytest.mark.parametrize("name", NO_HASHES)
def test_only_hashes_are_looked_up(store: Store, name: str) -> None:
    calls: list[Callable[[str], Any]] = [
        store.path, store.open, store.exists, store.size, store.verify, store.touch, store.remove,
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(ValueError):
            call(name)


def test_a_large_file_goes_and_comes_in_pieces(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "CHUNK", 5 << 20)  # the least that S3 takes
    raw = bytes(range(256)) * (4096 * 11)
    sha256 = put(store, raw)
    if isinstance(store, BucketStore):
        store._copies.drop(sha256)
    assert store.path(sha256).read_bytes() == raw and store.verify(sha256)


def test_orphans_are_unknown_and_old(store: Store) -> None:
    known, lone = put(store, b"known"), put(store, b"lone")
    after = time.time() + 3600
    assert list(store.orphans({known}, after)) == [(lone, 4)]
    assert list(store.orphans({known}, after, lone[:1])) == [(lone, 4)]
    assert list(store.orphans({known}, after, lone[:2])) == [(lone, 4)]
    other = next(one for one in "0123456789abcdef" if one not in {known[0], lone[0]})
    assert list(store.orphans(set(), after, other)) == []
    young = time.time() - 3600
    assert list(store.orphans({known}, young)) == [] and not store.remove(lone, young)
    assert store.exists(lone) and store.remove(lone, after) and not store.remove(lone, after)
    assert not store.exists(lone) and not store.touch(lone) and list(store.iter_all()) == [known]
    assert put(store, b"lone") == lone and store.exists(lone), "who brings it again has it again"


def test_many_writers_of_the_same_bytes(store: Store) -> None:
    raws = [bytes([n % 3]) * 20_000 for n in range(24)]
    with ThreadPoolExecutor(8) as pool:
        hashes = set(pool.map(lambda raw: put(store, raw), raws))
    assert len(hashes) == 3 and sorted(hashes) == sorted(store.iter_all())


def test_a_stream_that_breaks_off_leaves_nothing(store: Store) -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 0:
                raise OSError("gone")
            return super().read(10)

    with pytest.raises(StoreUnavailable):
        store.put(Failing(b"x" * 100))
    assert not list(store.iter_all()) and not [one for one in store.root.rglob("*") if one.is_file()]


# A bucket alone: several machines.


def bucket(tmp_path: Path, name: str = "a") -> BucketStore:
    return BucketStore(bucket_of(s3.fresh_bucket()), LocalCopies(tmp_path / name, 1 << 20))


def test_another_machine_reads_what_one_stored(tmp_path: Path, second: Any) -> None:
    one = bucket(tmp_path)
    sha256 = put(one, b"shared")
    other = second(one)
    assert other.exists(sha256) and not other._copies.place(sha256).exists()
    assert other.path(sha256).read_bytes() == b"shared"
    assert one.remove(sha256) and not second(one).exists(sha256)


@pytest.mark.parametrize("moment", ["before it looks", "after it looked"])
@pytest.mark.parametrize("how", ["touch", "put"])
def test_whoever_brings_bytes_in_the_instant_of_a_sweep_has_them(
    tmp_path: Path, second: Any, monkeypatch: pytest.MonkeyPatch, moment: str, how: str
) -> None:
    """One machine takes bytes away while another brings or names the same: it waits, then brings them again."""
    monkeypatch.setattr(bucket_store, "TOUCHED_SECONDS", 0.0)
    sweeper = bucket(tmp_path)
    sha256 = put(sweeper, b"x")
    other = second(sweeper)
    before = time.time() + 2 if moment == "after it looked" else time.time() - 2
    answers: list[bool] = []

    def bring() -> None:
        answers.append(other.touch(sha256) if how == "touch" else put(other, b"x") == sha256)

    bringing = threading.Thread(target=bring)
    looked = Bucket.about

    def look(self: Bucket, key: str) -> Any:
        if threading.current_thread() is bringing or bringing.ident:
            return looked(self, key)
        if moment == "before it looks":
            bringing.start()
            time.sleep(0.2)  # it has written, and waits for the sweep
            return looked(self, key)
        found = looked(self, key)
        bringing.start()
        time.sleep(0.2)
        return found

    monkeypatch.setattr(Bucket, "about", look)
    gone = sweeper.remove(sha256, before)
    bringing.join(20)
    assert gone == (moment == "after it looked")
    assert sweeper._bucket.about(f"files/{sha256[0]}/{sha256}") is not None or answers == [False]
    assert answers[0] if how == "put" else answers[0] != gone
    assert not list(sweeper._bucket.all("going"))


def test_two_sweeps_never_take_away_the_same(tmp_path: Path, second: Any) -> None:
    one = bucket(tmp_path)
    hashes = [put(one, bytes([n])) for n in range(12)]
    stores = [second(one) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        gone = [set(found) for found in pool.map(lambda it: [h for h in hashes if it.remove(h)], stores)]
    assert sum(map(len, gone)) == len(set().union(*gone)) and not list(one.iter_all()) and gone


def test_what_a_dead_sweep_left_holds_nobody_up_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_store, "WAIT_SECONDS", 0.2)
    monkeypatch.setattr(bucket_store, "LEFT_SECONDS", -5.0)
    one = bucket(tmp_path)
    sha256 = put(one, b"x")
    one._bucket.create(f"going/{sha256[0]}/{sha256}")
    one._touched.clear()
    assert not one.remove(sha256) and one.touch(sha256) and one.remove(sha256)
    one._bucket.create("going/a/" + "a" * 64)
    assert list(one.orphans(set(), 0.0)) == [] and not list(one._bucket.all("going"))


def test_copies_stay_within_their_bound_and_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.media.local_copies.SPARED_SECONDS", -1.0)
    one = BucketStore(bucket_of(s3.fresh_bucket()), LocalCopies(tmp_path / "copies", 100_000))
    raws = {put(one, bytes([n]) * 10_000): bytes([n]) * 10_000 for n in range(25)}
    held = [path for path in (tmp_path / "copies").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in held) <= 110_000 and held
    assert all(one.path(sha256).read_bytes() == raw for sha256, raw in raws.items())


def test_copies_that_nobody_asked_for_in_a_day_go(tmp_path: Path) -> None:
    import os

    one = bucket(tmp_path)
    old, fresh = put(one, b"old"), put(one, b"fresh")
    then = time.time() - 25 * 3600
    os.utime(one._copies.place(old), (then, then))
    assert one._copies.shrink() == 3
    assert one._copies.held(old) is None and one._copies.held(fresh) is not None
    assert one.path(old).read_bytes() == b"old"


@pytest.mark.parametrize(
    "address",
    ["s3://", "http://x/y", "s3://b?endpoint=ftp://x", "s3://b?lạ=1", "s3://u:p@b", "s3://b?endpoint", "kho"],
)
def test_an_address_that_cannot_be_used_is_refused(address: str) -> None:
    with pytest.raises(InvalidAddress):
        parse(address)


def test_an_address_says_where() -> None:
    found = parse("s3://kho/nui-thanh/?endpoint=http://127.0.0.1:9000/&region=vn-1")
    assert found == buckets.BucketAddress("kho", "nui-thanh", "http://127.0.0.1:9000", "vn-1")


# Sealed papers.


@pytest.fixture(params=["folder", "bucket"])
def papers(request: pytest.FixtureRequest, tmp_path: Path) -> Papers:
    """An empty store of papers."""
    if request.param == "folder":
        return PaperStore(tmp_path / "giay-to")
    return BucketPapers(bucket_of(s3.fresh_bucket()), "giay-to")


def test_papers_are_kept_alike_in_both(papers: Papers) -> None:
    path, other = papers.fresh_path(3), papers.fresh_path(3)
    assert not papers.exists(path) and list(papers.all()) == []
    for missing in (papers.read, lambda one: papers.head(one, 4)):
        with pytest.raises(FileNotFoundError):
            missing(path)
    papers.remove(path)
    papers.write(path, b"sealed")
    papers.write(other, b"")
    assert (
        papers.read(path) == b"sealed"
        and papers.head(path, 3) == b"sea"
        and papers.head(path, 99) == b"sealed"
    )
    assert papers.read(other) == b"" == papers.head(other, 9)
    papers.write(path, b"sealed anew")
    assert papers.read(path) == b"sealed anew" and sorted(papers.all()) == sorted([path, other])
    assert list(papers.old(3600)) == [] and sorted(papers.old(-5)) == sorted([path, other])
    papers.remove(path)
    assert not papers.exists(path) and list(papers.all()) == [other] and papers.unfinished(0) == []


@pytest.mark.parametrize("path", ["", "../3/ab/" + "a" * 32, "3/ab/" + "a" * 31, "3/ab/" + "A" * 32, "/3/ab"])
def test_only_paths_of_papers_are_looked_up(papers: Papers, path: str) -> None:
    calls: list[Callable[[str], Any]] = [
        papers.read,
        papers.exists,
        papers.remove,
        lambda one: papers.write(one, b""),
    ]
    for call in calls:
        with pytest.raises(NotAPath):
            call(path)
