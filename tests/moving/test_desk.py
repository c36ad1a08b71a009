"""The desk's pages of moving in: upload, choose where sections go, try, take in, read the report, old addresses."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.extensions import db
from portal.jobs.worker import Worker
from portal.moving.hits import hits
from portal.moving.models import Move
from portal.moving.old_paths import present_address
from portal.moving.unpacking import drop_folder
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.media.samples import zipped
from tests.moving.samples import POSTS, uploads, wxr
from tests.moving.taken import make_sections, news_of, old_paths_of, pages_of

WHERE = "/quan-tri/chuyen-du-lieu/"
OLD = f"{WHERE}dia-chi-cu/"


@pytest.fixture()
def admin(app: Flask, factory: Factory, signed_in: Callable[..., Browser]) -> Browser:
    """The administrator of a commune with its sections."""
    make_sections(factory)
    return signed_in(A, "tenant_admin")


def work(app: Flask) -> int:
    """Do what waits in the queue."""
    with Worker(app) as worker:
        return worker.run_until_empty()


def bring(desk: Browser, name: str, raw: bytes, **more: str) -> Any:
    """Upload a source."""
    return desk.post(WHERE, {"file": (io.BytesIO(raw), name)} | more, content_type="multipart/form-data")


def fields(page: str) -> dict[str, str]:
    """The choices of the mapping form as they stand."""
    import re

    chosen = {}
    for name, options in re.findall(r'<select[^>]*name="(to-\d+)">(.*?)</select>', page, re.S):
        found = re.search(r'value="([^"]*)" selected', options)
        chosen[name] = found[1] if found else ""
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    return chosen | {"version": version[1], "site": "https://tamhai.example", "state": "as-was"}


def test_from_the_upload_to_the_report(
    app: Flask, factory: Factory, admin: Browser, browser: Callable[[str], Browser], tmp_path: Path
) -> None:
    with app.app_context():
        folder = drop_folder(factory.tenant_id(A))
    folder.mkdir(parents=True)
    uploads(folder)
    opened = bring(admin, "tam-hai.xml", wxr().encode(), media="uploads")
    assert opened.status_code == 302
    assert "Đang xem qua" in admin.get(opened.location).text
    work(app)
    page = admin.get(opened.location).text
    assert "Thông báo" in page and "Rao vặt" in page and "Loại nội dung “product”" in page
    assert "Cúng ông Nam Hải" in page and "<script" not in page.split("moving__sample")[1]
    chosen = fields(page)
    assert chosen["to-0"] == "news:thong-bao"  # by its name
    assert admin.post(f"{opened.location}/noi-nhan", chosen | {"step": "try"}).status_code == 302
    work(app)
    page = admin.get(opened.location).text
    assert "Kết quả chạy thử" in page and news_of(factory) == {}
    assert admin.post(f"{opened.location}/noi-nhan", fields(page) | {"step": "take"}).status_code == 302
    assert (
        admin.post(f"{opened.location}/noi-nhan", fields(page) | {"step": "take"}).status_code == 302
    )  # a double click
    assert "hx-get" in admin.get(opened.location).text
    work(app)
    assert "Lễ hội cầu ngư & đua thuyền" in news_of(factory) and "Trang con" in pages_of(factory)
    report = admin.get(f"{opened.location}/bao-cao").text
    assert "Thiếu ảnh" in report and "Chép ảnh vào thư mục" in report
    only = admin.get(f"{opened.location}/bao-cao?ket-qua=skipped", headers={"HX-Request": "true"}).text
    assert "Bài trong thùng rác" in only and "Lễ hội" not in only and "<html" not in only
    assert "Thiếu ảnh" in admin.get(f"{opened.location}/bao-cao.csv").text
    assert admin.get(f"{opened.location}/bao-cao.xlsx").data[:2] == b"PK"
    assert browser(A).get("/le-hoi-cau-ngu/").status_code == 301
    assert admin.post(f"{opened.location}/bo").location == WHERE
    assert admin.get(opened.location).status_code == 404
    assert browser(A).get("/le-hoi-cau-ngu/").status_code == 301  # what was taken stays


def test_a_zip_of_pages_is_unpacked_and_the_same_upload_is_the_same_source(
    app: Flask, factory: Factory, admin: Browser
) -> None:
    raw = zipped(
        {
            "tin/bai.html": "<html><head><title>Bài trong ZIP</title></head><body><p>"
            + "Chữ. " * 40
            + "</p></body></html>"
        }
    )
    first = bring(admin, "cu.zip", raw).location
    work(app)
    page = admin.get(first).text
    assert "Bài trong ZIP" in page
    assert bring(admin, "cu.zip", raw).location == first
    work(app)
    admin.post(f"{first}/noi-nhan", fields(admin.get(first).text) | {"step": "take"})
    work(app)
    assert list(news_of(factory)) == ["Bài trong ZIP"]


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.xml", b"khong phai xml", "Không thấy bài nào"),
        ("a.xml", b'<!DOCTYPE a [<!ENTITY x "y">]><rss><item/></rss>', "DOCTYPE"),
        ("a.exe", b"MZ", "Chỉ nhận tệp"),
        ("a.zip", b"PK hong", "Không mở được tệp ZIP"),
    ],
)
def test_what_is_no_source_is_refused_with_what_to_do(
    app: Flask, admin: Browser, name: str, raw: bytes, reason: str
) -> None:
    answer = bring(admin, name, raw)
    if answer.status_code == 302:
        work(app)
        answer = admin.get(answer.location)
    else:
        assert answer.status_code == 422
    assert reason in answer.text


def test_only_what_lies_in_ones_own_folder_can_be_chosen(
    app: Flask, factory: Factory, admin: Browser
) -> None:
    with app.app_context():
        other, own = drop_folder(factory.tenant_id(B)), drop_folder(factory.tenant_id(A))
    other.mkdir(parents=True)
    own.mkdir(parents=True)
    (other / "CANARY-cua-xa-khac.xml").write_text(wxr(POSTS[:1]))
    (own / "lien-ket.xml").symlink_to(other / "CANARY-cua-xa-khac.xml")
    assert "CANARY" not in admin.get(WHERE).text and "lien-ket" not in admin.get(WHERE).text
    for name in (f"../{B}/CANARY-cua-xa-khac.xml", "/etc/passwd", "lien-ket.xml", "..", "."):
        assert admin.post(WHERE, {"name": name}).status_code == 422
    with factory.acting(A):
        assert db.session.query(Move).count() == 0


def test_choices_that_lead_nowhere_or_were_made_from_an_old_page_are_told(app: Flask, admin: Browser) -> None:
    where = bring(admin, "tam-hai.xml", wxr(POSTS[:2]).encode()).location
    work(app)
    good = fields(admin.get(where).text)
    for wrong, status in (
        ({"to-0": "news:khong-co"}, 422), ({"to-0": ""}, 422), ({"content": "a > b"}, 422), ({"site": "tamhai"}, 422),
        ({"version": "0"}, 409),
    ):  # fmt: skip
        assert admin.post(f"{where}/noi-nhan", good | wrong).status_code == status, wrong
    assert admin.post(f"{where}/noi-nhan", good).status_code == 302


def test_a_run_can_be_stopped(app: Flask, factory: Factory, admin: Browser) -> None:
    where = bring(admin, "tam-hai.xml", wxr().encode()).location
    assert admin.post(f"{where}/dung").status_code == 302
    assert work(app) == 0
    assert "Đã dừng" in admin.get(where).text
    assert admin.post(f"{where}/chay-tiep", {"step": "look"}).status_code == 302
    work(app)
    assert "Rao vặt" in admin.get(where).text


def test_old_addresses_are_added_changed_switched_deleted_and_brought_back(
    app: Flask, factory: Factory, admin: Browser, browser: Callable[[str], Browser]
) -> None:
    _id, slug = factory.news(A, title="Tin đích")
    visitor = browser(A)
    form = {
        "address": "http://cu.example/Default.aspx?tabid=12",
        "target": f"/tin-tuc/{slug}",
        "note": "in trên biển",
    }
    assert admin.post(f"{OLD}moi", form).status_code == 302
    for _time in range(3):
        assert visitor.get("/Default.aspx?TABID=12").location == f"/tin-tuc/{slug}"
    with factory.acting(A):  # who looks for broken links is no visitor
        assert present_address("/Default.aspx", "tabid=12") == f"/tin-tuc/{slug}"
    assert hits(app).flush()
    row = old_paths_of(factory)["/default.aspx?tabid=12"]
    assert row.hits == 3 and row.version == 1
    page = admin.get(OLD).text
    assert "tabid=12" in page and "3 trong 30 ngày" in page and "in trên biển" in page
    assert "tabid=12" not in admin.get(f"{OLD}?q=khong-co", headers={"HX-Request": "true"}).text
    where = f"{OLD}{row.id}"
    assert admin.post(where, form | {"target": "/gioi-thieu/", "version": "0"}).status_code == 409
    assert admin.post(where, form | {"target": "/gioi-thieu/", "version": "1"}).status_code == 302
    assert visitor.get("/default.aspx?tabid=12").location == "/gioi-thieu/"
    assert admin.post(f"{where}/tat").status_code == 302
    assert visitor.get("/default.aspx?tabid=12").status_code == 404
    assert admin.post(f"{where}/bat").status_code == 302
    gone = admin.post(f"{where}/xoa").location
    assert "Hoàn tác" in admin.get(gone).text and visitor.get("/default.aspx?tabid=12").status_code == 404
    assert admin.post(f"{where}/khoi-phuc").status_code == 302
    assert visitor.get("/default.aspx?tabid=12").status_code == 301
    assert "tabid=12" in admin.get(f"{OLD}dia-chi-cu.csv").text


def test_old_addresses_that_would_mislead_are_refused(app: Flask, factory: Factory, admin: Browser) -> None:
    factory.news(A, title="Tin đích")
    for address, target, reason in (
        ("/", "/tin-tuc/", "không phải địa chỉ"),
        ("/tin-tuc/tin-dich", "/gioi-thieu/", "đang có trang"),
        ("/van-ban/", "/tin-tuc/", "đang có trang"),
        ("/cu", "https://noi-khac.example/", "bắt đầu bằng dấu /"),
        ("/cu", "//noi-khac.example/", "bắt đầu bằng dấu /"),
        ("/cu", "/quan-tri/", "bắt đầu bằng dấu /"),
        ("/cu", "/khong/co/trang", "không có trang ở đó"),
        ("/cu", "/tin-tuc/khong-co-tin-nay", "không có trang ở đó"),
        ("", "/tin-tuc/", "Nhập địa chỉ cũ"),
    ):
        answer = admin.post(f"{OLD}moi", {"address": address, "target": target, "note": ""})
        assert answer.status_code == 422 and reason in answer.text, (address, target)
    assert admin.post(f"{OLD}moi", {"address": "/cu", "target": "/tin-tuc/"}).status_code == 302
    assert "đã có trong danh sách" in admin.post(f"{OLD}moi", {"address": "/CU/", "target": "/tin-tuc/"}).text


def test_the_old_addresses_of_one_portal_lead_nowhere_at_another(
    app: Flask, admin: Browser, browser: Callable[[str], Browser], signed_in: Callable[..., Browser]
) -> None:
    admin.post(f"{OLD}moi", {"address": "/canary-cu", "target": "/tin-tuc/"})
    assert browser(A).get("/canary-cu").status_code == 301
    assert browser(B).get("/canary-cu").status_code == 404
    assert "canary" not in signed_in(B, "tenant_admin").get(OLD).text
