"""The editor reads and writes Markdown as the server does: no word changes on the way."""

from __future__ import annotations

import hashlib
import re
from html import unescape

import frontmatter
import pytest

from portal.web.sanitise import render_markdown
from tests.browser.editor_page import ROOT, SAMPLE, STATIC, Desk, desk_fixture, site_fixture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
site, desk = site_fixture, desk_fixture


def same(html: str) -> str:
    return re.sub(r"\s+", " ", html).strip()


def test_every_real_text_written_anew_is_the_same_page(desk: Desk) -> None:
    """Worst case: each block touched. What citizens see must not change by a letter."""
    files = [file for file in sorted(ROOT.glob("content/*/*/*.md")) if file.parent.name != "van-ban"]
    texts = [frontmatter.load(str(file)).content for file in files]
    desk.open()
    again = desk.rewritten(texts)
    changed = [
        str(file)
        for file, before, after in zip(files, texts, again, strict=True)
        if before.strip() != after.strip() and same(render_markdown(before)) != same(render_markdown(after))
    ]
    assert changed == []
    assert len(texts) > 100
    assert desk.rewritten(again) == again
    assert desk.rewritten(desk.rewritten([SAMPLE])) == desk.rewritten([SAMPLE])
    desk.is_quiet()


HARD = """# dấu thăng|- gạch|+ cộng|1. một|2) hai|> lớn hơn|---|===|* sao *|_gạch_ dưới|a_b_c|`mã`|[x](y)|![x](y)
<b>đậm</b>|<script>alert(1)</script>|&lt;|&nbsp;|\\|\\*|#|3.000.000 đồng|http://a.vn/_x_|https://a.vn/(b)|{% raw %}
~~x~~|:|!|*|**|5 * 3 * 2|a ¦ b|__x__|***x***|[x]: /y|x](y)|=|1.|-|<!-- x -->|<http://a.vn>|a & b|&copy;|#5
C:\\Users\\x"""
OWN_TAGS = re.compile(r"</?(?:p|h2|ul|li|blockquote|td|th|tr|table|thead|tbody|div|br)\b[^>]*>")
EVERYWHERE = """async words => { const {rewrite} = await import("/tinh/x/js/editor-write.js");
const {schema} = await import("/tinh/x/js/editor-schema.js");
const make = (name, ...children) => schema.node(name, null, children);
const write = word => { const t = schema.text(word), line = make("paragraph", t), a = schema.text("đầu");
  const row = (...cells) => make("table_row", ...cells.map(cell => make("table_cell", cell)));
  return rewrite(make("doc", line, make("paragraph", a, make("hard_break"), t), make("heading", t),
    make("bullet_list", make("list_item", line)), make("blockquote", line), make("table", row(a, a), row(t, t)))); };
return words.map(write); }"""


def test_signs_that_mean_something_in_markdown_stay_what_was_typed(desk: Desk) -> None:
    """In a paragraph, after a line break, in a heading, a list, a quote and a cell; read by the server's Markdown."""
    words = [word.replace("¦", "|") for word in re.split(r"[|\n]", HARD)]
    desk.open()
    for word, text in zip(words, desk.tab.evaluate(EVERYWHERE, words), strict=True):
        lines = [line for line in OWN_TAGS.sub("\n", render_markdown(text)).split("\n") if line.strip()]
        assert [unescape(line).strip() for line in lines] == [
            word, "đầu", word, word, word, word, "đầu", "đầu", word, word,
        ], text  # fmt: skip


def test_a_change_of_the_parts_gives_them_a_new_address() -> None:
    """Files are cached for a year by address; editor.js names its parts by their digest."""
    own = (STATIC / "js" / "editor.js").read_text()
    parts = [*sorted((STATIC / "js").glob("editor-*.js")), STATIC / "css" / "editor.css"]
    parts.append(STATIC / "vendor" / "prosemirror" / "prosemirror.min.js")
    digest = hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:10]
    found = re.search(r'const PARTS = "(\w+)"', own)
    assert found and found[1] == digest, f"write into js/editor.js: {digest}"


def test_what_is_vendored_is_what_is_written_down() -> None:
    made = (STATIC / "vendor" / "prosemirror" / "prosemirror.min.js").read_bytes()
    assert hashlib.sha256(made).hexdigest() in (STATIC / "VENDORED.md").read_text()
    assert len(made) <= 350_000
