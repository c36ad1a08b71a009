"""How a document stands with who received it, made of what they told: in whatever order and however often it came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.exchange.edxml.shapes import (
    ACCEPTED,
    ARRIVED,
    ASSIGNED,
    DENIED,
    DONE,
    GRANTED,
    HANDLING,
    REFUSED,
    WANTED_BACK,
)

SENT = "00"
"""What the standard has no code for: it is on its way."""
LABELS: dict[str, Any] = {
    SENT: _l("Đã gửi"),
    ARRIVED: _l("Đã đến"),
    REFUSED: _l("Từ chối tiếp nhận"),
    ACCEPTED: _l("Đã tiếp nhận"),
    ASSIGNED: _l("Đã phân công"),
    HANDLING: _l("Đang xử lý"),
    DONE: _l("Hoàn thành"),
    WANTED_BACK: _l("Yêu cầu lấy lại"),
    GRANTED: _l("Đồng ý lấy lại, cập nhật, thay thế"),
    DENIED: _l("Không đồng ý lấy lại, cập nhật, thay thế"),
}
COURSE = (SENT, ARRIVED, REFUSED, ACCEPTED, ASSIGNED, HANDLING, DONE)
"""The way of a document; of two that were told at the same second the later one of these counts."""
ANSWERS = (GRANTED, DENIED)
"""What is said to who wants a document back, put right or replaced."""
_PLACE = {code: place for place, code in enumerate(COURSE)}


@dataclass(frozen=True)
class Told:
    """What a recipient told in one message: when (UTC), the standard's code, the words with it."""

    package_id: str
    at: datetime
    code: str
    words: str = ""


def standing(told: Iterable[Told]) -> Told | None:
    """Where the document is on its way: what was told last, by the clock of who told it; None where nothing was."""
    on_the_way = [one for one in told if one.code in _PLACE]
    return max(on_the_way, key=lambda one: (one.at, _PLACE[one.code], one.package_id), default=None)


def answer(told: Iterable[Told], asked_at: datetime) -> Told | None:
    """What was answered to a wish of this instant to take back, put right or replace; None while nothing was."""
    given = [one for one in told if one.code in ANSWERS and one.at >= asked_at]
    return min(given, key=lambda one: (one.at, one.package_id), default=None)
