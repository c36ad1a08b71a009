"""What published HTML may hold: elements, attributes, schemes, class names. Everything else is lost."""

import html
import re
from collections.abc import Mapping

HEADINGS = ("h2", "h3", "h4", "h5", "h6")
TABLE_PARTS = frozenset({"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"})
ALLOWED_TAGS = TABLE_PARTS | {
    *HEADINGS, "p", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "a", "img", "figure", "figcaption",
    "abbr", "code", "pre", "strong", "em", "u", "s", "sub", "sup", "br", "hr",
}  # fmt: skip
# Shape and meaning that older editors write in other words.
RENAMED_TAGS = {
    "b": "strong", "i": "em", "strike": "s", "del": "s", "ins": "u", "tt": "code", "center": "div",
}  # fmt: skip
# These go with everything inside them; any other unknown element loses only its own marks.
DROPPED_WITH_CONTENT = frozenset({"script", "style"})
BLOCK_TAGS = TABLE_PARTS | {
    *HEADINGS, "h1", "p", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "figure", "figcaption", "pre",
    "hr", "div",
}  # fmt: skip
PARSED_TAGS = ALLOWED_TAGS | DROPPED_WITH_CONTENT | set(RENAMED_TAGS) | {"h1", "div"}

ALLOWED_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
ALIGNMENTS = {"left": "align-left", "center": "align-center", "right": "align-right"}
# Notices of three levels; "video" is put on by sanitise_tree alone; the others align cells of a table of figures.
CLASSES: Mapping[str, frozenset[str]] = {
    "p": frozenset({"luu-y", "video"}),
    "blockquote": frozenset({"thong-tin", "luu-y", "khan"}),
    "th": frozenset(ALIGNMENTS.values()),
    "td": frozenset(ALIGNMENTS.values()),
}
ALLOWED_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "a": frozenset({"href", "title"}),
    "abbr": frozenset({"title"}),
    "img": frozenset({"src", "alt", "width", "height", "loading"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
    "ol": frozenset({"start", "type"}),
    "li": frozenset({"value"}),
}
# What our own code adds after cleaning, and nobody else can bring in.
ADDED_TAGS = frozenset({"div", "span"})
ADDED_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "div": frozenset({"class", "role", "tabindex", "aria-label"}),
    "a": frozenset({"rel"}),
    "span": frozenset({"class"}),
}

_PATTERNS = {
    "colspan": re.compile(r"[1-9][0-9]{0,2}"),
    "rowspan": re.compile(r"[1-9][0-9]{0,2}"),
    "width": re.compile(r"[1-9][0-9]{0,4}"),
    "height": re.compile(r"[1-9][0-9]{0,4}"),
    "start": re.compile(r"[0-9]{1,5}"),
    "value": re.compile(r"[0-9]{1,5}"),
    "type": re.compile(r"[1aAiI]"),
    "scope": re.compile(r"(?:row|col|rowgroup|colgroup)"),
    "loading": re.compile(r"lazy"),
    "title": re.compile(r"[^\n]{1,300}"),
}
_STORED_FILE = re.compile(
    r"/tep/[0-9]{1,19}/(?!.*(?:\.\.|%2e|%2f|%5c|%00))[\w.%\-]{1,400}(?:\?v=[0-9]{1,6})?", re.IGNORECASE
)
_WEB = re.compile(r"https?://[^\s/\\?#@:]+(?::[0-9]{1,5})?(?:[/?#][^\s\\]*)?", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^\s\\/:<>\"]{1,320}", re.IGNORECASE)
_PHONE = re.compile(r"tel:[0-9+().\-]{2,32}", re.IGNORECASE)
_RELATIVE = re.compile(r"(?:#|\?|/(?!/)|\./|\.\./|[^\s:/?#\\]+(?:[/?#]|$))[^\s\\]*")
_ENCODED_BREAK = re.compile(r"%0[0-9a-f]", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180e"
                        r"\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"
                        r"\ufff0-\uffff]")  # fmt: skip


def is_safe_link(value: str) -> bool:
    """Whether an `href` may stay: http(s) without user name, mailto, tel, or a path of this site.

    Judged as a browser and as a careless later decoder would read it: every level of character references is
    resolved, and a value that holds invisible characters inside is refused rather than repaired.
    """
    for _ in range(4):
        trimmed = value.strip(" \t\r\n\f")
        if not trimmed or _INVISIBLE.search(trimmed.replace(" ", "")) or len(trimmed) > 2000:
            return False
        spaceless = trimmed.replace(" ", "")
        if not any(p.fullmatch(spaceless) for p in (_WEB, _MAIL, _PHONE, _RELATIVE)):
            return False
        if spaceless[:7].lower() == "mailto:" and _ENCODED_BREAK.search(spaceless):
            return False
        decoded = html.unescape(value)
        if decoded == value:
            return True
        value = decoded
    return False


def is_external(href: str) -> bool:
    """Whether a safe link leaves this site (any absolute web address)."""
    return href.strip().lower().startswith(("http://", "https://"))


def is_stored_picture(value: str) -> bool:
    """Whether an `img` points at a file of ours: /tep/<number>/<name>, with nothing that climbs out of it."""
    return len(value) <= 500 and _STORED_FILE.fullmatch(value) is not None


def attribute_allowed(tag: str, name: str, value: str) -> bool:
    """The one answer to "may this attribute stay", called for each attribute of each allowed element."""
    if name == "class":
        return bool(value) and set(value.split()) <= CLASSES.get(tag, frozenset())
    if name not in ALLOWED_ATTRIBUTES.get(tag, frozenset()):
        return False
    if name == "href":
        return is_safe_link(value)
    if name == "src":
        return is_stored_picture(value)
    pattern = _PATTERNS.get(name)
    return pattern is None or pattern.fullmatch(value) is not None
