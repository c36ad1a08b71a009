"""What is wrong with a page, told to whoever took the photo: what it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

WORDS: dict[str, Any] = {
    "dark": _l("Ảnh quá tối. Hãy chụp lại ở nơi đủ sáng, đừng để bóng tay che lên giấy."),
    "blurred": _l("Ảnh bị mờ. Hãy giữ chắc máy, chạm vào màn hình để lấy nét rồi chụp lại."),
    "small": _l("Chữ trong ảnh quá nhỏ. Hãy đưa máy lại gần để tờ giấy vừa kín khung hình."),
    "cut": _l("Mép giấy nằm ngoài khung hình. Hãy chụp lại sao cho thấy đủ bốn góc tờ giấy."),
    "blank": _l("Trang này trống. Hãy bỏ trang này hoặc chụp lại mặt có chữ."),
}


def told(troubles: Iterable[str]) -> list[str]:
    """A sentence for each trouble (`making.TROUBLES`), in order; empty where a page is fine."""
    return [str(WORDS[one]) for one in troubles]
