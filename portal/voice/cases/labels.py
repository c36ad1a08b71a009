"""Kinds, states and acts of cases in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.voice.cases import models

KIND_LABELS = {
    models.QUESTION: _l("Câu hỏi"),
    models.REPORT: _l("Phản ánh"),
    models.COMMENT: _l("Góp ý"),
}
STATE_LABELS = {
    models.NEW: _l("Mới nhận"),
    models.ACCEPTED: _l("Đã tiếp nhận"),
    models.ASSIGNED: _l("Đang xử lý"),
    models.DRAFTED: _l("Chờ duyệt trả lời"),
    models.ANSWERED: _l("Đã trả lời"),
    models.REFUSED: _l("Không tiếp nhận"),
    models.MERGED: _l("Đã gộp"),
    models.TAKEN_BACK: _l("Người gửi rút lại"),
}
# What a citizen is told: the desk's inner steps are one to them.
PUBLIC_STATES = STATE_LABELS | {
    models.NEW: _l("Đã nhận, đang chờ xem xét"),
    models.DRAFTED: _l("Đang xử lý"),
    models.MERGED: _l("Đã gộp với nội dung trùng"),
}
STATE_TONES = {
    models.NEW: "info",
    models.ACCEPTED: "info",
    models.ASSIGNED: "warn",
    models.DRAFTED: "warn",
    models.ANSWERED: "good",
    models.REFUSED: "bad",
}
ACTION_LABELS = {
    "received": _l("Nhận"),
    "accepted": _l("Tiếp nhận"),
    "refused": _l("Không tiếp nhận"),
    "reopened": _l("Mở lại"),
    "assigned": _l("Phân công"),
    "worded": _l("Sửa lời văn công bố"),
    "drafted": _l("Soạn trả lời"),
    "answered": _l("Trả lời"),
    "published": _l("Công bố"),
    "hidden": _l("Ẩn khỏi cổng"),
    "merged": _l("Gộp"),
    "noted": _l("Ghi chú"),
    "pictures": _l("Sửa ảnh"),
    "taken_back": _l("Người gửi rút lại"),
    "forgotten": _l("Xóa dữ liệu cá nhân"),
    "spam": _l("Đánh dấu thư rác"),
}
PUBLIC_ACTIONS = frozenset(
    {"received", "accepted", "refused", "assigned", "answered", "merged", "taken_back"}
)
