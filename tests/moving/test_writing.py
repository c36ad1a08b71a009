"""HTML of old portals as Markdown: what the portal then shows is what stood there, for any text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.moving.addresses import candidates, normalised
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
         "![Ảnh](/tep/7/640.jpg)  \n*Lời*\n"),
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
    expected = " ".join(text.split())
    assert shown(written(f"<p>{html}</p>")) == expected
    assert shown(written(f"<ul><li>{html}</li></ul>")) in {expected, ""} or not expected


@settings(max_examples=60, deadline=None)
@given(st.text("<>/abp =\"'[]*_-#|\n&;1.!ihrelu ", max_size=80))
def test_any_markup_gives_text_that_is_safe_and_ends(html: str) -> None:
    markup, _troubles = expanded(html, {})
    assert "<script" not in str(render_markdown(written(markup)))


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
    assert day_in("Số 45/99/2019") is None


def test_selectors() -> None:
    root = parse_page('<div class="a b" id="x"><p class="c">1</p></div><p class="c">2</p>')
    texts = [one.text for one in select(root, "div.a#x p.c, nav")]
    assert texts == ["1"]
    for wrong in ("a > b", "p:first-child", "[href]"):
        with pytest.raises(InvalidSelector):
            parse(wrong)


def test_beginnings_of_lines() -> None:
    assert line_start(escaped("1. Điều")) == "1\\. Điều" and line_start("=") == "&#61;"
