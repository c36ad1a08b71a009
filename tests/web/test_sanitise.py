"""The one place where foreign text becomes our HTML: judged by parsing what comes out, and by the clock."""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from portal.web import sanitise_rules as rules
from portal.web.sanitise import MAX_TEXT, clean_html, excerpt, is_formattable, plain_text, render_markdown
from portal.web.sanitise_tree import clean_fragment
from tests.thorough import THOROUGH, examples, some

BADINPUTS = Path(__file__).parents[2].parent / "shared" / "data" / "badinputs"
NEEDS_DATA = pytest.mark.skipif(not BADINPUTS.is_dir(), reason="no ../shared/data/badinputs")
FAMILIES = (
    "ammonia-vectors", "bleach-vectors", "blns-vectors", "dompurify-vectors", "fuzzdb-http", "fuzzdb-misc",
    "fuzzdb-xss", "html5lib-vectors", "html5sec-vectors", "owasp-xss-vectors", "patt-xss",
    "payloadbox-xss-vectors", "redirect-redirect", "ssti-ssti",
)  # fmt: skip
SCHEME = re.compile(r"^([^/?#]*?):")


def outside_of_the_allowlist(published: str) -> list[str]:
    """What a browser would find in the published HTML that no rule lets in. A parser reads it, not a pattern."""
    document = html5lib.parseFragment(published, namespaceHTMLElements=False)
    found = []
    for element in document.iter():
        if element is document:
            continue
        if not isinstance(element.tag, str):
            found.append("comment")
            continue
        if element.tag not in rules.ALLOWED_TAGS | rules.ADDED_TAGS:
            found.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            if not _known(element.tag, name, value):
                found.append(f"<{element.tag} {name}={value!r}>")
    return found


def _known(tag: str, name: str, value: str) -> bool:
    if tag == "div":
        return (name, value) in {("class", "table-scroll"), ("role", "region"), ("tabindex", "0")} or (
            name == "aria-label" and re.fullmatch(r"Bảng [0-9]+", value) is not None
        )
    if tag == "span":
        return (name, value) == ("class", "video__where")
    if name == "class":
        return value in {"thong-tin", "luu-y", "khan", "video", "align-left", "align-center", "align-right"}
    if name == "rel":
        return tag == "a" and value == "noopener noreferrer"
    if name in {"href", "src"}:
        for _ in range(4):  # as a browser reads it, and as one reads it who decodes too often
            bare = re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]", "", value).lower()
            scheme = SCHEME.match(bare)
            if (scheme and scheme[1] not in rules.ALLOWED_SCHEMES) or bare.startswith(("//", "/\\", "\\")):
                return False
            if name == "src" and not bare.startswith("/tep/"):
                return False
            value = html.unescape(value)
    return name in rules.ALLOWED_ATTRIBUTES.get(tag, frozenset())


def payloads(family: str) -> Iterator[str]:
    for line in (BADINPUTS / f"{family}.jsonl").read_text(encoding="utf-8").splitlines():
        yield str(json.loads(line)["payload"])


@NEEDS_DATA
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.thorough
@pytest.mark.asvs("1.3.1")
def test_attack_strings_leave_nothing_outside_the_allowlist(family: str) -> None:
    for number, payload in enumerate(some([*payloads(family)], 4)):
        htmls = [payload, f'<p title="{payload}">x</p>', f"<a href='{payload}'>x</a>"]
        texts = [payload, f"[x]({payload})", f"![x]({payload})", f"# a\n\n> {payload}\n"]
        few = slice(None) if number % 10 == 0 else slice(1)  # each one bare, every tenth in all surroundings
        for attack in htmls[few]:
            assert outside_of_the_allowlist(clean_html(attack)) == [], attack
        for attack in texts[few]:
            assert outside_of_the_allowlist(render_markdown(attack)) == [], attack


@pytest.mark.parametrize(
    "planted",
    ["<p onclick=x>", "<script>x</script>", "<a href=jav&#x09;ascript:x>x</a>", "<img src=//x>", "<p id=a>", "<!--x-->",
     "<td>", "<span class=x>", "<table><tr><td style=x>", "<div class=x>", "<svg></svg>", "<a href=//x.vn>x</a>"],
)  # fmt: skip
def test_the_judge_sees_what_is_planted(planted: str) -> None:
    assert bool(outside_of_the_allowlist(planted)) is (planted != "<td>")


MARKS = st.sampled_from(
    ["<", ">", "</", "/>", "a", "p", "b", "svg", "math", "style", "script", "table", "td", "img", "div", "mtext",
     "title", "noscript", "template", " href=", " src=", " onerror=", " class=", "javascript:", "data:", "'", '"', "`",
     "&", ";", "&#x09;", "&colon;", "<!--", "-->", "<![CDATA[", "]]>", "\n", "\t", "\x00", "\u2028", "=", "x",
     "/tep/1/"]
)  # fmt: skip


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(MARKS, max_size=40).map("".join))
def test_no_mixture_of_marks_gets_through(text: str) -> None:
    once = clean_html(text)
    assert outside_of_the_allowlist(once) == []
    assert outside_of_the_allowlist(clean_html(once)) == []
    assert outside_of_the_allowlist(render_markdown(text)) == []
    once.encode("utf-8")


@settings(max_examples=examples(200), deadline=None)
@given(st.text(max_size=200))
def test_words_of_plain_text_survive(text: str) -> None:
    shown = clean_html(html.escape(text))
    kept = re.sub("[\x00-\x08\x0b\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]", "", text)
    assert html.unescape(shown).split() == html.unescape(html.escape(kept)).split()


@pytest.mark.parametrize(
    "link",
    [
        "jav&#x09;ascript:alert(1)", "jav&Tab;ascript:alert(1)", "javascript&colon;alert(1)", "&#106avascript:x",
        " javascript:x", "JaVaScRiPt:x", "java\u200bscript:x", "javascript&amp;colon;x", "vbscript:x", "feed:x",
        "data:text/html;base64,PHM", "//xau.vn/", "/\\xau.vn", "\\\\xau.vn", "https:/xau.vn", "https:xau.vn",
        "https://nuithanh.gov.vn@xau.vn/", "mailto:a@b.vn%0d%0aBcc:c@d.vn", "file:///etc/passwd", "blob:x", "",
        "http:\\\\xau.vn", "\x01javascript:x", "view-source:x", "intent://x", "x:y",
    ],
)  # fmt: skip
@pytest.mark.asvs("1.2.2")
def test_a_link_with_a_wrong_address_becomes_its_text(link: str) -> None:
    assert clean_html(f'<p><a href="{link}">xem</a></p>') == "<p>xem</p>"


@pytest.mark.parametrize(
    "link",
    ["https://chinhphu.vn/a?b=1&c=2#d", "http://a.vn:8080/", "mailto:ubnd@nuithanh.vn?subject=Hỏi", "tel:+84235",
     "/van-ban/45-kh-ubnd?trang=2", "#dieu-5", "?trang=2", "tin-tuc/x", "../gioi-thieu"],
)  # fmt: skip
def test_a_link_with_a_right_address_stays(link: str) -> None:
    parsed = html5lib.parseFragment(
        clean_html(f'<a href="{html.escape(link)}">x</a>'), namespaceHTMLElements=False
    )
    (anchor,) = parsed.iter("a")
    assert anchor.get("href") == link
    assert anchor.get("rel") == ("noopener noreferrer" if link.startswith("http") else None)


def test_what_htmx_and_scripts_hold_on_to_is_lost() -> None:
    dirty = '<p id="a" name="b" style="x" class="c" hx-get="/x" data-hx-on="y" onclick="z" data-a="1">chữ</p>'
    assert clean_html(dirty) == "<p>chữ</p>"
    for gone in ("<script>alert(1)</script>", "<style>@import 'x'</style>", "<!-- x -->"):
        assert clean_html(f"a{gone}b") == "ab"
    form = '<form action="/x"><input name="a"><base href="//x"><meta http-equiv="refresh"><button>b</button></form>'
    assert clean_html(form).strip() == "b"


def test_cells_keep_only_sizes_that_are_numbers() -> None:
    dirty = "<table><tr><td class='x\" onmouseover=y' colspan=\"1 onload=\" rowspan='2'>1</td></tr></table>"
    assert clean_html(dirty) == (
        '<div class="table-scroll" role="region" tabindex="0" aria-label="Bảng 1"><table><tbody><tr>'
        '<td rowspan="2">1</td></tr></tbody></table></div>'
    )


@pytest.mark.parametrize(
    "source",
    ["http://x.vn/a.png", "//x.vn/a.png", "/tep/../a.png", "/tep/1/../../x", "/tep/1/%2e%2e", "/quan-tri/thoat",
     "data:image/png;base64,x", "/tep/x/y.png", "/tep/1/a.png\nb", "/tep/1/a?x=1"],
)  # fmt: skip
def test_only_pictures_of_ours_are_shown(source: str) -> None:
    assert clean_html(f'<p>a<img src="{source}" alt="x">b</p>') == "<p>ab</p>"


def test_a_picture_of_ours_keeps_sizes_and_gets_an_alternative() -> None:
    picture = clean_html('<img src="/tep/12/anh.jpg" width="640" height="1e9" onerror="x">')
    assert picture == '<img src="/tep/12/anh.jpg" width="640" alt="" loading="lazy">'


def test_the_root_of_a_portal_told_by_path_stands_before_links_and_pictures() -> None:
    shown = render_markdown("[a](/van-ban/) ![b](/tep/1/b.png) [c](https://c.vn/) [d](x)", "/tam-hai")
    assert '"/tam-hai/van-ban/"' in shown and '"/tam-hai/tep/1/b.png"' in shown
    assert '"https://c.vn/"' in shown and '"x"' in shown


@pytest.mark.parametrize(
    ("given_levels", "shown"),
    [("1", "2"), ("12", "23"), ("333", "222"), ("24", "23"), ("2432", "2332"), ("321", "222"), ("123456", "234566")],
)  # fmt: skip
def test_headings_begin_below_the_title_and_skip_no_level(given_levels: str, shown: str) -> None:
    page = clean_html("".join(f"<h{level}>x</h{level}>" for level in given_levels))
    assert "".join(re.findall(r"<h(\d)>", page)) == shown
    assert clean_html(page) == page


def test_headings_can_begin_lower_and_empty_ones_vanish() -> None:
    assert render_markdown("# A\n## B", top=4) == "<h4>A</h4>\n<h5>B</h5>"
    assert clean_html("<h2> </h2><p>a</p>").strip() == "<p>a</p>"


def test_what_an_old_editor_pastes_keeps_its_meaning() -> None:
    pasted = (
        "<div>Một <b>hai</b></div><center><i>ba</i></center><li>bốn</li><span lang=vi>năm</span><o:p></o:p>"
    )
    assert clean_html(pasted) == "<p>Một <strong>hai</strong></p><p><em>ba</em></p><p>bốn</p>năm"
    assert 'class="luu-y"' in render_markdown("> **Lưu ý:** mang theo căn cước")


def test_markdown_of_the_desk() -> None:
    text = "# Chương I\n## Điều 1. Tên\n1. Một\n2. Hai\n\na) điểm\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n```\nx < 1\n```"
    shown = render_markdown(text)
    assert shown.startswith("<h2>Chương I</h2>\n<h3>Điều 1. Tên</h3>\n<ol>\n<li>Một</li>")
    assert '<td class="align-right">2</td>' in shown and "<pre><code>x &lt; 1\n</code></pre>" in shown
    assert render_markdown("# a\n```\n# b\n---\n# c\n```").count("\n") == 4


FIGURE = '<figure><img alt="Phà" src="/tep/7/960.jpg" loading="lazy">{}</figure>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('![Phà](/tep/7/960.jpg "Lễ &quot;Cầu ngư&quot; (2026)")',
         FIGURE.format('<figcaption>Lễ "Cầu ngư" (2026)</figcaption>')),
        ('![Phà](/tep/7/960.jpg "một") ![Phà](/tep/7/960.jpg)',
         FIGURE.format("<figcaption>một</figcaption>") + FIGURE.format("")),
        ('![x](/tep/7/960.jpg "<script>a&quot; onerror=&quot;b")',
         '<figure><img alt="x" src="/tep/7/960.jpg" loading="lazy">'
         '<figcaption>&lt;script&gt;a" onerror="b</figcaption></figure>'),
        ('Ảnh ![Phà](/tep/7/960.jpg "một")', '<p>Ảnh <img alt="Phà" src="/tep/7/960.jpg" loading="lazy"></p>'),
        ('![x](https://xau.vn/x.png "một")', "<p></p>"),
        ("![(trang trí)](/tep/7/960.jpg)", '<p><img alt="" src="/tep/7/960.jpg" loading="lazy"></p>'),
    ],
)  # fmt: skip
def test_a_picture_alone_with_a_caption_is_a_figure(text: str, shown: str) -> None:
    assert render_markdown(text) == shown


@pytest.mark.parametrize(
    ("start", "name"),
    [("**Thông tin:**", "thong-tin"), ("**Lưu ý:**", "luu-y"), ("**Chú ý:**", "luu-y"), ("Lưu ý:", "luu-y"),
     ("**Khẩn:**", "khan"), ("**KHẨN CẤP:**", "khan"), ("Khẩn:", ""), ("**Thông tin**", ""), ("nói **Khẩn:**", "")],
)  # fmt: skip
def test_a_quotation_is_a_notice_by_its_first_words(start: str, name: str) -> None:
    attribute = f' class="{name}"' if name else ""
    assert f"<blockquote{attribute}>" in render_markdown(f"> {start} bão số 5")


def test_notices_one_below_the_other_stay_apart() -> None:
    shown = render_markdown(
        "> **Khẩn:** bão\n>\n> chi tiết\n\n> **Lưu ý:** giấy tờ\n\n> **Thông tin:** nghỉ lễ\n\nchữ"
    )
    found = re.findall(r'<blockquote class="([\w-]+)">\s*(.*?)\s*</blockquote>', shown, re.S)
    assert [name for name, _text in found] == ["khan", "luu-y", "thong-tin"]
    assert "chi tiết" in found[0][1] and shown.endswith("<p>chữ</p>")


WATCH = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("text", "host", "title"),
    [
        (f"[Lễ hội]({WATCH})", "YouTube", "Lễ hội"),
        (f"[Lễ hội]({WATCH}&t=30s)", "YouTube", "Lễ hội"),
        (f"<{WATCH}>", "YouTube", "Video"),
        ("https://youtu.be/dQw4w9WgXcQ?t=3", "YouTube", "Video"),
        ("[a](https://m.youtube.com/watch?list=x&v=dQw4w9WgXcQ)", "YouTube", "a"),
        ("[a](https://vimeo.com/76979871)", "Vimeo", "a"),
        ("[a](https://www.facebook.com/ubndxatamhai/videos/123456/)", "Facebook", "a"),
        ("[a](https://fb.watch/abc/)", "Facebook", "a"),
    ],
)
def test_a_line_that_is_only_a_video_is_a_card(text: str, host: str, title: str) -> None:
    shown = render_markdown(text)
    assert shown.startswith('<p class="video"><a href="https://') and ' rel="noopener noreferrer">' in shown
    assert shown.endswith(f'<span class="video__where">Xem video trên {host}</span> {title}</a></p>')
    assert outside_of_the_allowlist(shown) == []


@pytest.mark.parametrize(
    "text",
    [
        f"Xem [Lễ hội]({WATCH})", f"[a]({WATCH}) [b]({WATCH})", "[a](https://www.youtube.com/@kenh)",
        "[a](https://youtube.com.xau.vn/watch?v=dQw4w9WgXcQ)", "[a](https://xau.vn/?https://youtu.be/dQw4w9WgXcQ)",
        "[a](https://www.facebook.com/ubnd)", '<p class="video"><a href="https://xau.vn/">a</a></p>',
        "[a](https://youtu.be/dQw4w9WgXcQ@xau.vn)",
    ],
)  # fmt: skip
def test_nothing_else_is_a_video(text: str) -> None:
    assert "video__where" not in render_markdown(text) and 'class="video"' not in render_markdown(text)


def test_characters_that_no_text_needs_are_dropped() -> None:
    assert clean_html("<p>a\x00b\u202ec\ud800d&amp;lt;</p>") == "<p>abcd&amp;lt;</p>"


@pytest.mark.parametrize("unit", ["<b>", "<ul><li>", "<div>", "<blockquote>", "<sub>", "<table><tr><td>"])
def test_html_nested_without_end_comes_back_as_its_words(unit: str) -> None:
    assert clean_html(unit * 2000 + "chữ <script>alert(1)</script>") == "<p>chữ</p>"


@pytest.mark.parametrize(
    "text", ["[" * 9000, "> " * 900 + "a", "1. " * 3000, "x" * (MAX_TEXT + 1), "`*" * 40_000]
)
def test_a_text_beyond_reason_is_shown_as_it_is_written(text: str) -> None:
    assert render_markdown(text) == f"<p>{html.escape(text).strip()}</p>".replace(" </p>", "</p>") or (
        plain_text(render_markdown(text)).split() == text.split()
    )
    assert not is_formattable(text)
    assert is_formattable("# Điều 1\n\nchữ")


SLOW_HTML = [
    "& ", "<", "<x", "<a ", "<b>", "<p>a", "<b><p>", "<p><b></p>", "<table>a", "<!--", "&#60;", "</x ", '<a "',
    " a\x00",
    "<table><tr>a", "<a href=x><p></b>", "\U0001f600 &", "<nottag <", "<script>", "</p>", "<svg><style>", "&amp;lt;",
]  # fmt: skip
SLOW_MARKDOWN = [
    "[", "![", "[a](", "[](", "*a_", "***a ", "`", "<a ", "<div", "<![CDATA[", "1. ", "> ", "a\n=\n", "a\n-\n", "# h\n",
    "a\n***\n", "- a\n# b\n", "\\* ", "_*", "<http://a", "[a]: b\n\n[a]\n\n", "``` ", "|a", "&#", "    a\n\n", "<p>\n",
]  # fmt: skip


def seconds_of(work: object, text: str) -> float:
    """Processor time of the work, so that other work on the machine does not count."""
    start = time.thread_time()
    assert callable(work)
    work(text)
    return time.thread_time() - start


@pytest.mark.thorough
@pytest.mark.parametrize("unit", SLOW_HTML)
def test_hostile_html_takes_bounded_time(unit: str) -> None:
    for size in (20_000, MAX_TEXT) if THOROUGH else (MAX_TEXT,):
        assert seconds_of(clean_html, unit * (size // len(unit))) < 5


def test_many_attributes_take_bounded_time() -> None:
    assert seconds_of(clean_html, "<a " + " ".join(f"x{n}=1" for n in range(100_000)) + ">") < 5
    assert seconds_of(clean_html, "".join(f"<p><b class={n}></p>" for n in range(40_000))) < 5


@pytest.mark.thorough
@pytest.mark.parametrize("unit", SLOW_MARKDOWN)
@pytest.mark.asvs("1.3.5")
def test_hostile_markdown_takes_bounded_time(unit: str) -> None:
    for size in (20_000, MAX_TEXT) if THOROUGH else (MAX_TEXT,):
        assert seconds_of(render_markdown, unit * (size // len(unit))) < 5


@pytest.mark.parametrize(
    "unit", ["<", " ", "\t", "`` ", "[a](", "<script>", "*", "|", "\n", "\\", "> ", "<!--"]
)
def test_words_of_a_hostile_text_are_found_in_bounded_time(unit: str) -> None:
    text = unit * (MAX_TEXT // len(unit))
    assert seconds_of(plain_text, text) < 5
    assert len(excerpt(text, 100)) <= 100


def test_plain_text_of_markdown_and_html() -> None:
    table = "|a|b|\n|-|:-:|\n| 1|2|\n"
    markdown = f"# Chương **I**\n- a_b_c [x](/y) `z`\n\n{table}\n1 < 2 &amp; <b>q</b><script>no</script>"
    assert plain_text(markdown) == "Chương I\na_b_c x z\na b\n1 2\n1 < 2 & q"
    assert plain_text(Markup("<p>*a* &lt;b&gt;</p><p>c</p>")) == "*a* <b>\nc"


def test_an_excerpt_ends_between_words() -> None:
    assert excerpt("Uỷ ban **nhân dân** xã Tam Hải", 20) == "Uỷ ban nhân dân xã…"
    assert excerpt("Ngắn thôi", 20) == "Ngắn thôi"
    assert len(excerpt("x" * 500, 100)) == 100


@given(st.text(max_size=300), st.integers(min_value=1, max_value=80))
@settings(deadline=None)
def test_an_excerpt_is_never_longer_than_asked(text: str, length: int) -> None:
    assert len(excerpt(text, length)) <= length


def test_threads_do_not_disturb_each_other() -> None:
    texts = [f"# Bài {n}\n\n|a|b|\n|-|-|\n|{n}|x|\n" for n in range(60)] * 3
    alone = [clean_fragment(str(render_markdown(text))) for text in texts[:60]]
    with ThreadPoolExecutor(8) as pool:
        assert [clean_fragment(str(one)) for one in pool.map(render_markdown, texts)] == alone * 3
