"""Old portals made for the tests: exports of WordPress, feeds and folders as they really come, in Vietnamese."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import Image

from portal.media.reading.child.encodings import to_tcvn3

SITE = "https://tamhai.example"
HEAD = f"""<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.4" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Xã Tam Hải</title><link>{SITE}</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>{SITE}</wp:base_site_url><wp:base_blog_url>{SITE}</wp:base_blog_url>
<wp:author><wp:author_login><![CDATA[banbientap]]></wp:author_login>
<wp:author_display_name><![CDATA[Ban Biên tập]]></wp:author_display_name></wp:author>
<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>thong-bao</wp:category_nicename>
<wp:category_parent></wp:category_parent><wp:cat_name><![CDATA[Thông báo]]></wp:cat_name></wp:category>
<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>rao-vat</wp:category_nicename>
<wp:category_parent></wp:category_parent><wp:cat_name><![CDATA[Rao vặt]]></wp:cat_name></wp:category>
"""
TAIL = "</channel></rss>\n"


@dataclass
class Post:
    """An item of a WXR file."""

    id: int
    title: str
    body: str = "Nội dung bài."
    type: str = "post"
    status: str = "publish"
    slug: str = ""
    date_gmt: str = "2019-05-20 01:30:00"
    date: str = "2019-05-20 08:30:00"
    categories: list[tuple[str, str]] = field(default_factory=lambda: [("thong-bao", "Thông báo")])
    tags: list[str] = field(default_factory=list)
    excerpt: str = ""
    thumbnail: int = 0
    password: str = ""
    parent: int = 0
    comments: int = 0
    link: str = ""
    attachment: str = ""
    alt: str = ""

    def xml(self) -> str:
        """The item as WordPress writes it."""
        slug = self.slug or f"bai-{self.id}"
        link = self.link or f"{SITE}/{slug}/"
        meta = {"_thumbnail_id": str(self.thumbnail)} if self.thumbnail else {}
        if self.alt:
            meta["_wp_attachment_image_alt"] = self.alt
        return (
            f"<item><title><![CDATA[{self.title}]]></title><link>{escape(link)}</link>"
            f"<pubDate>Mon, 20 May 2019 01:30:00 +0000</pubDate><dc:creator><![CDATA[banbientap]]></dc:creator>"
            f'<guid isPermaLink="false">{SITE}/?p={self.id}</guid>'
            f"<content:encoded><![CDATA[{self.body}]]></content:encoded>"
            f"<excerpt:encoded><![CDATA[{self.excerpt}]]></excerpt:encoded>"
            f"<wp:post_id>{self.id}</wp:post_id><wp:post_date><![CDATA[{self.date}]]></wp:post_date>"
            f"<wp:post_date_gmt><![CDATA[{self.date_gmt}]]></wp:post_date_gmt>"
            f"<wp:post_name><![CDATA[{slug}]]></wp:post_name><wp:status><![CDATA[{self.status}]]></wp:status>"
            f"<wp:post_parent>{self.parent}</wp:post_parent><wp:post_type><![CDATA[{self.type}]]></wp:post_type>"
            f"<wp:post_password><![CDATA[{self.password}]]></wp:post_password>"
            + (f"<wp:attachment_url>{escape(self.attachment)}</wp:attachment_url>" if self.attachment else "")
            + "".join(
                f'<category domain="category" nicename="{slug}"><![CDATA[{name}]]></category>'
                for slug, name in (self.categories if self.type == "post" else [])
            )
            + "".join(
                f'<category domain="post_tag" nicename="x"><![CDATA[{tag}]]></category>' for tag in self.tags
            )
            + "".join(
                f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
                for key, value in meta.items()
            )
            + "<wp:comment><wp:comment_content><![CDATA[Hay quá!]]></wp:comment_content></wp:comment>"
            * self.comments
            + "</item>\n"
        )


def picture(number: int = 0) -> bytes:
    """A small JPEG, another one for each number."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (40 + number * 7 % 200, 90, 160)).save(out, "JPEG")
    return out.getvalue()


def uploads(folder: Path) -> Path:
    """The folder of uploads of the old portal: pictures by year and month, and a PDF's place."""
    held = folder / "uploads" / "2019" / "05"
    held.mkdir(parents=True)
    (held / "cau-ngu.jpg").write_bytes(picture(1))
    (held / "lễ hội.jpg").write_bytes(picture(2))
    (held / "ke-hoach.txt").write_text("Kế hoạch lễ hội cầu ngư\n", encoding="utf-8")
    return folder / "uploads"


LIBRARY = [
    Post(
        90, "Ảnh lễ cầu ngư", type="attachment", status="inherit", alt="Ghe thuyền ra khơi trong lễ cầu ngư",
        attachment=f"{SITE}/wp-content/uploads/2019/05/cau-ngu.jpg",
    ),
]  # fmt: skip
FESTIVAL = f"""Sáng 20/5, bà con <strong>thôn Thuận An</strong> làm lễ cầu ngư.
Lễ có ba phần.

[caption id="attachment_90" align="aligncenter" width="300"]<a href="{SITE}/wp-content/uploads/2019/05/cau-ngu.jpg"><img
src="{SITE}/wp-content/uploads/2019/05/cau-ngu-300x225.jpg" alt="" /></a> Ghe ra khơi[/caption]

<h3>Chương trình</h3>
<table><tr><th>Giờ</th><th>Việc</th></tr><tr><td>07:00</td><td>Cúng ông Nam Hải</td></tr></table>

Xem <a href="{SITE}/thong-bao-nghi-le/">thông báo nghỉ lễ</a> và
<a href="/wp-content/uploads/2019/05/ke-hoach.txt">kế hoạch</a>. [1] [contact-form-7 id="5"]
<img src="{SITE}/wp-content/uploads/2019/05/mat-roi.jpg" alt="Ảnh đã mất">
"""
POSTS = [
    Post(
        1,
        "Lễ hội cầu ngư &amp; đua thuyền",
        FESTIVAL,
        slug="le-hoi-cau-ngu",
        tags=["cầu ngư", "Thuận An"],
        comments=3,
    ),
    Post(
        2,
        "Thông báo nghỉ lễ",
        "Nghỉ từ ngày 30/4.\n\nTrực ban: 0235.",
        slug="thong-bao-nghi-le",
        excerpt="Lịch nghỉ lễ.",
    ),
    Post(3, "Bản nháp chưa đăng", status="draft", date_gmt="0000-00-00 00:00:00", date="2019-06-01 09:00:00"),
    Post(4, "Bài có mật khẩu", password="bi-mat"),
    Post(5, "Bài trong thùng rác", status="trash"),
    Post(6, "Bán chó con", categories=[("rao-vat", "Rao vặt")]),
    Post(7, "Trang con", type="page", parent=8, slug="trang-con"),
    Post(8, "Giới thiệu xã Tam Hải", type="page", slug="gioi-thieu-xa", body="Xã đảo.\n\nDân số 8.000."),
    Post(9, "Sản phẩm nước mắm", type="product"),
    Post(10, "Bản ghi cũ", type="revision", status="inherit"),
]


def wxr(posts: list[Post] | None = None) -> str:
    """A whole export."""
    return HEAD + "".join(one.xml() for one in (POSTS + LIBRARY if posts is None else posts)) + TAIL


MAP = """
[site]
url = "https://tamhai.example"

[default]
section = "su-kien"

[[map]]
from = "Thông báo"
section = "thong-bao"

[[map]]
from = "rao-vat"
to = "skip"
"""


def old_portal(folder: Path, posts: list[Post] | None = None) -> tuple[Path, Path, Path]:
    """An export, its mapping and its uploads in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    export, rules = folder / "tam-hai.xml", folder / "map.toml"
    export.write_text(wxr(posts), encoding="utf-8")
    rules.write_text(MAP, encoding="utf-8")
    held = folder / "uploads"
    return export, rules, held if held.is_dir() else uploads(folder)


PAGE = """<!DOCTYPE html><html><head><title>{title} | Cổng thông tin xã Tam Hải</title>{head}
<meta charset="{charset}"></head><body>
<div id="menu"><ul><li><a href="/">Trang chủ</a></li><li><a href="/lien-he">Liên hệ</a></li></ul></div>
<div class="khung"><h1>{title}</h1><span>Thứ hai, 20/05/2019, 08:30</span>
<div class="detail-content"><p><b>{lead}</b></p>{body}</div></div>
<footer>Bản quyền thuộc về UBND xã</footer><script>alert(1)</script></body></html>"""
LEAD = "Sáng 20/5, UBND xã tổ chức ra quân dọn rác dọc bờ biển thôn Thuận An."


def write_page(
    path: Path, title: str, body: str, *, head: str = "", encoding: str = "utf-8", lead: str = LEAD
) -> None:
    """A page as an old portal has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = PAGE.format(title=title, lead=lead, body=body, head=head, charset=encoding)
    path.write_bytes((to_tcvn3(text) if encoding == "cp1252" else text).encode(encoding))
