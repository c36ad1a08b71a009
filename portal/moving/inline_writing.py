"""Text, links, pictures and embedded things of an old portal as runs of a line (see inline.py)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from portal.media.reading.child.encodings import UNICODE, convert, encoding_of_font
from portal.moving.foreign import Trouble
from portal.moving.inline import Marks, Run
from portal.web.sanitise_blocks import video_host

_FONT = re.compile(r"font-family\s*:\s*[\"']?([^;,\"']+)", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_YOUTUBE = re.compile(
    r"(?:youtube(?:-nocookie)?\.com/(?:embed/|v/|live/|shorts/|watch\?v=)|youtu\.be/)([\w-]{11})(?![\w-])"
)
_VIMEO = re.compile(r"player\.vimeo\.com/video/(\d{5,12})")
_FACEBOOK = re.compile(
    r"facebook\.com/plugins/video\.php\?(?:[^&]{1,200}&){0,5}href=(https%3A[\w%.-]{10,400})", re.IGNORECASE
)
GONE = frozenset(
    {
        "script", "style", "noscript", "template", "head", "svg", "math", "canvas", "input", "button", "select",
        "textarea", "meta", "link", "title", "map", "frameset", "frame",
    }
)  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
EMBEDS = frozenset({"iframe", "video", "audio", "embed", "object", "source"})
BLOCKS = frozenset(
    {
        *HEADINGS, "p", "div", "section", "article", "header", "footer", "center", "address", "main", "aside", "nav",
        "ul", "ol", "li", "dl", "dt", "dd", "table", "blockquote", "figure", "figcaption", "pre", "hr", "form",
        "fieldset", "details", "summary", "body", "html", "tbody", "thead", "tfoot", "tr", "td", "th", "caption",
    }
)  # fmt: skip


@dataclass
class Rewriting:
    """What the one who takes an item in says of what it refers to.

    `picture(address, description)` answers its address and its description here, or None where it is not there;
    `link(address)` the
    address that a link gets, "" where it is to go; `encoding` is the old encoding of all its text, `heeds_fonts` says
    whether names of fonts tell one.
    """

    picture: Callable[[str, str], tuple[str, str] | None]
    link: Callable[[str], str]
    encoding: str = UNICODE
    heeds_fonts: bool = True
    troubles: list[Trouble] = field(default_factory=list)


@dataclass(frozen=True)
class Set:
    """How text is set at a place: marks, and the font that tells its encoding."""

    marks: Marks = field(default_factory=Marks)
    font: str = ""
    is_heading: bool = False


def is_hidden(element: Element) -> bool:
    """Whether an element says that nobody is to see it."""
    return bool(_HIDDEN.search(element.get("style") or ""))


class InlineWriter:
    """Writes what stands within lines."""

    def __init__(self, rewriting: Rewriting) -> None:
        self._rewriting = rewriting

    def inside(self, element: Element, at: Set) -> list[Run]:
        """The runs of all that an element holds."""
        runs = list(self.text(element.text, at))
        for child in element:
            if isinstance(child.tag, str):
                runs += self.runs(child, at)
            runs += self.text(child.tail, at)
        return runs

    def runs(self, element: Element, at: Set) -> list[Run]:
        """The runs of an element itself."""
        tag = element.tag
        if tag in GONE or is_hidden(element):
            return []
        if tag == "br":
            return [Run("", kind="break")]
        if tag == "img":
            made = "" if at.is_heading else self.image(element)
            href = (
                "" if at.marks.href.startswith("/tep/") else at.marks.href
            )  # the large version of the picture itself
            return [Run(made, Marks(href=href), "raw")] if made else []
        if tag in EMBEDS:
            return self._embed(element, at)
        inner = self.set(element, at)
        runs = self.inside(element, inner)
        return [*runs, Run(" ")] if tag in BLOCKS else runs

    def set(self, element: Element, at: Set) -> Set:
        """How text within an element is set."""
        style, tag, marks = element.get("style") or "", element.tag, at.marks
        found = _FONT.search(style)
        font = (found[1] if found else (element.get("face") or "").split(",")[0]).strip() or at.font
        if tag in {"b", "strong", "th"} or (tag in {"span", "font", "p", "div"} and _BOLD.search(style)):
            marks = replace(marks, strong=tag != "th")
        if tag in {"i", "em", "cite"} or (tag in {"span", "font"} and _ITALIC.search(style)):
            marks = replace(marks, em=True)
        if tag in {"sup", "sub"}:
            marks = replace(marks, script=str(tag))
        if tag in {"code", "tt", "kbd"}:
            marks = replace(marks, code=True)
        if tag == "a" and not marks.href and (href := element.get("href")):
            marks = replace(marks, href=self._rewriting.link(href))
        if at.is_heading:
            marks = replace(marks, strong=False, em=False)
        return replace(at, marks=marks, font=font)

    def text(self, text: str | None, at: Set) -> list[Run]:
        """A text as it is set here, in Unicode."""
        if not text:
            return []
        encoding, capitals = encoding_of_font(at.font) if self._rewriting.heeds_fonts else (UNICODE, False)
        if encoding == UNICODE:
            encoding = self._rewriting.encoding
        if encoding != UNICODE and not any(ord(char) > 0xFF and char not in "–—‘’“”…" for char in text):
            if not text.isascii():
                self._rewriting.troubles.append(("encoding", encoding))
            text = convert(text, encoding, capitals=capitals)
        return [Run(unicodedata.normalize("NFC", text), at.marks)]

    def image(self, element: Element) -> str:
        """A picture as Markdown, "" where it is not there."""
        named = (element.get(name) for name in ("data-src", "data-original", "data-lazy-src", "src"))
        source = next((one for one in named if one), "")
        alt = " ".join((element.get("alt") or element.get("title") or "").split())
        found = self._rewriting.picture(source, alt) if source else None
        if found is None:
            return ""
        address, alt = found
        shown = alt.replace("[", "(").replace("]", ")").replace("\\", "").replace("`", "'")[:300]
        return f"![{shown}]({address})"

    def _embed(self, element: Element, at: Set) -> list[Run]:
        """A link to what was embedded; to a video so that the portal shows it, where it stands alone."""
        source = element.get("src") or element.get("data") or element.get("data-src") or ""
        inner = source or next((one.get("src") or "" for one in element.iter() if one is not element), "")
        if not inner or element.tag == "source":
            return []
        href = watched(inner) or self._rewriting.link(inner)
        if not href:
            self._rewriting.troubles.append(("embed", inner[:300]))
            return []
        if not video_host(href):  # a video is shown again, whatever else was embedded is only led to
            self._rewriting.troubles.append(("embed", href[:300]))
            return [
                Run(" "),
                Run(element.get("title") or "Nội dung nhúng", replace(at.marks, href=href)),
                Run(" "),
            ]
        return [Run(element.get("title") or "Video", replace(at.marks, href=href))]


def watched(address: str) -> str:
    """The address at which people watch a video of which this is the player's, "" for anything else."""
    text = f"https:{address}" if address.startswith("//") else address
    if found := _YOUTUBE.search(text):
        return f"https://www.youtube.com/watch?v={found[1]}"
    if found := _VIMEO.search(text):
        return f"https://vimeo.com/{found[1]}"
    if found := _FACEBOOK.search(text):
        return unquote(found[1])
    return text if video_host(text) else ""
