"""From any HTML to published HTML: a bounded parse, a tidier shape, bleach's filter, then our own additions.

bleach decides what stays. What comes before it only bounds the work and keeps meaning (a pasted `div` becomes a
paragraph); what comes after it adds only constants.
"""

import re
from collections.abc import Iterator
from typing import Any, cast
from xml.etree.ElementTree import Element

from bleach import html5lib_shim
from bleach.sanitizer import BleachSanitizerFilter

from portal.web import sanitise_blocks as blocks
from portal.web import sanitise_rules as rules
from portal.web.sanitise_additions import VIDEO, additions

MAX_DEPTH = 60
MAX_ATTRIBUTES = 60
MAX_TAGS = 24_000  # start and end tags
MAX_STEPS = 20_000  # of the tokenizer within one tag, comment or stretch of text

_SPACES = 2  # html5lib's number for SpaceCharacters
_Token = dict[str, Any]


class TooComplex(ValueError):
    """The HTML is nested or marked up beyond what a person writes; parsing it would take too long."""


class _CountedStream(html5lib_shim.InputStreamWithMemory):
    """Counts the steps since the last "<": each appends to what was read before, so many of them take too long."""

    steps = 0

    def char(self) -> str | None:
        self._count()
        return cast("str | None", super().char())

    def charsUntil(self, characters: Any, opposite: bool = False) -> str:
        self._count()
        return str(super().charsUntil(characters, opposite=opposite))

    def start_tag(self) -> None:
        self.steps = 0
        super().start_tag()

    def _count(self) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise TooComplex("too many pieces in one tag, comment or text")


class _BoundedTokenizer(html5lib_shim.BleachHTMLTokenizer):
    """Joins neighbouring text (html5lib appends piecewise, in quadratic time) and counts what costs time."""

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
        self.stream: Any = _CountedStream(self.stream._inner_stream)

    def __iter__(self) -> Iterator[_Token]:
        text: list[str] = []
        tags = 0
        for token in super().__iter__():
            if token["type"] == html5lib_shim.TAG_TOKEN_TYPE_CHARACTERS or (
                text and token["type"] == _SPACES
            ):
                text.append(token["data"])
                continue
            if token["type"] == html5lib_shim.TAG_TOKEN_TYPE_PARSEERROR:
                continue  # nobody reads them, and they would tear the text apart again
            if text:
                yield {"type": html5lib_shim.TAG_TOKEN_TYPE_CHARACTERS, "data": "".join(text)}
                text = []
            tags += 1
            if tags > MAX_TAGS or len(self.parser.tree.openElements) > MAX_DEPTH:
                raise TooComplex("too many or too deeply nested elements")
            yield token
        if text:
            yield {"type": html5lib_shim.TAG_TOKEN_TYPE_CHARACTERS, "data": "".join(text)}

    def attributeNameState(self) -> bool:
        """Count the attributes of the tag at hand: html5lib compares each new name with all before it."""
        if len(self.currentToken["data"]) > MAX_ATTRIBUTES:
            raise TooComplex("too many attributes on one element")
        return bool(super().attributeNameState())


class _BoundedParser(html5lib_shim.BleachHTMLParser):
    """bleach's parser on the bounded tokenizer."""

    def _parse(
        self, stream: Any, innerHTML: bool = False, container: str = "div", scripting: bool = True, **kw: Any
    ) -> None:
        self.innerHTMLMode = innerHTML
        self.container = container
        self.scripting = scripting
        self.tokenizer = _BoundedTokenizer(stream=stream, consume_entities=True, parser=self, **kw)
        self.reset()
        self.mainLoop()


class _Filter(BleachSanitizerFilter):
    """bleach's filter on a tree whose character references are already resolved."""

    def sanitize_characters(self, token: _Token) -> _Token:
        return token


def parse_page(html: str) -> Element:
    """The tree of a whole page of anybody, with the same bounds; nothing in it is clean. Raises TooComplex."""
    parser = _BoundedParser(tags=None, strip=True, consume_entities=True, namespaceHTMLElements=False)
    return cast(Element, parser.parse(html))


def clean_fragment(html: str, *, top: int = 2, root: str = "") -> str:
    """Clean HTML. `top` is the level of its highest heading, `root` stands before paths that begin with "/".

    Raises TooComplex past the limits above.
    """
    parser = _BoundedParser(
        tags=rules.PARSED_TAGS, strip=True, consume_entities=True, namespaceHTMLElements=False
    )
    tree = parser.parseFragment(html)
    _Shape(top).apply(tree)
    stream = _Filter(
        source=html5lib_shim.getTreeWalker("etree")(tree),
        allowed_tags=rules.ALLOWED_TAGS,
        attributes=rules.attribute_allowed,
        allowed_protocols=rules.ALLOWED_SCHEMES,
        strip_disallowed_tags=True,
        strip_html_comments=True,
    )
    serializer = html5lib_shim.HTMLSerializer(
        quote_attr_values="always", omit_optional_tags=False, escape_lt_in_attrs=True,
        resolve_entities=False, sanitize=False, alphabetical_attributes=False,
    )  # fmt: skip
    return str(serializer.render(additions(stream, root)))


class _Shape:
    """Rewrites the parsed tree so that what an editor meant survives the allowlist, and pages stay accessible."""

    def __init__(self, top: int) -> None:
        self.top = top
        self.heading_levels: list[int] = []

    def apply(self, root: Element) -> None:
        """Walk the tree from the top (no recursion: depth is the attacker's choice)."""
        waiting: list[tuple[Element, frozenset[str]]] = [(root, frozenset())]
        while waiting:
            parent, above = waiting.pop()
            self._drop_children(parent)
            blocks.split_notices(parent)
            inner: list[tuple[Element, frozenset[str]]] = []
            for child in parent:
                if isinstance(child.tag, str):
                    self._shape(child, above, str(parent.tag))
                    inner.append((child, above | {str(child.tag)}))
            waiting.extend(reversed(inner))

    def _drop_children(self, parent: Element) -> None:
        """Remove scripts, styles, comments and pictures that are not ours; the text after them stays."""
        kept: list[Element] = []
        for child in parent:
            gone = not isinstance(child.tag, str) or child.tag in rules.DROPPED_WITH_CONTENT
            if gone or (child.tag == "img" and not rules.is_stored_picture(child.get("src") or "")):
                if kept:
                    kept[-1].tail = (kept[-1].tail or "") + (child.tail or "")
                else:
                    parent.text = (parent.text or "") + (child.tail or "")
            else:
                kept.append(child)
        if len(kept) != len(parent):
            parent[:] = kept

    def _shape(self, node: Element, above: frozenset[str], parent_tag: str) -> None:
        node.tag = rules.RENAMED_TAGS.get(node.tag, node.tag)
        if node.tag[0] == "h" and node.tag[1:].isdigit():
            self._level_heading(node)
        elif node.tag == "div":
            node.tag = _tag_for_div(node, above)
        elif node.tag == "p" and blocks.make_figures(node):
            node.tag = "div"
        elif node.tag == "li" and parent_tag not in {"ul", "ol"}:
            node.tag = "p" if not above & _NO_PARAGRAPH_INSIDE else "span"
        elif node.tag == "img":
            alt = node.get("alt") or ""
            node.set("alt", "" if alt.strip().lower() == blocks.DECORATIVE else alt)
            node.set("loading", "lazy")
        elif node.tag == "a" and not rules.is_safe_link(node.get("href") or ""):
            node.tag = "span"
        if node.tag == "blockquote":
            _mark_notice(node)
        _keep_classes(node)
        if node.tag == "p" and blocks.is_video(node):
            node.set("class", VIDEO)

    def _level_heading(self, node: Element) -> None:
        """Levels start at `top` and never skip one; siblings stay siblings; an empty heading is no heading."""
        if not _text_of(node, 200).strip() and node.find(".//img") is None:
            node.tag = "span"
            return
        level = int(node.tag[1:])
        while self.heading_levels and self.heading_levels[-1] >= level:
            self.heading_levels.pop()
        node.tag = f"h{min(self.top + len(self.heading_levels), 6)}"
        self.heading_levels.append(level)


_ALIGN = re.compile(r"(?:^|;)\s{0,9}text-align\s{0,9}:\s{0,9}(left|center|right)\b", re.IGNORECASE)
_NO_PARAGRAPH_INSIDE = frozenset(
    {"p", "h2", "h3", "h4", "h5", "h6", "a", "strong", "em", "u", "s", "span", "pre"}
)


def _tag_for_div(node: Element, above: frozenset[str]) -> str:
    """A `div` with text is a paragraph, a notice around blocks is a quotation, any other one just goes."""
    holds_blocks = any(e is not node and e.tag in rules.BLOCK_TAGS for e in node.iter())
    if holds_blocks:
        return "blockquote" if "luu-y" in (node.get("class") or "").split() else "div"
    if above & _NO_PARAGRAPH_INSIDE or not _text_of(node, 200).strip():
        return "div"
    return "p"


def _mark_notice(node: Element) -> None:
    """Give a quotation that is a notice its class; "Lưu ý" is one in old texts without bold too."""
    kind = blocks.notice_class(node)
    if not kind and _text_of(node, 40).lstrip().lower().startswith("lưu ý"):
        kind = "luu-y"
    if kind:
        node.set("class", kind)


def _keep_classes(node: Element) -> None:
    """Reduce `class` to the names we know; the alignment of a cell becomes a class of ours."""
    allowed = rules.CLASSES.get(node.tag, frozenset())
    known = [name for name in (node.get("class") or "")[:400].split() if name in allowed - {VIDEO}]
    if node.tag in {"td", "th"}:
        style = _ALIGN.search(node.get("style") or "")
        aligned = rules.ALIGNMENTS.get(
            style[1].lower() if style else (node.get("align") or "").strip().lower()
        )
        known = [aligned] if aligned else known[:1]
    if known:
        node.set("class", " ".join(dict.fromkeys(known)))
    else:
        node.attrib.pop("class", None)


def _text_of(node: Element, enough: int) -> str:
    """The first `enough` or more characters of text inside an element."""
    found: list[str] = []
    length = 0
    for piece in node.itertext():
        found.append(piece)
        length += len(piece)
        if length >= enough:
            break
    return "".join(found)
