"""What people who do not see the page need of headings, links and pictures: the rules, whatever form the text is in.

The hints beside a text (`layout.py`, Markdown) and the board of a portal's quality (`portal.quality`, HTML) both ask
here, so that an editor is never told one thing while writing and another one afterwards.
"""

from __future__ import annotations

import re

DECORATION = "(trang trí)"
"""The description of a picture that says nothing (see web.sanitise_blocks)."""
FIRST_LEVEL = 2
"""Headings of a text stand below the title of its page, which is the first level."""

_FILE_NAME = re.compile(
    r"[^/\n]{0,300}\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?|heic|svg)\Z"
    r"|(?:img|dsc[fn]?|image|photo|pxl|anh|ảnh|screenshot|untitled)[_ -]?\d[\w-]*\Z",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+\Z", re.IGNORECASE)
_VAGUE = re.compile(
    r"(?:(?:xem|tải|tải về|tải xuống|truy cập|bấm|nhấn|nhấp|click)? ?(?:tại|ở|vào)? ?đây"
    r"|(?:tại )?(?:đường )?link(?: này)?"
    r"|đường dẫn|liên kết|xem|(?:đọc|xem) (?:thêm|tiếp|chi tiết)|chi tiết|tải về|tải xuống|download"
    r"|click(?: here)?|here|(?:read )?more)\Z",
    re.IGNORECASE,
)


def is_file_name(description: str) -> bool:
    """Whether the description of a picture is only the name of its file ("IMG_2034.JPG", "Ảnh hội nghị.png")."""
    return _FILE_NAME.match(" ".join(description.split())) is not None


def is_vague(words: str) -> bool:
    """Whether the text of a link says nothing of where it leads ("tại đây", "Xem thêm…")."""
    return _VAGUE.match(" ".join(words.split()).strip("*_ .…:»>→()[]")) is not None


def is_address(words: str) -> bool:
    """Whether the text of a link is a whole address, which is read out letter by letter."""
    return _ADDRESS.match(words.strip("*_ .…:»>→")) is not None


def skips_level(before: int, level: int) -> bool:
    """Whether a heading of `level` leaves out a level after one of `before` (the title of the page: 1)."""
    return level > before + 1
