"""A store of files that is down, slow, wrong or cut off: people are told, nothing is lost, and what is here is read."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import create_app
from portal.config import InvalidSetting
from portal.extensions import db, limiter
from portal.media import bucket as buckets
from portal.media.bucket import Bucket, parse
from portal.media.bucket_store import BucketStore
from portal.media.local_copies import LocalCopies
from portal.media.models import MediaFile
from portal.media.service import file_store
from portal.media.store import StoreUnreachable
from portal.papers.bucket_papers import BucketPapers
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.conftest import A, Browser, settings_for
from tests.factories import Factory
from tests.media import s3, samples

FAULTS = ["refuse", "error", "slow", "html", "cut", "wrong"]


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[s3.Proxy]:
    """A way to the server that can be spoiled; waiting is short."""
    monkeypatch.setattr(buckets, "REQUEST_SECONDS", 1.0)
    monkeypatch.setattr(buckets, "RETRIES", 1)
    monkeypatch.setattr(buckets, "REST_SECONDS", 0.0)
    made = s3.Proxy()
    made.slow_seconds = 1.5
    yield made
    made.end()


@pytest.fixture
def store(proxy: s3.Proxy, tmp_path: Path) -> BucketStore:
    """An empty bucket behind the proxy."""
    bucket = Bucket(parse(s3.address(s3.fresh_bucket(), proxy.port)), s3.KEY, s3.SECRET)
    return BucketStore(bucket, LocalCopies(tmp_path / "copies", 1 << 20))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_and_over_when_it_is_over(store: BucketStore, proxy: s3.Proxy, fault: str) -> None:
    here = store.put(io.BytesIO(b"copied here")).sha256
    away = store.put(io.BytesIO(b"not here" * 100)).sha256
    store._copies.drop(away)
    papers = BucketPapers(store._bucket, "giay-to")
    papers.write("3/ab/" + "a" * 32, b"sealed" * 50)
    store._touched.clear()
    proxy.fault = fault
    assert store.exists(here) and store.path(here).read_bytes() == b"copied here"
    with pytest.raises(StoreUnreachable):
        store.path(away)
    assert not store._copies.place(away).exists() and not store.unfinished(time.time() + 9)
    if fault != "wrong":
        with pytest.raises(StoreUnreachable):
            papers.read("3/ab/" + "a" * 32)
    if fault not in {"cut", "wrong"}:  # those spoil only what is read
        with pytest.raises(StoreUnreachable):
            store.put(io.BytesIO(b"new"))
        assert not store.unfinished(time.time() + 9)
        assert not store.touch(away), "no text has to wait for the files"
    if fault in {"refuse", "error"}:
        for act in (lambda: list(store.iter_all()), lambda: store.remove(here), lambda: store.verify(away)):
            with pytest.raises(StoreUnreachable):
                act()
    if fault == "wrong":
        assert not store.verify(away)
    proxy.fault = ""
    assert store.path(away).read_bytes() == b"not here" * 100 and store.verify(away)
    assert store.put(io.BytesIO(b"new")).size == 3 and store.touch(here)
    assert papers.read("3/ab/" + "a" * 32) == b"sealed" * 50


def test_after_a_fault_nobody_waits_for_the_server(
    store: BucketStore, proxy: s3.Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "REST_SECONDS", 60.0)
    proxy.fault = "error"
    with pytest.raises(StoreUnreachable):
        store.exists("0" * 64)
    asked = len(proxy.asked)
    for _ in range(20):
        with pytest.raises(StoreUnreachable):
            store.exists("0" * 64)
    assert len(proxy.asked) == asked
    proxy.fault = ""
    store._bucket._rests_until = 0.0
    assert not store.exists("0" * 64)


def test_tries_are_bounded(store: BucketStore, proxy: s3.Proxy) -> None:
    proxy.fault = "error"
    with pytest.raises(StoreUnreachable):
        store._bucket.about("files/0")
    assert len(proxy.asked) == 1 + buckets.RETRIES


def test_a_bucket_that_is_not_there_or_not_ours_is_a_fault(proxy: s3.Proxy, tmp_path: Path) -> None:
    lost = Bucket(parse(s3.address("khong-co-kho-nay", proxy.port)), s3.KEY, s3.SECRET)
    with pytest.raises(StoreUnreachable):
        BucketStore(lost, LocalCopies(tmp_path, 1)).put(io.BytesIO(b"x"))


# Through the public door.


@pytest.fixture
def app(instance: Path, proxy: s3.Proxy) -> Iterator[Flask]:
    """An application that keeps its files in a bucket behind the proxy."""
    name = s3.fresh_bucket()
    made = create_app(
        settings_for(
            instance,
            media_store=s3.address(name, proxy.port),
            media_s3_key=s3.KEY,
            media_s3_secret=s3.SECRET,
        )
    )
    limiter.enabled = False
    with made.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    yield made
    with made.app_context():
        db.engine.dispose()


def files_of(app: Flask) -> int:
    with app.app_context(), all_tenants("đếm tệp trong kiểm thử"):
        return int(db.session.scalar(select(func.count(MediaFile.id))) or 0)


def upload(desk: Browser, raw: bytes, name: str = "bien.jpg") -> Any:
    return desk.post(
        "/quan-tri/thu-vien/tai-len",
        {"files": (io.BytesIO(raw), name)},
        content_type="multipart/form-data",
    )


def forget_copies(app: Flask) -> None:
    with app.app_context():
        for one in file_store().iter_all():
            file_store()._copies.drop(one)  # type: ignore[attr-defined]


def test_pictures_are_uploaded_shown_and_swept_through_the_bucket(
    app: Flask, factory: Factory, signed_in: Callable[..., Browser], browser: Callable[[str], Browser]
) -> None:
    desk = signed_in(A, "approver")
    assert upload(desk, samples.picture(700, 500)).status_code in {200, 302}
    with factory.acting(A):
        row = db.session.scalars(select(MediaFile)).one()
        number, name = row.id, row.name
    factory.news(A, title="Biển lặng", picture_id=number, body=f"![Biển](/tep/{number}/640.jpg)\n")
    forget_copies(app)
    guest = browser(A)
    whole = guest.get(f"/tep/{number}/640.jpg")
    assert whole.status_code == 200 and whole.data[:2] == b"\xff\xd8" and whole.headers["ETag"]
    part = guest.get(f"/tep/{number}/640.jpg", headers={"Range": "bytes=2-9"})
    assert (part.status_code, part.data) == (206, whole.data[2:10])
    again = guest.get(f"/tep/{number}/640.jpg", headers={"If-None-Match": whole.headers["ETag"]})
    assert again.status_code == 304
    original = guest.get(f"/tep/{number}/{name}")
    assert "attachment" in original.headers["Content-Disposition"]
    assert original.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in original.headers["Content-Security-Policy"]


def test_while_the_store_is_down_texts_are_published_and_files_wait(
    app: Flask,
    proxy: s3.Proxy,
    factory: Factory,
    signed_in: Callable[..., Browser],
    browser: Callable[[str], Browser],
) -> None:
    desk = signed_in(A, "approver")
    upload(desk, samples.picture(700, 500))
    with factory.acting(A):
        number = db.session.scalars(select(MediaFile.id)).one()
    factory.news(A, title="Trước khi kho tệp dừng", picture_id=number)
    assert browser(A).get(f"/tep/{number}/640.jpg").status_code == 200
    proxy.fault = "refuse"
    held = browser(A).get(f"/tep/{number}/320.jpg")
    assert held.status_code == 200, "copies of this machine are read on"
    before = files_of(app)
    refused = upload(desk, samples.picture(301, 200))
    assert refused.status_code == 503 and refused.headers["Retry-After"]
    assert "Kho tệp" in refused.text and files_of(app) == before
    _id, slug = factory.news(A, title="Tin bão khẩn cấp khi kho tệp dừng", picture_id=number)
    assert "Tin bão khẩn cấp" in browser(A).get(f"/tin-tuc/{slug}").text
    proxy.fault = ""
    forget_copies(app)
    proxy.fault = "error"
    lost = browser(A).get(f"/tep/{number}/640.jpg")
    assert (
        lost.status_code == 503
        and lost.headers["Retry-After"]
        and "no-store" in lost.headers["Cache-Control"]
    )
    proxy.fault = ""
    assert browser(A).get(f"/tep/{number}/640.jpg").status_code == 200
    assert upload(desk, samples.picture(301, 200)).status_code in {200, 302} and files_of(app) == before + 1


def test_a_bad_address_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="PORTAL_MEDIA_STORE"):
        create_app(settings_for(tmp_path, database_url="", media_store="ftp://kho"))
