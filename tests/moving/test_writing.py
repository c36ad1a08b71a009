"""HTML of old portals as Markdown: what the portal then shows is what stood there, for any text."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.moving import links
from portal.moving.addresses import candidates, normalised, without_manner
from portal.moving.dates import day_in, parse_date, read_instant
from portal.moving.inline import escaped, line_start
from portal.moving.selecting import InvalidSelector, parse, select
from portal.moving.shortcodes import expanded, paragraphs
from portal.moving.writing import Rewriting, to_markdown
from portal.web.sanitise import render_markdown
from portal.web.sanitise_tree import parse_page


def written(html: str) -> str:
    """The Markdown of a body; only pictures called "ok" are there."""

    def picture(address: str, alt: str) -> tuple[str, str] | None:
        return ("/tep/7/640.jpg", alt) if "ok" in address else None

    return to_markdown(parse_page(html), Rewriting(picture, lambda href: href))


def shown(markdown: str) -> str:
    """The words that citizens see of a Markdown text."""
    html = re.sub(r"<br>|</(?:p|li|td|th|h\d)>", " ", str(render_markdown(markdown)))
    plain = re.sub(r"<[^>]+>", "", html)
    return " ".join(
        plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&quot;", '"').split()
    )


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h1>Một</h1><h2>Hai</h2>", "## Một\n\n### Hai\n"),
        ("<h4><b>Một</b></h4><h6>Hai</h6>", "## Một\n\n#### Hai\n"),
        ("<p><b>Đậm </b><b>liền</b> <i>nghiêng</i></p>", "**Đậm liền** *nghiêng*\n"),
        ("<ul><li>A<ol><li>b</li><li>c</li></ol></li></ul>", "- A\n    1. b\n    2. c\n"),
        ('<ol start="3"><li>ba</li><li>bốn</li></ol>', "3. ba\n4. bốn\n"),
        ("<blockquote><p>Một</p><p>Hai</p></blockquote>", "> Một\n>\n> Hai\n"),
        ('<a href="/a b"><img src="ok.jpg" alt="Ảnh"></a>', "[![Ảnh](/tep/7/640.jpg)](/a%20b)\n"),
        ('<figure><img src="ok.jpg" alt="Ảnh"><figcaption>Lời</figcaption></figure>',
         '![Ảnh](/tep/7/640.jpg "Lời")\n'),
        ('<figure><img src="ok.jpg" alt=""><figcaption>"Lời" <b>1</b> &amp; `2`</figcaption></figure>',
         '![](/tep/7/640.jpg "&quot;Lời&quot; 1 &amp; &#96;2&#96;")\n'),
        ('<figure><img src="ok.jpg" alt="Ảnh"><figcaption><a href="/a">Nguồn</a></figcaption></figure>',
         "![Ảnh](/tep/7/640.jpg)  \n*[Nguồn](/a)*\n"),
        ('<figure><ul><li><figure><img src="ok1.jpg" alt="A"><figcaption>a</figcaption></figure></li>'
         '<li><figure><img src="ok2.jpg" alt="B"></figure></li></ul><figcaption>Lễ hội</figcaption></figure>',
         '![A](/tep/7/640.jpg "a")\n\n![B](/tep/7/640.jpg)\n\nLễ hội\n'),
        ('<figure><table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td><img src="ok.jpg" alt="A"></td></tr></table>'
         "<figcaption>Bảng</figcaption>"
         "</figure>", "| a | b |\n|---|---|\n| c | ![A](/tep/7/640.jpg) |\n\nBảng\n"),
        ('<p>Xem <iframe src="//www.youtube.com/embed/abcdefghijk?rel=0"></iframe> nhé</p>',
         "Xem\n\n[Video](https://www.youtube.com/watch?v=abcdefghijk)\n\nnhé\n"),
        ('<table><tr><td>a</td><td>b</td></tr>'
         '<tr><td>c</td><td><iframe src="https://player.vimeo.com/video/12345678"></iframe></td></tr></table>',
         "| a | b |\n|---|---|\n| c | [Video](https://vimeo.com/12345678) |\n"),
        ('<p>Chữ</p><img src="mat.jpg">', "Chữ\n"),
        ("<table><tr><td>a</td><td>b|c</td></tr><tr><td colspan=2><p>d</p><p>e</p></td></tr></table>",
         "| a | b\\|c |\n|---|---|\n| d<br>e |  |\n"),
        ("<table><tr><td><h2>Bố cục</h2></td><td>cột</td></tr></table>", "## Bố cục\n\ncột\n"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc\n"),
        ("<p>- gạch<br>1. số<br># rào</p>", "\\- gạch  \n1\\. số  \n\\# rào\n"),
        ('<p style="display:none">ẩn</p><p>hiện</p>', "hiện\n"),
        ("<p>H<sub>2</sub>O m<sup>2</sup></p>", "H<sub>2</sub>O m<sup>2</sup>\n"),
        ("<pre>a\n  b</pre>", "    a\n      b\n"),
        ('<p><font face=".VnTime">C«ng hßa</font></p>', "Công hòa\n"),
    ],
)  # fmt: skip
def test_what_becomes_of_html(html: str, markdown: str) -> None:
    assert written(html) == markdown


TEXT = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x1EF9, exclude_categories=["Cc", "Cs", "Cn", "Zs", "Cf"])
    | st.just(" "),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(TEXT)
def test_any_words_are_shown_as_they_stood(text: str) -> None:
    html = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    expected = " ".join(unicodedata.normalize("NFC", text).split())
    assert shown(written(f"<p>{html}</p>")) == expected
    assert shown(written(f"<ul><li>{html}</li></ul>")) in {expected, ""} or not expected


@settings(max_examples=60, deadline=None)
@given(st.text("<>/abp =\"'[]*_-#|\n&;1.!ihrelu ", max_size=80))
def test_any_markup_gives_text_that_is_safe_and_ends(html: str) -> None:
    markup, _troubles = expanded(html, {})
    assert "<script" not in str(render_markdown(written(markup)))


@settings(max_examples=60, deadline=None)
@given(TEXT, st.text("abc/?=1#&%đ- .()\\\"'", max_size=20))
def test_only_addresses_of_links_are_named_anew(text: str, address: str) -> None:
    html = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    href = f"/cu/{address}".replace("&", "&amp;").replace('"', "&quot;")
    before = written(f'<p>{html}](/khong/phai) <a href="{href}">{html}x</a></p>')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(links, "present", lambda _old: "/moi")
        after = links.with_present_addresses(before)
        assert links.with_present_addresses(after) == after
    assert shown(after) == shown(before)
    assert str(render_markdown(after)).count('href="/moi"') == 1 and "/cu/" not in after


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text("abc=&%+;?#12 ", max_size=30))
def test_normalising_an_address_twice_changes_nothing(path: str, query: str) -> None:
    once = normalised(f"/{path}?{query}")
    assert normalised(once) == once
    assert "\n" not in once and (once == "" or once.startswith("/"))
    assert all(one.startswith("/") and one != "/" for one in candidates("/" + path, query))


def test_forms_of_one_address_are_one() -> None:
    forms = [
        "/Tin-T%E1%BB%A9c/B%C3%A0i-1/",
        "https://www.x.example/tin-tức/bài-1?utm_source=a&fbclid=1",
        "//tin-tức//bài-1",
    ]
    assert {normalised(one) for one in forms[:2]} == {"/tin-tức/bài-1"}
    assert normalised("/a?b=2&a=1") == normalised("/A/?a=1&b=2") == "/a?a=1&b=2"
    assert normalised("javascript:alert(1)") == normalised("http://[") == ""


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("/Default.aspx?ItemID=77", "/default.aspx?itemid=77&lang=vi&page=2"),
        ("/Default.aspx?ItemID=77&lang=vi-VN", "/Default.aspx?ItemID=77"),
        ("/tin/chi-tiet.aspx?tabid=5&id=7", "/tin/Chi-Tiet.aspx?id=7&tabid=5&print=1"),
        ("/index.php?option=com_content&view=article&id=5:ten-bai&Itemid=9",
         "/index.php?option=com_content&view=article&id=5&Itemid=101&lang=vi"),
        ("/tin/bai-1.html", "/tin/bai-1"),
        ("/tin/index.html", "/tin/"),
        ("/tin/bai-1", "/tin/bai-1;jsessionid=0A1B.node2"),
        ("/uploads/anh.jpg", "/uploads/anh-300x200.jpg"),
    ],
)  # fmt: skip
def test_an_old_address_is_found_however_it_is_asked_for(kept: str, asked: str) -> None:
    shown = normalised(kept)
    path, _, query = asked.partition("?")
    assert {shown, without_manner(shown)} & set(candidates(path, query))


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("/Default.aspx?ItemID=77", "/Default.aspx?ItemID=78"),
        ("/Default.aspx", "/Default.aspx?ItemID=78"),
        ("/?page=tin&id=7", "/?page=van-ban&id=7"),
        ("/?id=7", "/?tabid=9&id=7"),
    ],
)
def test_an_old_address_never_leads_to_another_item(kept: str, asked: str) -> None:
    shown = normalised(kept)
    path, _, query = asked.partition("?")
    assert not {shown, without_manner(shown)} & set(candidates(path, query))


def test_paragraphs_are_told_by_empty_lines_and_brackets_are_no_shortcodes() -> None:
    assert paragraphs("Một\nhai\n\nBa") == "<p>Một<br>\nhai</p>\n<p>Ba</p>"
    assert "<pre>a\n\nb</pre>" in paragraphs("x\n\n<pre>a\n\nb</pre>")
    body, troubles = expanded("[1] [Ảnh: TTXVN] [[gallery]] [slider_pro id=3]nội dung[/slider_pro]", {})
    assert body == "<p>[1] [Ảnh: TTXVN] [gallery] nội dung</p>" and troubles == [
        ("shortcode", "[slider_pro]")
    ]


@pytest.mark.parametrize(
    "text", ["0000-00-00 00:00:00", "", "2019-13-40 00:00:00", "1019-01-01 00:00:00", "mai"]
)
def test_dates_that_are_none(text: str) -> None:
    assert read_instant(text, is_local=False) is None and parse_date(text) is None


def test_dates_as_portals_write_them() -> None:
    assert str(day_in("Thứ hai, 20/05/2019, 08:30 GMT+7")) == "2019-05-20 01:30:00"
    assert str(day_in("Tam Hải, ngày 5 tháng 6 năm 2018")) == "2018-06-05 01:00:00"
    assert str(day_in("20/05/2019 2:30 CH")) == "2019-05-20 07:30:00"
    assert day_in("Số 45/99/2019") is None


@pytest.mark.parametrize(
    "text",
    [
        "Wed, 05 Feb 2020 07:30:00 +0700", "Wed, 05 Feb 2020 07:30:00 GMT+7", "2020-02-05T07:30:00+07:00",
        "2020-02-05T00:30:00Z", "05/02/2020 07:30:00", "5/2/2020 7:30 SA", "2/5/2020 7:30:00 AM", "2020-02-05 07:30",
    ],
)  # fmt: skip
def test_dates_of_feeds_and_heads(text: str) -> None:
    assert str(parse_date(text)) == "2020-02-05 00:30:00"


def test_selectors() -> None:
    root = parse_page('<div class="a b" id="x"><p class="c">1</p></div><p class="c">2</p>')
    texts = [one.text for one in select(root, "div.a#x p.c, nav")]
    assert texts == ["1"]
    for wrong in ("a > b", "p:first-child", "[href]"):
        with pytest.raises(InvalidSelector):
            parse(wrong)


def test_beginnings_of_lines() -> None:
    assert line_start(escaped("1. Điều")) == "1\\. Điều" and line_start("=") == "&#61;"
