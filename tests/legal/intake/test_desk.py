"""A file from the drop zone to the citizen: upload, job, review, document, publication; and what must not happen."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask

from portal.legal.intake.models import CANCELLED, CONFIRMED, READ, REFUSED, WAITING
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.legal.intake.samples import (
    DECISION,
    WHERE,
    FakeReading,
    bring,
    form_of,
    kept_pages,
    listed,
    only,
    work,
)

Signed = Callable[..., Browser]
RAW = DECISION.encode()


def document_path(listing: str) -> str:
    """The address of the one decision that a list shows."""
    found = re.search(r'href="(/van-ban/quyet-dinh[^"]*)"', listing)
    assert found is not None
    return found[1]


def test_from_the_drop_zone_to_the_citizen(
    app: Flask, signed_in: Signed, browser: Callable[[str], Browser]
) -> None:
    author = signed_in(A, "author")
    assert "Chưa nhận tệp nào" in author.get(WHERE).text
    answer = bring(author, ("Quyết định 12.txt", RAW))
    assert answer.status_code == 302 and "data-poll" in author.get(WHERE).text
    assert work(app) == 1
    file = only(app, A)
    assert (file.state, file.kind, file.pages_total, file.encoding) == (READ, "txt", 1, "unicode")
    page = author.get(WHERE)
    assert "data-poll" not in page.text and "Chờ xác nhận" in page.text

    shown = author.get(f"{WHERE}{file.id}").text
    assert "3 Điều" in shown and "Trang 1: “Số: 12/QĐ-UBND”" in shown
    sent = form_of(shown)
    assert sent["number"] == "12/QĐ-UBND" and "## Điều 1" in sent["body"]
    sent |= {
        "type": "Quyết định",
        "title": "Thành lập Tổ công tác",
        "issuer": "UBND xã Tam Hải",
        "issued": "2026-11-05",
    }
    made = author.post(f"{WHERE}{file.id}/xac-nhan", sent)
    assert made.status_code == 302 and "/quan-tri/van-ban/" in made.location
    file = only(app, A)
    assert file.state == CONFIRMED and made.location.endswith(str(file.document_id))
    visitor = browser(A)
    assert "Tổ công tác" not in visitor.get("/van-ban/").text

    approver = signed_in(A, "approver")
    assert approver.post(f"/quan-tri/van-ban/{file.document_id}/dang").status_code == 302
    document = visitor.get(document_path(visitor.get("/van-ban/").text))
    assert "Tổ trưởng là Phó Chủ tịch" in document.text and "Quyết định 12.txt" in document.text


def test_publishing_at_once_is_for_those_who_may(
    app: Flask, signed_in: Signed, browser: Callable[[str], Browser]
) -> None:
    author, approver = signed_in(A, "author"), signed_in(A, "approver")
    bring(author, ("a.txt", RAW))
    work(app)
    file = only(app, A)
    values = {"number": "12/QĐ-UBND", "type": "Quyết định", "category": "directive", "title": "Đăng ngay",
              "issuer": "UBND xã", "issued": "2026-11-05", "body": "## Điều 1. Một\n\nHai.\n"}  # fmt: skip
    assert "Xác nhận và đăng" not in author.get(f"{WHERE}{file.id}").text
    assert author.post(f"{WHERE}{file.id}/xac-nhan", values | {"publish": "1"}).status_code == 403
    assert only(app, A).state == READ
    assert "Xác nhận và đăng" in approver.get(f"{WHERE}{file.id}").text
    assert approver.post(f"{WHERE}{file.id}/xac-nhan", values | {"publish": "1"}).status_code == 302
    assert "Đăng ngay" in browser(A).get("/van-ban/").text


def test_an_author_leaves_the_files_of_others_alone(app: Flask, signed_in: Signed) -> None:
    bring(signed_in(A, "approver"), ("a.txt", RAW))
    work(app)
    file, author = only(app, A), signed_in(A, "author")
    shown = author.get(f"{WHERE}{file.id}")
    assert shown.status_code == 200 and "Xác nhận và tạo văn bản" not in shown.text
    for act in ("huy", "doc-lai", "xoa", "xac-nhan", "dinh-kem"):
        answer = author.post(f"{WHERE}{file.id}/{act}", {"document": "1"})
        assert answer.status_code in {403, 404} and only(app, A).state == READ, act
    assert author.post(f"{WHERE}{file.id}/xoa").status_code == 403


def test_another_tenant_sees_nothing(app: Flask, signed_in: Signed) -> None:
    bring(signed_in(A, "author"), ("bi-mat-cua-a.txt", RAW))
    work(app)
    file, other = only(app, A), signed_in(B, "tenant_admin")
    assert "bi-mat-cua-a" not in other.get(WHERE).text
    for way in ("", "?trang=1", "/trang/1", "/ban-goc", "/ban-tim-kiem.pdf"):
        answer = other.get(f"{WHERE}{file.id}{way}")
        assert answer.status_code == 404 and "12/QĐ-UBND" not in answer.text, way
    for act in ("huy", "doc-lai", "xoa", "xac-nhan", "dinh-kem"):
        assert other.post(f"{WHERE}{file.id}/{act}", {"document": "1"}).status_code == 404, act


def test_the_same_bytes_again_are_the_same_row_in_a_tenant_and_another_in_the_next(
    app: Flask, signed_in: Signed
) -> None:
    author = signed_in(A, "author")
    bring(author, ("a.txt", RAW), ("b.txt", RAW))
    again = bring(author, ("c.txt", RAW), htmx=True)
    assert "đã có trong danh sách (a.txt)" in again.text
    bring(signed_in(B, "author"), ("d.txt", RAW))
    assert work(app) == 2
    assert [one.name for one in listed(app, A)] == ["a.txt"] and only(app, B).name == "d.txt"


def test_what_waits_can_be_stopped_read_again_and_removed(app: Flask, signed_in: Signed) -> None:
    author = signed_in(A, "author")
    bring(author, ("a.txt", RAW))
    file = only(app, A)
    author.post(f"{WHERE}{file.id}/huy")
    assert only(app, A).state == CANCELLED and work(app) == 0
    assert author.post(f"{WHERE}{file.id}/xac-nhan", {}).status_code == 422
    author.post(f"{WHERE}{file.id}/doc-lai")
    assert only(app, A).state == WAITING and work(app) == 1 and only(app, A).state == READ
    author.post(f"{WHERE}{file.id}/doc-lai")
    assert only(app, A).state == WAITING and work(app) == 1 and only(app, A).state == READ
    author.post(f"{WHERE}{file.id}/xoa")
    assert listed(app, A) == [] and author.get(f"{WHERE}{file.id}").status_code == 404
    bring(author, ("a.txt", RAW))
    assert work(app) == 1 and only(app, A).state == READ


def test_stopping_while_it_is_read(app: Flask, signed_in: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.jobs.run.LOOK_EVERY", 0.0)
    author = signed_in(A, "author")
    bring(author, ("a.txt", RAW))
    file = only(app, A)

    def before(number: int) -> None:
        if number == 3:
            assert "Đã đọc 2/5 trang" in author.get(WHERE).text
            author.post(f"{WHERE}{file.id}/huy")

    reading = FakeReading(5, before)
    monkeypatch.setattr("portal.legal.intake.step.read_file", reading)
    work(app)
    assert (only(app, A).state, reading.read) == (CANCELLED, [1, 2, 3])
    assert [one.number for one in kept_pages(app, A, file.id)] == [1, 2, 3]
    author.post(f"{WHERE}{file.id}/doc-lai")
    work(app)
    assert (only(app, A).state, reading.read) == (READ, [1, 2, 3, 4, 5])


def test_removing_while_it_is_read(app: Flask, signed_in: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    author = signed_in(A, "author")
    bring(author, ("a.txt", RAW))
    file = only(app, A)
    reading = FakeReading(5, lambda number: author.post(f"{WHERE}{file.id}/xoa") if number == 2 else None)
    monkeypatch.setattr("portal.legal.intake.step.read_file", reading)
    assert work(app) == 1
    assert listed(app, A) == [] and reading.read == [1, 2]


def test_a_number_that_is_there_is_offered_for_attaching(
    app: Flask, signed_in: Signed, factory: Factory
) -> None:
    held, _slug = factory.legal(
        A, number="12/QĐ-UBND", type="Quyết định", issuer="UBND xã", title="Đã có từ trước"
    )
    approver = signed_in(A, "approver")
    bring(approver, ("a.txt", RAW))
    work(app)
    file = only(app, A)
    values = {"number": "12/QĐ-UBND", "type": "Quyết định", "category": "directive", "title": "Mới",
              "issuer": "UBND xã", "issued": "2026-11-05", "body": "Chữ tôi đã sửa"}  # fmt: skip
    answer = approver.post(f"{WHERE}{file.id}/xac-nhan", values)
    assert answer.status_code == 422 and "Đã có từ trước" in answer.text and "Chữ tôi đã sửa" in answer.text
    assert only(app, A).state == READ
    done = approver.post(f"{WHERE}{file.id}/dinh-kem", {"document": str(held)})
    assert done.status_code == 302 and (only(app, A).state, only(app, A).document_id) == (CONFIRMED, held)
    assert "a.txt" in approver.get(f"/quan-tri/van-ban/{held}").text


def test_a_second_click_makes_no_second_document(app: Flask, signed_in: Signed) -> None:
    approver = signed_in(A, "approver")
    bring(approver, ("a.txt", RAW))
    work(app)
    file = only(app, A)
    values = {"number": "12/QĐ-UBND", "type": "Quyết định", "category": "directive", "title": "Mới",
              "issuer": "UBND xã", "issued": "2026-11-05", "body": "x"}  # fmt: skip
    first = approver.post(f"{WHERE}{file.id}/xac-nhan", values)
    second = approver.post(f"{WHERE}{file.id}/xac-nhan", values)
    assert first.location == second.location
    assert (
        approver.post(f"{WHERE}{file.id}/dinh-kem", {"document": str(only(app, A).document_id)}).location
        == WHERE
    )


def test_errors_in_the_form_keep_what_was_written(app: Flask, signed_in: Signed) -> None:
    author = signed_in(A, "author")
    bring(author, ("a.txt", RAW))
    work(app)
    answer = author.post(
        f"{WHERE}{only(app, A).id}/xac-nhan", {"number": "7/KH-UBND", "body": "giữ lấy chữ này"}
    )
    assert answer.status_code == 422 and "giữ lấy chữ này" in answer.text and "7/KH-UBND" in answer.text


def test_a_web_page_under_the_name_of_a_pdf_is_refused_and_stays_listed(
    app: Flask, signed_in: Signed
) -> None:
    author = signed_in(A, "author")
    page = (
        b"<!DOCTYPE html><html><head><title>404</title></head><body><script>alert(1)</script></body></html>"
    )
    bring(author, ("van-ban.pdf", page), ("trong.pdf", b""))
    work(app)
    named, empty = listed(app, A)
    assert (
        named.state == empty.state == REFUSED
        and "trang web (HTML)" in named.reason
        and "trống" in empty.reason
    )
    shown = author.get(WHERE).text
    assert named.reason in shown and "Đọc lại" in shown
    original = author.get(f"{WHERE}{named.id}/ban-goc")
    assert original.data == page and original.mimetype == "application/octet-stream"
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert (
        original.headers["Cache-Control"] == "no-store"
        and "sandbox" in original.headers["Content-Security-Policy"]
    )


def test_too_large_a_file_is_named_and_the_others_are_taken(app: Flask, signed_in: Signed) -> None:
    author = signed_in(A, "author")
    limit = app.config["PORTAL"].max_upload_mb
    large = ("lon.pdf", b"%PDF-1.4" + bytes(limit * 1024 * 1024))
    answer = bring(author, large, ("a.txt", RAW), htmx=True)
    assert answer.status_code == 200 and f"lớn hơn {limit} MB" in answer.text
    assert [one.name for one in listed(app, A)] == ["a.txt"]


def test_more_than_the_limit_of_one_file_in_one_request_only_from_the_desk(
    app: Flask, signed_in: Signed
) -> None:
    author = signed_in(A, "author")
    half = app.config["PORTAL"].max_upload_mb * 1024 * 1024 * 2 // 3
    files = [(f"{name}.txt", name.encode() * half) for name in ("a", "b")]
    assert bring(author, *files).status_code == 302 and len(listed(app, A)) == 2
    stranger = Browser(app, A)
    answer = stranger.post(
        WHERE, {"files": [(io.BytesIO(raw), name) for name, raw in files]},
        content_type="multipart/form-data", token_from="/quan-tri/dang-nhap",
    )  # fmt: skip
    assert answer.status_code == 413


def test_a_text_that_is_html_goes_to_the_citizen_as_a_download(
    app: Flask, signed_in: Signed, browser: Callable[[str], Browser]
) -> None:
    approver = signed_in(A, "approver")
    page = f"<html><body><p>{DECISION}</p><script>alert(1)</script></body></html>".encode()
    bring(approver, ("van-ban.html", page))
    work(app)
    file = only(app, A)
    assert file.state == READ and "alert(1)" not in kept_pages(app, A, file.id)[0].text
    values = {"number": "12/QĐ-UBND", "type": "Quyết định", "category": "directive", "title": "Từ trang web",
              "issuer": "UBND xã", "issued": "2026-11-05", "body": "x", "publish": "1"}  # fmt: skip
    approver.post(f"{WHERE}{file.id}/xac-nhan", values)
    visitor = browser(A)
    document = visitor.get(document_path(visitor.get("/van-ban/").text))
    link = "/tep/" + document.text.split('href="/tep/')[1].split('"')[0]
    served = visitor.get(link)
    assert served.status_code == 200 and served.headers["Content-Disposition"].startswith("attachment")
    assert (
        "sandbox" in served.headers["Content-Security-Policy"]
        and served.headers["X-Content-Type-Options"] == "nosniff"
    )
