"""A scan where Tesseract is missing: kept, marked, told what to install, read again once it is there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from PIL import Image

from portal.legal.intake.models import CONFIRMED, NO_TEXT, READ
from tests.conftest import A, Browser
from tests.legal.intake.samples import WHERE, FakeReading, bring, kept_pages, only, work
from tests.media.reading.samples import scan_pdf

VALUES = {"number": "9/TB-UBND", "type": "Thông báo", "category": "directive", "title": "Chỉ có bản quét",
          "issuer": "UBND xã", "issued": "2026-11-05"}  # fmt: skip


@pytest.fixture()
def without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the recogniser."""
    monkeypatch.setattr("portal.media.reading.read.ocr_available", lambda: False)
    monkeypatch.setattr("portal.legal.intake.desk.ocr_available", lambda: False)


@pytest.fixture()
def scan() -> bytes:
    """A page with nothing but a picture."""
    return scan_pdf(Image.new("L", (600, 850), 200))


@pytest.mark.usefixtures("without_tesseract")
def test_it_is_kept_marked_and_can_become_a_document(
    app: Flask, signed_in: Callable[..., Browser], browser: Callable[[str], Browser], scan: bytes
) -> None:
    approver = signed_in(A, "approver")
    bring(approver, ("quet.pdf", scan))
    work(app)
    file = only(app, A)
    assert (file.state, file.pages_total, file.searchable_sha256) == (NO_TEXT, 1, "")
    listing, shown = approver.get(WHERE).text, approver.get(f"{WHERE}{file.id}").text
    assert "Chưa có văn bản" in listing and "apt install tesseract-ocr" in listing
    assert "Chưa có văn bản" in shown and "Tesseract" in shown
    picture = approver.get(f"{WHERE}{file.id}/trang/1")
    assert picture.mimetype == "image/webp" and picture.headers["Cache-Control"] == "no-store"
    assert approver.get(f"{WHERE}{file.id}/trang/2").status_code == 404
    made = approver.post(f"{WHERE}{file.id}/xac-nhan", VALUES | {"publish": "1", "body": "  \n"})
    assert made.status_code == 302 and only(app, A).state == CONFIRMED
    visitor = browser(A)
    path = re.search(r'href="(/van-ban/thong-bao[^"]*)"', visitor.get("/van-ban/").text)
    assert path is not None
    document = visitor.get(path[1]).text
    assert "Chưa có văn bản" in document and "quet.pdf" in document


@pytest.mark.usefixtures("without_tesseract")
def test_it_is_read_again_once_the_recogniser_is_there(
    app: Flask, signed_in: Callable[..., Browser], scan: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = signed_in(A, "author")
    bring(author, ("quet.pdf", scan))
    work(app)
    file = only(app, A)
    reading = FakeReading(1, source="ocr")
    monkeypatch.setattr("portal.legal.intake.step.read_file", reading)
    assert "Đọc lại" in author.get(WHERE).text
    author.post(f"{WHERE}{file.id}/doc-lai")
    work(app)
    assert reading.read == [1] and only(app, A).state == READ
    assert [(one.number, one.source) for one in kept_pages(app, A, file.id)] == [(1, "ocr")]
