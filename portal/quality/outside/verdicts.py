"""What follows from what a server said, or from its silence. Pure.

An address is broken only after two checks at least a day apart failed with nothing better in between: servers are
restarted, lines are cut, and nobody should lose a good link for it. Who lets only people in (401, 403), has too much to
do (429) or a fault of its own (5xx) has not said that the page is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

NEW, GOOD, FAILING, BROKEN, UNCLEAR = "new", "good", "failing", "broken", "unclear"
STATUSES = {
    BROKEN: (_l("Hỏng"), "bad"),
    FAILING: (_l("Lỗi một lần, chờ kiểm tra lại"), "warn"),
    UNCLEAR: (_l("Không kiểm tra được"), "neutral"),
    NEW: (_l("Chưa kiểm tra"), "neutral"),
    GOOD: (_l("Còn mở được"), "good"),
}
"""Status → (in words, tone), what needs somebody first."""

FAILURES: dict[str, Any] = {
    "missing": _l("Trang không tồn tại (404)"),
    "gone": _l("Trang đã bị gỡ hẳn (410)"),
    "dns": _l("Không tìm thấy tên miền"),
    "timeout": _l("Máy chủ không trả lời trong thời gian chờ"),
    "unreachable": _l("Không có đường kết nối đến máy chủ"),
    "closed": _l("Máy chủ từ chối hoặc ngắt kết nối"),
    "tls": _l("Không lập được kết nối bảo mật (HTTPS)"),
    "tls-expired": _l("Chứng thư bảo mật đã hết hạn hoặc chưa có hiệu lực"),
    "tls-name": _l("Chứng thư bảo mật cấp cho tên miền khác"),
    "tls-trust": _l("Chứng thư bảo mật tự ký, trình duyệt sẽ cảnh báo"),
    "malformed": _l("Địa chỉ viết sai"),
    "private": _l("Địa chỉ trong mạng nội bộ, người dân không mở được"),
}
"""What makes an address broken, if it stays so."""
UNKNOWN: dict[str, Any] = {
    "denied": _l("Trang đòi đăng nhập hoặc không cho máy kiểm tra (401, 403)"),
    "busy": _l("Máy chủ đang giới hạn số lượt truy cập (429)"),
    "fault": _l("Máy chủ bên kia đang gặp lỗi (5xx)"),
    "odd": _l("Máy chủ không chấp nhận câu hỏi của hệ thống"),
    "redirects": _l("Trang chuyển hướng quá nhiều lần"),
    "misled": _l("Trang chuyển hướng đến nơi hệ thống không được phép hỏi"),
    "strange": _l("Câu trả lời của máy chủ không hiểu được"),
    "tls-chain": _l("Không kiểm chứng được chứng thư bảo mật"),
    "internal": _l("Tên miền trỏ vào mạng nội bộ của cơ quan"),
    "port": _l("Địa chỉ dùng cổng khác 80 và 443"),
    "userinfo": _l("Địa chỉ có kèm tên đăng nhập"),
    "scheme": _l("Địa chỉ không phải http hoặc https"),
}
"""What says nothing about whether people reach the page."""
NO_NETWORK = "no-network"
REASONS: dict[str, Any] = FAILURES | UNKNOWN | {NO_NETWORK: _l("Máy chủ của cổng không ra được Internet")}

BY_THE_NETWORK = frozenset({"dns", "timeout", "unreachable", "closed"})
"""Failures that look the same when our own line is cut: they count only where somebody else answers."""
WITHOUT_ASKING = frozenset({"malformed", "private", "port", "userinfo", "scheme", "internal"})

SUSPICION = timedelta(days=1)
AFTER = {
    GOOD: timedelta(days=7),
    FAILING: SUSPICION + timedelta(minutes=10),
    BROKEN: timedelta(days=3),
    UNCLEAR: timedelta(days=3),
}
AFTER_NO_NETWORK = timedelta(hours=1)


@dataclass(frozen=True)
class Outcome:
    """What a check found: "" for an answer that lets people in, else one of REASONS."""

    reason: str = ""

    @property
    def answered(self) -> bool:
        """Whether the server itself said something."""
        return self.reason not in BY_THE_NETWORK | WITHOUT_ASKING | {NO_NETWORK}


@dataclass(frozen=True)
class Verdict:
    """What is held of an address after a check."""

    status: str
    reason: str
    first_failed_at: datetime | None
    next_at: datetime


def of_status(status: int) -> Outcome:
    """What an HTTP status says (RFC 9110, 15)."""
    if status < 400:
        return Outcome()
    named = {401: "denied", 403: "denied", 407: "denied", 404: "missing", 410: "gone", 429: "busy"}
    return Outcome(named.get(status, "fault" if status >= 500 else "odd"))


def judged(first_failed_at: datetime | None, outcome: Outcome, now: datetime) -> Verdict:
    """The verdict after an outcome; `first_failed_at` is since when nothing but failures came (None: the last check was
    none)."""
    if outcome.reason not in FAILURES:
        status = UNCLEAR if outcome.reason else GOOD
        return Verdict(status, outcome.reason, None, now + AFTER[status])
    since = first_failed_at or now
    status = BROKEN if now - since >= SUSPICION else FAILING
    return Verdict(status, outcome.reason, since, now + AFTER[status])
