"""The few blocks that a text has beyond plain Markdown, told by what stands in them, so that the source stays readable:

- a picture alone in its paragraph with a caption: `![mô tả](/tep/7/960.jpg "chú thích")` becomes a figure;
- a quotation that begins with "**Thông tin:**", "**Lưu ý:**" (or "Chú ý") or "**Khẩn:**" is a highlighted notice;
- a paragraph that is only a link to a video, or only its address, is a card from which the video is played.

All of them are still read rightly by whatever reads Markdown, and by people without a screen.
"""

import re
from xml.etree.ElementTree import Element, SubElement

from portal.web.sanitise_rules import is_stored_picture

DECORATIVE = "(trang trí)"
"""What stands as description of a picture that tells nothing: published with alt="" (WCAG 1.1.1)."""

NOTICES = {
    "thông tin": "thong-tin",
    "lưu ý": "luu-y",
    "chú ý": "luu-y",
    "khẩn": "khan",
    "khẩn cấp": "khan",
}
"""The bold word at the beginning of a quotation, and the class that it gets."""

_VIDEOS = {
    "YouTube": re.compile(
        r"https?://(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:watch\?(?:[\w%.=-]{1,200}&){0,8}v=|live/|shorts/|embed/)"
        r"|youtu\.be/)[\w-]{11}(?:[?&#].*)?",
        re.IGNORECASE,
    ),
    "Vimeo": re.compile(r"https?://(?:www\.)?vimeo\.com/[0-9]{5,12}(?:[/?#].*)?", re.IGNORECASE),
    "Facebook": re.compile(
        r"https?://(?:(?:www\.|m\.|web\.)?facebook\.com/(?:watch/?\?(?:[\w%.=-]{1,200}&){0,8}v=[0-9]|reel/[0-9]"
        r"|(?:[\w.-]{1,100}/){1,2}videos/)|fb\.watch/\w).*",
        re.IGNORECASE,
    ),
}


def video_host(address: str) -> str:
    """The name of the host ("YouTube") if this is the address of a video there, else ""."""
    if len(address) > 500:
        return ""
    return next((name for name, form in _VIDEOS.items() if form.fullmatch(address.strip())), "")


def is_video(paragraph: Element) -> bool:
    """Whether a paragraph holds only a link to a video. A bare address is made a link first."""
    if len(paragraph) == 0:
        address = (paragraph.text or "").strip()
        if not video_host(address):
            return False
        paragraph.text = None
        SubElement(paragraph, "a", {"href": address}).text = "Video"
        return True
    link = _only_child(paragraph)
    if link is None or link.tag != "a" or not video_host(link.get("href") or ""):
        return False
    words = "".join(link.itertext()).strip()
    if not words or words.startswith(("http://", "https://")):
        link[:] = []
        link.text = "Video"
    return True


def make_figures(paragraph: Element) -> bool:
    """Give a paragraph that holds only pictures of ours, one of them with a caption, a figure for each picture.

    Whether it did: the paragraph is then only a frame around the figures.
    """
    pictures = list(paragraph)
    if not any((one.get("title") or "").strip() for one in pictures) or _has_words(paragraph):
        return False
    if any(one.tag != "img" or not is_stored_picture(one.get("src") or "") for one in pictures):
        return False
    paragraph[:] = [_figure(one) for one in pictures]
    paragraph.text = None
    return True


def _figure(picture: Element) -> Element:
    figure = Element("figure")
    picture.tail = None
    figure.append(picture)
    if caption := (picture.get("title") or "").strip():
        SubElement(figure, "figcaption").text = caption
    return figure


def notice_class(quotation: Element) -> str:
    """The class of a highlighted notice, "" for a plain quotation."""
    has_paragraphs = len(quotation) and not (quotation.text or "").strip() and quotation[0].tag == "p"
    return _class_of_line(quotation[0] if has_paragraphs else quotation)


def _class_of_line(line: Element) -> str:
    word = line[0] if len(line) and not (line.text or "").strip() else None
    if word is None or word.tag not in {"strong", "b"}:
        return ""
    said = "".join(word.itertext())[:40].strip()
    return NOTICES.get(said[:-1].strip().lower(), "") if said.endswith(":") else ""


def split_notices(parent: Element) -> None:
    """Give each notice a quotation of its own: Markdown joins quotations that stand one below the other."""
    children: list[Element] = []
    for child in parent:
        children.append(child)
        if child.tag != "blockquote" or len(child) < 2:
            continue
        parts = list(child)
        starts = [
            place for place, one in enumerate(parts) if place and one.tag == "p" and _class_of_line(one)
        ]
        if not starts:
            continue
        for start, end in zip(starts, [*starts[1:], len(parts)], strict=True):
            made = Element("blockquote")
            made.extend(parts[start:end])
            children.append(made)
        child[:] = parts[: starts[0]]
        children[-1].tail, child.tail = child.tail, "\n"
    if len(children) != len(parent):
        parent[:] = children


def _only_child(parent: Element) -> Element | None:
    return parent[0] if len(parent) == 1 and not _has_words(parent) else None


def _has_words(parent: Element) -> bool:
    """Whether text stands between the children."""
    return bool((parent.text or "").strip() or any((one.tail or "").strip() for one in parent))
