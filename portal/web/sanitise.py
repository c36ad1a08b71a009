"""The one place where text of people becomes HTML of ours: cleaning, Markdown, plain text, excerpts.

Nothing else in the project may call bleach or wrap foreign text in `Markup`. Results are remembered by content.
"""

import hashlib
import html as html_entities
import re
import threading
from collections import OrderedDict
from collections.abc import Callable

from markupsafe import Markup, escape

from portal.web.pictures_in_text import improved
from portal.web.sanitise_markdown import markdown_to_html
from portal.web.sanitise_tree import TooComplex, clean_fragment

__all__ = [
    "MAX_TEXT",
    "clean_html",
    "excerpt",
    "is_formattable",
    "plain_text",
    "render_markdown",
    "text_of_html",
]

MAX_TEXT = 1_000_000  # characters; the longest law in the national codification has about 700,000

# Controls, direction overrides and lone surrogates: never part of a text, and the last cannot be sent at all.
_NEVER = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r"<(?!https?:|mailto:)[/!?]?[a-zA-Z-][^<>]*>")
_DROPPED = re.compile(r"<(script|style)\b[^<>]*>[^<]*(?:<(?!/(?:script|style))[^<]*)*", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|dl|dt|dd|table|tr|td|th|caption|blockquote|figure|figcaption|pre|br|hr)\b[^<>]*>",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[ \t]+")
_MARKDOWN_MARKS = (
    (_SPACES, " "),
    (re.compile(r"<((?:https?|mailto):[^<>\s]*)>"), r"\1"),
    (re.compile(r"!\[\(trang trí\)\]\([^()\n]{0,2000}\)"), ""),
    (re.compile(r"!?\[([^\[\]\n]{0,1000})\]\((?:[^()\n]|\([^()\n]{0,300}\)){0,2000}\)"), r"\1"),
    (re.compile(r"^[ \t]{0,12}(?:#{1,6}[ \t]+|(?:>[ \t]{0,3}){1,8}|[*+-][ \t]+|```+.*$|~~~+.*$)", re.M), ""),
    (re.compile(r"^[ \t|:-]{0,60}\|[ \t|:-]*-[ \t|:-]*$|^[ \t]{0,3}(?:={2,}|-{2,})[ \t]*$", re.M), ""),
    (re.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|`+|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|~~"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])"), r"\1"),
    (re.compile(r"\|"), " "),
)


class _Remembered:
    """A thread-safe memory of results, oldest use dropped first, bounded by characters held."""

    def __init__(self, characters: int) -> None:
        self._limit, self._held = characters, 0
        self._results: OrderedDict[bytes, str] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, kind: str, text: str, make: Callable[[str], str]) -> str:
        """The result for this text, made by `make` at most once while it is remembered."""
        key = hashlib.blake2b(f"{kind}\0{text}".encode("utf-8", "surrogatepass"), digest_size=20).digest()
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        result = make(text)
        with self._lock:
            if key not in self._results:
                self._results[key] = result
                self._held += len(result)
            while self._held > self._limit and self._results:
                self._held -= len(self._results.popitem(last=False)[1])
        return result


_remembered = _Remembered(characters=8_000_000)


def clean_html(html: str, root: str = "", *, top: int = 2) -> Markup:
    """Make HTML from anybody safe to publish. Never raises.

    `root` is put before links and pictures that begin with "/" (portals told by path). `top` (2–6) is the level
    that the highest heading gets; levels below follow without gaps. HTML longer than MAX_TEXT or nested beyond
    reason comes back as plain paragraphs, with all its words.
    """
    clean = improved(_remembered.get(f"html {top} {root}", html, lambda text: _clean(text, root, top)))
    return Markup(clean)  # nosec B704 # what bleach and our tree left of it


def render_markdown(text: str, root: str = "", *, top: int = 2) -> Markup:
    """Make Markdown, with whatever HTML stands in it, safe to publish. Never raises; the rest as clean_html."""
    made = _remembered.get(f"markdown {top} {root}", text, lambda source: _from_markdown(source, root, top))
    return Markup(improved(made))  # nosec B704 # cleaned as HTML after it was made


def plain_text(text: str) -> str:
    """The words of a text in HTML or Markdown, for search and excerpts: no marks, one line for each block.

    The result is text, not HTML: a template must escape it. Time grows linearly with the text.
    """
    return _words(str(text), is_html=isinstance(text, Markup))


def text_of_html(html: str) -> str:
    """`plain_text` of what is HTML, whoever wrote it: the result is text as well, and a template must escape it."""
    return _words(html, is_html=True)


def _words(text: str, *, is_html: bool) -> str:
    words = _NEVER.sub("", text)
    words = _DROPPED.sub(" ", words)
    words = _TAG.sub("", _BLOCK_TAG.sub("\n", words))
    if not is_html:
        for marks, replacement in _MARKDOWN_MARKS:
            words = marks.sub(replacement, words)
    words = html_entities.unescape(words).replace("\xa0", " ")
    lines = (" ".join(line.split()) for line in words.split("\n"))
    return "\n".join(line for line in lines if line)


def excerpt(text: str, length: int = 240) -> str:
    """The beginning of a text (HTML or Markdown) in at most `length` characters, cut between words with "…"."""
    words = " ".join(plain_text(text[: 20 * length + 2000] if not isinstance(text, Markup) else text).split())
    if len(words) <= length:
        return words
    cut = words[: max(length - 1, 0)]
    if not words[len(cut)].isspace() and " " in cut:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:.–-") + "…"


def is_formattable(text: str) -> bool:
    """Whether render_markdown would show this text with its formatting, for a form to warn an editor if not."""
    try:
        clean_fragment(markdown_to_html(_bounded(text)))
    except (TooComplex, RecursionError):
        return False
    return True


def _bounded(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise TooComplex("too long")
    return _NEVER.sub("", text)


def _clean(text: str, root: str, top: int) -> str:
    try:
        return clean_fragment(_bounded(text), top=top, root=root)
    except (TooComplex, RecursionError):
        return _as_paragraphs(text_of_html(text))


def _from_markdown(text: str, root: str, top: int) -> str:
    try:
        return clean_fragment(markdown_to_html(_bounded(text)), top=top, root=root)
    except (TooComplex, RecursionError):
        return _as_paragraphs(_NEVER.sub("", text))


def _as_paragraphs(text: str) -> str:
    """Text without formatting, nothing lost: each line a paragraph."""
    return "\n".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())
