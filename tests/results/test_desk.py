"""The desk of templates: written, tried, put in force, compared; and the templates that portals begin with."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from portal.content.loader import Report, load_portal
from portal.publishing.service import commit
from portal.results import queries
from portal.results.starting import FOLDER
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from tests.conftest import ROOT, A, Browser
from tests.printing.pdf import text_of
from tests.results.conftest import Agency

WHERE = "/quan-tri/mau-ket-qua/"
FORM = {
    "key": "giay-moi",
    "kind": "Giấy mời",
    "title": "GIẤY MỜI",
    "number": "{số}/GM-UBND",
    "size": "A4",
    "fields_text": "ho_ten | Họ và tên | Chữ | có\nngay | Ngày họp | Ngày",
    "body": "Kính mời {ho_ten} dự họp {ngay:ngày}.",
    "titles": "CHỦ TỊCH",
    "holder": "ho_ten",
} | dict.fromkeys(("subtitle", "series", "recipients", "identity", "paper_kind", "source"), "")


def _where(answer: Any) -> str:
    found = re.search(rf"{WHERE}\d+", answer.location)
    assert found is not None
    return found[0]


def _version(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_a_template_is_written_tried_and_put_in_force(signed_in: Callable[..., Browser]) -> None:
    admin = signed_in(A, "tenant_admin")
    made = admin.post(f"{WHERE}moi", FORM)
    assert made.status_code == 302
    where = _where(made)
    page = admin.get(where).text
    assert "Kính mời" in page and "Chưa áp dụng" in admin.get(WHERE).text
    assert "GIẤY MỜI" in text_of(admin.get(f"{where}/ban-in.pdf").data)
    answer = admin.post(where, FORM | {"version": _version(page), "viec": "ap-dung", "note": "lần đầu"})
    assert answer.status_code == 302
    assert "Đang dùng" in admin.get(WHERE).text
    page = admin.get(where).text
    assert "lần đầu" in page
    stale = admin.post(where, FORM | {"version": "1", "title": "KHÁC"})
    assert stale.status_code == 409 and "KHÁC" in stale.text
    second = admin.post(where, FORM | {"version": _version(page), "body": "Kính mời {ho_ten} đến họp."})
    assert second.status_code == 302
    compared = admin.get(f"{where}/so-sanh?tu=1&den=0").text
    assert "<del>" in compared and "<ins>đến" in compared.replace("<ins> ", "<ins>")
    assert admin.get(f"{where}/so-sanh?tu=1&den=7").status_code == 404
    assert admin.post(f"{where}/bo-nhap").status_code == 302
    assert admin.post(f"{where}/xoa").status_code == 302
    assert admin.get(where).status_code == 404


def test_what_is_wrong_is_said_and_nothing_is_lost(signed_in: Callable[..., Browser]) -> None:
    admin = signed_in(A, "tenant_admin")
    for more, words in (
        ({"key": "Mẫu Mới"}, "Chỉ dùng chữ thường"),
        ({"key": ""}, "Ghi mã mẫu"),
        ({"kind": ""}, "Ghi tên giấy tờ"),
    ):
        answer = admin.post(f"{WHERE}moi", FORM | more)
        assert answer.status_code == 422 and words in answer.text and "Kính mời" in answer.text
    where = _where(admin.post(f"{WHERE}moi", FORM | {"body": "Kính mời {khong_co}."}))
    page = admin.get(where).text
    assert "không có trường này" in page
    answer = admin.post(
        where, FORM | {"body": "Kính mời {khong_co}.", "version": _version(page), "viec": "ap-dung"}
    )
    assert answer.status_code == 422 and "Chưa áp dụng được" in answer.text
    assert admin.get(f"{where}/ban-in.pdf").status_code == 422
    assert admin.post(f"{WHERE}moi", FORM).status_code == 422


def test_the_preview_follows_what_is_typed_and_shows_it_as_words(signed_in: Callable[..., Browser]) -> None:
    admin = signed_in(A, "tenant_admin")
    hostile = FORM | {"body": "<script>alert(1)</script> {{7*7}} {ho_ten}", "title": "<b>{0.__class__}</b>"}
    answer = admin.post(f"{WHERE}xem-truoc", hostile)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text and "&lt;script&gt;" in answer.text and "49" not in answer.text
    assert "CỘNG HÒA XÃ HỘI" in admin.post(f"{WHERE}xem-truoc", FORM).text


def test_a_template_that_results_were_made_of_stays(
    agency: Agency, signed_in: Callable[..., Browser]
) -> None:
    with agency.working():
        agency.drafted()
        row = queries.template_by_key("giay-xac-nhan")
        assert row is not None
        where = f"{WHERE}{row.id}"
    admin = signed_in(A, "tenant_admin")
    assert admin.post(f"{where}/xoa").status_code == 302
    assert "không xóa được" in admin.get(where).text


def test_portals_begin_with_templates_and_keep_what_people_changed(
    app: Flask, tmp_path: Path, signed_in: Callable[..., Browser]
) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    (tmp_path / "sections.toml").write_bytes((ROOT / "content" / "sections.toml").read_bytes())
    names = ("trich-luc-khai-sinh", "xac-nhan-cu-tru")
    for name in names:
        (folder / f"{name}.yaml").write_bytes((ROOT / "content" / FOLDER / f"{name}.yaml").read_bytes())

    def load() -> Report:
        with app.app_context():
            portal = directory().by_slug(A)
            assert portal is not None
            report = Report()
            load_portal(portal, tmp_path, report)
            return report

    def numbers() -> dict[str, int]:
        with app.app_context():
            portal = directory().by_slug(A)
            assert portal is not None
            with entered(editing(portal.id)):
                found = {one.slug: queries.highest_number(one) for one in queries.templates()}
                commit()
                return found

    load()
    assert numbers() == dict.fromkeys(names, 1)
    load()
    assert numbers() == dict.fromkeys(names, 1)
    admin = signed_in(A, "tenant_admin")
    listing = admin.get(WHERE).text
    where = re.findall(rf"{WHERE}\d+", listing)
    own = next(one for one in where if "thông tin về cư trú" in admin.get(one).text)
    form = FORM | {"version": _version(admin.get(own).text), "viec": "ap-dung"}
    assert admin.post(own, form).status_code == 302
    for name in names:
        path = folder / f"{name}.yaml"
        path.write_text(re.sub(r"source: .*", 'source: "Căn cứ mới"', path.read_text()))
    load()
    assert numbers() == dict.fromkeys(names, 2)
    assert "Giấy mời" in admin.get(WHERE).text
