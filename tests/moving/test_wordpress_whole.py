"""A WordPress of a whole commune: galleries, blocks, nested sections, states, times; generated, some hundred items."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.extensions import db
from portal.media.models import MediaFile
from portal.publishing.models import Revision
from tests.conftest import A, Browser
from tests.factories import Factory
from tests.moving.samples import HEAD, SITE, TAIL, Post, old_portal, picture
from tests.moving.taken import codes, make_sections, news_of, old_paths_of, pages_of, report_of, take

UPLOADS = f"{SITE}/wp-content/uploads/2020/01"
MANY = 24


def photo(number: int, name: str, parent: int = 0, **more: str) -> Post:
    """A picture of the old library."""
    return Post(
        number, name, type="attachment", status="inherit", parent=parent, attachment=f"{UPLOADS}/{name}.jpg",
        link=f"{SITE}/{name}/", **more,
    )  # fmt: skip


GALLERY = f"""<!-- wp:gallery {{"ids":[201,202]}} -->
<figure class="wp-block-gallery"><figure class="wp-block-image"><img src="{UPLOADS}/ghe-1-1024x768.jpg" alt=""/>
<figcaption class="wp-element-caption">Ghe số một</figcaption></figure><figure class="wp-block-image">
<img src="{UPLOADS}/ghe-2.jpg" alt="IMG_2.jpg"/></figure><figcaption>Đua ghe</figcaption></figure>
<!-- /wp:gallery -->
<!-- wp:embed {{"url":"https://youtu.be/abcdefghijk"}} --><figure class="wp-block-embed"><div>
https://youtu.be/abcdefghijk
</div></figure><!-- /wp:embed -->
<!-- wp:block {{"ref":300}} /--><!-- wp:latest-posts {{"postsToShow":5}} /-->
<!-- wp:more --><!--more--><!-- /wp:more -->
<!-- wp:paragraph --><p>Xem <a href="{SITE}/ghe-1/">ảnh lớn</a>, <a href="/?p=104#ket-qua">kết quả</a>.</p>
<!-- /wp:paragraph -->
"""
POSTS = [
    Post(101, "Hội đua ghe", GALLERY, slug="dua-ghe", thumbnail=201),
    Post(
        102,
        "Ảnh cũ",
        "Ba tấm.\n\n[gallery columns=2]\n\n[embed width=300]https://vimeo.com/12345678[/embed]",
        thumbnail=999,
    ),
    Post(103, "Bài riêng tư", status="private", date_gmt="0000-00-00 00:00:00", date="2019-12-31 23:30:00"),
    Post(
        104, "Kết quả", "Nhất: thôn Thuận An.", categories=[("bien", "Biển đảo"), ("thong-bao", "Thông báo")]
    ),
    Post(105, "Không ngày", date="0000-00-00 00:00:00", date_gmt="0000-00-00 00:00:00"),
    Post(106, "Tin của thôn", categories=[("thon", "Tin thôn")]),
    Post(107, "Chữ tách dấu", "Nh\u0061\u0302n da\u0302n x\u0061\u0303", slug="tach-dau"),
    Post(110, "Cấp ba", type="page", parent=111, slug="cap-ba"),
    Post(111, "Cấp hai", type="page", parent=112, slug="cap-hai"),
    Post(112, "Cấp một", type="page", slug="cap-mot"),
    Post(
        300,
        "Khối chung",
        "<!-- wp:paragraph --><p>Đường dây nóng: 0235.</p><!-- /wp:paragraph -->",
        type="wp_block",
    ),
    photo(201, "ghe-1", 101, alt="Ghe về đích", excerpt=""),
    photo(202, "ghe-2", 101),
    photo(203, "cu-1", 102, alt="Đình làng năm 1970", excerpt="Đình làng"),
    photo(204, "cu-2", 102),
]
CATEGORIES = "".join(
    f"<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename>{slug}</wp:category_nicename>"
    f"<wp:category_parent>{parent}</wp:category_parent><wp:cat_name><![CDATA[{name}]]></wp:cat_name></wp:category>"
    for number, slug, parent, name in (
        (11, "tin", "", "Tin tức"), (12, "dia-phuong", "tin", "Tin địa phương"), (13, "thon", "dia-phuong", "Tin thôn"),
        (14, "bien", "", "Biển đảo"),
    )
)  # fmt: skip
RULES = """
[site]
url = "https://tamhai.example"
[default]
section = "thong-bao"
[[map]]
from = "tin"
section = "su-kien"
[[map]]
from = "bien"
section = "su-kien"
[[map]]
from = "thong-bao"
section = "thong-bao"
"""


@pytest.fixture()
def portal(app: Flask, factory: Factory, tmp_path: Path) -> tuple[Factory, list[object]]:
    """The old portal, taken in; the arguments that did it."""
    make_sections(factory)
    held = tmp_path / "cu" / "uploads" / "2020" / "01"
    held.mkdir(parents=True)
    for place, name in enumerate(("ghe-1", "ghe-2", "cu-1", "cu-2")):
        (held / f"{name}.jpg").write_bytes(picture(place))
    export, rules, media = old_portal(tmp_path / "cu")
    many = [Post(1000 + n, f"Tin số {n}", f"<p>Xem <a href='{SITE}/?p={1000 + (n + 1) % MANY}'>tin sau</a>.</p>")
            for n in range(MANY)]  # fmt: skip
    export.write_text(HEAD + CATEGORIES + "".join(one.xml() for one in POSTS + many) + TAIL, encoding="utf-8")
    rules.write_text(RULES, encoding="utf-8")
    arguments: list[object] = [export, "--map", rules, "--media", media]
    take(app, "wordpress", *arguments)  # type: ignore[arg-type]
    return factory, arguments


def test_all_that_wordpress_writes_comes_along_or_is_told_of(
    app: Flask, portal: tuple[Factory, list[object]], browser: Callable[[str], Browser]
) -> None:
    factory, arguments = portal
    news, report, pages = news_of(factory), report_of(factory), pages_of(factory)
    race = news["Hội đua ghe"]
    result = news["Kết quả"]
    ids = {one.alt or one.name: one.id for one in pictures_of(factory)}
    assert race.picture_id == ids["Ghe về đích"] and race.picture_alt == "Ghe về đích"
    assert race.picture_caption == "Ghe số một"
    assert race.body == (
        f"![](/tep/{ids['ghe-2.jpg']}/64.jpg)\n\nĐua ghe\n\n[Video](https://www.youtube.com/watch?v=abcdefghijk)\n\n"
        f"Đường dây nóng: 0235.\n\nXem [ảnh lớn](/tep/{ids['Ghe về đích']}/64.jpg), "
        f"[kết quả](/tin-tuc/{result.slug}#ket-qua).\n"
    )
    assert codes(report["Hội đua ghe"]) == {"alt", "shortcode"}
    old = news["Ảnh cũ"]
    assert "Đình làng năm 1970" in old.body and '"Đình làng")' in old.body and "cu-2" not in old.body
    assert "[Video](https://vimeo.com/12345678)" in old.body
    assert codes(report["Ảnh cũ"]) == {"alt", "thumbnail"}
    assert (result.section.slug, codes(report["Kết quả"])) == ("su-kien", {"sections"})
    assert news["Tin của thôn"].section.slug == "su-kien"  # by the rule of the section above its section's
    private = news["Bài riêng tư"]
    assert (private.status, codes(report["Bài riêng tư"])) == ("draft", {"private"})
    assert news["Không ngày"].publish_at == datetime(2019, 5, 20, 1, 30)  # by the date of the feed
    assert news["Chữ tách dấu"].body == "Nhân dân xã\n"
    assert (
        pages["Cấp ba"].parent_id == pages["Cấp hai"].id and pages["Cấp hai"].parent_id == pages["Cấp một"].id
    )

    visitor = browser(A)
    for address, leads in {
        "/?p=101&lang=vi": "/tin-tuc/dua-ghe", "/dua-ghe/amp/": "/tin-tuc/dua-ghe",
        "/category/tin/dia-phuong/thon/": "/tin-tuc/chuyen-muc/su-kien", "/?cat=13": "/tin-tuc/chuyen-muc/su-kien",
    }.items():  # fmt: skip
        answer = visitor.get(address)
        assert (answer.status_code, answer.location) == (301, leads), address
    shown = visitor.get("/wp-content/uploads/2020/01/ghe-1-150x150.jpg").location
    assert visitor.get(shown).mimetype == "image/jpeg" and visitor.get("/ghe-1/").location == shown
    assert visitor.get("/?attachment_id=201").location == shown
    chain = news[f"Tin số {MANY - 1}"]
    assert chain.body == f"Xem [tin sau](/tin-tuc/{news['Tin số 0'].slug}).\n"
    assert news["Tin số 0"].body == f"Xem [tin sau](/tin-tuc/{news['Tin số 1'].slug}).\n"

    before = state(factory)
    assert f"{MANY + 10} không đổi" in take(app, "wordpress", *arguments).output  # type: ignore[arg-type]
    assert state(factory) == before


def pictures_of(factory: Factory) -> list[MediaFile]:
    """Every picture."""
    with factory.acting(A):
        return list(db.session.scalars(select(MediaFile)))


def state(factory: Factory) -> tuple[int, int, int]:
    """Numbers that a second run must not move."""
    with factory.acting(A):
        revisions = int(db.session.scalar(select(func.count()).select_from(Revision)) or 0)
    return revisions, len(pictures_of(factory)), len(old_paths_of(factory))
