"""The one place where HTML is made safe, and Markdown becomes HTML (bleach with our own allowlist)."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape
from typing import Any

import markdown
from bleach.html5lib_shim import Filter
from bleach.sanitizer import Cleaner
from markupsafe import Markup

MAX_CHARS = 1_000_000
MAX_MARKUP = 20_000  # "<" or ">" signs: beyond, a text is shown as it is written
MAX_DEPTH = 60

TAGS = frozenset(
    [
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "br",
        "hr",
        "ul",
        "ol",
        "li",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "blockquote",
        "a",
        "img",
        "figure",
        "figcaption",
        "strong",
        "b",
        "em",
        "i",
        "u",
        "s",
        "del",
        "sub",
        "sup",
        "code",
        "pre",
        "abbr",
        "dl",
        "dt",
        "dd",
    ]
)
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_NUMBER = re.compile(r"[1-9]\d{0,3}\Z")
_OWN_FILE = re.compile(r"/tep/\d{1,19}/[\w.%\-]{1,400}\Z")
_CELL = {"colspan", "rowspan"}
_ALIGN = re.compile(r"text-align:\s*(left|center|right);?\s*\Z")
_SCHEME = re.compile(r"[\s\x00-\x20]*([a-zA-Z][\w+.-]*)\s*:")
_BLOCK = re.compile(r"\n\s*\n")
_DEEP = re.compile(r"^[ \t]*(?:>[ \t]*){12,}", re.MULTILINE)
_TEXT_ONLY = re.compile(r"<[^>]*>")
_local = threading.local()


def _attribute(tag: str, name: str, value: str) -> bool:
    """Whether an attribute stays (bleach has checked the scheme of href and src already)."""
    if tag == "a":
        scheme = _SCHEME.match(value)
        return (name == "href" and (scheme is None or scheme[1].lower() in SCHEMES)) or (
            name == "title" and len(value) < 300
        )
    if tag == "img":
        return (
            (name == "src" and bool(_OWN_FILE.match(value)))
            or name == "alt"
            or (name in {"width", "height"} and bool(_NUMBER.match(value)))
        )
    if tag in {"td", "th"} and name in _CELL:
        return bool(_NUMBER.match(value))
    if tag in {"td", "th"} and name == "class":
        return value in {"align-left", "align-center", "align-right"}
    if tag == "th" and name == "scope":
        return value in {"col", "row"}
    if tag == "ol" and name == "start":
        return bool(_NUMBER.match(value))
    return tag == "abbr" and name == "title"


class _HousePolish(Filter):
    """Before the allowlist: h1 becomes h2, Markdown's alignment becomes a class, pictures load lazily."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in super().__iter__():
            if token["type"] in {"StartTag", "EndTag", "EmptyTag"}:
                if token["name"] == "h1":
                    token["name"] = "h2"
                attributes = token.get("data") if token["type"] != "EndTag" else None
                if attributes and token["name"] in {"td", "th"}:
                    style = attributes.pop((None, "style"), None)
                    attributes.pop((None, "class"), None)
                    if style and (found := _ALIGN.match(style)):
                        attributes[(None, "class")] = f"align-{found[1]}"
            yield token


class _Links(Filter):
    """After the allowlist: links to elsewhere tell nothing of us, pictures of ours without source vanish."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in super().__iter__():
            if token["type"] in {"StartTag", "EmptyTag"}:
                data = token["data"]
                href = data.get((None, "href"), "")
                if token["name"] == "a" and href.startswith(("http:", "https:", "//")):
                    data[(None, "rel")] = "noopener noreferrer"
                if token["name"] == "img":
                    if (None, "src") not in data:
                        continue
                    data.setdefault((None, "alt"), "")
                    data[(None, "loading")] = "lazy"
            yield token


def _cleaner() -> Cleaner:
    if not hasattr(_local, "cleaner"):
        _local.cleaner = Cleaner(
            tags=TAGS,
            attributes=_attribute,
            protocols=SCHEMES,
            strip=True,
            strip_comments=True,
            filters=[_Links],
        )
        walker = _local.cleaner.walker
        _local.cleaner.walker = lambda tree: _HousePolish(walker(tree))
    return _local.cleaner


def _as_written(text: str) -> str:
    return f"<p>{escape(text[:MAX_CHARS])}</p>"


def _too_tangled(text: str) -> bool:
    """Whether Markdown's or the HTML parser's quadratic corners would be met: openings that nothing closes."""
    if text.count("<") - text.count(">") > 300:
        return True
    if text.count("[") < 200 and text.count("*") + text.count("_") < 3000:
        return False
    return any(
        block.count("[") > 200 or block.count("*") > 3000 or block.count("_") > 3000
        for block in _BLOCK.split(text)
    )


def _too_deep(html: str) -> bool:
    depth = deepest = 0
    for found in re.finditer(r"<(/?)[a-zA-Z][^>]*?(/?)>", html):
        if found[1]:
            depth = max(0, depth - 1)
        elif not found[2] and not found[0].lower().startswith(("<br", "<hr", "<img", "<p", "<li", "<t")):
            depth += 1
            deepest = max(deepest, depth)
    return deepest > MAX_DEPTH


def _too_tangled_html(html: str) -> bool:
    return html.count("<") - html.count(">") > 300 or _too_deep(html)


def clean_html(html: str, root: str = "") -> Markup:
    """HTML that may stand in our pages: only the allowlist of tags, attributes and schemes survives.

    `root` is put before links and pictures that begin with "/" (tenants told by path). Text that is too long,
    too deep or too full of markup is shown as it is written. Never raises.
    """
    if len(html) > MAX_CHARS or html.count("<") > MAX_MARKUP or _too_tangled_html(html):
        return Markup(_as_written(html))
    try:
        safe: str = _cleaner().clean(html)
    except (RecursionError, ValueError, AssertionError, KeyError, IndexError):
        return Markup(_as_written(html))
    safe = safe.replace(
        "<table>", '<div class="table-scroll" role="region" tabindex="0" aria-label="Bảng"><table>'
    )
    safe = safe.replace("</table>", "</table></div>")
    if root:
        safe = re.sub(
            r'(<(?:a|img)\b[^>]*?\b(?:href|src)=")/(?!/)', lambda found: f"{found[1]}{escape(root)}/", safe
        )
    return Markup(safe)


@lru_cache(maxsize=1024)
def render_markdown(text: str, root: str = "") -> Markup:
    """Safe HTML of a Markdown text with tables; raw HTML in it passes the same allowlist. Never raises."""
    if (
        len(text) > MAX_CHARS
        or text.count("<") + text.count(">") > MAX_MARKUP
        or _DEEP.search(text)
        or _too_tangled(text)
    ):
        return Markup(_as_written(text))
    try:
        html = markdown.markdown(text, extensions=["tables", "sane_lists"], output_format="html")
    except (RecursionError, ValueError, AssertionError, IndexError):
        return Markup(_as_written(text))
    return clean_html(html, root)


def plain_text(text: str) -> str:
    """The words of a Markdown text, for search and extracts: no markup, blocks on lines of their own."""
    html = render_markdown(text)
    broken = re.sub(r"<(?:br|/p|/li|/h\d|/tr|/blockquote|/pre)[^>]*>", "\n", html)
    words = unescape(_TEXT_ONLY.sub(" ", broken))
    return re.sub(r"[ \t]+", " ", re.sub(r"\s*\n\s*", "\n", words)).strip()


def excerpt(text: str, length: int = 240) -> str:
    """The beginning of a text, cut at a word, with an ellipsis if something is left out."""
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    return flat[:length].rsplit(" ", 1)[0].rstrip(" ,.;:–-") + " …"
