"""How states and ways of sharing are called: at the desk and in the trail."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.sharing.models import (
    ARRIVED,
    CHANGED,
    DECLINED,
    FOLLOW,
    FOLLOWING,
    GONE,
    HIDDEN,
    OWN,
    SENDING,
    SHOWN,
    SUGGEST,
    TAKEN,
    WAITING,
    WITHDRAWN,
)

SENT = {
    SENDING: (_l("Đang gửi"), "neutral"),
    ARRIVED: (_l("Đã đến, chờ nhận"), "info"),
    TAKEN: (_l("Đã nhận, chưa đăng"), "info"),
    SHOWN: (_l("Đã đăng"), "good"),
    HIDDEN: (_l("Cổng nhận đang ẩn"), "warn"),
    CHANGED: (_l("Đã sửa riêng"), "warn"),
    DECLINED: (_l("Từ chối"), "bad"),
    WITHDRAWN: (_l("Đã gỡ"), "neutral"),
}
"""Where a sharing stands: what the sender reads, and the tone of its badge."""
CAME = {
    WAITING: (_l("Chờ quyết định"), "info"),
    FOLLOWING: (_l("Theo bản gốc"), "good"),
    OWN: (_l("Bản riêng"), "neutral"),
    DECLINED: (_l("Đã từ chối"), "bad"),
    GONE: (_l("Nơi gửi đã gỡ"), "neutral"),
}
"""What became of what came."""
STUCK = (_l("Chưa chuyển được, đang thử lại"), "bad")
WAYS = {FOLLOW: _l("Theo bản gốc"), SUGGEST: _l("Đề xuất")}
"""How a thing goes to another portal."""
