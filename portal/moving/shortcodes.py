"""What WordPress keeps in a body that is no HTML: comments of blocks, shortcodes, paragraphs by empty lines."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from portal.moving.foreign import Attachment, Trouble
from portal.moving.inline_writing import watched

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_IS_BLOCKS = re.compile(r"<!--\s*wp:")
_CODE = re.compile(r"(\[?)\[(/?)([a-zA-Z][\w-]{0,60})((?:[\s=][^\[\]]{0,3000})?)\](\]?)")
_ATTRIBUTE = re.compile(r"""([\w-]{1,60})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s'"]+))""")
_CAPTION = re.compile(r"\[(?:wp_)?caption([^\]]{0,2000})\](.{0,20000}?)\[/(?:wp_)?caption\]", re.DOTALL)
_EMBED = re.compile(r"\[embed[^\]]{0,300}\]\s{0,99}(\S{1,2000}?)\s{0,99}\[/embed\]")
_LONE_ADDRESS = re.compile(r"^[ \t]*(https?://\S{4,2000})[ \t]*$", re.MULTILINE)
_PICTURE_OF_CAPTION = re.compile(
    r"\A\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)\Z", re.DOTALL | re.IGNORECASE
)

_BLOCKS = (
    "table|thead|tfoot|caption|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|blockquote|address|p|h[1-6]|hr|"
    "fieldset|section|article|aside|header|footer|nav|figure|figcaption|details|summary|center|iframe|object|video|audio"
)
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCKS})\b[^>]*>", re.IGNORECASE)
_STARTS_WITH_BLOCK = re.compile(rf"</?(?:{_BLOCKS})\b", re.IGNORECASE)
_KEPT_WHOLE = re.compile(r"<(pre|script|style|textarea)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")
_IS_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp)\Z", re.IGNORECASE)
_HELD = re.compile("\ue000(\\d+)\ue001")


def expanded(body: str, library: Mapping[str, Attachment], number: str = "") -> tuple[str, list[Trouble]]:
    """The body of the WordPress item with this number as plain HTML, and what was left out of it.

    Captions and galleries become figures, embeds become links; of any other shortcode only what it encloses stays.
    Square brackets that are no shortcode stay as they are.
    """
    troubles: list[Trouble] = []
    has_blocks = bool(_IS_BLOCKS.search(body))
    body = _COMMENT.sub("", body.replace("\r\n", "\n").replace("\r", "\n"))
    body = _CAPTION.sub(_figure, body)
    body = _EMBED.sub(lambda found: _embedded(found[1], troubles), body)
    body = _without_codes(body, library, troubles, number)
    body = _LONE_ADDRESS.sub(lambda found: _embedded(found[1], troubles), body)
    return (body if has_blocks else paragraphs(body)), list(dict.fromkeys(troubles))


def _figure(found: re.Match[str]) -> str:
    inside = _PICTURE_OF_CAPTION.match(found[2])
    picture, text = (inside[1], inside[2]) if inside else (found[2], "")
    text = text.strip() or _attributes(found[1]).get("caption", "")
    return f"\n\n<figure>{picture}<figcaption>{text.strip()}</figcaption></figure>\n\n"


def _embedded(address: str, troubles: list[Trouble]) -> str:
    plain = html.unescape(address)
    video = watched(plain)
    if not video:
        troubles.append(("embed", plain[:300]))
    safe = html.escape(video or plain)
    return f'\n\n<p><a href="{safe}">{"Video" if video else safe}</a></p>\n\n'


def _attributes(text: str) -> dict[str, str]:
    return {
        found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(text.replace("”", '"').replace("“", '"').replace("″", '"'))
    }


def _without_codes(body: str, library: Mapping[str, Attachment], troubles: list[Trouble], number: str) -> str:
    closed = {found[3].lower() for found in _CODE.finditer(body) if found[2]}

    def one(found: re.Match[str]) -> str:
        name, attributes = found[3].lower(), _attributes(found[4])
        if found[1] and found[5]:  # [[gallery]] is how one writes about a shortcode
            return found[0][1:-1]
        if not _is_code(name, found[4], attributes, closed):
            return found[0]
        made = "" if found[2] else _replacement(name, attributes, library, number)
        if not made and not found[2]:
            troubles.append(("shortcode", f"[{name}]"))
        return found[1] + made + found[5]

    return _CODE.sub(one, body)


def _is_code(name: str, rest: str, attributes: dict[str, str], closed: set[str]) -> bool:
    """Whether brackets hold a shortcode and no words of the text: it has attributes, an end, or a programmer's name."""
    known = name in {"gallery", "audio", "video", "playlist", "embed", "caption"}
    programmed = ("_" in name or "-" in name) and (not rest.strip() or bool(attributes))
    return known or bool(attributes) or name in closed or programmed


def _replacement(
    name: str, attributes: dict[str, str], library: Mapping[str, Attachment], number: str
) -> str:
    if name == "gallery":
        held = _gallery(attributes, library, number)
        return "\n\n" + "\n\n".join(_picture(one) for one in held) + "\n\n" if held else ""
    if name in {"audio", "video"}:
        address = next(
            (
                attributes[key]
                for key in ("src", "mp4", "m4v", "webm", "mp3", "ogg", "wav")
                if attributes.get(key)
            ),
            "",
        )
        safe = html.escape(watched(address) or address)
        return f'\n\n<p><a href="{safe}">{safe}</a></p>\n\n' if address else ""
    return ""


def _gallery(attributes: dict[str, str], library: Mapping[str, Attachment], number: str) -> list[Attachment]:
    """The pictures that a gallery names; one that names none shows all that were uploaded for the item."""
    named = re.findall(r"\d+", attributes.get("ids", "") or attributes.get("include", ""))
    if named:
        return [library[one] for one in named if one in library]
    not_these = set(re.findall(r"\d+", attributes.get("exclude", "")))
    of = attributes.get("id", "") or number
    return [
        one
        for one in library.values()
        if of and one.parent == of and one.id not in not_these and _IS_PICTURE.search(one.url)
    ]


def _picture(one: Attachment) -> str:
    caption = f"<figcaption>{one.caption}</figcaption>" if one.caption else ""
    alt = html.escape(one.alt or one.title)
    return f'<figure><img src="{html.escape(one.url)}" alt="{alt}">{caption}</figure>'


def paragraphs(body: str) -> str:
    """Text whose paragraphs are told by empty lines, and lines by line ends, as HTML; blocks in it stay as they are."""
    kept: list[str] = []

    def hold(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\n\n\ue000{len(kept) - 1}\ue001\n\n"

    text = _TAG.sub(lambda found: found[0].replace("\n", " "), body)
    text = _KEPT_WHOLE.sub(hold, text.replace("\ue000", "").replace("\ue001", ""))
    text = _BLOCK_TAG.sub(lambda found: f"\n\n{found[0]}\n\n", text)
    made = []
    for piece in re.split(r"\n[ \t]*\n\s*", text):
        piece = piece.strip()
        if not piece:
            continue
        if _STARTS_WITH_BLOCK.match(piece) or piece.startswith("\ue000"):
            made.append(piece)
        else:
            made.append("<p>" + re.sub(r"(?:<br\s*/?>)?\n", "<br>\n", piece) + "</p>")
    return _HELD.sub(lambda found: kept[int(found[1])], "\n".join(made))
