"""The notices as plain text, for a line that carries nothing else."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from portal.web.templating import viet_datetime

BUDGET = 20_000  # bytes of UTF-8
MOST = 30  # notices; the titles alone of more would not fit
_RULE = "-" * 40


def as_text(authority: str, notices: list[dict[str, Any]], contact: str, address: str) -> str:
    """The notices one below the other, at most BUDGET bytes: what does not fit any more is named by its title.

    `contact` is whom to call, `address` where the full pages are.
    """
    head = f"{authority.upper()}\n{_('THÔNG BÁO KHẨN')}\n"
    tail = f"\n{_RULE}\n" + (f"{contact}\n" if contact else "") + f"{address}\n"
    if not notices:
        return f"{head}\n{_('Hiện không có thông báo khẩn nào.')}\n{tail}"
    notices = notices[:MOST]
    short = [f"\n* {one['title']}\n" for one in notices]
    left = BUDGET - _size(head + tail + "".join(short))
    told = []
    for one, title_alone in zip(notices, short, strict=True):
        whole = _whole(one)
        if _size(whole) - _size(title_alone) <= left:
            left -= _size(whole) - _size(title_alone)
            told.append(whole)
        else:
            told.append(title_alone)
    return head + "".join(told) + tail


def _whole(one: dict[str, Any]) -> str:
    lines = [_RULE, f"{one['level_name'].upper()}: {one['title']}"]
    if one["area"]:
        lines.append(_("Nơi áp dụng: %(area)s", area=one["area"]))
    lines.append(
        _("Từ %(begin)s đến %(end)s", begin=viet_datetime(one["from"]), end=viet_datetime(one["until"]))
    )
    if one["source"]:
        lines.append(_("Nguồn: %(source)s", source=one["source"]))
    return "\n" + "\n".join(lines) + f"\n\n{one['text']}\n"


def _size(text: str) -> int:
    return len(text.encode())
