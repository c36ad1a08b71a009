"""Files through the whole house: uploaded under any name, stored by their bytes, shown only as what they are."""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.media import service as media
from portal.media.kinds import Refused
from portal.media.models import MediaFile
from portal.media.service import file_store, store_file
from portal.publishing import service as publishing
from portal.tenancy.directory import directory
from tests.conftest import DISTRICT, A, B
from tests.factories import Factory
from tests.media import samples

REMOTE = (
    '<Relationships><Relationship Id="r" TargetMode="External" Target="http://127.0.0.1:9/secret" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>'
)


def upload(
    factory: Factory, slug: str, folder: Path, name: str, raw: bytes, **more: Any
) -> tuple[int, str, str]:
    """Store bytes in a tenant: (id, name, sha256) of the file."""
    path = folder / "upload"
    path.write_bytes(raw)
    with factory.acting(slug) as actor:
        row = store_file(path, name, actor, **more)
        publishing.commit()
        return row.id, row.name, row.sha256


@pytest.mark.asvs("1.5.1", "1.3.6")
def test_remote_relations_are_never_fetched(
    factory: Factory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A17."""
    calls: list[Any] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: calls.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *all_, **_more: calls.append(all_))
    raw = samples.package(word___rels__document_dot_xml_dot_rels=REMOTE)
    assert upload(factory, A, tmp_path, "xa.docx", raw)[1] == "xa.docx"
    assert calls == []


def test_the_same_picture_of_every_tenant_is_encoded_once(
    app: Flask, factory: Factory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    real = media.make_renditions
    monkeypatch.setattr(
        media, "make_renditions", lambda path, folder: made.append(path) or real(path, folder)
    )
    with app.app_context():
        slugs = [one.slug for one in directory().all()]
    assert len(slugs) == 18
    raw = samples.picture(700, 500)
    ids = {upload(factory, slug, tmp_path, "lang.jpg", raw)[0] for slug in slugs}
    assert len(ids) == 18 and len(made) == 1
    with factory.acting(B):
        row = publishing.db.session.scalars(publishing.db.select(MediaFile)).first()
        assert row is not None and (row.width, row.height) == (700, 500)
        assert {(one["width"], one["format"]) for one in row.renditions} == {
            (320, "avif"), (320, "webp"), (320, "jpeg"), (640, "avif"), (640, "webp"), (640, "jpeg"),
        }  # fmt: skip


def test_own_upload_of_what_the_district_shares(factory: Factory, tmp_path: Path) -> None:
    raw = samples.picture(50, 40)
    shared = upload(factory, DISTRICT, tmp_path, "chung.jpg", raw, shared=True)
    own = upload(factory, A, tmp_path, "rieng.jpg", raw)
    again = upload(factory, A, tmp_path, "lai.jpg", raw)
    assert shared[0] != own[0] and again[0] == own[0] and shared[2] == own[2]


@pytest.mark.skipif(not samples.GENERATED.is_dir(), reason=f"no data set at {samples.SHARED}")
@pytest.mark.asvs("5.3.2", "5.3.1")
@pytest.mark.tcvn("7.2.3.6.d")
def test_names_never_decide_where_a_file_lies(factory: Factory, instance: Path, tmp_path: Path) -> None:
    """A18."""
    names: list[str] = json.loads((samples.GENERATED / "filenames.json").read_text())
    lines = (samples.GENERATED.parent / "traversal-traversal.jsonl").read_text().splitlines()
    names += [json.loads(one)["payload"] for one in random.Random(18).sample(lines, min(500, len(lines)))]
    with factory.acting(A):
        root = file_store().root
    upload(factory, A, tmp_path, "mot.txt", b"mot")
    before = {one for one in tmp_path.rglob("*") if root not in one.parents}
    for number, name in enumerate(names):
        try:
            upload(factory, A, tmp_path, f"{name}.txt", f"tệp {number}".encode())
        except Refused:
            raise AssertionError(name) from None
    after = {one for one in tmp_path.rglob("*") if root not in one.parents}
    assert {one.name for one in after - before} <= {"portal.db-wal", "portal.db-shm"}
    with factory.acting(A):
        store = file_store()
        stored = list(store.iter_all())
        assert len(stored) == len(names) + 1 and all(store.verify(one) for one in stored)


@pytest.mark.asvs("3.2.1", "5.3.1")
def test_served_as_a_download_or_as_our_own_picture(
    factory: Factory, tmp_path: Path, signed_in: Callable[..., Any]
) -> None:
    """A22, A25."""
    document = upload(factory, A, tmp_path, "Đơn xin.pdf", samples.pdf())
    picture = upload(factory, A, tmp_path, "ảnh.png", samples.picture(400, 300, "PNG"))
    desk = signed_in(A, "tenant_admin")
    answer = desk.get(f"/quan-tri/tep/{document[0]}/{document[1]}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith(
        'attachment; filename="Don xin.pdf"; filename*=UTF-8'
    )
    original = desk.get(f"/quan-tri/tep/{picture[0]}/{picture[1]}")
    assert original.headers["Content-Disposition"].startswith("attachment")
    rendition = desk.get(f"/quan-tri/tep/{picture[0]}/320.webp")
    assert rendition.status_code == 200 and rendition.mimetype == "image/webp"
    assert desk.get(f"/quan-tri/tep/{picture[0]}/320.avif").mimetype == "image/avif"
    for one in (answer, original, rendition):
        assert one.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in one.headers["Content-Security-Policy"]
    for name in ("321.webp", "9999.webp", "32000.webp", "320.png", "../320.webp", "320.webp/", "x.pdf"):
        assert desk.get(f"/quan-tri/tep/{picture[0]}/{name}").status_code == 404
