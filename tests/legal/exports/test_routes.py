"""The exports at their addresses: who gets them, under which names, with which headers."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from portal.legal import queries
from portal.legal.exports.originals import unique_name
from portal.legal.exports.reading import read
from portal.legal.structure import parse
from portal.media import service as media
from portal.publishing import service as publishing
from tests.conftest import Browser
from tests.factories import Factory
from tests.legal.exports.schema import errors, needs_schema
from tests.media import samples

PATHS = ("akn.xml", "van-ban.json", "van-ban.txt", "tep-goc.zip")
Browsers = Callable[[str], Browser]


def with_files(factory: Factory, slug: str, *names: str, **more: Any) -> tuple[int, str]:
    """A document with a PDF under each of these names; each has its own bytes."""
    document_id, document_slug = factory.legal(slug, **more)
    with factory.acting(slug) as actor:
        document = queries.by_id(document_id)
        assert document is not None
        uploads = [
            FileStorage(io.BytesIO(samples.pdf() + f"\n% {place}\n".encode()), filename=name)
            for place, name in enumerate(names)
        ]
        assert media.attach_uploads(uploads, document, actor) == []
        publishing.commit()
    return document_id, document_slug


@needs_schema
def test_akoma_ntoso_of_a_page_is_valid_and_readable(factory: Factory, browser: Browsers) -> None:
    _, slug = factory.legal(
        "tam-hai", title="Về việc xuất văn bản", signer="Trần B", signer_position="CHỦ TỊCH"
    )
    answer = browser("tam-hai").get(f"/van-ban/{slug}/akn.xml")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/akn+xml"
    assert f'filename="{slug}.akn.xml"' in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert errors(answer.data) == []
    document = read(answer.data)
    assert document.title == "Về việc xuất văn bản"
    assert document.address.endswith(f"/van-ban/{slug}")
    assert [one.anchor for one in document.provisions] == ["dieu-1", "dieu-2"]


def test_plain_text_and_json_of_a_page(factory: Factory, browser: Browsers) -> None:
    _, slug = with_files(factory, "tam-hai", "Quyết định.pdf")
    text = browser("tam-hai").get(f"/van-ban/{slug}/van-ban.txt")
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert [one.no for one in parse(text.data.decode()).nodes() if one.unit == "Điều"] == ["1", "2"]
    answer = browser("tam-hai").get(f"/van-ban/{slug}/van-ban.json")
    assert answer.headers["Content-Type"] == "application/json"
    made = json.loads(answer.data)
    assert made["provisions"][0]["children"][0]["children"][0]["anchor"] == "dieu-1-khoan-1-diem-a"
    assert made["validity"]["code"] in {"in_force", "not_yet"}
    assert made["files"][0]["sha256"] == hashlib.sha256(samples.pdf() + b"\n% 0\n").hexdigest()
    host, path = made["files"][0]["address"].split("/tep/")
    assert host == "http://tam-hai.localhost:8000"
    assert browser("tam-hai").get(f"/tep/{path}").status_code == 200


def test_the_original_files_come_in_one_archive(factory: Factory, browser: Browsers) -> None:
    _, slug = with_files(factory, "tam-hai", "Quyết định.pdf", "quyết ĐỊNH.pdf", "../../etc/passwd.pdf")
    answer = browser("tam-hai").get(f"/van-ban/{slug}/tep-goc.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    assert f'filename="{slug}.zip"' in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == ["Quyết định.pdf", "quyết ĐỊNH (2).pdf", "passwd.pdf", "SHA256SUMS.txt"]
        assert archive.read("quyết ĐỊNH (2).pdf") == samples.pdf() + b"\n% 1\n"
        listing = archive.read("SHA256SUMS.txt").decode()
    for name in names[:-1]:
        digest = hashlib.sha256(zipfile.ZipFile(io.BytesIO(answer.data)).read(name)).hexdigest()
        assert f"{digest}  {name}\n" in listing


def test_an_archive_that_a_browser_has_is_not_sent_again(factory: Factory, browser: Browsers) -> None:
    _, slug = with_files(factory, "tam-hai", "a.pdf")
    path = f"/van-ban/{slug}/tep-goc.zip"
    tag = browser("tam-hai").get(path).headers["ETag"]
    again = browser("tam-hai").get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert browser("tam-hai").get(path, headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize("path", PATHS[:3])
def test_texts_are_kept_like_pages_until_something_is_published(
    factory: Factory, browser: Browsers, path: str
) -> None:
    _, slug = factory.legal("tam-hai", body="## Điều 1. Dẫn chiếu\n\nTheo Nghị định số 9/2018/NĐ-CP.\n")
    address = f"/van-ban/{slug}/{path}"
    first = browser("tam-hai").get(address)
    tag = first.headers["ETag"]
    assert browser("tam-hai").get(address, headers={"If-None-Match": tag}).status_code == 304
    factory.legal("tam-hai", number="9/2018/NĐ-CP", type="Nghị định", issuer="Chính phủ")
    after = browser("tam-hai").get(address)
    assert after.status_code == 200
    if path == "akn.xml":
        assert "/akn/vn/act/nghi-dinh/2018/9-2018-nd-cp" in first.text
        assert "/akn/vn/act/nghi-dinh/2026-11-02/9-2018-nd-cp" in after.text


def test_without_files_there_is_no_archive(factory: Factory, browser: Browsers) -> None:
    _, slug = factory.legal("tam-hai")
    assert browser("tam-hai").get(f"/van-ban/{slug}/tep-goc.zip").status_code == 404
    page = browser("tam-hai").get(f"/van-ban/{slug}").text
    assert f"/van-ban/{slug}/akn.xml" in page
    assert "tep-goc.zip" not in page


def test_the_page_tells_how_many_files_there_are(factory: Factory, browser: Browsers) -> None:
    _, slug = with_files(factory, "tam-hai", "a.pdf", "b.pdf")
    page = browser("tam-hai").get(f"/van-ban/{slug}").text
    assert "Tệp gốc (2 tệp, " in page
    assert f'href="/van-ban/{slug}/tep-goc.zip"' in page


@pytest.mark.parametrize("path", PATHS)
def test_drafts_embargoes_and_other_portals_have_no_exports(
    factory: Factory, browser: Browsers, path: str
) -> None:
    _, draft = with_files(factory, "tam-hai", "a.pdf", publish=False)
    _, later = with_files(factory, "tam-hai", "a.pdf", at=datetime(2999, 1, 1))
    _, own = with_files(factory, "tam-hai", "a.pdf")
    for portal, slug in (("tam-hai", draft), ("tam-hai", later), ("tam-tra", own), ("tam-hai", "khong-co")):
        assert browser(portal).get(f"/van-ban/{slug}/{path}").status_code == 404
    assert browser("tam-hai").get(f"/van-ban/{own}/{path}").status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_the_exports_of_a_withdrawn_document_are_gone(factory: Factory, browser: Browsers, path: str) -> None:
    document_id, slug = with_files(factory, "tam-hai", "a.pdf")
    reader = browser("tam-hai")
    assert reader.get(f"/van-ban/{slug}/{path}").status_code == 200
    with factory.acting("tam-hai") as actor:
        publishing.withdraw(queries.by_id(document_id), actor, "sai")
        publishing.commit()
    assert reader.get(f"/van-ban/{slug}/{path}").status_code == 410


def test_a_shared_document_is_exported_by_the_communes(factory: Factory, browser: Browsers) -> None:
    _, slug = with_files(factory, "nui-thanh", "a.pdf", shared=True)
    for path in PATHS:
        assert browser("tam-hai").get(f"/van-ban/{slug}/{path}").status_code == 200, path


def test_names_in_an_archive_are_safe_and_unique() -> None:
    taken: set[str] = set()
    given = [unique_name(name, taken) for name in ("a.pdf", "A.PDF", "a (2).pdf", "..", "", "CON", "x", "x")]
    assert len({name.casefold() for name in given}) == len(given)
    assert given[:2] == ["a.pdf", "A (2).PDF"]
    assert not any(name.startswith((".", "/")) or "/" in name for name in given)
