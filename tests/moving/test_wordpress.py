"""An export of WordPress taken in through the command, and what citizens then see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.moving.samples import POSTS, Post, old_portal, uploads, wxr
from tests.moving.taken import codes, command, make_sections, news_of, old_paths_of, pages_of, report_of, take


@pytest.fixture()
def ready(factory: Factory) -> Factory:
    """A commune with its sections."""
    make_sections(factory)
    return factory


def test_posts_pages_pictures_and_old_addresses_come_along(
    app: Flask, ready: Factory, browser: Callable[[str], Browser], tmp_path: Path
) -> None:
    export, rules, media = old_portal(tmp_path / "cu")
    said = take(
        app, "wordpress", export, "--map", rules, "--media", media, "--report", tmp_path / "bao-cao.csv"
    ).output
    assert "6 mới" in said and "3 ngoài phạm vi" in said

    news = news_of(ready)
    festival = news["Lễ hội cầu ngư & đua thuyền"]
    assert (festival.status, festival.publish_at) == ("published", datetime(2019, 5, 20, 1, 30))
    assert (festival.section.slug, festival.author) == ("thong-bao", "Ban Biên tập")
    assert {tag.name for tag in festival.tags} == {"cầu ngư", "Thuận An"}
    assert "**thôn Thuận An**" in festival.body and "Lễ có ba phần." in festival.body
    assert (
        "![Ghe thuyền ra khơi trong lễ cầu ngư](/tep/" in festival.body and '"Ghe ra khơi")' in festival.body
    )
    assert "## Chương trình" in festival.body and "| 07:00 | Cúng ông Nam Hải |" in festival.body
    assert "[thông báo nghỉ lễ](/tin-tuc/thong-bao-nghi-le)" in festival.body and "\\[1\\]" in festival.body
    assert "contact-form" not in festival.body and "tamhai.example" not in festival.body
    assert news["Thông báo nghỉ lễ"].lead == "Lịch nghỉ lễ."
    assert news["Bản nháp chưa đăng"].status == news["Bài có mật khẩu"].status == "draft"
    assert "Bán chó con" not in news and "Bài trong thùng rác" not in news

    pages = pages_of(ready)
    assert pages["Trang con"].parent_id == pages["Giới thiệu xã Tam Hải"].id

    report = report_of(ready)
    assert codes(report["Lễ hội cầu ngư & đua thuyền"]) == {"comments", "shortcode", "picture"}
    assert codes(report["Bán chó con"]) == {"unmapped"} and codes(report["Sản phẩm nước mắm"]) == {"type"}
    assert codes(report["Bài trong thùng rác"]) == {"trash"} and codes(report["Trang con"]) == set()
    assert "Nằm trong thùng rác" in (tmp_path / "bao-cao.csv").read_text(encoding="utf-8-sig")

    visitor = browser(A)
    for old in (
        "/le-hoi-cau-ngu/",
        "/le-hoi-cau-ngu",
        "/LE-HOI-CAU-NGU/?utm_source=zalo",
        "/?p=1",
        "/le-hoi-cau-ngu/feed/",
    ):
        answer = visitor.get(old)
        assert (answer.status_code, answer.location) == (301, "/tin-tuc/le-hoi-cau-ngu"), old
    assert (
        visitor.get("/trang-con/").location == visitor.get("/?page_id=7").location == "/gioi-thieu/trang-con"
    )
    assert visitor.get("/category/thong-bao/").location == "/tin-tuc/chuyen-muc/thong-bao"
    assert visitor.get("/tag/cau-ngu/").location == "/tin-tuc/the/cau-ngu"
    picture = visitor.get("/wp-content/uploads/2019/05/cau-ngu.jpg").location
    assert visitor.get(picture).mimetype == "image/jpeg"
    file = visitor.get("/wp-content/uploads/2019/05/ke-hoach.txt").location
    assert "cầu ngư" in visitor.get(file).text
    page = visitor.get("/tin-tuc/le-hoi-cau-ngu").text
    assert "<figcaption>Ghe ra khơi</figcaption>" in page
    assert visitor.get("/bai-4/").status_code == 404 and visitor.get("/?p=3").status_code == 200
    assert browser(B).get("/le-hoi-cau-ngu/").status_code == 404
    assert browser(B).get("/?p=1").status_code == 200


def test_a_second_run_takes_nothing_twice_and_follows_the_source(
    app: Flask, ready: Factory, tmp_path: Path
) -> None:
    export, rules, media = old_portal(tmp_path / "cu")
    arguments = (export, "--map", rules, "--media", media)
    take(app, "wordpress", *arguments)
    before = {title: (one.id, one.version) for title, one in news_of(ready).items()}
    assert "0 mới, 0 cập nhật, 6 không đổi" in take(app, "wordpress", *arguments).output
    assert {title: (one.id, one.version) for title, one in news_of(ready).items()} == before

    changed = [*POSTS]
    changed[1] = Post(
        2, "Thông báo nghỉ lễ", "Nghỉ đến ngày 3/5.", slug="thong-bao-nghi-le", excerpt="Lịch nghỉ lễ."
    )
    export.write_text(wxr(changed), encoding="utf-8")
    assert "1 cập nhật" in take(app, "wordpress", *arguments).output
    after = news_of(ready)["Thông báo nghỉ lễ"]
    assert after.body == "Nghỉ đến ngày 3/5.\n" and after.id == before["Thông báo nghỉ lễ"][0]

    (media / "2019" / "05" / "mat-roi.jpg").write_bytes((media / "2019" / "05" / "cau-ngu.jpg").read_bytes())
    take(app, "wordpress", *arguments)
    assert "![Ảnh đã mất](/tep/" in news_of(ready)["Lễ hội cầu ngư & đua thuyền"].body
    assert "picture" not in codes(report_of(ready)["Lễ hội cầu ngư & đua thuyền"])


def test_what_people_edited_or_removed_is_never_overwritten(
    app: Flask, ready: Factory, signed_in: Callable[..., Browser], tmp_path: Path
) -> None:
    export, rules, media = old_portal(tmp_path / "cu")
    take(app, "wordpress", export, "--map", rules, "--media", media)
    item = news_of(ready)["Thông báo nghỉ lễ"]
    desk = signed_in(A, "approver")
    where = f"/quan-tri/tin-tuc/{item.id}"
    form = {
        "title": item.title, "lead": "Người sửa.", "body": "Bản của người.", "section_id": item.section_id,
        "picture_id": 0, "version": item.version,
    }  # fmt: skip
    assert desk.post(where, form).status_code == 302
    changed = [*POSTS]
    changed[1] = Post(2, "Thông báo nghỉ lễ", "Bản mới của cổng cũ.", slug="thong-bao-nghi-le")
    export.write_text(wxr(changed), encoding="utf-8")
    assert "1 giữ bản đã sửa" in take(app, "wordpress", export, "--map", rules, "--media", media).output
    assert news_of(ready)["Thông báo nghỉ lễ"].body == "Bản của người."
    assert codes(report_of(ready)["Thông báo nghỉ lễ"]) == {"edited"}


def test_a_trial_writes_nothing(app: Flask, ready: Factory, tmp_path: Path) -> None:
    export, rules, media = old_portal(tmp_path / "cu")
    said = take(app, "wordpress", export, "--map", rules, "--media", media, "--dry-run").output
    assert "6 mới" in said and "Bán chó con" in said and "Chọn nơi nhận" in said
    assert news_of(ready) == {} and report_of(ready) == {} and old_paths_of(ready) == {}


def test_a_mapping_to_nowhere_is_refused_before_anything_is_written(
    app: Flask, ready: Factory, tmp_path: Path
) -> None:
    export, rules, media = old_portal(tmp_path / "cu")
    for text, reason in (
        ('[default]\nsection = "khong-co"\n', "không có chuyên mục"),
        ('[[map]]\nto = "news"\n', "thiếu “from”"),
        ("[site\n", "TOML"),
        ('[[map]]\nfrom = "a"\nto = "blog"\n', "news, page hoặc skip"),
    ):
        rules.write_text(text, encoding="utf-8")
        done = command(app, "wordpress", export, "--map", rules, "--media", media)
        assert done.exit_code == 1 and reason in done.output
    assert news_of(ready) == {}


def test_an_old_address_where_the_portal_has_a_page_is_reported(
    app: Flask, ready: Factory, browser: Callable[[str], Browser], tmp_path: Path
) -> None:
    export, rules, media = old_portal(
        tmp_path / "cu", [Post(1, "Tìm kiếm", link="https://tamhai.example/tim-kiem")]
    )
    take(app, "wordpress", export, "--map", rules, "--media", media)
    assert codes(report_of(ready)["Tìm kiếm"]) == {"collides"}
    assert browser(A).get("/tim-kiem").status_code == 200


def test_a_future_post_waits_and_a_draft_is_not_told(
    app: Flask, ready: Factory, browser: Callable[[str], Browser], tmp_path: Path
) -> None:
    posts = [Post(1, "Sắp tới", status="future", date_gmt="2030-01-01 00:00:00", slug="sap-toi"), POSTS[2]]
    export, rules, media = old_portal(tmp_path / "cu", posts)
    take(app, "wordpress", export, "--map", rules, "--media", media)
    assert news_of(ready)["Sắp tới"].publish_at == datetime(2030, 1, 1)
    assert news_of(ready)["Bản nháp chưa đăng"].publish_at is None
    for old in ("/sap-toi/", "/bai-3/"):
        assert browser(A).get(old).status_code == 404


def test_uploads_may_come_from_a_mac_or_lie_in_the_whole_site(tmp_path: Path) -> None:
    import unicodedata

    from portal.moving.library import Library

    held = uploads(tmp_path)
    name = unicodedata.normalize("NFD", "lễ hội.jpg")
    (held / "2019" / "05" / "lễ hội.jpg").rename(held / "2019" / "05" / name)
    (held / "2018").mkdir()
    (held / "2018" / "cau-ngu.jpg").write_bytes(b"another")
    for root in (held, tmp_path):
        library = Library(root)
        found = library.find(
            "https://x.example/wp-content/uploads/2019/05/l%E1%BB%85%20h%E1%BB%99i-300x200.jpg"
        )
        assert found is not None and found.path.parent == held / "2019" / "05"
        exact = library.find("/uploads/2019/05/cau-ngu.jpg")
        assert exact is not None and exact.path == held / "2019" / "05" / "cau-ngu.jpg"
    assert Library(held).find("/uploads/2020/05/cau-ngu.jpg") is None
    for hostile in (
        "/uploads/../../../etc/passwd",
        "../../etc/passwd",
        "/..%2f..%2fetc/passwd",
        "http://[::1",
        "",
    ):
        assert Library(held).find(hostile) is None
