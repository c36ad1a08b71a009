"""What the exchange's states and kinds are called on the desk."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.exchange.carrying.models import (
    DELIVERED,
    DOCUMENT,
    FOLDER,
    GIVEN_UP,
    HTTP,
    INSIDE,
    NEEDLESS,
    TURNED_DOWN,
    WAITING,
    ExchangePackage,
)
from portal.exchange.edxml.shapes import NEW, RECALL, REPLACE, UPDATE
from portal.exchange.standing import LABELS as STANDINGS

STATES: dict[str, tuple[Any, str]] = {
    WAITING: (_l("Đang chờ gửi"), "info"),
    TURNED_DOWN: (_l("Bị từ chối"), "bad"),
    GIVEN_UP: (_l("Đã thôi gửi"), "bad"),
    DELIVERED: (_l("Đã đến nơi"), "good"),
    NEEDLESS: (_l("Không cần gửi"), "neutral"),
}
VIEWS = {
    WAITING: "cho",
    TURNED_DOWN: "tu-choi",
    GIVEN_UP: "thoi-gui",
    DELIVERED: "da-den",
    NEEDLESS: "khong-can",
}
"""How lists of a state are named in addresses."""
CARRIERS: dict[str, Any] = {
    INSIDE: _l("Trong hệ thống"),
    HTTP: _l("Qua mạng (https)"),
    FOLDER: _l("Thư mục trao đổi"),
}
ABOUT: dict[int, Any] = {
    NEW: _l("Văn bản mới"),
    RECALL: _l("Lấy lại văn bản"),
    UPDATE: _l("Cập nhật văn bản"),
    REPLACE: _l("Văn bản thay thế"),
}
STANDING_TONES = {"00": "neutral", "01": "info", "02": "bad", "06": "good"}


def what_of(package: ExchangePackage) -> str:
    """What a package is, in words."""
    if package.what == DOCUMENT:
        return str(ABOUT[package.about])
    return _("Báo trạng thái: %(status)s", status=STANDINGS.get(package.code, package.code))
