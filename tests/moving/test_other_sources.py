"""Feeds and folders of pages and documents taken in through the command."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import A, Browser
from tests.factories import Factory
from tests.media.reading.samples import docx, paragraph
from tests.moving.samples import LEAD, picture, write_page
from tests.moving.taken import codes, command, make_sections, news_of, pages_of, report_of, take

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Xã&nbsp;Tam Hải</title><link>http://cu.example</link>
<item><title>Tuyển quân &amp;amp; lễ giao</title><link>http://cu.example/tin/Default.aspx?tabid=5&amp;ItemID=77</link>
<guid isPermaLink="false">77</guid><pubDate>Wed, 05 Feb 2020 07:00:00 +0700</pubDate><category>Quốc phòng</category>
<description><![CDATA[Tóm tắt tin.]]></description>
<content:encoded><![CDATA[<p>Sáng nay <b>tân binh</b> lên đường.</p>
<p><img src="/anh/tan-binh.png" alt="Tân binh"></p>]]></content:encoded>
<enclosure url="http://cu.example/tep/danh-sach.txt" type="text/plain" length="3"/></item>
<item><title>Chỉ có tóm tắt</title><link>http://cu.example/tin/2</link><description>Một câu thôi.</description>
<pubDate>không rõ</pubDate></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Cổng</title><link href="http://cu.example/"/>
<entry><title type="html">Họp &lt;b&gt;dân&lt;/b&gt;</title><id>tag:cu.example,2021:1</id>
<link rel="alternate" href="http://cu.example/hop-dan.html"/><published>2021-03-04T08:00:00+07:00</published>
<author><name>Văn phòng</name></author><category term="thong-bao" label="Thông báo"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Họp lúc <strong>8 giờ</strong>.</p></div></content>
</entry></feed>"""


@pytest.fixture()
def ready(factory: Factory) -> Factory:
    """A commune with its sections."""
    make_sections(factory)
    return factory


def test_a_feed_of_rss(app: Flask, ready: Factory, browser: Callable[[str], Browser], tmp_path: Path) -> None:
    feed, media = tmp_path / "rss.xml", tmp_path / "tep-cu"
    feed.write_text(RSS, encoding="utf-8")
    (media / "anh").mkdir(parents=True)
    (media / "anh" / "tan-binh.png").write_bytes(picture())  # a JPEG under a wrong name
    (media / "tep").mkdir()
    (media / "tep" / "danh-sach.txt").write_text("Nguyễn Văn A\n", encoding="utf-8")
    take(app, "feed", feed, "--media", media)
    item = news_of(ready)["Tuyển quân & lễ giao"]
    assert (item.lead, item.publish_at) == ("Tóm tắt tin.", datetime(2020, 2, 5))
    assert item.body.startswith("Sáng nay **tân binh** lên đường.") and "![Tân binh](/tep/" in item.body
    page = browser(A).get("/tin/default.aspx?ItemID=77&tabid=5")
    assert (page.status_code, page.location) == (301, f"/tin-tuc/{item.slug}")
    assert "danh-sach.txt" in browser(A).get(page.location).text
    report = report_of(ready)
    assert codes(report["Chỉ có tóm tắt"]) == {"summary_only", "no_date"}
    assert news_of(ready)["Chỉ có tóm tắt"].status == "draft"


def test_a_feed_of_atom(app: Flask, ready: Factory, tmp_path: Path) -> None:
    feed, rules = tmp_path / "atom.xml", tmp_path / "map.toml"
    feed.write_text(ATOM, encoding="utf-8")
    rules.write_text('[[map]]\nfrom = "Thông báo"\nsection = "thong-bao"\n', encoding="utf-8")
    take(app, "feed", feed, "--map", rules)
    item = news_of(ready)["Họp dân"]
    assert (item.section.slug, item.author, item.publish_at) == (
        "thong-bao",
        "Văn phòng",
        datetime(2021, 3, 4, 1),
    )
    assert item.body == "Họp lúc **8 giờ**.\n"


def test_a_folder_of_pages(
    app: Flask, ready: Factory, browser: Callable[[str], Browser], tmp_path: Path
) -> None:
    root, rules = tmp_path / "cu", tmp_path / "map.toml"
    rules.write_text(
        '[site]\nurl = "http://cu.example"\n[[map]]\nfrom = "thong-bao"\nsection = "thong-bao"\n'
        '[[map]]\nfrom = "gioi-thieu"\nto = "page"\n',
        encoding="utf-8",
    )
    body = '<p>Có 200 người tham gia. <a href="../thong-bao/nghi-le.html">Xem thêm</a></p>'
    body += '<img src="../anh/bien.jpg" alt="Bãi biển">'
    write_page(root / "tin" / "Default.aspx?tabid=5&id=7.html", "Ra quân dọn rác", body)
    write_page(
        root / "thong-bao" / "nghi-le.html", "Thông báo nghỉ lễ", "<p>Nghỉ hai ngày.</p>",
        head='<link rel="canonical" href="http://cu.example/thong-bao/nghi-le-30-4">',
    )  # fmt: skip
    write_page(root / "gioi-thieu" / "index.html", "Giới thiệu xã", "<p>Xã đảo có 8.000 dân.</p>")
    old = "Sáng nay Hội Nông dân xã tổ chức đại hội với sự tham dự của đông đảo hội viên các thôn."
    write_page(root / "tin" / "dai-hoi.htm", "Đại hội nông dân", f"<p>{old}</p>", encoding="cp1252", lead=old)
    (root / "anh").mkdir()
    (root / "anh" / "bien.jpg").write_bytes(picture(3))
    (root / "tin" / "rong.html").write_text("<html><body><ul><li>Menu</li></ul></body></html>")
    (root / "tin" / "ke-hoach.pdf").write_bytes(b"%PDF-1.4")
    (root / "tin" / "trom.html").symlink_to("/etc/hostname")
    take(app, "folder", root, "--map", rules)
    news = news_of(ready)
    item = news["Ra quân dọn rác"]
    assert (item.lead, item.publish_at) == (LEAD, datetime(2019, 5, 20, 1, 30))
    assert "Trang chủ" not in item.body and "Bản quyền" not in item.body and LEAD not in item.body
    assert "![Bãi biển](/tep/" in item.body and "[Xem thêm](/tin-tuc/thong-bao-nghi-le)" in item.body
    visitor = browser(A)
    assert visitor.get("/tin/Default.aspx?id=7&tabid=5").location == f"/tin-tuc/{item.slug}"
    notice = news["Thông báo nghỉ lễ"]
    assert notice.section.slug == "thong-bao"
    for address in ("/thong-bao/nghi-le-30-4", "/thong-bao/nghi-le.html"):
        assert visitor.get(address).location == f"/tin-tuc/{notice.slug}"
    assert "Xã đảo có 8.000 dân." in pages_of(ready)["Giới thiệu xã"].body
    assert "Hội Nông dân" in news["Đại hội nông dân"].lead and "encoding" in codes(
        report_of(ready)["Đại hội nông dân"]
    )
    report = report_of(ready)
    assert codes(report["rong"]) == {"no_text"} and codes(report["ke-hoach"]) == {"pdf"}
    assert "trom" not in report
    assert "4 không đổi" in take(app, "folder", root, "--map", rules).output


def test_documents_of_word(app: Flask, ready: Factory, tmp_path: Path) -> None:
    root = tmp_path / "word"
    root.mkdir()
    body = paragraph("Kế hoạch trồng rừng phòng hộ năm 2020") + paragraph("Trồng 5.000 cây phi lao.")
    (root / "ke-hoach.docx").write_bytes(docx(body))
    (root / "hong.docx").write_bytes(b"PK\x03\x04 hong")
    os.utime(root / "ke-hoach.docx", (1_580_000_000, 1_580_000_000))
    take(app, "folder", root)
    item = news_of(ready)["Kế hoạch trồng rừng phòng hộ năm 2020"]
    assert item.body == "Trồng 5.000 cây phi lao.\n" and item.publish_at == datetime(2020, 1, 26, 0, 53, 20)
    report = report_of(ready)
    assert codes(report["hong"]) == {"unreadable"} and codes(report[item.title]) == {"file_date"}


def test_a_selector_says_where_the_content_is(app: Flask, ready: Factory, tmp_path: Path) -> None:
    root, rules = tmp_path / "cu", tmp_path / "map.toml"
    write_page(root / "a.html", "Bài", '<div id="that"><p>Chỉ đoạn này.</p><p class="bo">Không.</p></div>')
    rules.write_text('[content]\nmain = "div.detail-content #that"\ndrop = [".bo"]\n', encoding="utf-8")
    take(app, "folder", root, "--map", rules)
    assert news_of(ready)["Bài"].body == "Chỉ đoạn này.\n"
    rules.write_text('[content]\nmain = "div > p:first-child"\n', encoding="utf-8")
    done = command(app, "folder", root, "--map", rules, "--dry-run")
    assert "Không hiểu" in done.output
